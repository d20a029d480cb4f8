"""A photo becomes a signal, and a hand-over is stopped from a message: with JavaScript, without."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from ngo2.accounts.models import Person
from ngo2.conftest import PersonClient
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations import handover_links
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import NewOrganisation, create_organisations, handovers
from tests.journeys.conftest import LIST, OpenPage

NAME = "山蚁乡村教育小组"


@pytest.fixture
def group(transactional_db: Any, alice: Person, bob: Person) -> Organisation:
    facts = {"name_zh": NAME, "kind": "grassroots_ngo", "legal_status": "affiliated", "division": "451228"}
    made = create_organisations(SYSTEM, [NewOrganisation(facts, "1")], source=LIST, dataset="list")[0]
    for person, role in ((alice, Membership.OWNER), (bob, Membership.EDITOR)):
        Membership.objects.create(
            organisation=made.organisation, person=person, role=role, since=timezone.now()
        )
    Organisation.objects.filter(pk=made.organisation.pk).update(claimed_at=timezone.now())
    made.organisation.refresh_from_db()
    return made.organisation


def session(person: Person) -> str:
    browser = PersonClient()
    browser.force_login(person)
    return browser.cookies["sid"].value


def test_a_photo_is_compared_and_stands_on_the_page(
    visitor: OpenPage, group: Organisation, alice: Person, dana: Person
) -> None:
    letter = BytesIO()
    Image.new("RGB", (300, 420), "#fbfaf6").save(letter, "JPEG")
    owner = visitor(session=session(alice))
    owner.goto(f"/en/organisations/{group.pk}/verify/")
    owner.get_by_label("I send a photo").check()
    owner.get_by_role("button", name="Go on").click()
    owner.locator("input[name=file]").set_input_files(
        {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": letter.getvalue()}
    )
    owner.get_by_role("button", name="Send it").click()
    assert "Somebody looks at it" in owner.locator("main").inner_text()

    team = visitor(session=session(dana))
    team.goto("/en/today/")
    team.get_by_role("link", name="Compare and decide").first.click()
    assert team.locator("img.paper").count() == 1
    team.get_by_role("button", name="Yes, verified").click()
    team.wait_for_url("**/today/")

    reader = visitor()
    reader.goto(f"/en/organisations/{group.pk}/")
    last = timezone.localdate() + timedelta(days=365)
    assert f"Identity verified until {last}" in reader.locator("aside").inner_text()


def test_whoever_gets_the_message_stops_it_without_signing_in(
    visitor: OpenPage, group: Organisation, bob: Person, erin: Person, dana: Person
) -> None:
    made = handovers.ask_handover(person_actor(erin), group, role="Cook", reason="She left.")
    colleague = visitor(session=session(bob))
    colleague.goto(f"/en/organisations/handovers/speak/{handover_links.voice_token(made.pk)}/")
    colleague.get_by_role("button", name="Yes, I speak for them").click()
    assert "your voice counts" in colleague.locator("main").inner_text()
    handovers.decide_handover(person_actor(dana), made, accept=True)

    anybody = visitor()
    anybody.goto(f"/en/organisations/handovers/stop/{handover_links.stop_token(made.pk)}/")
    anybody.get_by_role("button", name="Stop it").click()
    assert "Stopped. Nothing changes" in anybody.locator("main").inner_text()
    made.refresh_from_db()
    assert made.state == "stopped"
