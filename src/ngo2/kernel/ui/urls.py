from django.urls import path

from ngo2.kernel.ui import views

app_name = "ui"
urlpatterns = [path("style/", views.style, name="style")]
