"""Hours of volunteers: recorded by whoever is helped, answered by whoever helped, vouched for on paper."""

import csv
import re
import time
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from ngo2.conftest import PersonClient
from ngo2.exchange import hours, kinds, queries
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.conditions import ORGANISER, Care
from ngo2.exchange.models import Certificate, Introduction, Service, Volunteer
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    confirm_service,
    correct_service,
    issue_certificate,
    object_to_service,
    publish_post,
    record_service,
    strike_service,
    token_of,
)
from ngo2.exchange.tests.conftest import telling
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import types
from ngo2.kernel.privacy import services as privacy
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.lib.tests.racing import outcomes, winners
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAME = "王晓兰"


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def need(group, alice):
    """Alice's group looks for somebody who teaches."""
    told = telling(
        subkind="teaching",
        text="请老师来教成年人识字。",
        items=(Item("识字课", 40, "hour"),),
        where=Where(kinds.REMOTE, "CN"),
        care=Care("Stairs without light", ORGANISER, "Accident insurance"),
    )
    return publish_post(person_actor(alice), group, told=told)


def helping(person, post, organisation=None, days_ago=10):
    """Agreed `days_ago`."""
    amounts = {post.lines.get().pk: 20}
    one = ask_introduction(
        person_actor(person), post, words="I teach.", amounts=amounts, organisation=organisation
    )
    owner = post.person
    agree_introduction(person_actor(owner), one, amounts={})
    Introduction.objects.filter(pk=one.pk).update(agreed_at=timezone.now() - timedelta(days=days_ago))
    one.refresh_from_db()
    return one


@pytest.fixture
def one(need, charlie):
    """Charlie helps in his own name."""
    return helping(charlie, need)


def record(person, one, **changes):
    said = {"name": NAME, "day": in_days(-1), "halves": 5, "what": "Taught reading"}
    return record_service(person_actor(person), one, **{**said, **changes})


def test_a_day_is_recorded_seen_and_confirmed(one, alice, charlie):
    made = record(alice, one, training="Fire drill", praise="Very patient")
    assert (made.volunteer.name, made.volunteer.person, made.state) == (NAME, charlie, "recorded")
    assert queries.total_hours(one) == (5, 0)
    entry = Entry.objects.latest("pk")
    assert entry.verb == "exchange.hours.recorded"
    told = types["exchange.hours_recorded"]
    assert [each.person for each in told.recipients(entry)] == [charlie]
    assert told.link(entry).endswith(f"/exchange/introductions/{one.pk}/hours/")
    confirm_service(person_actor(charlie), made)
    assert queries.total_hours(one) == (5, 5)
    with pytest.raises(Refused, match="changed meanwhile"):
        confirm_service(person_actor(charlie), made)


