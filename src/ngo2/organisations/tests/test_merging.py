"""Two records become one and two again: nothing orphaned, nothing lost, everything back as it was."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import services
from ngo2.organisations.models import (
    Assertion,
    Claim,
    Handover,
    Likeness,
    LikenessKey,
    Membership,
    Merge,
    Organisation,
    Partner,
    Remit,
    Verification,
    Vouch,
)
from ngo2.organisations.references import references
from ngo2.organisations.services import assert_facts, merging, rebuild
from ngo2.organisations.services.likenesses import keep_keys_of_all, keep_missing_keys
from ngo2.organisations.sources import OWNER
from ngo2.organisations.tests.joining import (
    different,
    dump,
    file,
    furnish,
    join,
    record,
    scribble,
    wrong_keys,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def team(dana):
    return person_actor(dana)


@pytest.fixture
def pair(alice, bob, charlie):
    """Two records, each with a row in every declared reference, and a third that both know."""
    bystander = record("旁边的机构")
    kept, gone = record("北京绿家园"), record("北京绿家园志愿者")
    furnish(kept, gone, alice, charlie, bystander)
    furnish(gone, kept, bob, charlie, bystander)
    kept.refresh_from_db()
    gone.refresh_from_db()
    return kept, gone


def refusal(call, *args, **more):
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    return str(caught.value.message)


def test_D5_a_merge_moves_every_relation_and_is_reversible_for_30_days(pair, team):
    kept, gone = pair
    assert [one.name for one in references if not one.rows(gone.pk).exists()] == [], "no row in the scene"
    before = dump()

    merge = join(team, kept, gone)
    left = [one.name for one in references if one.rows(gone.pk).exists()]
    assert left == []
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into_id) == (Organisation.MERGED, kept.pk)
    assert merge.until - merge.at == timedelta(days=30)

    assert not {kept.pk, gone.pk} & set(wrong_keys())
    merging.undo_merge(team, merge)
    assert different(before, dump()) == {}, different(before, dump())
    assert not {kept.pk, gone.pk} & set(wrong_keys())


@pytest.mark.parametrize("keep", [keep_missing_keys, lambda: keep_keys_of_all(lambda done: None)])
def test_D5_nights_between_change_nothing_about_it(pair, team, keep):
    """What is computed every night is no late-comer, whoever makes it: it would stand in its own way."""
    kept, gone = pair
    before = dump()
    merge = join(team, kept, gone)
    for _night in range(3):
        keep()
        merging.sweep_merged(merge.pk)
    assert not LikenessKey.objects.filter(organisation=gone).exists()
    merge.refresh_from_db()
    merging.undo_merge(team, merge)
    assert different(before, dump()) == {}, different(before, dump())


def test_D5_after_30_days_nothing_can_be_taken_back_and_nothing_is_kept_for_it(pair, team):
    merge = join(team, *pair)
    Merge.objects.filter(pk=merge.pk).update(until=timezone.now())
    merge.refresh_from_db()
    assert "30 days" in refusal(merging.undo_merge, team, merge)
    assert merging.forget_snapshots() == 1
    merge.refresh_from_db()
    assert (merge.moved, merge.dropped, merge.before) == ([], [], {})
    assert merging.forget_snapshots() == 0


@pytest.mark.parametrize("seed", range(12))
def test_random_records_joined_and_parted_are_what_they_were(seed, team, alice, bob, charlie):
    rng = random.Random(seed)
    kept, gone = record("甲"), record("乙")
    for one in (kept, gone):
        scribble(rng, one, [alice, bob, charlie])
        one.refresh_from_db()
    before = dump()
    merge = join(team, kept, gone, rng.choice(["kept", "gone", ""]))
    assert [one.name for one in references if one.rows(gone.pk).exists()] == []
    kept.refresh_from_db()
    joined = kept.facts
    rebuild(kept)
    assert kept.facts == joined
    merging.undo_merge(team, merge)
    assert different(before, dump()) == {}, different(before, dump())


def test_a_chosen_value_comes_with_its_own_dates_and_both_histories_stay(team, imported):
    kept = imported(phone="13800138000", founded=2001)
    gone = imported(phone="13900139000", founded=2001, email="a@example.org")
    assert_facts(SYSTEM, gone, {"phone": "13900139000"}, source=OWNER)
    gone.refresh_from_db()
    said = gone.facts["phone"]
    assert_facts(SYSTEM, kept, {"phone": "13700137000"}, source=OWNER)
    kept.refresh_from_db()
    number = kept.assertions.count() + gone.assertions.count()

    merge = join(team, kept, gone, "gone")
    kept.refresh_from_db()
    assert kept.facts["phone"] == said
    assert kept.facts["email"]["v"] == "a@example.org"
    assert kept.assertions.count() == number
    aside = kept.assertions.filter(state=Assertion.ASIDE).values_list("field", "value")
    assert sorted(map(str, aside)) == ["('phone', '+8613700137000')", "('phone', '+8613800138000')"]
    assert merge.choices == {"phone": "gone"}


def test_the_likely_side_is_the_owners_then_the_younger_and_never_less_protected(team, imported):
    kept = imported(phone="13800138000", email="k@example.org", sensitivity="normal")
    gone = imported(phone="13900139000", email="g@example.org", sensitivity="hidden")
    assert_facts(SYSTEM, kept, {"email": "o@example.org"}, source=OWNER)
    kept.refresh_from_db()
    seen = merging.preview_merge(team, kept, gone)
    assert {one.field: one.likely for one in seen.conflicts} == {
        "phone": "gone",
        "email": "kept",
        "sensitivity": "gone",
    }


def test_who_belongs_to_both_keeps_the_higher_role(pair, team, alice, charlie):
    kept, gone = pair
    Membership.objects.create(organisation=kept, person=charlie, role="viewer", since=timezone.now())
    Membership.objects.create(organisation=gone, person=charlie, role="editor", since=timezone.now())
    before = dump()
    seen = merging.preview_merge(team, kept, gone)
    assert "Charlie belongs to both, and keeps the higher role." in seen.doubled
    merge = join(team, kept, gone)
    assert kept.memberships.get(person=charlie).role == "editor"
    merging.undo_merge(team, merge)
    assert different(before, dump()) == {}, different(before, dump())


def test_what_cannot_stand_twice_is_told_and_settled(pair, team, alice, bob):
    kept, gone = pair
    Claim.objects.create(organisation=gone, person=alice, proof=Claim.STAFF, made_at=timezone.now())
    Vouch.objects.create(organisation=kept, by=gone, note="A friend.", at=timezone.now())
    told = merging.preview_merge(team, kept, gone).doubled
    assert told == [
        "Alice claims both records. One claim waits on, the other is closed.",
        "“旁边的机构” vouches for both.",
        "Both vouch for “旁边的机构”.",
        "One record vouches for the other. One cannot vouch for itself.",
        "Both are partners. One partnership goes on, with the parts of both.",
        "Both had answered “图书”. One answer stays.",
    ]
    join(team, kept, gone)
    assert Claim.objects.filter(organisation=kept, person=alice, state=Claim.WAITING).count() == 1
    assert not Vouch.objects.filter(organisation=kept, by=kept).exists()
    partner = Partner.objects.get(organisation=kept, ended_at=None)
    assert Remit.objects.filter(partner=partner).count() == 2


def test_the_pair_of_likenesses_is_settled_and_opens_again(pair, team, dana):
    kept, gone = pair
    first, second = sorted((kept.pk, gone.pk))
    like, _made = Likeness.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"score": 0.9, "found_at": timezone.now(), "state": Likeness.OPEN},
    )
    merge = join(team, kept, gone)
    like.refresh_from_db()
    assert (like.state, like.decided_by_id) == (Likeness.MERGED, dana.pk)
    merging.undo_merge(team, merge)
    like.refresh_from_db()
    assert (like.state, like.decided_at, like.decided_by_id) == (Likeness.OPEN, None, None)


def test_chains_are_followed_and_taken_back_last_first(team, alice, bob, charlie):
    a, b, c = record("甲"), record("乙"), record("丙")
    rng = random.Random(7)
    for one in (a, b, c):
        scribble(rng, one, [alice, bob, charlie])
        one.refresh_from_db()
    before = dump()
    first = join(team, b, a)
    b.refresh_from_db()
    between = dump()
    second = join(team, c, b)
    a.refresh_from_db()
    assert a.merged_into_id == c.pk
    assert (
        refusal(merging.undo_merge, team, first)
        == "After this, “乙” was joined with “丙”. Take that back first."
    )
    assert merging.preview_undo(team, first).blocks
    merging.undo_merge(team, second)
    assert different(between, dump()) == {}
    merging.undo_merge(team, first)
    assert different(before, dump()) == {}, different(before, dump())


def test_what_came_since_stays_with_the_kept_record_and_is_told(pair, team, alice, bob, erin):
    kept, gone = pair
    merge = join(team, kept, gone)
    kept.refresh_from_db()
    assert_facts(person_actor(alice), kept, {"email": "new@example.org"}, source=OWNER)
    Membership.objects.create(organisation=kept, person=erin, role="editor", since=timezone.now())
    file(kept.scope, alice, 50)
    services.leave(person_actor(bob), Membership.objects.get(organisation=kept, person=bob))

    told = merging.preview_undo(team, merge)
    assert told.stays == {"Facts said": 1, "Members": 1, "Files": 1}
    assert told.lost == [
        "Members: one was deleted since, and stays deleted.",
        "Nobody will own “北京绿家园志愿者”: it can be claimed again.",
    ]
    assert told.back["Files"] == 1

    merging.undo_merge(team, merge)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert kept.facts["email"]["v"] == "new@example.org"
    assert "email" not in gone.facts
    assert kept.facts["phone"]["v"] != gone.facts["phone"]["v"]
    assert {one.person_id for one in kept.memberships.all()} == {alice.pk, erin.pk}
    assert not gone.memberships.exists()
    assert gone.claimed_at is None
    assert kept.claimed_at is not None
    for one in (kept, gone):
        facts = one.facts
        rebuild(one)
        assert one.facts == facts


def test_taking_back_a_second_time_is_refused(pair, team):
    merge = join(team, *pair)
    merging.undo_merge(team, merge)
    assert refusal(merging.undo_merge, team, merge) == "This was taken back already."


def test_a_record_that_changed_since_the_preview_is_looked_at_again(pair, team, alice):
    kept, gone = pair
    seen = merging.preview_merge(team, kept, gone)
    choices = {one.field: one.likely for one in seen.conflicts}
    assert_facts(person_actor(alice), kept, {"volunteers": 9}, source=OWNER)
    before = dump()
    told = refusal(merging.merge_records, team, kept, gone, choices=choices, seen=seen.seen, sure=True)
    assert told.startswith("Somebody changed one of the two records meanwhile.")
    assert different(before, dump()) == {}, different(before, dump())


def test_each_conflict_wants_an_answer(pair, team):
    kept, gone = pair
    seen = merging.preview_merge(team, kept, gone)
    for choices in ({}, {one.field: "both" for one in seen.conflicts}):
        told = refusal(merging.merge_records, team, kept, gone, choices=choices, seen=seen.seen, sure=True)
        assert told == "Please choose which of the two is right."


def test_doubts_have_to_be_confirmed(pair, team):
    kept, gone = pair
    assert merging.preview_merge(team, kept, gone).doubts == [
        "The identity of each was checked, as two organisations.",
        "Different people own them. Afterwards all of these people own the joined record.",
    ]
    assert (
        refusal(join, team, kept, gone, sure=False) == "Please confirm that these two are one all the same."
    )


def test_other_credit_codes_are_a_doubt(team, imported):
    one, two = (
        imported(credit_code="53330000501874064B"),
        imported(credit_code="91110108MA01C5QF8B", founded=2001),
    )
    if one.credit_code == two.credit_code or not two.credit_code:
        pytest.fail("the scene needs two codes")
    assert merging.preview_merge(team, one, two).doubts == [
        "They have different credit codes: registers know them as two organisations."
    ]


def test_what_stands_in_the_way_is_said(team, imported, alice, charlie):
    one, two, three = imported(), imported(founded=2001), imported(founded=2002)
    Organisation.objects.filter(pk=three.pk).update(state=Organisation.CLOSED)
    three.refresh_from_db()
    assert refusal(join, team, one, one) == "This is one record, not two. Choose two different ones."
    assert "has closed" in refusal(join, team, one, three)
    Membership.objects.create(organisation=one, person=alice, role="owner", since=timezone.now())
    Membership.objects.create(
        organisation=two, person=alice, role="owner", since=timezone.now(), suspended_at=timezone.now()
    )
    assert refusal(join, team, one, two).startswith("Alice is suspended in one record")
    Membership.objects.all().delete()
    Handover.objects.create(
        organisation=two, person=charlie, proof="voices", state=Handover.COOLING, made_at=timezone.now()
    )
    assert refusal(join, team, one, two).startswith("One of the two is about to change hands.")
    Handover.objects.all().delete()
    Organisation.objects.filter(pk=two.pk).update(is_example=True)
    two.refresh_from_db()
    assert refusal(join, team, one, two).startswith("One of the two is an example")
    Organisation.objects.filter(pk=two.pk).update(is_example=False)
    two.refresh_from_db()
    join(team, one, two)
    two.refresh_from_db()
    one.refresh_from_db()
    assert "was joined with another record before" in refusal(join, team, one, two)


@pytest.mark.parametrize("who", ["alice", "charlie", "erin", "suspended"])
def test_nobody_else_joins_or_parts(who, pair, team, request):
    stranger = person_actor(request.getfixturevalue(who))
    for call in (merging.preview_merge, join):
        with pytest.raises(Hidden):
            call(stranger, *pair)
    merge = join(team, *pair)
    for call in (merging.preview_undo, merging.undo_merge):
        with pytest.raises(Hidden):
            call(stranger, merge)


def test_a_partner_joins_in_its_part_and_is_named(erin, imported, member):
    hub = imported(founded=1999)
    member(erin, hub)
    made = Partner.objects.create(organisation=hub, since=timezone.now())
    Remit.objects.create(partner=made, country="CN", division="450000")
    one, two = imported(division="451200"), imported(division="451202", founded=2001)
    far = imported(division="420600")
    with pytest.raises(Hidden):
        join(person_actor(erin), one, far)
    merge = join(person_actor(erin), one, two, "kept")
    assert (merge.decided_for, merge.person) == (hub, erin)
    merging.undo_merge(person_actor(erin), merge)


def test_who_comes_at_that_very_moment_is_brought_after_and_goes_back_too(team, imported, alice):
    kept, gone = imported(), imported(founded=2001)
    merge = join(team, kept, gone)
    late = file(gone.scope, alice, 7)
    assert merging.sweep_merged() == 2  # the file and what it takes
    late.refresh_from_db()
    assert late.scope == kept.scope
    assert merging.sweep_merged() == 0
    merge.refresh_from_db()
    merging.undo_merge(team, merge)
    late.refresh_from_db()
    assert late.scope == gone.scope


def test_a_name_that_was_not_taken_is_found_as_a_former_one_and_goes_again(team, imported):
    kept, gone = (
        imported(name_en="Green Home"),
        imported(name_en="Green Home Volunteers", names_former="绿芽"),
    )
    before = dump()
    seen = merging.preview_merge(team, kept, gone)
    merge = merging.merge_records(
        team, kept, gone, choices={"name_en": "kept"}, seen=seen.seen, sure=True, keep_names=True
    )
    kept.refresh_from_db()
    assert kept.facts["names_former"]["v"] == ["绿芽", "Green Home Volunteers"]
    assert "green home volunteers" in kept.search_text.lower() or "volunteers" in kept.search_text
    merging.undo_merge(team, merge)
    assert different(before, dump()) == {}, different(before, dump())


def test_a_check_that_ended_between_merge_and_undo_does_not_come_back(team, imported, alice, dana):
    """After both, what the columns say follows from the checks and the facts of each."""
    kept, gone = record("北京绿家园", phone="13800138000"), record("北京绿家园志愿者", phone="13900139000")
    today = timezone.localdate()
    check = Verification.objects.create(
        organisation=gone, how="visit", state="valid", made_at=timezone.now(), until=today + timedelta(days=9)
    )
    Organisation.objects.filter(pk=gone.pk).update(verified_until=check.until)
    gone.refresh_from_db()
    merge = join(team, kept, gone)
    kept.refresh_from_db()
    assert (kept.verified_until, wrong_keys()) == (check.until, {})
    Verification.objects.filter(pk=check.pk).update(state=Verification.WITHDRAWN)
    Organisation.objects.filter(pk=kept.pk).update(verified_until=None)
    merging.undo_merge(team, merge)
    settled = Organisation.objects.filter(pk__in=[kept.pk, gone.pk]).values_list("verified_until", flat=True)
    assert (list(settled), wrong_keys()) == ([None, None], {})
