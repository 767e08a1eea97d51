"""How gunicorn serves the forum, in ./run and in the container alike."""

import os
from datetime import UTC, datetime

# A rehearsal began when the server did, in all its workers.
os.environ.setdefault("REHEARSED_SINCE", datetime.now(UTC).isoformat())

wsgi_app = "forum.wsgi"
bind = f"{os.environ.get('LISTEN', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 8

# A worker that shows no sign of life for so many seconds is replaced. A slow request does not
# count: the main thread of a gthread worker beats while the others work.
timeout = 30
graceful_timeout = 20
# Longer than the proxy keeps an idle connection (nginx/templates/nginx.conf.template): whoever
# closes must be the one that sends, or a request is lost between them.
keepalive = 15

# As much as the proxy lets through, so that it is the one to refuse.
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190

# Whoever names himself https must be a proxy of ours. The loopback is always one, so that the
# container can ask itself for its health.
forwarded_allow_ips = ",".join(
    filter(None, [os.environ.get("FORWARDED_ALLOW_IPS"), "127.0.0.1", "::1"])
)

# One header says how the visitor came: a proxy sets it, and might let others of that kind pass.
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}

# Otherwise gunicorn 27 opens a socket in the home folder that takes commands.
control_socket_disable = True

# The heartbeat is a file; on a disk that is slow for a moment it would look like a dead worker.
if os.path.isdir("/dev/shm"):
    worker_tmp_dir = "/dev/shm"


def post_worker_init(worker):
    """Read the site before the first visitor comes: a worker that took another's place is ready."""
    from forum.publishing import current

    current.site()
