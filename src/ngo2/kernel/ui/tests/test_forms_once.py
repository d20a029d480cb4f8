"""Pressing twice does it once: on a bad network, at the same moment, and when the server dies in between."""

import os
import signal
import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context, Template
from django.test import override_settings
from django.urls import path
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.kernel.ui import access, forms
from ngo2.kernel.ui.models import PageVersion, Receipt
from ngo2.kernel.ui.tests.crowd import crowd
from ngo2.lib.refusals import Refused

KEY = "k" * 22
SIGN = "pressed"  # its row counts how often the effect happened


@pytest.fixture(autouse=True)
def address():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def nothing(request: HttpRequest) -> None:
    """Replaced by what a test wants to happen in the middle of a press, after its effect."""


hooks = {"middle": nothing, "after": nothing}


@access.public
@forms.once
def press(request: HttpRequest, shop: str = "") -> HttpResponse:
    if request.method != "POST":
        return HttpResponse("the form")
    PageVersion.objects.get_or_create(key=SIGN)
    PageVersion.objects.filter(key=SIGN).update(n=F("n") + 1)
    hooks["middle"](request)
    if request.POST.get("wrong") == "page":
        return HttpResponse("Mend this.", status=422)
    if request.POST.get("wrong") == "refused":
        raise Refused("Mend this.")
    if request.POST.get("wrong") == "broken":
        raise RuntimeError
    return HttpResponseRedirect(f"/done/{PageVersion.objects.get(key=SIGN).n}/")


@access.public
def watched(request: HttpRequest) -> HttpResponse:
    """A press after which something happens before the answer is on its way."""
    response = press(request)
    hooks["after"](request)
    return response


urlpatterns = [
    path("press/", press),
    path("watched/", watched),
    path("shops/<str:shop>/", press),
    path("done/<int:n>/", access.public(lambda request, n: HttpResponse("done"))),
]


@pytest.fixture
def during(monkeypatch):
    """`during(act)`: it happens in the middle of the first press."""

    def plan(act):
        def first_only(request):
            hooks["middle"] = nothing
            act(request)

        monkeypatch.setitem(hooks, "middle", first_only)

    return plan


@pytest.fixture
def later():
    def at(**ahead):
        return mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(**ahead))

    return at


def effects():
    return sum(PageVersion.objects.filter(key=SIGN).values_list("n", flat=True))


def send(client, url="/press/", key=KEY, **data):
    response = client.post(url, {forms.FIELD: key, **data})
    return response.status_code, response.headers.get("Location", "")


# One after the other


@pytest.mark.django_db
def test_the_same_key_twice_has_one_effect_and_one_answer(client, alice):
    client.force_login(alice)
    assert [send(client), send(client), send(client)] == [(302, "/done/1/")] * 3
    assert effects() == 1


@pytest.mark.django_db
def test_another_key_another_form_and_a_form_without_key_are_presses_of_their_own(client, alice):
    client.force_login(alice)
    answers = [
        send(client),
        send(client, key="z" * 22),
        send(client, "/shops/a/"),
        send(client, "/shops/b/"),
        send(client, key=""),
        send(client, key=""),
    ]
    assert answers == [(302, f"/done/{n}/") for n in range(1, 7)]


@pytest.mark.django_db
def test_the_same_key_of_another_person_is_another_key(client, alice, bob):
    client.force_login(alice)
    assert send(client) == (302, "/done/1/")
    bobs = PersonClient()
    bobs.force_login(bob)
    assert send(bobs) == (302, "/done/2/")
    assert send(client) == (302, "/done/1/")


@pytest.mark.django_db
def test_looking_at_the_form_uses_no_key(client):
    assert client.get("/press/", {forms.FIELD: KEY}).content == b"the form"
    assert not Receipt.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["page", "refused"])
def test_a_form_with_a_mistake_is_mended_and_sent_with_the_same_key(client, alice, wrong):
    client.force_login(alice)
    before = effects()
    assert send(client, wrong=wrong) == (422, "")
    assert not Receipt.objects.exists()
    made = effects()
    assert made == before + (
        wrong == "page"
    )  # what was refused is undone; a page with errors is the view's word
    assert send(client) == (302, f"/done/{made + 1}/")
    assert send(client) == (302, f"/done/{made + 1}/")


@pytest.mark.django_db
def test_a_press_that_broke_leaves_nothing_and_can_be_repeated(alice):
    client = PersonClient(raise_request_exception=False)
    client.force_login(alice)
    assert send(client, wrong="broken")[0] == 500
    assert (effects(), Receipt.objects.count()) == (0, 0)
    assert send(client) == (302, "/done/1/")


@pytest.mark.django_db
def test_a_key_as_long_as_a_novel_is_cut_and_no_error(client, alice):
    client.force_login(alice)
    assert send(client, key="x" * 100_000) == send(client, key="x" * 100_000) == (302, "/done/1/")


@pytest.mark.django_db
def test_receipts_hold_neither_key_nor_person_and_go_after_two_days(client, alice, later):
    client.force_login(alice)
    send(client)
    row = Receipt.objects.get()
    assert KEY not in row.digest
    assert len(row.digest) == 64
    with later(days=1, hours=23):
        assert forms.forget_old() == 0
    with later(days=2, minutes=1):
        assert forms.forget_old() == 1


