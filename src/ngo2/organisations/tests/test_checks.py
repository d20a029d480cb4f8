"""Identity: asked for, compared, accepted, withdrawn, and what happens to it by itself."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ngo2.kernel.files.models import File
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import TooMany
from ngo2.kernel.privacy import erasure
from ngo2.kernel.queue.kinds import kinds
from ngo2.kernel.ui.pages import versions
from ngo2.lib.actors import ANONYMOUS, SYSTEM, person_actor
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations import identity
from ngo2.organisations.models import Membership, Organisation, Partner, Remit, Verification
from ngo2.organisations.receivers import look_at_the_check_again
from ngo2.organisations.services import NewOrganisation, assert_facts, checks, create_organisations
from ngo2.organisations.sources import STAFF
from ngo2.organisations.tests.seen import json_ld
from ngo2.organisations.tests.trusting import (
    checked,
    days_on,
    deliver,
    happened,
    move_clock,
    noon,
    owned,
    photo,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CODE = "51990000000026040B"
CHARITIES = "https://register-of-charities.charitycommission.gov.uk/charity-search/-/charity-details/1000412"
SCOTLAND = (
    "https://www.oscr.org.uk/about-charities/search-the-register/charity-details?number=SC0%2F..%2F1%3Fx"
)
PAGE = "https://register.example.org/217"


def ask(person, organisation, **told):
    return checks.ask_check(
        person_actor(person), organisation, **{"how": "register", "source_url": PAGE, **told}
    )


def state(check):
    check.refresh_from_db()
    return check.state


def until(organisation):
    organisation.refresh_from_db()
    return organisation.verified_until


@pytest.fixture
def partner(imported, member, erin):
    """Erin's organisation looks after Hechi, where the group is."""
    own = owned(imported, member, erin, name="河池支持中心", division="451200")
    made = Partner.objects.create(organisation=own, since=timezone.now())
    Remit.objects.create(partner=made, country="CN", division="451200")
    return own


def test_a_photo_is_asked_with_seen_by_few_and_accepted_for_a_year(group, alice, bob, charlie, dana, erin):
    check = ask(bob, group, how="document", source_url="", upload=photo(), note=" 😀 =cmd() 臺 ")
    file = File.objects.get(pk=check.document)
    actors = {"anonymous": ANONYMOUS}
    actors |= {one.name: person_actor(one) for one in (alice, bob, charlie, dana, erin)}
    seeing = {name for name, actor in actors.items() if may(actor, "files.read", file)}
    assert (check.note, file.visibility, seeing) == ("😀 =cmd() 臺", "private", {"Alice", "Bob", "Dana"})
    decided = checks.decide_check(person_actor(dana), check, accept=True, seen=identity.revision(group.facts))
    last = timezone.localdate() + timedelta(days=365)
    assert (decided.state, decided.until, decided.decided_by, decided.decided_for) == (
        "valid",
        last,
        dana,
        None,
    )
    assert until(group) == last
    assert happened(group, "organisations.verification.") == ["asked", "accepted"]
    assert told("organisations.check_accepted") == [("Alice", "inapp")]


def test_the_end_of_the_certificate_comes_first_and_no_check_lasts_longer_than_a_year(group, alice, dana):
    today = timezone.localdate()
    check = ask(alice, group)
    for day, words in (
        (today - timedelta(days=1), "is over"),
        (today + timedelta(days=366), "a year at most"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            checks.decide_check(person_actor(dana), check, accept=True, until=day)
        assert refused.value.field == "until"
    checks.decide_check(person_actor(dana), check, accept=True, until=today + timedelta(days=20))
    assert until(group) == today + timedelta(days=20)
    check.refresh_from_db()
    assert check.reminded == 60  # they hear today that it ends in three weeks


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"how": "magic"}, "how"),
        ({"how": "document", "source_url": ""}, "file"),
        ({"source_url": ""}, "source_url"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"how": "visit", "note": "  "}, "note"),
    ],
)
def test_evidence_that_is_none(group, alice, told, field):
    with pytest.raises(Refused) as refused:
        ask(alice, group, **told)
    assert (refused.value.field, Verification.objects.count()) == (field, 0)


