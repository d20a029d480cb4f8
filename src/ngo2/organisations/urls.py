from django.urls import path

from ngo2.organisations.views import directory, history, organisation

app_name = "organisations"
urlpatterns = [
    path("", directory.directory, name="directory"),
    path("in/<str:country>/", directory.directory, name="country"),
    path("in/<str:country>/<str:code>/", directory.directory, name="area"),
    path("<int:pk>/", organisation.organisation, name="organisation"),
    path("<int:pk>/history/", history.history, name="history"),
]