def test_an_objection_is_told_and_a_correction_keeps_what_was(one, alice, charlie):
    made = record(alice, one, halves=9)
    with pytest.raises(Refused, match="what is not right"):
        object_to_service(person_actor(charlie), made, why=" ")
    object_to_service(person_actor(charlie), made, why="It was an hour less.")
    entry = Entry.objects.latest("pk")
    assert alice in [each.person for each in types["exchange.hours_objected"].recipients(entry)]
    assert charlie not in [each.person for each in types["exchange.hours_objected"].recipients(entry)]
    anew = correct_service(person_actor(alice), made, day=in_days(-1), halves=7, what="Taught reading")
    made.refresh_from_db()
    assert (made.state, made.halves, made.objection) == ("replaced", 9, "It was an hour less.")
    assert (anew.replaces, anew.state, queries.total_hours(one)) == (made, "recorded", (7, 0))
    with pytest.raises(Refused, match="changed meanwhile"):  # what was corrected is not confirmed
        confirm_service(person_actor(charlie), made)
    strike_service(person_actor(alice), anew)
    assert queries.total_hours(one) == (0, 0)
    assert one.volunteers.get().services.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"day": in_days(1)}, "day", "still to come"),
        ({"day": in_days(-30)}, "day", "before both sides agreed"),
        ({"day": None}, "day", "choose the day"),
        ({"halves": 0}, "hours", "half an hour"),
        ({"halves": 49}, "hours", "24 hours a day"),
        ({"halves": -3}, "hours", "half an hour"),
        ({"what": " "}, "what", "what was done"),
        ({"what": "x" * 201}, "what", "At most 200"),
        ({"praise": "x" * 301}, "praise", "At most 300"),
        ({"name": ""}, "name", "on their papers"),
        ({"name": "王晓兰 110101199003070011"}, "name", "not kept here"),
        ({"name": "王 11010119900307001X"}, "name", "not kept here"),
    ],
)
def test_what_makes_no_sense_is_refused(one, alice, changes, field, words):
    with pytest.raises(Refused, match=words) as refused:
        record(alice, one, **changes)
    assert refused.value.field == field
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("typed", "halves"),
    [("2", 4), ("2.5", 5), ("０.5", 1), ("2,5", 5), ("3 小时", 6), ("24", 48), ("1.50", 3), ("2.0 hours", 4)],
)
def test_hours_are_read_as_people_write_them(typed, halves):
    assert hours.read_halves(typed) == halves


@pytest.mark.parametrize("typed", ["", "2.3", "-1", "0", "24.5", "a lot", "9" * 30, "1e3", "½ a day"])
def test_what_is_no_number_of_hours_is_asked_again(typed):
    with pytest.raises(Refused) as refused:
        hours.read_halves(typed)
    assert refused.value.field == "hours"


def test_a_day_has_24_hours_over_all_agreements_of_one_person(one, group, organised, alice, charlie, erin):
    record(alice, one, halves=30)
    with pytest.raises(Refused, match="15 hours are recorded already"):
        record(alice, one, halves=19)
    other = organised(erin, "另一个小组")
    told = telling(subkind="teaching", text="请老师来教课。", items=(Item("课", 90, "hour"),))
    second = helping(charlie, publish_post(person_actor(erin), other, told=told))
    with pytest.raises(Refused, match="a day has 24"):
        record(erin, second, halves=19)
    record(erin, second, halves=18)
    record(erin, second, halves=19, day=in_days(-2))


def test_volunteers_of_an_organisation_are_told_apart_by_name_and_it_answers_for_them(
    need, company, alice, erin, charlie
):
    one = helping(erin, need, company)
    first, second = record(alice, one), record(alice, one, name="李强", halves=4)
    assert {each.name for each in one.volunteers.all()} == {NAME, "李强"}
    assert {each.person for each in one.volunteers.all()} == {None}
    confirm_service(person_actor(erin), first)
    with pytest.raises(Denied):
        confirm_service(person_actor(alice), second)  # whoever recorded it does not confirm it
    with pytest.raises(Denied):
        record(erin, one)


def test_only_where_people_help_an_organisation_after_both_agreed(group, company, alice, erin, charlie):
    goods = publish_post(person_actor(erin), company, told=telling(side=kinds.OFFER, text="可以提供电脑。"))
    asked = ask_introduction(
        person_actor(alice), goods, words="For our school.", amounts={}, organisation=group
    )
    with pytest.raises(Refused, match="where people help"):
        record(alice, asked)
    told = telling(side=kinds.OFFER, subkind="advice", text="可以做咨询。", items=(Item("咨询", 5, "hour"),))
    advice = publish_post(person_actor(erin), company, told=told)
    asked = ask_introduction(
        person_actor(alice), advice, words="For our school.", amounts={}, organisation=group
    )
    with pytest.raises(Refused, match="First both sides agree"):
        record(alice, asked)
    own = ask_introduction(person_actor(charlie), advice, words="For myself.", amounts={})
    agree_introduction(person_actor(erin), own, amounts={})
    with pytest.raises(Denied):  # no organisation is helped: nobody records
        record(charlie, own)


