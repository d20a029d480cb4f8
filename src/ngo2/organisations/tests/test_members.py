import pytest
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations.models import Membership
from ngo2.organisations.services import (
    change_role,
    leave,
    members,
    return_member,
    set_answers,
    sole_ownerships,
    suspend_member,
)
from ngo2.organisations.tests.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def seat(organisation, person):
    return Membership.objects.get(organisation=organisation, person=person)


def roles(organisation):
    rows = organisation.memberships.order_by("pk").select_related("person")
    return [(one.person.name, one.role, one.suspended_at is not None) for one in rows]


def verbs(organisation):
    return list(Entry.objects.filter(scope=organisation.scope).order_by("pk").values_list("verb", flat=True))[
        1:
    ]


def test_an_owner_changes_suspends_lets_in_and_removes(group, alice, bob):
    actor, bobs = person_actor(alice), seat(group, bob)
    change_role(actor, bobs, role=Membership.VIEWER)
    suspend_member(actor, bobs)
    assert roles(group) == [("Alice", "owner", False), ("Bob", "viewer", True)]
    return_member(actor, bobs)
    leave(actor, bobs)
    assert roles(group) == [("Alice", "owner", False)]
    assert verbs(group) == [
        f"organisations.member.{what}" for what in ("changed", "suspended", "returned", "left")
    ]
    entry = Entry.objects.get(verb="organisations.member.left")
    assert (entry.object_id, entry.data["person"]) == (str(group.pk), bob.pk)


def test_each_move_that_makes_no_sense_is_refused_in_words(group, alice, bob):
    actor, bobs = person_actor(alice), seat(group, bob)
    with pytest.raises(Refused, match="list"):
        change_role(actor, bobs, role="king")
    with pytest.raises(Refused, match="not suspended"):
        return_member(actor, bobs)
    suspend_member(actor, bobs)
    with pytest.raises(Refused, match="suspended already"):
        suspend_member(actor, bobs)
    assert roles(group)[1] == ("Bob", "editor", True)


@pytest.mark.parametrize("move", [
    lambda actor, own: leave(actor, own),
    lambda actor, own: suspend_member(actor, own),
    lambda actor, own: change_role(actor, own, role=Membership.EDITOR),
])  # fmt: skip
def test_the_last_owner_stays_until_somebody_else_owns(group, alice, bob, dana, move):
    own = seat(group, alice)
    for actor in (person_actor(alice), person_actor(dana)):
        with pytest.raises(Refused, match="nobody could run") as refused:
            move(actor, own)
        assert refused.value.code == "last_owner"
    assert roles(group)[0] == ("Alice", "owner", False)
    change_role(person_actor(alice), seat(group, bob), role=Membership.OWNER)
    move(person_actor(alice), own)
    assert sole_ownerships(bob) == [group]


def test_an_owner_who_cannot_sign_in_does_not_count(group, alice, suspended, member):
    member(suspended, group)
    assert sole_ownerships(alice) == [group]
    with pytest.raises(Refused, match="nobody could run"):
        leave(person_actor(alice), seat(group, alice))


def test_everybody_may_leave_and_answer_for_themselves_only(group, bob, erin, member):
    member(erin, group, Membership.VIEWER)
    set_answers(person_actor(bob), seat(group, bob), answers=True)
    assert seat(group, bob).answers
    for move in (leave, lambda actor, one: set_answers(actor, one, answers=False)):
        with pytest.raises(Denied):
            move(person_actor(erin), seat(group, bob))
    leave(person_actor(erin), seat(group, erin))
    assert [name for name, _role, _out in roles(group)] == ["Alice", "Bob"]


MOVES = [
    lambda actor, one: change_role(actor, one, role=Membership.VIEWER),
    suspend_member,
    return_member,
    leave,
    lambda actor, one: set_answers(actor, one, answers=True),
]


@pytest.mark.parametrize("move", MOVES)
def test_who_may_not(group, alice, bob, charlie, erin, suspended, member, move):
    bobs = seat(group, bob)
    member(erin, group, Membership.VIEWER)
    outsider = member(charlie, group, Membership.OWNER)
    Membership.objects.filter(pk=outsider.pk).update(suspended_at=timezone.now())
    member(suspended, group)
    before = roles(group)
    for person, wrong in ((charlie, Hidden), (erin, Denied), (suspended, Hidden)):
        with pytest.raises(wrong):
            move(person_actor(person), bobs)
    with pytest.raises(SignInNeeded):
        move(ANONYMOUS, bobs)
    assert roles(group) == before


def test_sole_ownerships_cost_one_query(group, alice, imported, member, django_assert_num_queries):
    other = imported(phone="0778-2260219")
    member(alice, other)
    with django_assert_num_queries(1):
        assert sole_ownerships(alice) == [group, other]


@pytest.mark.django_db(transaction=True)
def test_of_two_last_owners_who_leave_at_once_one_is_refused(group, alice, bob):
    change_role(person_actor(alice), seat(group, bob), role=Membership.OWNER)
    pairs = [(person_actor(one), seat(group, one)) for one in (alice, bob)]
    passed, refused = race([lambda pair=pair: leave(*pair) for pair in pairs])
    assert (passed, [one.code for one in refused]) == (1, ["last_owner"])
    assert group.memberships.filter(role=Membership.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_twin_that_looks_before_it_locks_empties_the_house(group, alice, bob, monkeypatch):
    """The planted fault: everybody asks whether another owner is there before anybody has gone."""
    change_role(person_actor(alice), seat(group, bob), role=Membership.OWNER)
    pairs = [(person_actor(one), seat(group, one)) for one in (alice, bob)]
    for pair in pairs:
        members._somebody_else_owns(pair[1])
    monkeypatch.setattr(members, "_somebody_else_owns", lambda membership: None)
    passed, refused = race([lambda pair=pair: leave(*pair) for pair in pairs])
    assert (passed, refused, group.memberships.filter(role=Membership.OWNER).count()) == (2, [], 0)