def test_what_is_no_document_is_refused(group, alice):
    for name, data in (("a.pdf", b"MZ=cmd()"), ("a.jpg", b""), ("a.docx", b"PK\x03\x04")):
        with pytest.raises(Refused) as refused:
            ask(alice, group, how="document", upload=SimpleUploadedFile(name, data))
        assert refused.value.field == "file"
    assert (Verification.objects.count(), File.objects.count()) == (0, 0)


def test_who_may_ask(group, imported, alice, charlie, dana, erin, suspended, member):
    viewer = member(erin, group, Membership.VIEWER).person
    for person, refusal in ((charlie, Hidden), (suspended, Hidden), (dana, Hidden), (viewer, Denied)):
        with pytest.raises(refusal):
            ask(person, group)
    with pytest.raises(SignInNeeded):
        checks.ask_check(ANONYMOUS, group, how="visit", note="call")
    with pytest.raises(Hidden):
        ask(alice, imported(phone="0717-6000001"))
    Organisation.objects.filter(pk=group.pk).update(state="closed")
    group.refresh_from_db()
    with pytest.raises(Hidden):
        ask(alice, group)


def test_the_better_photo_takes_the_place_of_the_first(group, alice, bob):
    first = ask(alice, group, how="document", upload=photo())
    second = ask(bob, group, how="document", upload=photo("better.jpg"))
    assert (first.pk, second.asked_by) == (second.pk, bob)
    assert list(File.objects.filter(deleted_at=None).values_list("pk", flat=True)) == [second.document]


def test_a_flood_is_stopped(group, alice):
    for _ in range(10):
        ask(alice, group)
    with pytest.raises(TooMany):
        ask(alice, group)


def test_taken_back_the_paper_goes(group, alice, charlie):
    check = ask(alice, group, how="document", upload=photo())
    with pytest.raises(Hidden):
        checks.cancel_check(person_actor(charlie), check)
    checks.cancel_check(person_actor(alice), check)
    assert (state(check), File.objects.filter(deleted_at=None).count()) == ("withdrawn", 0)
    with pytest.raises(Refused, match="decided this already"):
        checks.cancel_check(person_actor(alice), check)


def test_declined_with_words_and_asked_again(group, alice, dana):
    check = ask(alice, group)
    with pytest.raises(Refused, match="why") as refused:
        checks.decide_check(person_actor(dana), check, accept=False, answer=" ")
    assert refused.value.field == "answer"
    checks.decide_check(person_actor(dana), check, accept=False, answer="We cannot read it.")
    assert (state(check), check.answer, until(group)) == ("declined", "We cannot read it.", None)
    assert told("organisations.check_declined") == [("Alice", "inapp")]
    for accept in (True, False):
        with pytest.raises(Refused, match="decided this already"):
            checks.decide_check(person_actor(dana), check, accept=accept, answer="Again.")
    assert ask(alice, group).pk != check.pk


def test_nobody_decides_about_their_own_and_strangers_find_nothing(
    group, alice, bob, charlie, dana, erin, member
):
    check = ask(alice, group)
    for person in (alice, bob, charlie, erin):
        with pytest.raises(Hidden):
            checks.decide_check(person_actor(person), check, accept=True)
    with pytest.raises(SignInNeeded):
        checks.decide_check(ANONYMOUS, check, accept=True)
    member(dana, group, Membership.VIEWER)
    with pytest.raises(Refused, match="belong to this organisation") as refused:
        checks.decide_check(person_actor(dana), check, accept=True)
    assert (refused.value.code, state(check)) == ("own", "waiting")


def test_a_partner_decides_in_its_part_and_is_named(
    group, partner, imported, member, alice, erin, charlie, dana
):
    elsewhere = owned(imported, member, charlie, division="420100")
    check, other = ask(alice, group, how="document", upload=photo()), ask(charlie, elsewhere)
    assert may(person_actor(erin), "files.read", File.objects.get(pk=check.document))
    with pytest.raises(Hidden):
        checks.decide_check(person_actor(erin), other, accept=True)
    decided = checks.decide_check(person_actor(erin), check, accept=True)
    assert decided.decided_for == partner
    checks.withdraw_check(person_actor(dana), group, reason="The stamp is of another one.")  # staff overrule
    assert (state(check), check.decided_for, until(group)) == ("withdrawn", None, None)
    own = ask(erin, partner)
    with pytest.raises(Hidden):
        checks.decide_check(person_actor(erin), own, accept=True)


