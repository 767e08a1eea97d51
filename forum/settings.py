"""Settings, from the environment. Chapters: paths, site, apps, database, files, languages,
security, publishing, seeing."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from forum.seeing import logs

# Paths

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"

env = environ.Env()
environ.Env.read_env(ROOT / ".env")

# Site

DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
IS_HTTPS = _site.scheme == "https"

_is_plain = not (_site.path or _site.query or _site.fragment or _site.username)
if not (_site.hostname and _is_plain) or not (
    IS_HTTPS
    or (_site.scheme == "http" and (_site.hostname or "") in ("127.0.0.1", "localhost", "::1"))
):
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}. Expected an address such as https://forum.example; "
        "http is accepted for 127.0.0.1 and localhost only."
    )

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Put a long random value into the environment or into .env; "
            "`./run` does so by itself."
        )
    SECRET_KEY = "insecure, for debugging only"

ALLOWED_HOSTS = [
    *env.list("ALLOWED_HOSTS", default=[]),
    *((_site.hostname,) if IS_HTTPS else LOOPBACK),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IS_HTTPS else []

ROOT_URLCONF = "forum.urls"
WSGI_APPLICATION = "forum.wsgi.application"
BUILD = env.str("BUILD", default="dev")
# The latest change to what makes pages; a page is never older than the code that made it.
BUILT_AT = datetime.fromtimestamp(
    max(
        path.stat().st_mtime
        for folder in (
            *("forum", "sessions", "speakers", "finding", "multilingual"),
            *("templates", "static"),
        )
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".css", ".js", ".mo")
    ),
    UTC,
)

# Apps

INSTALLED_APPS = [
    "forum.apps.ForumConfig",
    "sessions.apps.SessionsConfig",
    "speakers.apps.SpeakersConfig",
    "multilingual.apps.MultilingualConfig",
    "forum.apps.ForumAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_countries",
    "simple_history",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "forum.middleware.SignsOfLife",
    # Before the others, so that what it keeps has been through all of them.
    "forum.middleware.PublicAnswers",
    "forum.middleware.ContentSecurity",
    "forum.middleware.OnlyReading",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "forum.lost_database.AdminWithoutDatabase",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "forum.middleware.PublicPassesBy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # Public pages have their language in their path.
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "forum.middleware.public_joins",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue for 20 seconds instead of failing, whatever the URL says.
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that is gone must not be waited for: every thread would soon do so.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 5,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }

# Files

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR / "static"))()
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR / "media"))()
# Where this node keeps the current releases, to start from while the database is gone; empty,
# it keeps none.
_kept = env.str("KEPT_ROOT", default=str(VAR / "kept"))
KEPT_ROOT = Path(_kept) if _kept else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "forum.publishing.assets.CollectedFiles"
        )
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "forum.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The Publish page has a tick for each difference, and an import can bring tens of thousands.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100_000

# Languages

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [ROOT / "forum" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
COUNTRIES_OVERRIDE: dict[str, str] = {}

# Security

SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_PATH = "/admin/"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_PATH = "/admin/"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_PATH = "/admin/"
X_FRAME_OPTIONS = "DENY"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Whoever has set up one-time codes is always asked for one; with this, nobody gets in without.
ADMIN_REQUIRES_OTP = env.bool("ADMIN_REQUIRES_OTP", default=False)
OTP_TOTP_ISSUER = _site.hostname
# As gunicorn.conf.py has it: whose word about a visitor's address is believed.
TRUSTED_PROXIES = [
    *env.list("FORWARDED_ALLOW_IPS", default=[]),
    "127.0.0.1",
    "::1",
]
AXES_CLIENT_IP_CALLABLE = "forum.visitors.client_address"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# Publishing

# How much each process may keep of finished pages; 0 keeps none.
PAGE_STORE_MEGABYTES = env.float("PAGE_STORE_MEGABYTES", default=64.0)
RELEASE_POLL_SECONDS = env.float("RELEASE_POLL_SECONDS", default=1.0)
# A rehearsal's beginning, such as 2021-05-25T10:40+03:00; the clock runs on from there.
REHEARSAL_START = (
    datetime.fromisoformat(env.str("REHEARSAL_START")).astimezone(UTC)
    if env.str("REHEARSAL_START", default="")
    else None
)
# When it began in fact: one time for all processes, which gunicorn.conf.py sees to.
REHEARSED_SINCE = datetime.fromisoformat(
    os.environ.get("REHEARSED_SINCE", datetime.now(UTC).isoformat())
)
# Whether browsers keep the programme for reading without a network; off, they forget it again.
SERVICE_WORKER = env.bool("SERVICE_WORKER", default=True)
# How often at most a browser fetches what a newer release changed, after a delay of up to as long.
OFFLINE_REFRESH_SECONDS = env.float("OFFLINE_REFRESH_SECONDS", default=600.0)
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# Seeing

# json gives one object a line.
LOG_FORMAT = env.str("LOG_FORMAT", default="text")
if LOG_FORMAT not in logs.FORMATS:
    raise ImproperlyConfigured(
        f"LOG_FORMAT is {LOG_FORMAT!r}. Expected one of: {', '.join(logs.FORMATS)}."
    )
# Whoever sends it as a bearer token may read /metrics; without one, only this machine may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "forum.seeing.logs.formatter", "name": LOG_FORMAT}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Anyone may send any Host; the answer 400 is enough.
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "axes": {"level": "WARNING"},
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
