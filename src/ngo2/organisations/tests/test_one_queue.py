"""X4: whatever waits for a person, in whichever app, stands in one queue."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ngo2.kernel.jobs.tests import work
from ngo2.kernel.journal.models import Delivery, Entry
from ngo2.kernel.notify.models import Message
from ngo2.kernel.queue import queries, rows, services
from ngo2.kernel.queue.kinds import Item, kinds
from ngo2.kernel.queue.models import Handling
from ngo2.kernel.queue.queries import today_of
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Refused
from ngo2.lib.tests.racing import race
from ngo2.organisations.models import Assertion, Claim, Organisation
from ngo2.organisations.services import (
    NewOrganisation,
    add_remit,
    assert_facts,
    claim_by_staff,
    create_organisations,
    decide_claim,
    make_partner,
    propose_fact,
)
from ngo2.organisations.sources import Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def partner(imported, member, erin, dana):
    """Erin's network looks after Guangxi."""
    made = imported(name_zh="西部支持网络", division="420100")
    member(erin, made)
    Organisation.objects.filter(pk=made.pk).update(claimed_at=timezone.now())
    partner = make_partner(person_actor(dana), made)
    add_remit(person_actor(dana), partner, country="CN", division="450000")
    return partner


@pytest.fixture
def cast(partner, group, alice, bob, charlie, dana, erin, suspended):
    """Alice owns and Bob edits, Charlie is a stranger, Dana of the team, Erin acts for a partner."""
    return [alice, bob, charlie, dana, erin, suspended]


@pytest.fixture
def one_of_each(group, imported, alice, charlie):
    """`one_of_each(n)` makes one more thing wait of every kind of ours and of the house."""

    def make(n=0):
        orphan = imported(name_zh=f"河池读书会{n}", division="451200", staff=n)
        claim_by_staff(person_actor(charlie), orphan, note="Me.")
        propose_fact(person_actor(charlie), orphan, field="volunteers", value=3)
        propose_fact(person_actor(charlie), group, field="staff", value=n + 7)
        assert_facts(person_actor(alice), group, {("name_zh", "legal_status", "registrar")[n % 3]: _held(n)})
        now = timezone.now()
        entry = Entry.objects.create(at=now, verb="x", actor_kind="system")
        Delivery.objects.create(entry=entry, handler=f"h{n}", state="dead", due=now, error="boom")
        Message.objects.create(
            entry=entry, type="t", channel="email", address="a@example.org", subject="s", body="b",
            dedupe=f"m{n}", state="dead", error="550", due=now, language="en",
        )  # fmt: skip
        Message.objects.create(
            entry=entry, type="t", channel="email", address="a@example.org", subject="s", body="b", dedupe=f"w{n}",
            state="waiting", error="", due=now - timedelta(hours=1), language="en",
        )  # fmt: skip
        work.wrong.enqueue()
        DBTaskResult.objects.update(status="FAILED", finished_at=now, traceback="ValueError: 7")

    group.facts["registrar"] = {**group.facts["legal_status"], "v": "河池市民政局"}
    group.save()
    return make


def _held(n):
    return ("山蚁夜校", "unregistered", "宜州区民政局")[n % 3]


def wanted(person):
    """What the kinds themselves say: {(kind, key)} of everything that this person may decide."""
    return {(kind.name, one.key) for kind in kinds if kind.may_decide(person) for one in kind.items(person)}


def found(person):
    return [(line.kind.name, line.item.key) for line in today_of(person).lines]


def differs(people):
    """One sentence for each thing that is missing, stands twice or where it must not, or in the wrong order."""
    wrong = []
    for person in people:
        shown, due = found(person), wanted(person)
        wrong += [f"{person} does not see {one}" for one in sorted(due - set(shown))]
        wrong += [f"{person} sees {one}" for one in sorted(set(shown) - due)]
        wrong += [f"{person} sees {one} twice" for one in sorted(set(shown)) if shown.count(one) > 1]
        lines = [rows.order(line.item) for line in today_of(person).lines]
        wrong += [f"{person}: wrong order"] if lines != sorted(lines) else []
    return wrong


