"""Somebody works on a record that is joined with another at that moment: a clear sentence, nothing tied to it."""

import pytest
from django.utils import timezone

from ngo2.kernel.files.models import File
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Assertion, Handover, Organisation, Verification
from ngo2.organisations.services import (
    add_remit,
    askings,
    checks,
    claim_by_staff,
    decide_claim,
    handovers,
    make_invitation,
    make_partner,
    overrule_claim,
    overrule_fact,
    paper,
    propose_fact,
    vouches,
)
from ngo2.organisations.services.record import decide_proposal
from ngo2.organisations.sources import LINK
from ngo2.organisations.tests.asking import grown_old, letter, reachable
from ngo2.organisations.tests.joining import dump
from ngo2.organisations.tests.trusting import checked, owned, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WORD = "We taught swimming together for years."
REGISTER = {"how": "register", "source_url": "https://register.example.org/1"}


@pytest.fixture
def scene(group, imported, member, alice, bob, charlie, dana, erin):
    """Who is there and what they hold in their hands, as it was read a moment ago."""
    other = owned(imported, member, charlie)
    checked(other, dana)
    checked(group, dana)
    asked = handovers.ask_handover(person_actor(erin), group, role="Cook", reason="She left.")
    return {
        "group": group, "other": other, "asked": asked, "alice": person_actor(alice), "bob": person_actor(bob),
        "charlie": person_actor(charlie), "dana": person_actor(dana), "erin": person_actor(erin),
    }  # fmt: skip


def join_behind_their_back(record):
    into = Organisation.objects.exclude(pk=record.pk).order_by("pk").last()
    Organisation.objects.filter(pk=record.pk).update(state=Organisation.MERGED, merged_into=into)


ACTS = {
    "ask for a check": lambda s: checks.ask_check(s["alice"], s["group"], **REGISTER),
    "show a paper": lambda s: checks.ask_check(s["alice"], s["group"], how="document", upload=photo()),
    "take a check back": lambda s: checks.withdraw_check(s["dana"], s["group"], reason="Wrong paper."),
    "make a badge": lambda s: askings.make_badge(s["alice"], s["group"]),
    "invite": lambda s: make_invitation(s["alice"], s["group"], role="viewer"),
    "vouch": lambda s: vouches.vouch(s["charlie"], s["other"], s["group"], note=WORD),
    "be vouched for": lambda s: vouches.vouch(s["alice"], s["group"], s["other"], note=WORD),
    "ask for a hand-over": lambda s: handovers.ask_handover(s["charlie"], s["group"], role="A", reason="B"),
    "show a letter": lambda s: handovers.send_document(s["erin"], s["asked"], upload=photo()),
    "speak": lambda s: handovers.speak_for(s["bob"], s["asked"], speaks_for=s["group"].pk),
    "begin the week": lambda s: handovers.decide_handover(s["dana"], s["asked"], accept=True),
    "stop": lambda s: handovers.stop_handover(s["alice"], s["asked"]),
    "take the request back": lambda s: handovers.cancel_handover(s["erin"], s["asked"]),
}


def left(state):
    """Without what was spent in trying, and the files: those that were sent are counted as deleted."""
    return {label: rows for label, rows in state.items() if not label.startswith(("limits.", "files."))}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_tied_to_a_record_that_was_joined_meanwhile(scene, act):
    join_behind_their_back(scene["group"])
    before = dump()
    files = File.objects.filter(deleted_at=None).count()
    with pytest.raises(Refused) as refused:
        ACTS[act](scene)
    assert refused.value.code == "joined"
    assert "Load the page again" in str(refused.value.message)
    assert File.objects.filter(deleted_at=None).count() == files, "what was sent is not left behind"
    assert left(dump()) == left(before)


def test_a_check_is_not_decided_for_a_record_that_was_joined(scene):
    check = checks.ask_check(scene["alice"], scene["group"], **REGISTER)
    join_behind_their_back(scene["group"])
    with pytest.raises(Refused) as refused:
        checks.decide_check(scene["dana"], check, accept=True)
    assert refused.value.code == "joined"
    assert Verification.objects.get(pk=check.pk).state == Verification.WAITING


def test_a_link_and_a_sheet_write_nothing_into_it(scene, alice):
    reachable(alice, email="alice@example.org")
    sheet = paper.issue_form(scene["alice"], scene["group"])
    asking = letter(grown_old(scene["group"]))
    join_behind_their_back(scene["group"])
    said = scene["group"].assertions.count()
    with pytest.raises(Refused) as refused:
        askings.answer_asking(person_actor(alice), asking, source=LINK, right=asking.fields)
    assert refused.value.code == "joined"
    with pytest.raises(Refused) as refused:
        paper.key_form(scene["dana"], sheet, paper.Typed(new={"phone": "0778-2260299"}))
    assert refused.value.code == "joined"
    assert scene["group"].assertions.count() == said


def test_nobody_overrules_in_it(network_decides, dana):
    claim, said = network_decides
    for act, one in ((overrule_claim, claim), (overrule_fact, said)):
        join_behind_their_back(one.organisation)
        with pytest.raises(Refused) as refused:
            act(person_actor(dana), one, answer="No.")
        assert refused.value.code == "joined"


@pytest.fixture
def network_decides(imported, member, erin, charlie, bob, dana):
    network = owned(imported, member, erin, "西部支持网络", division="420100")
    add_remit(person_actor(dana), make_partner(person_actor(dana), network), country="CN", division="450000")
    here, there = imported(division="451200"), imported(division="451200", phone="0778-2260218")
    claim = claim_by_staff(person_actor(charlie), here, note="Me.")
    propose_fact(person_actor(bob), there, field="staff", value=3)
    said = there.assertions.get(state=Assertion.WAITING)
    return (
        decide_claim(person_actor(erin), claim, accept=True),
        decide_proposal(person_actor(erin), said, accept=True),
    )


def test_a_hand_over_that_went_with_a_merge_is_finished_at_the_record_that_was_kept(scene, monkeypatch):
    made = scene["asked"]
    Handover.objects.filter(pk=made.pk).update(state=Handover.COOLING, cooling_until=timezone.now())
    locked = Organisation.objects.select_for_update

    def joined_just_now():
        join_behind_their_back(scene["group"])
        Handover.objects.filter(pk=made.pk).update(organisation=scene["other"])
        return locked()

    monkeypatch.setattr(Organisation.objects, "select_for_update", joined_just_now)
    assert handovers.finish_due() == 0
    monkeypatch.undo()
    made.refresh_from_db()
    assert made.state == Handover.COOLING
    assert handovers.finish_due() == 1
    assert scene["other"].memberships.get(person=made.person_id).role == "owner"
