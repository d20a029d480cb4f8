"""Addresses without a language, for machines."""

from django.urls import path

from ngo2.operations import views

app_name = "probes"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
