"""Addresses of the speakers, below /{language}/{edition}/. The whole makes them public."""

from django.urls import path

from speakers import views

urlpatterns = [
    path("speakers/", views.speakers, name="speakers"),
    path("speakers/<slug:slug>/", views.speaker, name="speaker"),
]
