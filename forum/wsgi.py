"""The forum as a WSGI application: the page store, and behind it Django, which is counted."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")

_django = get_wsgi_application()

# These need Django set up.
from forum.publishing import current  # noqa: E402
from forum.publishing.front import InFront  # noqa: E402
from forum.seeing import metrics  # noqa: E402
from forum.seeing.requests import Seen  # noqa: E402

current.after_each_look.append(metrics.put_down)

application = InFront(Seen(_django))
