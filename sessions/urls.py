"""Addresses of the programme, below /{language}/{edition}/. The whole makes them public."""

from django.urls import path

from sessions import converters, views  # noqa: F401 - registers its converter

urlpatterns = [
    path("programme/", views.programme, name="programme"),
    path("programme/<date:day>/", views.day, name="day"),
    path("sessions/<slug:slug>/", views.session, name="session"),
    path("tracks/<slug:slug>/", views.track, name="track"),
    path("stages/<slug:slug>/", views.stage, name="stage"),
    path("live/", views.live, name="live"),
    path("my/", views.my, name="my"),
    path("time-zones/", views.time_zones, name="time-zones"),
]
