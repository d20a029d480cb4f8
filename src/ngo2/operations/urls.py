from django.urls import path

from ngo2.operations import views

app_name = "operations"
urlpatterns = [
    path("today/house/", views.state, name="state"),
]
