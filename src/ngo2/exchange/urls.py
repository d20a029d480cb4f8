from django.urls import path

from ngo2.exchange.views import (
    feeds,
    introductions,
    listing,
    mapped,
    matches,
    own,
    plan_files,
    plans,
    post,
    posting,
    proposals,
    searches,
)

app_name = "exchange"
_one = "exchange/<int:number>/"
_of = "organisations/<int:pk>/exchange/"
urlpatterns = [
    path("needs/", listing.needs, name="needs"),
    path("offers/", listing.offers, name="offers"),
    path("map/needs/", listing.needs_map, name="needs_map"),
    path("map/offers/", listing.offers_map, name="offers_map"),
    path(f"{_one}card/", mapped.card, name="card"),
    path("exchange/cards/<slug:side>/", mapped.cards, name="cards"),
    path("needs/feed.atom", feeds.needs_atom, name="needs_atom"),
    path("needs/feed.json", feeds.needs_json, name="needs_json"),
    path("offers/feed.atom", feeds.offers_atom, name="offers_atom"),
    path("offers/feed.json", feeds.offers_json, name="offers_json"),
    path("me/searches/", searches.mine, name="searches"),
    path("me/searches/new/<slug:side>/", searches.new, name="new_search"),
    path("me/searches/<int:pk>/", searches.change, name="change_search"),
    path("exchange/searches/stop/<str:token>/", searches.stop, name="stop_search"),
    path("exchange/new/<slug:side>/", posting.choose, name="choose"),
    path("exchange/plans/", plans.plans, name="plans"),
    path("exchange/plans/<int:pk>/", plans.plan, name="plan"),
    path("exchange/plans/<int:pk>/approve/", plans.approve, name="approve_plan"),
    path("exchange/plans/<int:pk>/plan.<slug:ending>", plan_files.plan_file, name="plan_file"),
    path("exchange/proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path(_one, post.post, name="post"),
    path(f"{_one}answer/", introductions.answer, name="answer"),
    path("exchange/introductions/<int:pk>/", introductions.introduction, name="introduction"),
    path("exchange/introductions/<int:pk>/arrived/", introductions.arrived, name="arrived"),
    path("exchange/introductions/<int:pk>/agreement/", introductions.agreement, name="agreement"),
    path(
        "exchange/introductions/<int:pk>/agreement.pdf", introductions.agreement_file, name="agreement_file"
    ),
    path("me/answers/", introductions.answers, name="answers"),
    path(f"{_one}sheet.pdf", post.sheet, name="sheet"),
    path(f"{_one}edit/", posting.edit, name="edit"),
    path(f"{_one}edit/<slug:step>/", posting.edit_step, name="edit_step"),
    path(f"{_one}matches/", matches.matches, name="matches"),
    path(f"{_one}close/", own.close, name="close"),
    path(f"{_one}extend/", own.extend, name="extend"),
    path(_of, own.own, name="own"),
    path(f"{_of}new/<slug:side>/", posting.new, name="new"),
    path(f"{_of}new/<slug:side>/same/", posting.same, name="same"),
    path(f"{_of}new/<slug:side>/<slug:step>/", posting.new_step, name="new_step"),
]
