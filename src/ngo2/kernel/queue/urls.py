from django.urls import path

from ngo2.kernel.queue import views

app_name = "queue"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/jobs/", views.house_jobs, name="jobs"),
    path("today/jobs/<uuid:pk>/again/", views.start_again, name="start_again"),
]
