"""Weeks of a small directory (`benchmarks/year/`): whatever happens, the house stays whole. No times."""

import pytest

from benchmarks.year import checks, playing, rates
from benchmarks.year.clock import running
from benchmarks.year.ledger import OWNERS, PARTNER, STAFF
from ngo2.kernel.notify.models import Message
from ngo2.organisations.models import Asking, Handover, Membership, Organisation

pytestmark = pytest.mark.django_db


def test_a_played_year_leaves_the_house_whole():
    world = playing.play(40, 40, seed=3)
    with running(world.clock):
        assert checks.faults(world) == []
    happened = world.ledger.events
    assert {"lists brought in", "edits that pass by themselves", "askings by sms"} <= set(happened), happened
    assert world.ledger.queue[-1] <= 3, "what waits for the team does not pile up"
    assert world.ledger.minutes(STAFF) > 0 < world.ledger.minutes(OWNERS)
    # What was asked was asked of somebody, once in its time.
    assert Asking.objects.filter(kind=Asking.LETTER).count() >= happened["askings by sms"]
    assert not Message.objects.filter(state=Message.WAITING, attempts__gt=7).exists()
    assert not Membership.objects.filter(organisation__state=Organisation.MERGED).exists()


RARE = {
    "OWNER_LEAVES": 3,
    "SUCCESSOR": 0.9,
    "HANDOVER_FALSE": 0.2,
    "HANDOVER_GRAB": 6,
    "AGAIN": 1.5,
    "CHECK": 2,
    "VOUCH": 12,
    "VOUCH_REPORTED": 0.5,
    "SUSPENDED": 1,
    "COLLEAGUE": 4,
    "MEMBER_SUSPENDED": 2,
    "SUSPENDED_ASKS": 1,
    "HELD": 4,
    "OVERRULED": 1,
    "MERGE_UNDONE": 0.7,
}


def test_what_is_rare_in_a_year_leaves_the_house_whole_too(monkeypatch):
    """In a month and a half: records change hands, are joined and parted, people are shut out, partners decide."""
    for name, often in RARE.items():
        monkeypatch.setattr(rates, name, often)
    world = playing.play(50, 46, seed=5)
    with running(world.clock):
        assert checks.faults(world) == []
    assert {
        "records joined",
        "records parted again",
        "vouches reported",
        "people suspended",
        "members suspended by an owner",
        "hand-overs asked for by somebody shut out",
        "hand-overs stopped by an owner",
        "decisions of partners overruled",
    } <= set(world.ledger.events), world.ledger.events
    assert Handover.objects.filter(state=Handover.DONE).exists()
    reached = {who: {kind for whose, kind in world.ledger.items if whose == who} for who in (STAFF, PARTNER)}
    known = {"organisations.handovers", "organisations.likenesses", "organisations.vouches"}
    assert {*known, "partners:line", "overrule", "undo", "letter"} <= reached[STAFF], reached
    assert {"organisations.held", "organisations.checks"} <= reached[PARTNER], reached
    assert not any(why.startswith("in_the_way") for why in world.ledger.refused), world.ledger.refused


def test_the_checks_of_the_year_see_a_record_that_is_not_what_was_said():
    world = playing.play(10, 1, seed=3)
    Organisation.objects.filter(state=Organisation.ACTIVE).update(name="别的名字")
    with running(world.clock):
        found = checks.faults(world)
    assert found, "a planted fault is found"
    assert all("name is not what its assertions say" in one for one in found), found
