FROM python:3.13-slim AS web

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


# nginx in front, with the static files of the same build.
FROM nginx:1.28 AS proxy

# The image sources forum.envsh and fills in the templates as it starts; docs/serving.md names the
# settings. What it writes lies in /tmp and in the cache, so that all else can be read-only.
ENV NGINX_ENTRYPOINT_LOCAL_RESOLVERS=1 \
    NGINX_ENVSUBST_OUTPUT_DIR=/tmp/nginx \
    CACHE=/var/cache/forum \
    RUN=/tmp

RUN mkdir -p /var/cache/forum && chown nginx /var/cache/forum
COPY --chmod=755 nginx/forum.envsh /docker-entrypoint.d/18-forum.envsh
COPY nginx/templates /etc/nginx/templates
COPY nginx/pages /srv/pages
COPY --from=web /srv/static /srv/static

USER nginx
EXPOSE 8080 8443

HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD site=${SITE_URL#*://} \
    && curl --silent --fail --output /dev/null --header "Host: ${site%/}" http://127.0.0.1:8080/healthz

CMD ["nginx", "-c", "/tmp/nginx/nginx.conf", "-g", "daemon off;"]