def test_withdrawn_with_a_reason(group, alice, charlie, dana):
    check = checked(group, dana)
    with pytest.raises(Hidden):
        checks.withdraw_check(person_actor(alice), group, reason="x")
    with pytest.raises(Refused) as refused:
        checks.withdraw_check(person_actor(dana), group, reason=" ")
    assert refused.value.field == "answer"
    checks.withdraw_check(person_actor(dana), group, reason="The office struck it off.")
    assert (state(check), check.answer, until(group)) == ("withdrawn", "The office struck it off.", None)
    assert told("organisations.check_withdrawn") == [("Alice", "inapp")]
    with pytest.raises(Refused, match="no check that counts"):
        checks.withdraw_check(person_actor(dana), group, reason="Again.")


def test_a_renewal_lengthens_and_withdrawing_ends_both(group, dana):
    today = timezone.localdate()
    first = checked(group, dana, until=today + timedelta(days=10))
    second = checked(group, dana)
    assert (state(first), state(second), until(group)) == ("valid", "valid", today + timedelta(days=365))
    checks.withdraw_check(person_actor(dana), group, reason="Both.")
    assert (state(first), state(second), until(group)) == ("withdrawn", "withdrawn", None)


def test_who_changes_the_name_while_somebody_looks_gets_no_check_of_the_old_one(group, alice, dana):
    check, seen = ask(alice, group), identity.revision(group.facts)
    assert_facts(person_actor(dana), group, {"name_zh": "另一个小组"}, source=STAFF)
    with pytest.raises(Refused, match="while you were looking") as refused:
        checks.decide_check(person_actor(dana), check, accept=True, seen=seen)
    assert (refused.value.code, state(check)) == ("overtaken", "waiting")


# By itself


@pytest.mark.parametrize(
    "change",
    [
        {"name_zh": "新名字"},
        {"credit_code": "51990000000026040B"},
        {"legal_status": "unregistered"},
        {"name_en": "Ants"},
    ],
)
def test_a_changed_name_code_or_status_is_looked_at_again(group, alice, dana, change):
    check = checked(group, dana)
    assert_facts(person_actor(dana), group, change, source=STAFF)
    deliver()
    assert (state(check), until(group), check.decided_by) == ("waiting", None, None)
    assert check.until is not None
    assert happened(group, "organisations.verification.")[-1] == "unsettled"
    assert told("organisations.check_unsettled") == [("Alice", "inapp")]
    checks.decide_check(person_actor(dana), check, accept=True)
    assert until(group) is not None
    deliver()
    assert state(check) == "valid"


def test_other_facts_and_the_same_value_said_again_leave_it(group, alice, dana):
    check = checked(group, dana)
    same = {key: group.facts[key]["v"] for key in ("name_zh", "legal_status")}
    assert_facts(person_actor(alice), group, {**same, "phone": "0778-2260218"})
    deliver()
    assert state(check) == "valid"


def test_the_same_entry_twice_and_an_old_one_late(group, alice, dana):
    assert_facts(person_actor(dana), group, {"name_zh": "新名字"}, source=STAFF)
    entry = Entry.objects.filter(verb="organisations.facts.changed").latest("pk")
    check = checked(group, dana)  # they saw the new name
    look_at_the_check_again(entry)
    assert state(check) == "valid"
    assert_facts(person_actor(dana), group, {"name_zh": "更新的名字"}, source=STAFF)
    entry = Entry.objects.filter(verb="organisations.facts.changed").latest("pk")
    for _ in range(3):
        look_at_the_check_again(entry)
    assert state(check) == "waiting"
    assert happened(group, "organisations.verification.").count("unsettled") == 1


def test_what_a_list_said_is_withdrawn_and_the_name_is_another_again(group, dana):
    check = checked(group, dana)
    record(SYSTEM, "organisations.facts.withdrawn", group, scope=group.scope, data={"fields": ["name_zh"]})
    deliver()
    assert state(check) == "waiting"


def test_a_renewal_that_waits_is_the_one_to_look_at(group, alice, dana):
    check = checked(group, dana)
    renewal = ask(alice, group)
    assert_facts(person_actor(dana), group, {"name_zh": "新名字"}, source=STAFF)
    deliver()
    assert (state(check), state(renewal), until(group)) == ("withdrawn", "waiting", None)


