import re
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.limits.services import TooMany
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.lib.tests.racing import race
from ngo2.organisations.models import Invitation, Membership
from ngo2.organisations.services import (
    accept_invitation,
    find_invitation,
    invitations,
    make_invitation,
    revoke_invitation,
    suspend_member,
)

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


def at(name, *ids):
    return reverse(f"organisations:{name}", args=[getattr(one, "pk", one) for one in ids])


class TestPages:
    def made(self, client, group, **form):
        """Press "Make the invitation": (the page that shows it, its code)."""
        response = client.post(at("invite", group), {"role": "editor", "days": 14} | form, follow=True)
        text = response.content.decode()
        return text, re.search(r'class="big-code">([A-Z0-9-]+)<', text)[1]

    def test_link_picture_and_paper_show_the_code_and_it_lets_in(self, client, group, alice, charlie):
        client.force_login(alice)
        text, code = self.made(client, group)
        assert f"http://localhost:8000{at('accept', code)}" in text
        assert "<svg" in text
        paper = client.get(at("invitation_paper", group, Invitation.objects.get())).content.decode()
        assert (code in paper, "<svg" in paper) == (True, True)
        client.force_login(charlie)
        shown = client.get(at("accept", code)).content.decode()
        assert "Join “山蚁乡村教育小组”?" in shown
        assert "Charlie" not in roles(group)
        response = client.post(at("accept", code))
        assert response["Location"] == at("edit", group)
        assert roles(group)["Charlie"] == "editor"

    def test_opening_the_address_changes_nothing_for_anybody(self, client, group, invited, charlie):
        _invitation, code = invited
        for _ in range(3):
            assert "Sign in to join" in client.get(at("accept", code)).content.decode()
        client.force_login(charlie)
        for _ in range(3):
            client.get(at("accept", code))
        assert (roles(group), find_invitation(code).used_at) == ({"Alice": "owner", "Bob": "editor"}, None)

    def test_who_is_not_signed_in_comes_back_after_signing_in(self, client, invited):
        _invitation, code = invited
        text = client.get(at("accept", code)).content.decode()
        back = urlencode({"next": at("accept", code)})
        assert f"{reverse('accounts:sign_in')}?{back}" in text
        assert client.post(at("accept", code))["Location"].startswith(reverse("accounts:sign_in"))

    def test_typing_the_code(self, client, invited):
        _invitation, code = invited
        response = client.post(at("join"), {"code": f" {code.lower()} "})
        assert response["Location"] == at("accept", code.lower())
        text = client.post(at("join"), {"code": "=cmd() 😀"}).content.decode()
        assert "does not work" in text
        assert "=cmd() 😀" in text
        assert "Please type the code" in client.post(at("join"), {"code": ""}).content.decode()

    def test_looking_for_codes_is_limited_for_one_address(self, client):
        for _ in range(100):
            assert client.post(at("join"), {"code": "AAAAA-AAAAA"}).status_code == 200
        assert client.post(at("join"), {"code": "AAAAA-AAAAA"}).status_code == 429
        assert client.get(at("accept", "AAAAA-AAAAA")).status_code == 429

    def test_a_used_code_says_what_to_do(self, client, group, invited, charlie, erin):
        _invitation, code = invited
        accept_invitation(person_actor(charlie), code)
        client.force_login(erin)
        for text in (client.get(at("accept", code)), client.post(at("accept", code))):
            assert "Look again, or ask for a new one" in text.content.decode()

    def test_pressing_twice_leads_to_the_same_place(self, client, group, invited, charlie):
        _invitation, code = invited
        client.force_login(charlie)
        both = [client.post(at("accept", code), {"form_key": "k" * 22}) for _ in range(2)]
        assert [one["Location"] for one in both] == [at("edit", group)] * 2

    def test_the_code_is_shown_only_for_half_an_hour(self, client, group, alice, monkeypatch):
        client.force_login(alice)
        _text, code = self.made(client, group)
        page = at("invitation", group, Invitation.objects.get())
        assert code in client.get(page).content.decode()
        later = SimpleNamespace(now=lambda: timezone.now() + timedelta(minutes=31))
        monkeypatch.setattr("ngo2.organisations.views.invitations.timezone", later)
        text = client.get(page).content.decode()
        assert code not in text
        assert "take this invitation back and make a new one" in text

    def test_another_owner_does_not_see_it(self, client, group, alice, dana):
        client.force_login(alice)
        _text, code = self.made(client, group)
        client.force_login(dana)
        assert code not in client.get(at("invitation", group, Invitation.objects.get())).content.decode()

    def test_taking_back_by_button(self, client, group, invited, alice):
        invitation, _code = invited
        client.force_login(alice)
        assert "Take back" in client.get(at("members", group)).content.decode()
        for words in ("Taken back", "used or taken back already"):
            response = client.post(at("revoke_invitation", group, invitation), follow=True)
            assert words in response.content.decode()
        assert Invitation.objects.get().revoked_at

    def test_an_invitation_of_another_organisation_is_not_here(
        self, client, group, invited, imported, alice, member
    ):
        other = imported(phone="0778-2260219")
        member(alice, other)
        client.force_login(alice)
        for name in ("invitation", "invitation_paper"):
            assert client.get(at(name, other, invited[0])).status_code == 404
        assert client.post(at("revoke_invitation", other, invited[0])).status_code == 404

    def test_forged_forms(self, client, group, alice):
        client.force_login(alice)
        for form in ({"role": "king", "days": 14}, {"role": "owner", "days": 9999}, {"form_key": "x"}):
            assert "notice wrong" in client.post(at("invite", group), form).content.decode()
        assert Invitation.objects.count() == 0

    def test_who_gets_in(self, client, group, invited, alice, bob, charlie, dana, erin, member):
        member(erin, group, Membership.VIEWER)
        got = {}
        for person in (alice, bob, charlie, dana, erin):
            client.force_login(person)
            got[person.name] = (
                client.get(at("invite", group)).status_code,
                client.get(at("invitation", group, invited[0])).status_code,
                client.post(at("invite", group), {}).status_code,
            )
        assert got == {
            "Alice": (200, 200, 200),
            "Bob": (403, 403, 403),
            "Charlie": (404, 404, 404),
            "Dana": (200, 200, 200),
            "Erin": (403, 403, 403),
        }
