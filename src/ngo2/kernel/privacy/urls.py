from django.urls import path

from ngo2.kernel.privacy import views

app_name = "privacy"
urlpatterns = [
    path("privacy/", views.notice, name="notice"),
    path("privacy/erased/", views.erased, name="erased"),
    path("me/data/", views.data, name="data"),
    path("me/data/download/", views.download, name="download"),
    path("me/erase/", views.erase, name="erase"),
]
