"""Alice posts a need in five questions, sees what fits and closes it: with JavaScript and without, on a phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ngo2.accounts.models import Identity, Person
from ngo2.conftest import PersonClient
from ngo2.exchange.cleaning import Item, Terms, Told, Where
from ngo2.exchange.conditions import Declared
from ngo2.exchange.models import Post
from ngo2.exchange.queries import fitting
from ngo2.exchange.services import publish_post
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import create_organisation
from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.test_sign_in import come_in, demo

__all__ = ["demo"]
OFFERED = "We can give 20 used laptops, checked and wiped. We bring them anywhere."
NEEDED = "Our village library needs 12 used laptops and 5 boxes of picture books for 60 children."


def group_of(name: str, chinese: str) -> Organisation:
    """Made by the person who has just signed in, so that its facts are fresh."""
    facts = {"name_zh": chinese, "kind": "grassroots_ngo", "legal_status": "registered_association"}
    person = Person.objects.get(name=name)
    return create_organisation(person_actor(person), facts={**facts, "division": "451228"})


@pytest.fixture
def offer(transactional_db: Any, erin: Any) -> Post:
    """Erin's company gives laptops."""
    fitting._kept.cache_clear()
    facts = {"name_zh": "锦里科技", "name_en": "Jinli Tech", "kind": "company", "division": "510100"}
    company = create_organisation(person_actor(erin), facts={**facts, "legal_status": "registered_business"})
    told = Told(
        side="offer",
        subkind="computers",
        text=OFFERED,
        items=(Item("used laptops", 20, "piece"),),
        where=Where("country", "CN"),
        terms=Terms(timezone.localdate() + timedelta(days=40)),
        goods=Declared(safe=True),
    )
    return publish_post(person_actor(erin), company, told=told)


def test_alice_posts_a_need_sees_what_fits_and_closes_it(visitor: OpenPage, demo: None, offer: Post) -> None:
    alice = visitor(viewport=PHONE)
    come_in(alice, "alice@example.org", "Alice")
    person = offer.person.__class__.objects.get(name="Alice")
    group = create_organisation(
        person_actor(person),
        facts={
            "name_zh": "山蚁小组",
            "kind": "grassroots_ngo",
            "legal_status": "registered_association",
            "division": "451228",
        },
    )

    alice.goto("/en/needs/")
    alice.get_by_role("link", name="Post a need").first.click()
    alice.get_by_label("What do you need?").fill("?")
    alice.get_by_role("button", name="Go on").click()
    assert "in a sentence" in alice.locator("main").inner_text()
    alice.get_by_label("What do you need?").fill(NEEDED)
    alice.get_by_role("button", name="Go on").click()
    assert alice.get_by_label("Computers and phones").is_checked()
    alice.get_by_role("button", name="Go on").click()
    # What the sentence says stands there already.
    things = [alice.locator(f"[name=item-{row}]").input_value() for row in (0, 1)]
    amounts = [alice.locator(f"[name=quantity-{row}]").input_value() for row in (0, 1)]
    assert (things, amounts) == (["used laptops", "picture books"], ["12", "5"])
    alice.locator("[name=quantity-0]").fill("10-12")
    alice.get_by_role("button", name="Go on").click()
    assert "can be two things" in alice.locator("main").inner_text()
    assert alice.locator("[name=quantity-0]").input_value() == "10-12"
    alice.locator("[name=quantity-0]").fill("12")
    alice.get_by_role("button", name="Go on").click()
    alice.get_by_role("button", name="Go on").click()  # where: what the record says
    alice.get_by_role("button", name="Publish").click()

    post = Post.objects.get(organisation=group)
    told = alice.locator("main").inner_text()
    assert f"It is need {post.number}" in told
    assert "We can give 20 used laptops" in told
    assert alice.locator(".reasons .for").count() >= 2

    charlie = visitor(viewport=PHONE)
    charlie.goto("/en/needs/?q=laptops")
    charlie.get_by_role("link", name="Our village library").click()
    assert "12" in charlie.locator(".things").inner_text()
    assert f"need {post.number}" in charlie.locator("main").inner_text()

    alice.goto(f"/en/exchange/{post.pk}/close/")
    alice.get_by_label("It arrived").check()
    alice.get_by_role("button", name="Close it").click()
    charlie.goto("/en/needs/?q=laptops")
    assert "Nothing is needed here now" in charlie.locator("main").inner_text()


def test_E4_erin_offers_20_laptops_alice_gets_12_and_another_group_8(
    visitor: OpenPage, demo: None, offer: Post, erin: Any
) -> None:
    """Each asks, Erin agrees as far as they go, contacts are given, all say what arrived, and the page says so."""
    pages = {}
    for name, chinese, many in (("Alice", "山蚁小组", "12"), ("Charlie", "河边读书会", "10")):
        page = pages[name] = visitor(viewport=PHONE)
        come_in(page, f"{name.lower()}@example.org", name)
        group_of(name, chinese)
        page.goto(f"/en/exchange/{offer.pk}/")
        page.get_by_role("link", name="We would like it").click()
        page.get_by_label("In a sentence or two").fill("We have an evening school and fetch them.")
        page.get_by_label("used laptops").fill(many)
        page.get_by_role("button", name="Send").click()
        assert "You hear from them within a week" in page.locator("main").inner_text()

    Identity.objects.create(person=erin, kind="email", value="erin@example.org", verified_at=timezone.now())
    client = PersonClient()
    client.force_login(erin)
    giver = visitor(viewport=PHONE, session=client.cookies["sid"].value)
    company = offer.organisation_id
    for who, many in (("山蚁小组", "12"), ("河边读书会", "8")):
        giver.goto(f"/en/organisations/{company}/exchange/")
        row = giver.locator("li.row", has_text=who)
        row.get_by_role("link").first.click()
        if many == "8":  # ten were asked for, eight are left
            giver.get_by_role("button", name="Yes, agreed").click()
            assert "only 8 pieces are left" in giver.locator("main").inner_text()
        giver.get_by_label("used laptops").fill(many)
        giver.get_by_role("button", name="Yes, agreed").click()
        assert "Agreed" in giver.locator("main").inner_text()
        giver.get_by_role("button", name="Give my contact").click()
        giver.get_by_role("link", name="Say what was given").click()
        giver.get_by_label("How did it go?").fill("Sent by rail on Monday.")
        giver.get_by_role("button", name="Save").click()

    for name, page in pages.items():
        page.reload()
        assert "erin@example.org" in page.locator("main").inner_text() or "erin@example.org" in page.content()
        assert "alice@example.org" not in page.content() or name == "Alice"
        page.get_by_role("link", name="Say what arrived").click()
        page.get_by_label("How did it go?").fill("They all work, thank you!")
        page.get_by_role("button", name="Save").click()
        assert "Arrived, as both sides say" in page.locator("main").inner_text()

    stranger = visitor(viewport=PHONE)
    stranger.goto(f"/en/exchange/{offer.pk}/")
    assert "20 promised · 20 arrived" in stranger.locator(".things").inner_text()
    assert "erin@example.org" not in stranger.content()
