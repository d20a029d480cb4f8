from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.accounts.models import Person
from ngo2.kernel.journal.models import Entry, Private
from ngo2.kernel.privacy import erasure, gaps, services
from ngo2.kernel.privacy.obstacles import Obstacle, obstacles
from ngo2.kernel.ui.models import Draft, Receipt
from ngo2.lib import personal
from ngo2.lib.actors import ANONYMOUS, SYSTEM, person_actor
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, Place
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def said(erase=Erase.BLANK, retention=UNTIL_ERASED, **more):
    return Personal("why", retention, erase=erase, label="label", **more)


def draft(person, key="form", data=None, age=timedelta(0)):
    made = Draft.objects.create(person=person, key=key, data={"a": 1} if data is None else data)
    Draft.objects.filter(pk=made.pk).update(saved_at=timezone.now() - age)
    return made


def drafts():
    return list(Draft.objects.order_by("pk").values_list("person__name", "key", "data"))


# What erasure does with a field


def test_blank_empties_the_field_and_leaves_the_row_and_everybody_elses(declare, alice, bob):
    declare("ui.Draft", title="t", person="person", fields={"data": said()})
    draft(alice)
    draft(bob)
    erasure.erase(alice)
    assert drafts() == [("Alice", "form", {}), ("Bob", "form", {"a": 1})]


def test_delete_row_takes_the_row(declare, alice, bob):
    declare("ui.Draft", title="t", person="person", fields={"data": said(Erase.DELETE_ROW), "key": said()})
    draft(alice)
    draft(bob)
    erasure.erase(alice)
    assert drafts() == [("Bob", "form", {"a": 1})]


def test_keep_keeps_and_gives_its_reason(declare, alice, bob):
    declare(
        "ui.Draft",
        title="Forms",
        person="person",
        fields={"data": said(Erase.KEEP("the law")), "key": said()},
    )
    draft(alice)
    assert erasure.kept(alice) == [("Forms", ["label"], "the law")]
    assert erasure.kept(bob) == []
    erasure.erase(alice)
    assert drafts() == [("Alice", "", {"a": 1})]


def shout(person, rows):
    for row in rows:
        row.data = {"by": person.name if person else "age"}
        row.save()


def test_call_hands_over_person_and_rows_once(declare, alice):
    call = Erase.CALL("ngo2.kernel.privacy.tests.test_erasure.shout")
    declare("ui.Draft", title="t", person="person", fields={"data": said(call), "key": said(call)})
    draft(alice)
    erasure.erase(alice)
    assert drafts() == [("Alice", "form", {"by": "Alice"})]


def test_a_unique_field_gets_a_value_that_nobody_has(declare, alice, bob):
    declare("accounts.Person", title="t", person="self", fields={"handle": said(), "name": said()})
    before = {alice.handle, bob.handle}
    erasure.erase(alice)
    alice.refresh_from_db()
    assert (alice.name, alice.handle in before, Person.objects.filter(name="Bob").count()) == ("", False, 1)


def test_a_path_over_rows_that_go_is_walked_before_they_go(declare, alice):
    entry = Entry.objects.create(at=timezone.now(), verb="x", actor_kind="system", data={})
    Private.objects.create(entry=entry, person=alice, key="k", value="v", salt="s")
    declare("ui.Draft", title="t", person="person", fields={"data": said(Erase.DELETE_ROW)})
    declare("journal.Private", title="t", person="person", fields={"value": said(Erase.DELETE_ROW)})
    declare(
        "journal.Entry", title="t", person="private__person", fields={"actor_label": said(Erase.KEEP("x"))}
    )
    draft(alice)
    erasure.erase(alice)
    assert (Private.objects.count(), Draft.objects.count(), Entry.objects.count()) == (0, 0, 1)


def test_a_field_may_have_another_person(declare, alice, bob):
    declare("ui.Draft", title="t", person="person", fields={"key": said(), "data": said(person="person")})
    draft(alice)
    assert {one.path for one in erasure.selections()} == {"person"}


told = []


