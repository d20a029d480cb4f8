"""Alice and Erin write to each other about an answer: live with JavaScript, complete without it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from ngo2.conftest import PersonClient
from ngo2.conversations.models import Message
from ngo2.exchange.cleaning import Item, Terms, Told, Where
from ngo2.exchange.conditions import Declared
from ngo2.exchange.models import Introduction
from ngo2.exchange.services import ask_introduction, publish_post
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Membership
from ngo2.organisations.services import create_organisation
from tests.journeys.conftest import PHONE, OpenPage

QUIETLY = 12_000  # milliseconds: two questions of the script at their slowest in a test


@pytest.fixture
def asked(transactional_db: Any, alice: Any, erin: Any) -> Introduction:
    """Alice's group answers an offer of Erin's company."""
    facts = {"name_zh": "锦里科技", "name_en": "Jinli Tech", "kind": "company", "division": "510100"}
    company = create_organisation(person_actor(erin), facts={**facts, "legal_status": "registered_business"})
    told = Told(
        side="offer",
        subkind="computers",
        text="We can give 20 used laptops, checked and wiped.",
        items=(Item("used laptops", 20, "piece"),),
        where=Where("country", "CN"),
        terms=Terms(timezone.localdate() + timedelta(days=40)),
        goods=Declared(safe=True),
    )
    offer = publish_post(person_actor(erin), company, told=told)
    facts = {"name_zh": "山蚁小组", "kind": "grassroots_ngo", "division": "451228"}
    group = create_organisation(
        person_actor(alice), facts={**facts, "legal_status": "registered_association"}
    )
    return ask_introduction(
        person_actor(alice), offer, words="We have an evening school.", amounts={}, organisation=group
    )


def session(person: Any) -> str:
    client = PersonClient()
    client.force_login(person)
    return client.cookies["sid"].value


def at(make: OpenPage, person: Any, one: Introduction, **options: Any) -> Page:
    page = make(viewport=PHONE, session=session(person), **options)
    page.goto(f"/en/exchange/introductions/{one.pk}/")
    return page


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send the message").click()


def test_alice_writes_and_erin_answers(visitor: OpenPage, asked: Introduction, alice: Any, erin: Any) -> None:
    hers, theirs = at(visitor, alice, asked), at(visitor, erin, asked)
    say(hers, "When may we fetch them?")
    expect(hers.locator(".said")).to_contain_text("When may we fetch them?")
    theirs.goto("/en/me/conversations/")
    expect(theirs.locator("main")).to_contain_text("1 unread")
    theirs.locator("main li.row a").click()
    expect(theirs.locator(".said")).to_contain_text("When may we fetch them?")
    say(theirs, "On Monday.\nRing at the gate.")
    expect(theirs.locator(".said .mine")).to_contain_text("Ring at the gate.")
    hers.reload()
    expect(hers.locator(".said")).to_contain_text("On Monday.")
    assert Message.objects.count() == 2


def test_with_javascript_it_appears_without_loading(
    open_page: OpenPage, asked: Introduction, alice: Any, erin: Any
) -> None:
    hers, theirs = at(open_page, alice, asked), at(open_page, erin, asked)
    theirs.evaluate("document.body.dataset.same = 'page'")
    theirs.get_by_label("Your message").fill("half a sen")
    say(hers, "We come with a car.")
    expect(theirs.locator(".said")).to_contain_text("We come with a car.", timeout=QUIETLY)
    assert theirs.evaluate("document.body.dataset.same") == "page"
    assert theirs.get_by_label("Your message").input_value() == "half a sen"
    assert hers.get_by_label("Your message").input_value() == ""
    assert theirs.locator(".said li").count() == hers.locator(".said li").count() == 1


def test_cut_off_nothing_typed_is_lost_and_pressed_again_it_is_one_message(
    open_page: OpenPage, asked: Introduction, alice: Any
) -> None:
    page = at(open_page, alice, asked)
    page.context.set_offline(True)
    expect(page.locator("[data-line]")).to_contain_text("Not connected", timeout=QUIETLY)
    say(page, "Is anybody there?")
    expect(page.locator("[data-refused]")).to_contain_text("Your words are still here")
    assert page.get_by_label("Your message").input_value() == "Is anybody there?"
    page.context.set_offline(False)

    def swallow(route: Route) -> None:
        """It arrives, and the answer is lost on the way back."""
        if route.request.method == "POST":
            route.fetch()
            route.abort("internetdisconnected")
        else:
            route.fallback()

    page.route("**/conversations/*/", swallow)
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("button", name="Send the message")).to_be_enabled()
    expect(page.locator("[data-refused]")).to_contain_text("Your words are still here")
    page.unroute("**/conversations/*/")
    page.get_by_role("button", name="Send the message").click()
    expect(page.locator(".said")).to_contain_text("Is anybody there?")
    expect(page.get_by_label("Your message")).to_have_value("")
    expect(page.locator(".said li")).to_have_count(1)
    assert Message.objects.count() == 1


def test_a_refusal_stands_at_the_form_and_keeps_the_words(
    visitor: OpenPage, asked: Introduction, alice: Any
) -> None:
    page = at(visitor, alice, asked)
    say(page, "a" * 2500)
    expect(page.locator("main")).to_contain_text("2500 characters long")
    assert page.get_by_label("Your message").input_value() == "a" * 2500
    say(page, "Shorter.")
    expect(page.locator(".said")).to_contain_text("Shorter.")


def test_whoever_is_removed_is_told_so_at_the_next_question(
    open_page: OpenPage, asked: Introduction, alice: Any
) -> None:
    page = at(open_page, alice, asked)
    page.get_by_label("Your message").fill("I was about to write")
    Membership.objects.filter(person=alice).delete()
    expect(page.locator("[data-line]")).to_contain_text("no longer open to you", timeout=QUIETLY)
    assert page.get_by_label("Your message").input_value() == "I was about to write"


def test_the_page_holds_to_wcag(
    page_wide: Page, asked: Introduction, alice: Any, axe: Any, live_server: Any, settings: Any
) -> None:
    address = {"name": settings.SESSION_COOKIE_NAME, "value": session(alice), "url": live_server.url}
    page_wide.context.add_cookies([address])
    page_wide.goto(f"/en/exchange/introductions/{asked.pk}/")
    say(page_wide, "Hello")
    expect(page_wide.locator(".said")).to_contain_text("Hello")
    assert axe(page_wide) == []
    page_wide.goto("/en/me/conversations/")
    page_wide.locator("main li.row a").click()
    assert axe(page_wide) == []
