from django.urls import path

from ngo2.portal.views import gaps, home, mine, words

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("about/", words.about, name="about"),
    path("about/licence/", words.licence, name="licence"),
    path("gaps/", gaps.overview, name="gaps"),
    path("gaps/<str:code>/", gaps.overview, name="gaps_in"),
    path("me/", mine.mine, name="mine"),
]
