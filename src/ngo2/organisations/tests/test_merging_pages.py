"""The pages on which records are joined and parted; where old addresses lead; who hears of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import types
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations import queries
from ngo2.organisations.directory import Filters
from ngo2.organisations.models import Membership, Merge, Organisation, Partner, Remit
from ngo2.organisations.services import assert_facts, merging
from ngo2.organisations.services.likenesses import find_alike
from ngo2.organisations.sources import OWNER, STAFF
from ngo2.organisations.tests.joining import join

pytestmark = pytest.mark.django_db


def url(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"organisations:{name}", args=args)


@pytest.fixture
def pair(imported, member, alice, bob):
    kept = imported(phone="13800138000", name_en="Green Home", causes=["education"], division="451200")
    gone = imported(
        phone="13900139000", name_en="Green Home Volunteers", email="v@example.org", division="451200"
    )
    member(alice, kept)
    member(bob, gone)
    return kept, gone


@pytest.fixture
def as_dana(client, dana):
    client.force_login(dana)
    return client


def body(response):
    return response.content.decode()


def press(client, kept, gone, **said):
    page = client.get(url("merge", kept.pk, gone.pk))
    seen = page.context["preview"].seen
    answers = {"seen": seen, "phone": "kept", "name_en": "kept", "sure": "on", "form_key": "k" * 22, **said}
    return client.post(url("merge", kept.pk, gone.pk), answers)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["Are these two one organisation?", "2 facts are said differently", "Different people own them."],
        ),
        ("zh-hans", ["Green Home Volunteers", "138 0013 8000"]),
    ],
)
def test_the_page_shows_both_and_everything_that_would_move(as_dana, pair, language, words):
    page = as_dana.get(url("merge", *[one.pk for one in pair], language=language))
    assert page.status_code == 200
    for word in ["Green Home", "Green Home Volunteers"] if language == "en" else []:
        assert word in body(page)
    assert [word for word in words if word not in body(page)] == []
    assert page["Cache-Control"] == "no-store"


def test_one_press_joins_and_the_old_address_leads_on_in_both_languages(as_dana, pair, client):
    kept, gone = pair
    for language in ("en", "zh-hans"):
        assert client.get(url("organisation", gone.pk, language=language)).status_code == 200
    tag = client.get(url("organisation", gone.pk))["ETag"]
    answer = press(as_dana, kept, gone)
    assert (answer.status_code, answer["Location"]) == (302, url("merges"))
    again = as_dana.post(url("merge", kept.pk, gone.pk), {"form_key": "k" * 22})
    assert (again.status_code, again["Location"]) == (302, url("merges"))
    assert Merge.objects.count() == 1
    for language in ("en", "zh-hans"):
        for name in ("organisation", "history"):
            old = client.get(
                url(name, gone.pk, language=language) + "?page=2", headers={"if-none-match": tag}
            )
            assert (old.status_code, old["Location"]) == (
                301,
                url(name, kept.pk, language=language) + "?page=2",
            )
            assert old["Cache-Control"] == "no-cache"
    assert "Green Home Volunteers” was joined with this record" in body(client.get(url("history", kept.pk)))

    undo = as_dana.post(url("undo_merge", Merge.objects.get().pk), {"form_key": "u" * 22})
    assert undo.status_code == 302
    assert client.get(url("organisation", gone.pk)).status_code == 200
    assert "was joined" not in body(client.get(url("history", kept.pk)))


def test_members_of_the_record_that_went_come_to_the_kept_one_with_what_they_sent(as_dana, pair, client, bob):
    kept, gone = pair
    join(person_actor(as_dana.get("/en/").wsgi_request.user), kept, gone)
    client.force_login(bob)
    for name, args in {"edit": [], "question": ["phone"], "members": []}.items():
        old = client.get(url(name, gone.pk, *args))
        assert (old.status_code, old["Location"]) == (301, url(name, kept.pk, *args))
    sent = client.post(url("question", gone.pk, "founded"), {"answer": "2001", "do": "save"})
    assert (sent.status_code, sent["Location"]) == (308, url("question", kept.pk, "founded"))
    client.post(sent["Location"], {"answer": "2001", "do": "save"})
    kept.refresh_from_db()
    assert kept.facts["founded"]["v"] == 2001


def test_other_pages_that_are_not_there_lead_nowhere(client, pair, dana):
    kept, gone = pair
    join(person_actor(dana), kept, gone)
    client.force_login(dana)
    assert client.get(url("organisation", 99999)).status_code == 404
    assert client.get(f"/en/organisations/import/{gone.pk}/").status_code == 404


def test_programs_are_told_where_it_went(client, pair, dana):
    kept, gone = pair
    join(person_actor(dana), kept, gone)
    answer = client.get(f"/api/v1/organisations/{gone.pk}?lang=en")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/organisations/{kept.pk}?lang=en")
    told = answer.json()
    assert (told["status"], told["moved_to"]) == (301, kept.pk)
    assert told["detail"] == f"This organisation was joined with {kept.pk}. Keep that number instead."
    listed = client.get("/api/v1/organisations").json()["items"]
    assert [one["id"] for one in listed] == [kept.pk]


def test_lists_and_files_leave_it_out(pair, dana):
    kept, gone = pair
    join(person_actor(dana), kept, gone)
    found = [
        queries.listed(),
        queries.matching(Filters(words="Green")),
    ]
    assert [list(one) for one in found] == [[kept], [kept]]
    alike = find_alike(person_actor(dana), {"name_zh": gone.name, "phone": "+8613900139000"})
    assert [one.record.pk for one in alike] == [kept.pk]
    gone.refresh_from_db()
    assert (gone.facts, gone.search_text, gone.claimed_at, gone.cause_rows.count()) == ({}, "", None, 0)
    assert gone.name_en == "Green Home Volunteers"


def test_what_changed_meanwhile_is_shown_again_and_the_choice_is_kept(as_dana, pair):
    kept, gone = pair
    answer = press(as_dana, kept, gone, seen="old", phone="gone")
    assert answer.status_code == 200
    assert "Somebody changed one of the two records meanwhile." in body(answer)
    assert answer.context["preview"].seen in body(answer)
    assert answer.context["form"]["phone"].value() == "gone"
    assert not Merge.objects.exists()


def test_without_an_answer_and_without_the_tick_the_page_says_what_to_do(as_dana, pair):
    answer = press(as_dana, *pair, phone="", sure="")
    assert "Please choose which of the two is right." in body(answer)
    assert "Please confirm that these two are one all the same." in body(answer)
    answer = press(as_dana, *pair, phone="=cmd()")
    assert answer.status_code == 200
    assert not Merge.objects.exists()


@pytest.mark.parametrize("conflicts", [0, 20])
def test_it_works_with_no_conflict_and_with_many(as_dana, imported, conflicts):
    fields = {
        "name_zh": "甲", "name_en": "A", "name_short": "a", "names_former": "x", "kind": "foundation",
        "legal_status": "unregistered", "registrar": "民政局", "founded": 2001, "summary_zh": "一", "summary_en": "one",
        "causes": ["education"], "languages": ["zh"], "division": "451200", "address": "路一号", "staff": 1,
        "volunteers": 2, "phone": "13800138000", "email": "a@example.org", "website": "https://a.example.org",
        "wechat": "a😀",
    }  # fmt: skip
    others = {
        "name_zh": "乙", "name_en": "B", "name_short": "b", "names_former": "y", "kind": "company",
        "legal_status": "registered_association", "registrar": "工商局", "founded": 2002, "summary_zh": "二",
        "summary_en": "two", "causes": ["health"], "languages": ["en"], "division": "420600", "address": "路二号",
        "staff": 3, "volunteers": 4, "phone": "13900139000", "email": "b@example.org",
        "website": "https://b.example.org", "wechat": "臺b",
    }  # fmt: skip
    kept, gone = (
        imported(**(fields if conflicts else {"founded": 2001})),
        imported(**(others if conflicts else {})),
    )
    page = as_dana.get(url("merge", kept.pk, gone.pk))
    asked = [one.field for one in page.context["preview"].conflicts]
    assert len(asked) == conflicts
    said = {"seen": page.context["preview"].seen} | dict.fromkeys(asked, "gone")
    assert as_dana.post(url("merge", kept.pk, gone.pk), said).status_code == 302
    kept.refresh_from_db()
    gone_values = others if conflicts else {"founded": 2001}
    assert kept.facts["founded"]["v"] == gone_values["founded"]


def test_with_itself_and_with_what_is_gone_the_page_says_so(as_dana, pair, dana):
    kept, gone = pair
    assert "This is one record, not two." in body(as_dana.get(url("merge", kept.pk, kept.pk)))
    join(person_actor(dana), kept, gone)
    assert "was joined with another record before" in body(as_dana.get(url("merge", kept.pk, gone.pk)))
    swapped = as_dana.get(url("merge", gone.pk, kept.pk))
    assert (swapped.status_code, swapped["Location"]) == (301, url("merge", kept.pk, kept.pk))
    assert as_dana.get(url("merge", kept.pk, 99999)).status_code == 404
    assert as_dana.get(url("merge", kept.pk, 10**30)).status_code == 404


def test_the_list_shows_days_left_and_asks_as_often_for_three_as_for_one(
    as_dana, imported, dana, django_assert_num_queries
):
    def joined(number):
        join(person_actor(dana), imported(founded=1900 + number), imported(founded=1950 + number))

    joined(1)
    with django_assert_num_queries(6):
        page = as_dana.get(url("merges"))
    assert "30 days left" in body(page)
    for number in (2, 3):
        joined(number)
    Merge.objects.filter(pk=Merge.objects.latest("pk").pk).update(until=timezone.now() - timedelta(days=1))
    with django_assert_num_queries(6):
        page = as_dana.get(url("merges"))
    assert "for good" in body(page)


def test_two_addresses_lead_to_the_page_of_both(as_dana, pair):
    kept, gone = pair
    said = {"kept": f"https://ngo20.example/en/organisations/{kept.pk}/", "gone": f" {gone.pk} "}
    answer = as_dana.get(url("merges"), said)
    assert (answer.status_code, answer["Location"]) == (302, url("merge", kept.pk, gone.pk))
    for nonsense in ("", "山蚁", "-1", "9" * 40, "=cmd()"):
        answer = as_dana.get(url("merges"), {"kept": nonsense, "gone": "1"})
        assert answer.status_code == 200
        assert "address of the record" in body(answer) or "Please fill this in." in body(answer)


@pytest.mark.parametrize("who", ["alice", "charlie", "erin"])
def test_nobody_else_sees_these_pages(client, pair, dana, who, request):
    merge = join(person_actor(dana), *pair)
    client.force_login(request.getfixturevalue(who))
    assert client.get(url("merges")).status_code == 403
    for address in (url("undo_merge", merge.pk), url("merge", pair[0].pk, pair[1].pk)):
        assert client.get(address).status_code == 404


def test_a_partner_sees_its_part_and_nothing_hidden(client, imported, member, erin, dana):
    hub = imported(founded=1999)
    member(erin, hub)
    Remit.objects.create(
        partner=Partner.objects.create(organisation=hub, since=timezone.now()),
        country="CN",
        division="450000",
    )
    kept = imported(division="451200", address="文明路一号", legal_status="unregistered", publish_exact=True)
    gone = imported(division="451200", address="平安路二号", legal_status="unregistered", publish_exact=False)
    client.force_login(erin)
    page = client.get(url("merge", kept.pk, gone.pk))
    assert page.status_code == 200
    for secret in ("文明路一号", "平安路二号"):
        assert secret not in body(page)
    assert "They also differ in 2 facts that are not shown to everybody." in body(page)
    said = {"seen": page.context["preview"].seen}
    assert client.post(url("merge", kept.pk, gone.pk), said)["Location"] == url("merges")
    kept.refresh_from_db()
    assert kept.facts["publish_exact"]["v"] is False
    merge = Merge.objects.get()
    assert merge.decided_for == hub
    far = join(person_actor(dana), imported(division="420600"), imported(division="420601"))
    assert client.get(url("undo_merge", far.pk)).status_code == 404
    listed = body(client.get(url("merges")))
    assert listed.count("went into") == 1


def test_members_of_both_hear_of_it_and_of_its_end(pair, dana, alice, bob, erin):
    kept, gone = pair
    Membership.objects.create(organisation=gone, person=erin, role="viewer", since=timezone.now())
    merge = join(person_actor(dana), kept, gone)
    entry = Entry.objects.get(verb="organisations.merged")
    assert (entry.object_id, entry.scope) == (str(gone.pk), kept.scope)
    told = types["organisations.joined"]
    assert [one.person for one in told.recipients(entry)] == [alice, bob, erin]
    with translation.override("en"):
        assert str(told.subject) % told.context(entry)
        assert told.link(entry) == url("history", kept.pk)
    merging.undo_merge(person_actor(dana), merge)
    undone = Entry.objects.get(verb="organisations.merge.undone")
    assert [one.person for one in types["organisations.apart"].recipients(undone)] == [alice, bob, erin]


def test_taking_back_too_late_or_in_the_wrong_order_is_said_on_the_page(as_dana, pair, imported, dana):
    kept, gone = pair
    first = join(person_actor(dana), kept, gone)
    kept.refresh_from_db()
    top = imported(founded=1999)
    join(person_actor(dana), top, kept)
    answer = as_dana.post(url("undo_merge", first.pk), {"form_key": "a" * 22})
    assert "Take that back first." in body(answer)
    Merge.objects.update(until=timezone.now())
    assert "more than 30 days ago" in body(as_dana.get(url("undo_merge", first.pk)))


def test_what_came_since_is_told_before_it_is_taken_back(as_dana, pair, dana):
    kept, gone = pair
    merge = join(person_actor(dana), kept, gone)
    kept.refresh_from_db()
    assert_facts(SYSTEM, kept, {"staff": 7}, source=OWNER)
    page = body(as_dana.get(url("undo_merge", merge.pk)))
    assert "Came since, and stays with" in page
    assert "Goes back to" in page


def test_an_edit_of_the_joined_record_is_refused_with_words_for_a_stale_object(pair, dana, english):
    kept, gone = pair
    stale = Organisation.objects.get(pk=gone.pk)
    join(person_actor(dana), kept, gone)
    with pytest.raises(Exception, match="was joined with") as caught:
        assert_facts(person_actor(dana), stale, {"staff": 1}, source=STAFF)
    assert caught.value.code == "joined"
