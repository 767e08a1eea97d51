FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    LISTEN=0.0.0.0 \
    KEPT_ROOT=/srv/kept \
    MEDIA_ROOT=/srv/media \
    STATIC_ROOT=/srv/static

RUN useradd --system --uid 10001 --no-create-home forum \
    && mkdir -p /srv/kept /srv/media /srv/static \
    && chown forum /srv/kept /srv/media

WORKDIR /app

# First, since they change rarely and take longest.
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

COPY . .
# The key is for this step only: nothing made here is signed with it.
RUN python -m compileall -q forum sessions speakers finding multilingual \
    && SECRET_KEY=for-this-step-only python manage.py collectstatic --no-input

# Names the code in the image, for instance by its commit: --build-arg BUILD=$(git rev-parse HEAD)
ARG BUILD=image
ENV BUILD=$BUILD

USER forum
VOLUME ["/srv/kept", "/srv/media"]
EXPOSE 8000

# Asks as the proxy would, or the answer would be a redirect to the public address.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["python", "-c", "\
import os; \
from http.client import HTTPConnection; \
from urllib.parse import urlsplit; \
site = urlsplit(os.environ.get('SITE_URL', 'http://127.0.0.1:8000')); \
server = HTTPConnection('127.0.0.1', int(os.environ.get('PORT', 8000)), timeout=2); \
server.request('GET', '/healthz', headers={'Host': site.netloc, 'X-Forwarded-Proto': site.scheme}); \
raise SystemExit(server.getresponse().status != 200)"]

# gunicorn.conf.py holds the options, here and in ./run.
CMD ["python", "-m", "gunicorn"]