def test_X4_everything_that_waits_stands_in_one_queue_for_who_may_decide(one_of_each, cast):
    one_of_each()
    dana, erin, alice = cast[3], cast[4], cast[0]
    assert differs(cast) == []
    ours = {name for name, _key in found(dana)}
    assert {
        *("queue.silence", "queue.undelivered", "queue.failed_steps", "organisations.claims"),
        *("organisations.orphan_proposals", "organisations.held"),
    } <= ours
    assert {name for name, _key in found(erin)} >= {
        *("organisations.claims", "organisations.orphan_proposals", "organisations.held"),
    }
    assert {name for name, _key in found(alice)} >= {"organisations.own_proposals"}
    assert [found(cast[n]) for n in (2, 5)] == [[], []]  # Charlie and the suspended


def test_X4_every_kind_that_any_app_declares_is_shown_in_order_to_who_may_decide_it(cast, monkeypatch):
    """Each with a planted thing: with a deadline, with a person waiting, growing old."""
    now, today = timezone.now(), timezone.localdate()
    planted = {}
    for n, kind in enumerate(list(kinds)):
        things = [
            Item("old", "t", "w", now - timedelta(days=900 - n), "/", "Look", stale=True),
            Item("due", "t", "w", now, "/", "Look", today + timedelta(days=n)),
            Item("person", "t", "w", now - timedelta(days=n), "/", "Look"),
        ]
        planted[kind.name] = replace(kind, items=lambda person, things=things: list(things))
    monkeypatch.setattr(kinds, "_items", planted)
    assert differs(cast) == []
    assert len(found(cast[3])) >= 3 * 6
    for person in cast:
        decides = {kind.name for kind in kinds if kind.may_decide(person)}
        assert {name for name, _key in found(person)} == decides


def test_X4_twin_a_queue_that_hides_one_is_seen(one_of_each, cast, monkeypatch):
    one_of_each()
    honest = queries.kinds_of
    monkeypatch.setattr(queries, "kinds_of", lambda person: honest(person)[1:])
    assert any("does not see" in one for one in differs(cast))


def test_X4_twin_a_queue_that_shows_too_much_is_seen(one_of_each, cast, monkeypatch):
    one_of_each()
    monkeypatch.setattr(queries, "kinds_of", lambda person: list(kinds))
    assert any("Charlie sees" in one for one in differs(cast))


def test_X4_twin_the_wrong_order_is_seen(one_of_each, cast, monkeypatch):
    one_of_each()
    monkeypatch.setattr(queries, "_groups", lambda lines, shown: [queries.Group("", "", lines[::-1])])
    assert any("wrong order" in one for one in differs(cast))


def test_the_page_costs_the_same_with_one_and_with_three_of_each_kind(client, one_of_each, cast):
    dana, alice, erin = cast[3], cast[0], cast[4]
    costs = []
    for n in range(3):
        one_of_each(n)
        if n == 1:
            continue
        for person in (dana, alice, erin):
            client.force_login(person)
            client.get(reverse("queue:today"))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse("queue:today")).status_code == 200
            costs.append(len(asked))
    assert costs[:3] == costs[3:]


def test_of_ten_thousand_no_more_is_loaded_than_is_shown(dana, charlie):
    made = create_organisations(
        person_actor(dana),
        [NewOrganisation({"name_zh": f"小组{n}"}, str(n)) for n in range(400)],
        source=Source("import"),
        dataset="many",
    )
    now = timezone.now()
    Claim.objects.bulk_create(
        [
            Claim(organisation=one.organisation, person=charlie, proof="staff", note="Me.", made_at=now)
            for one in made
        ]
    )
    kind = kinds["organisations.claims"]
    drawn = []
    items = kind.items(dana)
    honest = items.draw
    items.draw = lambda row: drawn.append(row) or honest(row)
    with CaptureQueriesContext(connection) as asked:
        first, total = rows.first(items, 50)
    assert (len(first), total, len(drawn), len(asked)) == (50, 400, 50, 2)
    today = today_of(dana)
    assert (today.total, len(today.lines), today.more) == (400, 50, 350)


# Done from Today itself


def test_a_claim_is_declined_from_today_with_a_ready_answer_in_the_readers_words(
    client, imported, charlie, dana
):
    claim = claim_by_staff(person_actor(charlie), imported(), note="Me.")
    client.force_login(dana)
    about = {"kind": "organisations.claims", "key": claim.pk}
    page = client.get(reverse("queue:one", query=about)).content.decode()
    assert "The reader gets ready answers in Chinese." in page
    response = client.post(reverse("queue:do"), about | {"do": "decline"})
    assert (response.status_code, "Tell the person why" in response.content.decode()) == (422, True)
    client.post(reverse("queue:do"), about | {"do": "decline", "reply": "contact"})
    claim.refresh_from_db()
    assert claim.state == "declined"
    assert "电话" in claim.answer


