"""How gunicorn serves the forum, in ./run and in the container alike."""

import logging
import os
import runpy
import sys
from datetime import UTC, datetime
from pathlib import Path

import environ
from gunicorn.glogging import Logger

_SEEING = Path(__file__).resolve().parent / "forum" / "seeing"

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

# Figures and the log. What the server itself reads of the forum is run, not imported: workers
# that it starts after an update would inherit the module as it was.


# As the settings read it, but nothing of .env gets into the environment here.
_environment = type("Environment", (environ.Env,), {"ENVIRON": dict(os.environ)})
_environment.read_env(Path(__file__).resolve().parent / ".env")
_log_format = _environment().str("LOG_FORMAT", default="text")


class logger_class(Logger):
    """gunicorn's own lines, written as all others; access only with `--access-logfile`."""

    def setup(self, cfg):
        super().setup(cfg)
        runpy.run_path(str(_SEEING / "logs.py"))["dress"](
            [self.error_log, self.access_log], _log_format
        )

    def access(self, resp, req, environ, request_time):
        """Log what was asked and how it was answered, and nothing about who asked."""
        if not self.access_log_enabled:
            return
        fields = {
            "method": environ.get("REQUEST_METHOD", ""),
            "path": environ.get("PATH_INFO", ""),
            "status": int(str(resp.status)[:3]),
            "bytes": getattr(resp, "sent", 0) or 0,
            "seconds": round(request_time.total_seconds(), 6),
        }
        words = " ".join(str(value) for value in fields.values())
        self.access_log.info("%s", words, extra={"fields": fields})


def on_starting(server):
    """Make the file that all workers add their figures to."""
    try:
        runpy.run_path(str(_SEEING / "figures.py"))["share"]()
    except OSError as error:
        server.log.warning("Each worker tells its own figures alone: %s", error)


def post_worker_init(worker):
    """Let gunicorn's lines know which request they are about, and make the first pages.

    Before the first visitor comes: a worker that took another's place is ready.
    """
    from forum.publishing.warming import warm
    from forum.seeing.logs import dress

    dress([logging.getLogger("gunicorn.error"), logging.getLogger("gunicorn.access")], _log_format)
    warm(worker.wsgi)


def worker_exit(server, worker):
    """Add what a worker counted since the last time."""
    metrics = sys.modules.get("forum.seeing.metrics")
    if metrics:
        metrics.put_down()
