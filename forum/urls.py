"""All addresses of the site."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path

import sessions.urls
import sessions.views
import speakers.urls
from forum import api, exports, feeds, lost_database, press_kits, service, sharing, sitemaps, views
from forum import converters as _converters  # noqa: F401 - registers the language
from forum.publishing.framing import framed_by_all
from forum.publishing.machines import open_to_all
from forum.publishing.manifest import manifest
from forum.publishing.public import not_found, public, published

edition = [
    path("", public(views.home), name="home"),
    *published(sessions.urls.urlpatterns),
    *published(speakers.urls.urlpatterns),
    path("news/", public(views.news), name="news"),
    path("changes/", public(views.changes), name="changes"),
    path("formats/", public(views.formats), name="formats"),
    path("status.json", public(views.status), name="status"),
    path("offline/", public(views.offline_page), name="offline"),
    path("offline.json", public(views.offline_bundle), name="offline-bundle"),
    path("offline/manifest.json", public(views.offline_manifest), name="offline-manifest"),
    path("offline/<slug:digest>.json", public(views.offline_shard), name="offline-shard"),
    path("pages/<slug:slug>/", public(views.page), name="page"),
    path("embed/", framed_by_all(public(sessions.views.embed)), name="embed"),
    path("embed.json", open_to_all(public(sessions.views.embed_data)), name="embed-data"),
    *exports.urlpatterns,
    *sharing.urlpatterns,
    *api.urlpatterns,
    *press_kits.urlpatterns,
    path("news.atom", open_to_all(public(feeds.news)), name="news-feed"),
    path("changes.atom", open_to_all(public(feeds.changes)), name="changes-feed"),
]

urlpatterns = [
    path("", service.choose_language, name="choose-language"),
    path("healthz", service.healthz, name="healthz"),
    path("readyz", service.readyz, name="readyz"),
    path("robots.txt", service.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path(
        "sitemap.<slug:edition>.<language:language>.<int:part>.xml",
        public(sitemaps.sitemap),
        name="sitemap",
    ),
    path("favicon.ico", service.favicon, name="favicon"),
    path(".well-known/security.txt", service.security_txt, name="security"),
    path("sw.js", service.service_worker, name="service-worker"),
    path("embed.js", open_to_all(service.embed_script), name="embed-script"),
    path("media/<str:name>", service.media, name="media"),
    path("admin/", admin.site.urls),
    path("<language:language>/", public(views.home), name="front"),
    path("<language:language>/manifest.webmanifest", public(manifest), name="manifest"),
    path("<language:language>/editions/", public(views.editions), name="editions"),
    path("<language:language>/<slug:edition>/", include(edition)),
]


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Answer what no pattern matches, in the language of the path."""
    return api.nothing(request) if api.is_of_api(request) else not_found(request)


handler500 = lost_database.server_error
