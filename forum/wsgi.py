"""The forum as a WSGI application: the page store in front of Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")

_django = get_wsgi_application()

from forum.publishing.front import InFront  # noqa: E402 - needs Django set up

application = InFront(_django)