@pytest.mark.django_db(transaction=True)
def test_who_confirms_what_is_corrected_at_the_same_time_never_confirms_the_new(one, alice, charlie):
    for turn in range(5):
        made = record(alice, one, halves=3, day=in_days(-turn))
        outcomes(
            [
                lambda made=made: confirm_service(person_actor(charlie), made) or True,
                lambda made=made: correct_service(
                    person_actor(alice), made, day=made.day, halves=4, what="Taught writing"
                ),
            ]
        )
        anew = Service.objects.get(replaces=made)
        assert (anew.state, anew.halves) == ("recorded", 4)


@pytest.mark.django_db(transaction=True)
def test_of_six_who_confirm_at_once_one_does(one, alice, charlie):
    made = record(alice, one)
    came, refused = outcomes(
        [lambda: confirm_service(person_actor(charlie), Service.objects.get(pk=made.pk)) or True] * 6
    )
    assert (len(came), len(refused)) == (1, 5)
    assert Entry.objects.filter(verb="exchange.hours.confirmed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_reads_and_then_confirms_does_it_too_often(one, alice):
    made = record(alice, one)

    def careless():
        if Service.objects.get(pk=made.pk).state != "recorded":
            return False
        time.sleep(0.02)  # what a busy machine does between the two
        Service.objects.filter(pk=made.pk).update(state="confirmed")
        return True

    assert winners(careless, 12) > 1


@pytest.mark.django_db(transaction=True)
def test_who_record_at_once_never_come_to_more_than_a_day(one, alice):
    record(alice, one, halves=1)
    came, refused = outcomes([lambda: record(alice, one, halves=12)] * 8)
    assert (len(came), len(refused)) == (3, 5)
    assert queries.total_hours(one).recorded == 37


def at(one, below=""):
    return f"/en/exchange/introductions/{one.pk}/hours{below}"


def test_the_pages_of_both_sides_and_of_a_stranger(client, one, alice, charlie, dana, erin):
    client.force_login(alice)
    assert "0 hours recorded, 0 of them confirmed" in seen(
        client.get(f"/en/exchange/introductions/{one.pk}/")
    )
    page = client.post(at(one, "/"), {"name": NAME, "day": "", "hours": "two", "what": "Taught reading"})
    assert "Taught reading" in page.text  # nothing typed is lost
    assert "whole or half ones" in seen(page)
    day = str(in_days(-1))
    done = client.post(at(one, "/"), {"name": NAME, "day": day, "hours": "2.5", "what": "Taught reading"})
    assert done.url == at(one, "/")
    made = Service.objects.get()
    page = seen(client.get(at(one, "/")))
    assert "2.5 hours" in page
    assert "Under 18" in page
    client.force_login(charlie)
    page = client.get(at(one, "/"))
    assert "Confirm" in seen(page)
    assert 'name="what"' not in page.text  # whoever helped does not record
    assert client.post(at(one, f"/{made.pk}/"), {"do": "object", "why": ""}).status_code == 200
    assert client.post(at(one, f"/{made.pk}/"), {"do": "object", "why": "3 hours"}).status_code == 302
    assert client.post(at(one, f"/{made.pk}/"), {"do": "confirm"}).status_code == 302
    assert client.get(at(one, f"/{made.pk}/correct/")).status_code == 403
    assert client.get(at(one, ".csv")).status_code == 403
    client.force_login(alice)
    fixed = {"day": day, "hours": "3", "what": "Taught reading"}
    assert client.post(at(one, f"/{made.pk}/correct/"), fixed).status_code == 302
    assert "corrected since" in seen(client.get(at(one, "/")))
    assert client.get(at(one, f"/{made.pk}/correct/")).status_code == 404  # replaced
    anew = Service.objects.get(replaces=made)
    assert client.post(at(one, f"/{anew.pk}/correct/"), {"do": "strike"}).status_code == 302
    issue_certificate(person_actor(alice), record(alice, one).volunteer, with_name=True)
    certificate, volunteer = Certificate.objects.get().pk, one.volunteers.get().pk
    for person in (erin, dana):
        client.force_login(person)
        for below in ("/", ".csv", f"/{anew.pk}/", f"/of/{volunteer}/", f"/certificates/{certificate}.pdf"):
            assert client.get(at(one, below)).status_code in {404, 302}, below
        for huge in (f"/{10**30}/", f"/of/{10**30}/", f"/certificates/{10**30}.pdf"):
            assert client.get(at(one, huge)).status_code in {404, 302}
    client.force_login(alice)
    for huge in (f"/{10**30}/correct/", f"/of/{10**30}/", f"/certificates/{10**30}.pdf"):
        assert client.get(at(one, huge)).status_code == 404
    assert client.get(at(one, f"/{anew.pk}/")).status_code == 403  # who recorded does not answer
    client.force_login(charlie)
    assert client.get(at(one, f"/{10**30}/")).status_code == 404


def test_charlie_the_stranger_finds_nothing(client, need, company, alice, erin, charlie):
    one = helping(erin, need, company)
    volunteer = record(alice, one).volunteer
    made = issue_certificate(person_actor(erin), volunteer, with_name=True)
    client.force_login(charlie)
    for below in ("/", ".csv", f"/of/{volunteer.pk}/", f"/certificates/{made.pk}.pdf"):
        assert client.get(at(one, below)).status_code == 404, below
    with pytest.raises(Hidden):
        issue_certificate(person_actor(charlie), volunteer, with_name=True)
    with pytest.raises(Hidden):
        record(charlie, one)
    with pytest.raises(Hidden):
        confirm_service(person_actor(charlie), volunteer.services.get())


def test_the_page_asks_as_often_for_many_days_as_for_one(client, one, alice):
    client.force_login(alice)

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at(one, "/")).status_code == 200
        return len(asked)

    record(alice, one)
    before = count()
    for turn in range(3):
        record(alice, one, day=in_days(-turn))
    assert count() == before


