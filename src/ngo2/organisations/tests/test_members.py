import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import types
from ngo2.kernel.privacy import erasure
from ngo2.kernel.privacy.obstacles import obstacles_of
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.lib.tests.racing import race
from ngo2.organisations.models import Membership
from ngo2.organisations.services import (
    accept_invitation,
    assert_facts,
    change_role,
    leave,
    make_invitation,
    members,
    return_member,
    set_answers,
    sole_ownerships,
    suspend_member,
)

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


class TestPages:
    def at(self, name, *ids):
        return reverse(f"organisations:{name}", args=[getattr(one, "pk", one) for one in ids])

    def press(self, client, membership, do, **more):
        url = self.at("member", membership.organisation_id, membership)
        return client.post(url, {"do": do} | more, follow=True).content.decode()

    def test_the_owner_does_everything_by_buttons(self, client, group, alice, bob):
        client.force_login(alice)
        bobs = seat(group, bob)
        assert "Bob" in client.get(self.at("members", group)).content.decode()
        for do, more in (("role", {"role": "viewer"}), ("suspend", {}), ("return", {}), ("leave", {})):
            assert 'class="notice confirmed"' in self.press(client, bobs, do, **more)
        assert roles(group) == [("Alice", "owner", False)]

    def test_the_last_owner_reads_why_not(self, client, group, alice):
        client.force_login(alice)
        own = seat(group, alice)
        for do, more in (("leave", {}), ("suspend", {}), ("role", {"role": "viewer"})):
            assert "nobody could run this organisation" in self.press(client, own, do, **more)
        assert roles(group)[0] == ("Alice", "owner", False)

    def test_forged_buttons_and_roles_do_nothing(self, client, group, alice, bob):
        client.force_login(alice)
        before = roles(group)
        assert "We do not know this button" in self.press(client, seat(group, bob), "destroy")
        assert "notice wrong" in self.press(client, seat(group, bob), "role", role="king")
        assert "notice wrong" in self.press(client, seat(group, bob), "role")
        assert client.post(self.at("member", group, seat(group, bob)), {}).status_code == 200
        assert roles(group) == before

    def test_a_membership_of_another_organisation_is_not_here(
        self, client, group, imported, alice, charlie, member
    ):
        other = member(charlie, imported(phone="0778-2260219"))
        client.force_login(alice)
        url = self.at("member", group, other)
        assert (client.get(url).status_code, client.post(url, {"do": "leave"}).status_code) == (404, 404)
        assert Membership.objects.filter(pk=other.pk).exists()

    def test_who_gets_in(self, client, group, alice, bob, charlie, dana, erin, member):
        member(erin, group, Membership.VIEWER)
        got = {}
        for person in (alice, bob, charlie, dana, erin):
            client.force_login(person)
            urls = self.at("members", group), self.at("member", group, seat(group, alice))
            leave_url = self.at("member", group, seat(group, bob))
            got[person.name] = (
                *(client.get(url).status_code for url in urls),
                client.post(leave_url, {"do": "nonsense"}).status_code,
            )
        assert got == {
            "Alice": (200, 200, 200),
            "Bob": (200, 403, 200),
            "Charlie": (404, 404, 404),
            "Dana": (200, 200, 200),
            "Erin": (200, 403, 403),
        }
        suspend_member(person_actor(alice), seat(group, bob))
        client.force_login(bob)
        assert client.get(self.at("members", group)).status_code == 404

    def test_an_editor_leaves_and_cannot_do_more(self, client, group, bob):
        client.force_login(bob)
        for do, more in (("role", {"role": "owner"}), ("suspend", {})):
            response = client.post(self.at("member", group, seat(group, bob)), {"do": do} | more)
            assert response.status_code == 403
        client.post(self.at("member", group, seat(group, bob)), {"do": "leave"})
        assert [name for name, _role, _out in roles(group)] == ["Alice"]

    def test_answering_needs_ones_own_yes_and_shows_the_name(self, client, group, alice, bob):
        page = reverse("organisations:organisation", args=[group.pk])
        client.force_login(alice)
        assert "Alice" not in client.get(page).content.decode()
        self.press(client, seat(group, alice), "answers", answers="public")
        assert "Alice" in client.get(page).content.decode()
        consent = alice.consents.get(purpose="publish_contact")
        assert (consent.channel, bool(consent.given_at)) == ("web", True)
        self.press(client, seat(group, alice), "answers", answers="no")
        assert "Alice" not in client.get(page).content.decode()
        response = client.post(
            self.at("member", group, seat(group, bob)), {"do": "answers", "answers": "public"}
        )
        assert response.status_code == 403
        assert not bob.consents.filter(purpose="publish_contact").exists()

    def test_the_list_costs_the_same_with_one_and_with_many(self, client, group, alice, person, member):
        client.force_login(alice)
        counts = []
        for n in range(2):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(self.at("members", group)).status_code == 200
            counts.append(len(queries))
            for m in range(3):
                member(person(f"P{n}{m}"), group, Membership.VIEWER)
                make_invitation(person_actor(alice), group, role=Membership.VIEWER)
        assert counts[0] == counts[1]

    def test_pressing_twice_does_it_once(self, client, group, alice, bob):
        client.force_login(alice)
        for _ in range(2):
            self.press(client, seat(group, bob), "suspend", form_key="k" * 22)
        assert verbs(group).count("organisations.member.suspended") == 1


def test_the_only_owner_hears_what_to_do_before_erasure(alice, group, bob):
    [sentence] = obstacles_of(alice)
    assert "Only you own “山蚁乡村教育小组”" in sentence
    change_role(person_actor(alice), seat(group, bob), role=Membership.OWNER)
    assert obstacles_of(alice) == []


def test_erasing_a_person_leaves_the_record_and_forgets_who_said_it(alice, bob, group):
    assert_facts(person_actor(bob), group, {"phone": "0778-2260219"}, note="I know it.")
    before = group.assertions.count()
    erasure.erase(bob)
    assert roles(group) == [("Alice", "owner", False)]
    said = group.assertions.latest("pk")
    assert (group.assertions.count(), said.person, said.note, said.value) == (
        before,
        None,
        "",
        "+867782260219",
    )


def test_who_hears_of_members(group, alice, bob, charlie):
    def readers(verb):
        entry = Entry.objects.filter(verb=f"organisations.member.{verb}").latest("pk")
        kinds = [kind for kind in types if kind.is_about(entry.verb)]
        return [(kind.name, str(one.person)) for kind in kinds for one in kind.recipients(entry)]

    _made, code = make_invitation(person_actor(alice), group, role=Membership.EDITOR)
    accept_invitation(person_actor(charlie), code)
    assert readers("joined") == [("organisations.member_joined", "Alice")]
    change_role(person_actor(alice), seat(group, charlie), role=Membership.VIEWER)
    assert readers("changed") == [("organisations.member_returned", "Charlie")]
    suspend_member(person_actor(alice), seat(group, charlie))
    assert readers("suspended") == [("organisations.member_suspended", "Charlie")]
    leave(person_actor(bob), seat(group, bob))
    assert readers("left") == []
