from django.urls import path

from ngo2.kernel.queue.views import acting, house, replies, today

app_name = "queue"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/one/", today.one, name="one"),
    path("today/do/", acting.do, name="do"),
    path("today/later/", acting.later, name="later"),
    path("today/give/", acting.give, name="give"),
    path("today/batch/", acting.batch, name="batch"),
    path("today/replies/", replies.replies, name="replies"),
    path("today/replies/<str:kind>/<str:name>/", replies.reply, name="reply"),
    path("today/jobs/", house.house_jobs, name="jobs"),
    path("today/jobs/<uuid:pk>/again/", house.start_again, name="start_again"),
]
