"""The settings of the tests: the forum's own, out of reach of this machine's .env and files."""

import atexit
import os
import shutil
import tempfile

_scratch = tempfile.mkdtemp(prefix="forum-tests-")
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)

# What stands in the environment wins over .env.
os.environ.update(
    SECRET_KEY="only for tests, and therefore no secret",
    DEBUG="false",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", "sqlite://:memory:"),
    # Several processes of one test may share their files.
    MEDIA_ROOT=os.environ.get("TEST_MEDIA_ROOT", os.path.join(_scratch, "media")),
    # Tests about starting without a database name a folder of their own.
    KEPT_ROOT=os.environ.get("KEPT_ROOT", ""),
    STATIC_ROOT=os.path.join(_scratch, "static"),
    LOG_LEVEL=os.environ.get("LOG_LEVEL", "WARNING"),
    # Tests of anything else see the network itself; those about reading offline turn it on.
    SERVICE_WORKER="false",
    # Playwright keeps an event loop running in the tests' thread, which Django takes for
    # asynchronous code and then refuses every query.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)

from forum.settings import *  # noqa: E402, F403
from forum.settings import STORAGES as _storages  # noqa: E402

# Static files under their own names, straight from their folders: nothing needs collecting.
STORAGES = _storages | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Logging in happens in many tests; it need not be expensive.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
