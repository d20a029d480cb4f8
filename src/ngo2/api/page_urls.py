from django.urls import path

from ngo2.api import views

app_name = "about_api"
urlpatterns = [path("about/api/", views.page, name="page")]