def test_V1_verification_evidence_expires_with_reminders_at_60_and_14_days(
    group, alice, bob, dana, client, monkeypatch
):
    """V1. The clock is moved day by day; each day the work of the day runs twice, and some days are missed."""
    check = checked(group, dana)
    last, said = check.until, "verification.ends_soon"
    page = f"/en/organisations/{group.pk}/"
    missed = {last - timedelta(days=60), last - timedelta(days=14), last - timedelta(days=13)}
    reminders = {}
    day = last - timedelta(days=70)
    while day <= last:
        move_clock(monkeypatch, noon(day))
        if day not in missed:
            before = happened(group).count(said)
            checks.remind_owners(), checks.remind_owners(), checks.end_checks()
            for _ in range(happened(group).count(said) - before):
                reminders[day] = reminders.get(day, 0) + 1
        day += timedelta(days=1)
    assert reminders == {last - timedelta(days=59): 1, last - timedelta(days=12): 1}
    assert told("organisations.check_ends") == [("Alice", "inapp")]
    assert until(group) == last
    shown = client.get(page)
    tag = shown.headers["ETag"]
    assert f"Identity verified until {last}" in shown.text
    assert group.name in client.get("/en/organisations/?verified=yes").text
    move_clock(monkeypatch, noon(last + timedelta(days=1)))
    assert "Identity: not checked yet" in client.get(page).text  # at midnight, also before the job
    assert group.name not in client.get("/en/organisations/?verified=yes").text
    assert [checks.end_checks(), checks.end_checks()] == [1, 0]
    assert (until(group), happened(group).count("verification.ended")) == (None, 1)
    assert told("organisations.check_ended") == [("Alice", "inapp")]
    gone = client.get(page, headers={"if-none-match": tag})
    assert (gone.status_code, "Identity: not checked yet" in gone.text) == (200, True)


def test_V1_ended_is_journalled_and_the_kept_page_goes(group, dana, client, monkeypatch):
    checked(group, dana)
    Organisation.objects.filter(pk=group.pk).update(verified_until=timezone.localdate() - timedelta(days=1))
    keys = [f"organisation:{group.pk}", "organisations"]
    before = dict(versions(keys))
    assert checks.end_checks() == 1
    after = dict(versions(keys))
    assert {key: after[key] - before[key] for key in keys} == dict.fromkeys(keys, 1)


def test_V1_nobody_is_reminded_of_what_was_renewed_withdrawn_or_asked_anew(group, alice, dana, monkeypatch):
    today = timezone.localdate()
    checked(group, dana, until=today + timedelta(days=65))
    renewed = checked(group, dana, until=today + timedelta(days=300))
    days_on(monkeypatch, 10)
    assert checks.remind_owners() == 0  # the longer one counts
    move_clock(monkeypatch, noon(renewed.until - timedelta(days=50)))
    asked = ask(alice, group)
    assert checks.remind_owners() == 0
    checks.cancel_check(person_actor(alice), asked)
    assert checks.remind_owners() == 1
    checks.withdraw_check(person_actor(dana), group, reason="Struck off.")
    move_clock(monkeypatch, noon(renewed.until - timedelta(days=5)))
    assert checks.remind_owners() == 0


def test_after_half_a_year_the_paper_is_gone_and_the_check_still_counts(group, alice, dana, monkeypatch):
    check = ask(alice, group, how="document", upload=photo(), note="Ask for Li.")
    checks.decide_check(person_actor(dana), check, accept=True, answer="Thank you, Li.")
    days_on(monkeypatch, 181)
    erasure.purge()
    assert (state(check), check.note, check.answer, check.document) == ("valid", "", "", None)
    assert (File.objects.filter(deleted_at=None).count(), until(group) is not None) == (0, True)


def test_erasing_who_asked_takes_paper_and_words(group, alice, dana):
    check = ask(alice, group, how="document", upload=photo(), note="Ask for Li.")
    erasure.erase(alice)
    assert (state(check), check.note, check.document, check.asked_by) == ("withdrawn", "", None, None)


# Registers


