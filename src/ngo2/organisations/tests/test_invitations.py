from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.limits.services import TooMany
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations.models import Invitation, Membership
from ngo2.organisations.services import (
    accept_invitation,
    find_invitation,
    invitations,
    make_invitation,
    revoke_invitation,
    suspend_member,
)
from ngo2.organisations.tests.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def invited(group, alice):
    """(invitation, code) for an editor of Alice's group."""
    return make_invitation(person_actor(alice), group, role=Membership.EDITOR)


def roles(organisation):
    return dict(organisation.memberships.values_list("person__name", "role"))


def test_a_code_lets_one_person_in_once(group, invited, charlie, erin):
    invitation, code = invited
    membership = accept_invitation(person_actor(charlie), code.lower().replace("-", " "))
    assert (membership.role, membership.answers, roles(group)["Charlie"]) == ("editor", False, "editor")
    with pytest.raises(Refused, match="does not work"):
        accept_invitation(person_actor(erin), code)
    invitation.refresh_from_db()
    assert (invitation.used_by, Invitation.objects.count()) == (charlie, 1)
    assert Entry.objects.filter(scope=group.scope).latest("pk").verb == "organisations.member.joined"


def test_the_code_stands_nowhere(invited):
    _invitation, code = invited
    plain = code.replace("-", "")
    rows = [*Invitation.objects.values_list(), *Entry.objects.values_list()]
    assert len(plain) == 10
    assert [row for row in rows if code in str(row) or plain in str(row)] == []


def test_expired_and_revoked_codes_and_wrong_ones_get_the_same_words(group, invited, alice, charlie):
    invitation, code = invited
    Invitation.objects.update(until=timezone.now() - timedelta(seconds=1))
    said = set()
    for wrong in (code, "AAAAA-AAAAA", "", "=cmd()", "😀" * 5000):
        with pytest.raises(Refused) as refused:
            accept_invitation(person_actor(charlie), wrong)
        said.add(str(refused.value))
    Invitation.objects.update(until=timezone.now() + timedelta(days=1))
    assert find_invitation(code) == invitation
    revoke_invitation(person_actor(alice), invitation)
    with pytest.raises(Refused) as refused:
        find_invitation(code)
    assert said == {str(refused.value)}
    with pytest.raises(Refused, match="already"):
        revoke_invitation(person_actor(alice), invitation)
    assert "Charlie" not in roles(group)


def test_who_is_a_member_already_does_not_use_it_up(group, invited, alice, bob, erin):
    _invitation, code = invited
    for person in (alice, bob):
        with pytest.raises(Refused, match="member already"):
            accept_invitation(person_actor(person), code)
    assert roles(group) == {"Alice": "owner", "Bob": "editor"}
    accept_invitation(person_actor(erin), code)


def test_a_higher_role_is_given_and_kept(group, alice, bob):
    _invitation, code = make_invitation(person_actor(alice), group, role=Membership.OWNER)
    accept_invitation(person_actor(bob), code)
    assert roles(group)["Bob"] == "owner"


def test_a_suspended_member_does_not_come_back_by_invitation(group, invited, alice, bob, suspended):
    _invitation, code = make_invitation(person_actor(alice), group, role=Membership.OWNER)
    suspend_member(person_actor(alice), group.memberships.get(person=bob))
    with pytest.raises(Refused, match="suspended here"):
        accept_invitation(person_actor(bob), code)
    with pytest.raises(Denied):
        accept_invitation(person_actor(suspended), code)
    assert find_invitation(code).used_at is None


def test_who_may_invite_and_take_back(group, invited, alice, bob, charlie, dana, erin, member):
    member(erin, group, Membership.VIEWER)
    for person, wrong in ((bob, Denied), (erin, Denied), (charlie, Hidden)):
        with pytest.raises(wrong):
            make_invitation(person_actor(person), group, role=Membership.VIEWER)
        with pytest.raises(wrong):
            revoke_invitation(person_actor(person), invited[0])
    with pytest.raises(SignInNeeded):
        make_invitation(ANONYMOUS, group, role=Membership.VIEWER)
    with pytest.raises(SignInNeeded):
        accept_invitation(ANONYMOUS, invited[1])
    make_invitation(person_actor(dana), group, role=Membership.OWNER)
    for wrong in ({"role": "king"}, {"role": "owner", "days": 10_000}):
        with pytest.raises(Refused, match="list"):
            make_invitation(person_actor(alice), group, **wrong)


def test_twenty_may_be_open(group, alice):
    made = [make_invitation(person_actor(alice), group, role=Membership.VIEWER)[0] for _ in range(20)]
    with pytest.raises(Refused, match="Twenty"):
        make_invitation(person_actor(alice), group, role=Membership.VIEWER)
    revoke_invitation(person_actor(alice), made[0])
    make_invitation(person_actor(alice), group, role=Membership.VIEWER)


def test_guessing_stops_after_twenty(charlie):
    for _ in range(20):
        with pytest.raises(Refused, match="does not work"):
            accept_invitation(person_actor(charlie), "AAAAA-AAAAA")
    with pytest.raises(TooMany):
        accept_invitation(person_actor(charlie), "AAAAA-AAAAA")


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_press_at_once_one_gets_in(group, alice, person):
    _invitation, code = make_invitation(person_actor(alice), group, role=Membership.EDITOR)
    crowd = [person_actor(person(f"P{n}")) for n in range(20)]
    passed, refused = race([lambda one=one: accept_invitation(one, code) for one in crowd])
    assert (passed, len(refused), group.memberships.count()) == (1, 19, 3)


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_twin_that_reads_before_it_writes_lets_many_in(group, alice, person, monkeypatch):
    """The planted fault: the invitation is found open by all before the first one uses it."""
    invitation, code = make_invitation(person_actor(alice), group, role=Membership.EDITOR)
    monkeypatch.setattr(invitations, "find_invitation", lambda code: invitation)
    monkeypatch.setattr(invitations, "_open", Invitation.objects.all)
    crowd = [person_actor(person(f"P{n}")) for n in range(20)]
    passed, _refused = race([lambda one=one: accept_invitation(one, code) for one in crowd])
    assert passed == 20
