from django.urls import path

from ngo2.kernel.notify import sms_pages, views
from ngo2.kernel.notify.channels.webhook import pages

app_name = "notify"
urlpatterns = [
    path("me/messages/", views.messages, name="messages"),
    path("me/messages/read/", views.read, name="read"),
    path("me/notifications/", views.wishes, name="wishes"),
    path("me/webhooks/", pages.webhooks, name="webhooks"),
    path("me/webhooks/new/", pages.new_webhook, name="new_webhook"),
    path("me/webhooks/<int:pk>/", pages.webhook, name="webhook"),
    path("me/webhooks/<int:pk>/do/", pages.do, name="webhook_do"),
    path("me/webhooks/<int:pk>/secret/", pages.new_secret, name="webhook_secret"),
    path("notify/stop/<str:token>/", views.stop, name="stop"),
    path("notify/dead/", views.dead, name="dead"),
    path("notify/dead/<int:pk>/again/", views.send_again, name="send_again"),
    path("notify/dead/<int:pk>/give-up/", views.give_up, name="give_up"),
    path("notify/entries/<int:pk>/again/", views.hand_over_again, name="hand_over_again"),
    path("notify/sms/", sms_pages.sms, name="sms"),
    path("notify/sms/<int:pk>/", sms_pages.incoming, name="incoming_sms"),
    path("notify/pause/", views.pause, name="pause"),
]