def printed(client, one, made):
    answer = client.get(at(one, f"/certificates/{made.pk}.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split()
    )


def test_the_certificate_has_what_order_67_asks_and_its_code_shows_the_same(
    client, one, group, alice, charlie
):
    first, second = record(alice, one), record(alice, one, day=in_days(-2), halves=4, what="Wrote letters")
    object_to_service(person_actor(charlie), record(alice, one, what="Slept"), why="I did not.")
    confirm_service(person_actor(charlie), first)
    client.force_login(charlie)
    page = client.get(at(one, f"/of/{first.volunteer.pk}/"))
    assert "I agree that my name is printed" in seen(page)
    assert client.post(at(one, f"/of/{first.volunteer.pk}/"), {"with_name": "on"}).status_code == 302
    made = Certificate.objects.get()
    assert (made.halves, made.version) == (9, "1")
    text = printed(client, one, made)
    for words in (
        *(NAME, group.name, need_title(one), "4.5", "Taught reading", "Wrote letters", made.number),
        *("Accident insurance", "whoever records vouches"),
    ):
        assert words in text, words
    assert "Slept" not in text
    assert "I did not" not in text
    visitor = PersonClient()
    page = visitor.get(f"/en/certificates/{token_of(made)}/")
    said = seen(page)
    for words in (NAME, group.name, "4.5", "Wrote letters", made.number):
        assert words in said, words
    for hidden in ("Slept", "Charlie", str(charlie.pk) + "@", "I did not"):
        assert hidden not in said
    assert "no-store" in page["Cache-Control"]
    # Paper does not change: what is corrected later makes another one.
    correct_service(person_actor(alice), second, day=second.day, halves=2, what="Wrote letters")
    assert "4.5" in seen(visitor.get(f"/en/certificates/{token_of(made)}/"))


def need_title(one):
    return one.post.title


def test_without_consent_there_is_a_line_for_the_name(client, one, alice):
    made = issue_certificate(person_actor(alice), record(alice, one).volunteer, with_name=False)
    client.force_login(alice)
    assert "I have asked this volunteer" in seen(client.get(at(one, f"/of/{made.volunteer.pk}/")))
    text = printed(client, one, made)
    assert NAME not in text
    assert "written in by hand" in text
    assert NAME not in seen(client.get(f"/en/certificates/{token_of(made)}/"))


def test_what_nobody_signed_leads_nowhere(client, one, alice):
    made = issue_certificate(person_actor(alice), record(alice, one).volunteer, with_name=True)
    for token in (
        "x",
        "1",
        signing.dumps(made.pk, salt="another"),
        signing.dumps(10**30, salt="exchange.certificate"),
    ):
        assert client.get(f"/en/certificates/{token}/").status_code == 404


def test_hours_that_are_all_objected_to_make_no_certificate(one, alice, charlie):
    made = record(alice, one)
    object_to_service(person_actor(charlie), made, why="I was not there.")
    with pytest.raises(Refused, match="no hours yet"):
        issue_certificate(person_actor(alice), made.volunteer, with_name=True)


def test_the_list_for_the_national_system_is_safe_and_in_its_terms(client, one, alice, charlie):
    record(alice, one, what="=cmd()|'/c calc'!A1")
    confirm_service(person_actor(charlie), record(alice, one, day=in_days(-2), halves=4))
    client.force_login(alice)
    made = client.get(at(one, ".csv"))
    assert made["Content-Type"].startswith("text/csv")
    text = made.content.decode()
    assert text.startswith("\ufeff志愿者姓名,证件号码,")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert [row["服务时长（小时）"] for row in rows] == ["2.0", "2.5"]
    assert {row["证件号码"] for row in rows} == {""}
    assert rows[1]["服务内容"].startswith("'=cmd")
    assert [row["志愿者确认"] for row in rows] == ["confirmed", "not answered yet"]


def test_what_arrived_begins_with_the_hours(client, one, alice, charlie):
    record(alice, one, halves=31)
    record(alice, one, day=in_days(-2), halves=10)
    client.force_login(alice)
    page = client.get(f"/en/exchange/introductions/{one.pk}/arrived/")
    assert re.search(r'name="line-\d+" value="20"', page.text)


def test_erasing_a_person_takes_the_name_and_leaves_the_hours(client, one, alice, charlie):
    made = record(alice, one, praise="Very patient", training="Fire drill")
    certificate = issue_certificate(person_actor(charlie), made.volunteer, with_name=True)
    privacy.erase_person(person_actor(charlie), charlie)
    made.refresh_from_db()
    volunteer = Volunteer.objects.get()
    assert (volunteer.name, volunteer.person) == ("", None)
    assert (made.halves, made.what, made.praise, made.training) == (5, "Taught reading", "", "")
    assert queries.total_hours(one) == (5, 0)
    client.force_login(alice)
    assert "Name erased" in seen(client.get(at(one, "/")))
    assert NAME not in seen(client.get(f"/en/certificates/{token_of(certificate)}/"))


def test_names_of_people_without_an_account_go_after_five_years(need, company, alice, erin):
    one = helping(erin, need, company)
    volunteer = record(alice, one).volunteer
    Volunteer.objects.update(last_at=timezone.now() - timedelta(days=5 * 365 - 1))
    privacy.purge_old()
    volunteer.refresh_from_db()
    assert volunteer.name == NAME
    Volunteer.objects.update(last_at=timezone.now() - timedelta(days=5 * 365 + 1))
    privacy.purge_old()
    volunteer.refresh_from_db()
    assert volunteer.name == ""
    assert Service.objects.get().halves == 5