def forget(person):
    told.append((person.pk, Draft.objects.filter(person=person).count()))


def test_places_outside_the_database_are_told_first(declare, alice):
    told.clear()
    place = "ngo2.kernel.privacy.tests.test_erasure.forget"
    personal.places.add(Place("outbox", "t", "p", UNTIL_ERASED, erase=place))
    declare("ui.Draft", title="t", person="person", fields={"data": said(Erase.DELETE_ROW)})
    draft(alice)
    erasure.erase(alice)
    assert told == [(alice.pk, 1)]


def test_the_row_of_the_person_is_a_shell(declare, alice):
    Person.objects.filter(pk=alice.pk).update(is_staff=True, last_login=timezone.now())
    erasure.erase(alice)
    alice.refresh_from_db()
    assert (alice.is_active, alice.is_staff, alice.last_login) == (False, False, None)


# The service


def test_only_oneself(alice, bob, dana):
    for actor, refusal in [
        (ANONYMOUS, SignInNeeded),
        (person_actor(bob), Hidden),
        (person_actor(dana), Hidden),
        (SYSTEM, Hidden),
    ]:
        for act in (services.erase_person, services.export_data):
            with pytest.raises(refusal):
                act(actor, alice)
    alice.refresh_from_db()
    assert (alice.is_active, Entry.objects.count()) == (True, 0)


def test_obstacles_are_said_and_nothing_happens(alice, bob, monkeypatch):
    monkeypatch.setattr(obstacles, "_items", {})
    obstacles.add(
        Obstacle("only-owner", lambda person: ["Hand over “River” first."] if person == alice else [])
    )
    with pytest.raises(Refused, match="Hand over “River” first") as refused:
        services.erase_person(person_actor(alice), alice)
    alice.refresh_from_db()
    assert (refused.value.code, alice.is_active, Entry.objects.count()) == ("obstacle", True, 0)
    services.erase_person(person_actor(bob), bob)
    bob.refresh_from_db()
    assert (bob.is_active, bob.name) == (False, "")
    assert list(Entry.objects.values_list("verb", "object_type", "object_id")) == [
        ("privacy.erased", "accounts.person", str(bob.pk))
    ]


def test_twice_is_refused_in_words(alice):
    services.erase_person(person_actor(alice), alice)
    with pytest.raises(Refused) as refused:
        services.erase_person(person_actor(alice), alice)
    assert refused.value.code == "closed"


def stumble(person, rows):
    raise RuntimeError("half way")


def test_all_or_nothing(declare, alice):
    declare("accounts.Person", title="t", person="self", fields={"name": said()})
    declare("journal.Private", title="t", person="person", fields={"value": said(Erase.DELETE_ROW)})
    entry = Entry.objects.create(at=timezone.now(), verb="x", actor_kind="system", data={})
    Private.objects.create(entry=entry, person=alice, key="k", value="v", salt="s")
    declare(
        "ui.Draft", title="t", person="person",
        fields={"data": said(Erase.CALL("ngo2.kernel.privacy.tests.test_erasure.stumble"))},
    )  # fmt: skip
    draft(alice)
    with pytest.raises(RuntimeError):
        services.erase_person(person_actor(alice), alice)
    alice.refresh_from_db()
    assert (alice.name, alice.is_active, Private.objects.count()) == ("Alice", True, 1)


def test_exports_are_counted(alice):
    for _ in range(services.EXPORTS_A_DAY):
        services.export_data(person_actor(alice), alice).close()
    with pytest.raises(Refused) as refused:
        services.export_data(person_actor(alice), alice)
    assert refused.value.code == "too_many"
    assert set(Entry.objects.values_list("verb", flat=True)) == {"privacy.exported"}


# Time


def test_purge_erases_what_is_old_enough_and_nothing_else(declare, alice):
    kept = personal.days(90, "saved_at")
    declare("ui.Draft", title="t", person="person", fields={"data": said(Erase.DELETE_ROW, kept)})
    draft(alice, "old", age=timedelta(days=90) + HOUR)
    draft(alice, "young", age=timedelta(days=90) - HOUR)
    assert services.purge_old() == 1
    assert drafts() == [("Alice", "young", {"a": 1})]
    assert services.purge_old() == 0
    assert list(Entry.objects.values_list("verb", "data")) == [("privacy.purged", {"rows": 1})]


