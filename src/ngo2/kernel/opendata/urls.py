from django.urls import path

from ngo2.kernel.opendata import views

app_name = "opendata"
urlpatterns = [
    path("open-data/", views.catalogue_page, name="catalogue"),
    path("open-data/catalogue.json", views.catalogue_json, name="catalogue_json"),
    path("open-data/<slug:name>.<slug:ending>", views.dataset, name="dataset"),
    path("open-data/<slug:name>/<str:file>", views.snapshot, name="snapshot"),
]