@pytest.mark.parametrize(
    ("country", "facts", "found"),
    [
        (
            "CN",
            {"legal_status": "registered_association", "credit_code": CODE},
            [("https://xxgs.chinanpo.mca.gov.cn/", CODE, False), ("https://cszg.mca.gov.cn/", CODE, False)],
        ),
        (
            "GB",
            {"legal_status": "registered_abroad", "register_id": {"scheme": "GB-CHC", "id": "1000412"}},
            [(CHARITIES, "1000412", True)],
        ),
        (
            "GB",
            {"legal_status": "registered_abroad", "register_id": {"scheme": "GB-SC", "id": "SC0/../1?x"}},
            [(SCOTLAND, "SC0/../1?x", True)],
        ),
        ("CN", {"legal_status": "unregistered"}, []),
        ("FR", {"legal_status": "registered_abroad"}, []),
    ],
)  # fmt: skip
def test_the_way_into_the_public_register(country, facts, found):
    said = {key: {"v": value} for key, value in facts.items()}
    assert [(one.url, one.number, one.exact) for one in identity.lookups(country, said)] == found


def test_the_digest_is_of_the_facts_that_count():
    one = {"name_zh": {"v": "山蚁"}, "phone": {"v": "1"}}
    assert identity.revision(one) == identity.revision({"name_zh": {"v": "山蚁"}, "phone": {"v": "2"}})
    assert identity.revision(one) != identity.revision({"name_zh": {"v": "山蟻"}})


def test_facets_files_and_programs_know_it(group, dana, client):
    checked(group, dana)
    rows = [NewOrganisation({"name_zh": "没有查过的小组"}, "u")]
    create_organisations(SYSTEM, rows, source=STAFF, dataset="d")
    day = str(until(group))
    shown = client.get("/en/organisations/?verified=yes")
    assert [one.name for one in shown.context["entries"]] == [group.name]
    assert len(client.get("/en/organisations/?verified=nonsense").context["entries"]) == 2
    file = b"".join(client.get("/en/organisations/download.csv?verified=yes")).decode("utf-8-sig")
    assert day in file
    assert client.get(f"/api/v1/organisations/{group.pk}").json()["verified_until"] == day
    certified = json_ld(client.get(f"/en/organisations/{group.pk}/"))["hasCertification"]
    assert certified == {"@type": "Certification", "name": "Identity verified", "expires": day}


# Asked anew while it counts


def renewing(dana, check):
    """What the queue suggests for it."""
    [item] = [one for one in kinds["organisations.checks"].items(dana) if one.key == str(check.pk)]
    return item.suggested


@pytest.fixture
def counting(group, alice, dana, monkeypatch):
    """Checked ten months ago by a page of the register."""
    checks.decide_check(person_actor(dana), ask(alice, group), accept=True)
    days_on(monkeypatch, 310)
    return group


def test_the_same_page_and_nothing_changed_is_one_press(counting, alice, dana):
    assert_facts(person_actor(alice), counting, {"phone": "13800138000", "name_zh": counting.name})
    check = ask(alice, counting)
    assert renewing(dana, check) == "renew"
    said = kinds["organisations.checks"].action("renew").do(person_actor(dana), str(check.pk), "")
    last = timezone.localdate() + timedelta(days=365)
    assert (state(check), until(counting), str(said)) == ("valid", last, f"Verified until {last}.")


@pytest.mark.parametrize(
    "told", [{"source_url": "https://register.example.org/218"}, {"how": "visit", "note": "Call."}]
)
def test_another_page_or_way_is_compared(counting, alice, dana, told):
    check = ask(alice, counting, **told)
    assert renewing(dana, check) == ""
    with pytest.raises(Refused, match="compare once more"):
        checks.renew_check(person_actor(dana), check)
    assert state(check) == "waiting"


def test_a_fact_that_changed_is_compared_before_any_receiver_ran(counting, alice, dana):
    assert_facts(person_actor(dana), counting, {"name_zh": "另一个名字"}, source=STAFF)
    check = ask(alice, counting)
    assert (renewing(dana, check), until(counting) >= timezone.localdate()) == ("", True)
    with pytest.raises(Refused, match="compare once more"):
        checks.renew_check(person_actor(dana), check)


def test_what_ended_or_was_never_checked_is_compared(counting, group, alice, dana, monkeypatch):
    days_on(monkeypatch, 60)
    check = ask(alice, group)
    assert renewing(dana, check) == ""
    with pytest.raises(Refused, match="compare once more"):
        checks.renew_check(person_actor(dana), check)


def test_who_may_not_verify_may_not_renew(counting, alice, charlie, dana):
    check = ask(alice, counting)
    for one in (alice, charlie):
        with pytest.raises(Hidden):
            checks.renew_check(person_actor(one), check)
    assert state(check) == "waiting"
