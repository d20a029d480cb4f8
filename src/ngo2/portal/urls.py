from django.urls import path

from ngo2.portal.views import home, mine, words

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("about/", words.about, name="about"),
    path("about/licence/", words.licence, name="licence"),
    path("me/", mine.mine, name="mine"),
]