def test_corrections_are_taken_and_held_changes_decided_by_one_press(client, one_of_each, cast, group, alice):
    one_of_each()
    client.force_login(cast[3])
    [held] = kinds["organisations.held"].items(cast[3])
    page = client.post(
        reverse("queue:do"), {"kind": "organisations.held", "key": held.key, "do": "take"}, follow=True
    ).content.decode()
    assert "Taken: Chinese name. It shows everywhere at once." in page
    client.force_login(alice)
    form = {"kind": "organisations.own_proposals", "key": group.pk, "do": "take"}
    assert "Taken: Paid staff." in client.post(reverse("queue:do"), form, follow=True).content.decode()
    group.refresh_from_db()
    assert (group.name, group.facts["staff"]["v"]) == ("山蚁夜校", 7)


def test_what_fails_in_the_house_is_tried_again_by_one_press(client, one_of_each, cast):
    one_of_each()
    client.force_login(cast[3])
    said = {
        ("queue.undelivered", "messages"): "1 message goes out again.",
        ("queue.failed_steps", "steps"): "1 step is tried again.",
        ("queue.failed_steps", "jobs"): "1 job runs again.",
    }
    for (kind, key), words in said.items():
        form = {"kind": kind, "key": key, "do": "again"}
        assert words in client.post(reverse("queue:do"), form, follow=True).content.decode()


def test_a_partner_hands_a_claim_to_a_colleague_of_the_network_and_staff_see_it(
    cast, partner, imported, member, bob, charlie, dana, erin
):
    member(bob, partner.organisation)
    claim = claim_by_staff(person_actor(charlie), imported(name_zh="读书会", division="451200"), note="Me.")
    services.assign(person_actor(erin), "organisations.claims", str(claim.pk), to=bob, seen=None)
    assert today_of(bob).mine == 1
    assert today_of(dana).lines[0].assignee == bob


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_decide_the_same_thing_at_once_and_the_second_hears_it(imported, charlie, dana, erin):
    erin.is_staff = True
    erin.save()
    claim = claim_by_staff(person_actor(charlie), imported(), note="Me.")

    def press(person, name, answer=""):
        return lambda: services.act(
            person_actor(person), "organisations.claims", str(claim.pk), name=name, answer=answer
        )

    passed, refused = race([press(dana, "approve"), press(erin, "decline", "No."), press(erin, "approve")])
    assert (passed, len(refused)) == (1, 2)
    assert all(str(one) for one in refused)
    claim.refresh_from_db()
    assert (claim.state == "approved") == claim.organisation.memberships.exists()


@pytest.mark.django_db(transaction=True)
def test_two_take_it_at_once_and_one_has_it(imported, charlie, dana, erin, english):
    erin.is_staff = True
    erin.save()
    claim = claim_by_staff(person_actor(charlie), imported(), note="Me.")

    def take(person):
        return lambda: services.assign(
            person_actor(person), "organisations.claims", str(claim.pk), to=person, seen=None
        )

    passed, refused = race([take(dana), take(erin)])
    assert (passed, len(refused)) == (1, 1)
    assert any(name in str(refused[0]) for name in ("Dana", "Erin"))  # who has it


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_twin_that_looks_first_gives_it_to_both(imported, charlie, dana, erin):
    """The planted fault: whether it is free is read before anybody has written."""
    claim = claim_by_staff(person_actor(charlie), imported(), note="Me.")
    free = not Handling.objects.filter(key=str(claim.pk)).exists()
    told = []

    def careless(person):
        def act():
            if not free:
                raise Refused("taken")
            Handling.objects.update_or_create(
                kind="organisations.claims",
                key=str(claim.pk),
                defaults={"assignee": person, "at": timezone.now()},
            )
            told.append(person)

        return act

    passed, _refused = race([careless(dana), careless(erin)])
    assert (passed, len(told), Handling.objects.count()) == (2, 2, 1)


def test_what_was_decided_elsewhere_is_gone_from_today(one_of_each, cast, dana):
    one_of_each()
    claim = Claim.objects.get()
    decide_claim(person_actor(dana), claim, accept=False, answer="No.")
    assert ("organisations.claims", str(claim.pk)) not in found(dana)
    assert Assertion.objects.filter(state=Assertion.WAITING).exists()
