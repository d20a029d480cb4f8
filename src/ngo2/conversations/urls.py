from django.urls import path

from ngo2.conversations.views import looks, talk

app_name = "conversations"
_one = "conversations/<int:pk>/"
urlpatterns = [
    path("me/conversations/", talk.mine, name="mine"),
    path(_one, talk.conversation, name="conversation"),
    path(f"{_one}after/<int:number>/", talk.after, name="after"),
    path(f"{_one}look/", looks.look, name="look"),
    path(f"{_one}settle/", looks.settle, name="settle"),
]
