"""Facts are confirmed from a letter on a phone, and from a sheet of paper: with JavaScript, without."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ngo2.accounts.models import Identity, Person
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Asking, Membership, Organisation
from ngo2.organisations.services import NewOrganisation, askings, create_organisations, paper
from tests.journeys.conftest import LIST, OpenPage
from tests.journeys.test_trust import session

OLD = timezone.now() - timedelta(days=900)


@pytest.fixture
def group(transactional_db: Any, alice: Person) -> Organisation:
    facts = {"name_zh": "山蚁乡村教育小组", "kind": "grassroots_ngo", "phone": "0778-2260217", "staff": 2}
    row = NewOrganisation(facts, "1", at=OLD)
    made = create_organisations(SYSTEM, [row], source=LIST, dataset="list")[0].organisation
    Membership.objects.create(organisation=made, person=alice, role="owner", answers=True, since=OLD)
    Identity.objects.create(person=alice, kind="email", value="alice@example.org", verified_at=OLD)
    Organisation.objects.filter(pk=made.pk).update(claimed_at=OLD)
    made.refresh_from_db()
    return made


def test_a_letter_is_answered_on_a_phone_and_enter_saves_the_correction(
    visitor: OpenPage, group: Organisation
) -> None:
    asking = askings.ask(group)
    assert asking is not None
    assert "phone" in asking.fields
    phone = visitor()
    phone.goto(f"/en/c/{askings.token(asking)}/")
    for key in asking.fields:
        phone.check(f"#id_{key}_{'wrong' if key == 'phone' else 'right'}")
    answer = phone.locator("#fact-phone .anew input").first
    answer.fill("0778-2260299")
    answer.press("Enter")
    phone.get_by_text("It is written down").wait_for()
    group.refresh_from_db()
    assert (group.facts["phone"]["v"], group.facts["phone"]["source"]) == ("+867782260299", "link")
    assert Asking.objects.get(pk=asking.pk).used_at is not None


def test_a_sheet_is_keyed_without_the_mouse(
    visitor: OpenPage, group: Organisation, alice: Person, dana: Person
) -> None:
    sheet = paper.issue_form(person_actor(alice), group)
    team = visitor(session=session(dana))
    team.goto("/en/organisations/paper/")
    for words in (sheet.number, "41 5", ""):
        focus = team.locator("main [autofocus]")
        if words:
            focus.fill(words)
        with team.expect_navigation():
            focus.press("Enter")
    team.get_by_text("Next sheet?").wait_for()
    group.refresh_from_db()
    assert (group.facts["staff"]["v"], group.facts["phone"]["source"]) == (5, "paper")
