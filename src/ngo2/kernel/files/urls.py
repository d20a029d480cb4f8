from django.urls import path

from ngo2.kernel.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:pk>/", views.file, name="file"),
    path("<uuid:pk>/<int:width>/", views.file, name="copy"),
]