def test_purge_blanks_once(declare, alice):
    declare(
        "ui.Draft", title="t", person="person", fields={"key": said(retention=personal.days(1, "saved_at"))}
    )
    draft(alice, "old", age=timedelta(days=2))
    assert [services.purge_old(), services.purge_old()] == [1, 0]
    assert drafts() == [("Alice", "", {"a": 1})]


def test_what_erasure_keeps_goes_when_its_time_is_over(declare, alice):
    years = personal.days(3 * 365, "saved_at")
    declare("ui.Draft", title="t", person="person", fields={"data": said(Erase.KEEP("the law"), years)})
    draft(alice, age=timedelta(days=3 * 365) + HOUR)
    erasure.erase(alice)
    assert len(drafts()) == 1
    assert services.purge_old() == 1
    assert drafts() == []


def test_purge_calls_without_a_person(declare, alice):
    call = Erase.CALL("ngo2.kernel.privacy.tests.test_erasure.shout")
    declare("ui.Draft", title="t", person="person", fields={"data": said(call, personal.days(1, "saved_at"))})
    draft(alice, age=timedelta(days=2))
    assert services.purge_old() == 1
    assert drafts() == [("Alice", "form", {"by": "age"})]


# What was forgotten


def test_gaps_name_model_and_field(declare):
    declare("ui.Draft", title="t", person="person", fields={"key": said(), "gone": said()}, plain={"older"})
    declare("ui.Vanished")
    missing, stale = gaps.unclassified(), gaps.stale()
    assert [name for name in missing if name.startswith("ui.")] == [
        "ui.Draft.data", "ui.Draft.person", "ui.PageVersion.key", "ui.Receipt.digest", "ui.Receipt.location",
    ]  # fmt: skip
    assert "auth.Group" in missing
    assert stale == ["ui.Draft.gone", "ui.Draft.older", "ui.Vanished"]


def test_gaps_name_paths_that_lead_nowhere(declare):
    declare(
        "ui.Receipt", rows="ngo2.nowhere.at_all", fields={"location": said(Erase.CALL("ngo2.lib.db.nothing"))}
    )
    assert gaps.stale() == ["ui.Receipt: ngo2.lib.db.nothing", "ui.Receipt: ngo2.nowhere.at_all"]


def test_gaps_name_what_cannot_be_carried_out(declare):
    unnamed = Personal("why", UNTIL_ERASED)
    declare("accounts.Person", title="t", person="self", fields={"name": said(Erase.DELETE_ROW)})
    declare("ui.Draft", person="person", fields={"person": said(), "data": unnamed})
    declare(
        "journal.Private", title="t", person="person",
        fields={"value": said(Erase.KEEP("x")), "key": said(Erase.DELETE_ROW)},
    )  # fmt: skip
    assert sorted(sentence.partition(";")[0] for sentence in gaps.senseless()) == [
        "accounts.Person.name: the person's own row stays as a shell",
        "journal.Private: a row cannot go and keep a field at once",
        "ui.Draft.data: give it a `label`, and its model a `title`, for the notice",
        "ui.Draft.person: cannot be emptied",
        "ui.Draft.person: give it a `label`, and its model a `title`, for the notice",
    ]


def test_a_field_nobody_may_read_is_nobodys_to_export(declare, alice):
    from ngo2.kernel.privacy.export import collect

    declare("ui.Draft", title="t", person="person", fields={"data": said(), "key": said(export=False)})
    made = draft(alice)
    made.refresh_from_db()
    (section,) = collect(alice)["sections"]
    assert section["rows"] == [{"data": {"a": 1}, "saved_at": made.saved_at.isoformat()}]


def test_refusals_are_of_the_kinds_that_pages_know():
    assert not issubclass(Refused, Denied | Hidden)
    assert Receipt._meta.label == "ui.Receipt"
