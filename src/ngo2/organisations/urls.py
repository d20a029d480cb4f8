from django.urls import path

from ngo2.organisations.views import directory, history, organisation

app_name = "organisations"
urlpatterns = [
    path("organisations/", directory.directory, name="directory"),
    path("organisations/in/<str:country>/", directory.directory, name="country"),
    path("organisations/in/<str:country>/<str:code>/", directory.directory, name="area"),
    path("organisations/<int:pk>/", organisation.organisation, name="organisation"),
    path("organisations/<int:pk>/history/", history.history, name="history"),
]