def test_each_form_drawn_has_a_key_of_its_own_and_one_that_comes_back_keeps_it(rf):
    template = Template("{% load ui_forms %}{% form_key %}")
    drawn = {template.render(Context({"request": rf.get("/")})) for _nth in range(20)}
    assert len(drawn) == 20
    assert all(f'name="{forms.FIELD}"' in one for one in drawn)
    assert KEY in template.render(Context({"request": rf.post("/", {forms.FIELD: KEY})}))


# While the first press is being worked on


@pytest.mark.django_db
def test_who_presses_again_meanwhile_is_told_to_wait(client, alice, during):
    client.force_login(alice)
    meanwhile = []

    def again(request):
        second = PersonClient()
        second.force_login(alice)
        answer = second.post("/press/", {forms.FIELD: KEY})
        meanwhile.append((answer.status_code, str(forms.StillWorking()) in answer.content.decode()))

    during(again)
    assert send(client) == (302, "/done/1/")
    assert meanwhile == [(409, True)]
    assert effects() == 1


@pytest.mark.django_db
def test_a_press_that_nobody_works_on_any_more_is_taken_over_after_a_minute(client, alice, later):
    """As a process leaves it that died in the middle: a receipt that says nothing."""
    client.force_login(alice)
    send(client)
    PageVersion.objects.all().delete()
    Receipt.objects.update(location="")
    with later(seconds=59):
        assert send(client) == (409, "")
    with later(seconds=61):
        assert send(client) == (302, "/done/1/")
    with later(seconds=62):
        assert send(client) == (302, "/done/1/")
    assert effects() == 1


@pytest.mark.django_db
def test_a_slow_press_that_was_taken_over_undoes_what_it_did(client, alice, during):
    client.force_login(alice)
    during(lambda request: Receipt.objects.update(at=timezone.now() + timedelta(seconds=61)))
    assert send(client) == (409, "")
    assert effects() == 0


# When the server is killed


def killed(person, url="/press/"):
    """Send the form from a process of its own; True when SIGKILL ended it."""
    connection.close()  # each process has its own
    child = os.fork()
    if child == 0:
        try:
            client = PersonClient()
            client.force_login(person)
            client.post(url, {forms.FIELD: KEY})
        finally:
            os._exit(1)
    return os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def die(request):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
def test_killed_before_the_end_there_is_neither_effect_nor_answer(client, alice, monkeypatch, later):
    monkeypatch.setitem(hooks, "middle", die)
    assert killed(alice)
    monkeypatch.setitem(hooks, "middle", nothing)
    assert (effects(), list(Receipt.objects.values_list("location", flat=True))) == (0, [""])
    client.force_login(alice)
    assert send(client) == (409, "")
    with later(seconds=61):
        assert send(client) == (302, "/done/1/")
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_killed_after_the_end_the_answer_is_still_known(client, alice, monkeypatch):
    monkeypatch.setitem(hooks, "after", die)
    assert killed(alice, "/watched/")
    monkeypatch.setitem(hooks, "after", nothing)
    assert effects() == 1
    client.force_login(alice)
    assert send(client, "/watched/") == (302, "/done/1/")
    assert effects() == 1


# Ten at the same moment


def ten_presses(person, url="/press/"):
    clients = [PersonClient() for _nth in range(10)]
    for one in clients:
        one.force_login(person)
    return crowd(10, lambda n: send(clients[n], url))


@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_have_one_effect(alice):
    answers = ten_presses(alice)
    assert set(answers) <= {(302, "/done/1/"), (409, "")}
    assert (302, "/done/1/") in answers
    assert effects() == 1
    assert Receipt.objects.count() == 1


@access.public
def hasty(request: HttpRequest) -> HttpResponse:
    """The planted fault: `exists()` now, `create()` when it is done."""
    key = request.POST[forms.FIELD]
    known = Receipt.objects.filter(digest=key).first()
    hooks["middle"](request)
    if known is not None:
        return HttpResponseRedirect(known.location)
    with transaction.atomic():
        response = press.__wrapped__(request)
        Receipt.objects.get_or_create(digest=key, defaults={"at": timezone.now(), "location": "/done/1/"})
    return response


urlpatterns.append(path("hasty/", hasty))


@pytest.mark.django_db(transaction=True)
def test_the_race_is_lost_by_who_looks_first_and_writes_then(alice, monkeypatch):
    """The twin. All have looked before the first one writes."""
    PageVersion.objects.create(key=SIGN)
    gate = threading.Barrier(10)
    monkeypatch.setitem(
        hooks, "middle", lambda request: None if connection.in_atomic_block else gate.wait(30)
    )
    answers = ten_presses(alice, "/hasty/")
    assert {status for status, _place in answers} == {302}
    assert effects() == 10


@pytest.mark.django_db(transaction=True)
def test_a_press_that_another_one_overtook_has_no_effect_even_when_both_thought_it_theirs(alice, monkeypatch):
    """The second line of defence: with the claim broken, the receipt still decides."""
    gate = threading.Barrier(10)

    def look_then_write(digest, now):
        gate.wait(30)
        Receipt.objects.update_or_create(digest=digest, defaults={"at": now})

    monkeypatch.setattr(forms, "_claim", look_then_write)
    answers = ten_presses(alice)
    assert set(answers) <= {(302, "/done/1/"), (409, "")}
    assert effects() <= 1
