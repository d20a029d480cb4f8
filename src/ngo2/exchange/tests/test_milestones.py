"""The shared page of a project: who sees it, who changes what, and that nobody overwrites anybody unseen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from ngo2.accounts.models import Identity
from ngo2.conftest import PersonClient
from ngo2.exchange import endings, queries, receivers, tasks
from ngo2.exchange.manifest import projects as manifest
from ngo2.exchange.models import Introduction, Milestone, Post, Project
from ngo2.exchange.projects import milestones
from ngo2.exchange.projects.milestones import DONE, DROPPED, PLANNED, Told
from ngo2.exchange.services import (
    add_milestone,
    agree_introduction,
    ask_introduction,
    cancel_introduction,
    change_milestone,
    confirm_delivery,
    publish_post,
    release_contact,
)
from ngo2.exchange.tests.conftest import telling, telling_project
from ngo2.kernel.files.tests import corpus
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.lib.tests.racing import outcomes, winners
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.tests.joining import join as unite
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WORDS = "We have worked in these three villages for eight years."
WENT = "Sixty girls go to school."


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def join(person, post, organisation, owner):
    one = ask_introduction(person_actor(person), post, words=WORDS, amounts={}, organisation=organisation)
    agree_introduction(person_actor(owner), one, amounts={})
    return one


@pytest.fixture
def other(organised, charlie):
    return organised(charlie, "河边读书会")


@pytest.fixture
def team(project, group, alice, erin):
    """Alice's group takes part in Erin's project."""
    return join(alice, project, group, erin)


def plan(person, post, organisation, what="The first workshop", days=30):
    told = Told(what, in_days(days), organisation.pk)
    return add_milestone(person_actor(person), post, told=told)


def change(person, one, version=None, **changes):
    told = Told(**{**milestones.told_of(one).__dict__, **changes})
    return change_milestone(person_actor(person), one, version=version or one.version, told=told)


def happened(post):
    found = Entry.objects.filter(scope=f"project:{post.pk}").order_by("pk")
    return [entry.verb.removeprefix("exchange.") for entry in found]


@pytest.fixture
def page(project):
    """`page(alice)`: what she reads on the shared page."""

    def read(person, status=200):
        theirs = PersonClient()
        theirs.force_login(person)
        answer = theirs.get(f"/en/exchange/{project.pk}/project/")
        assert answer.status_code == status
        return seen(answer) if status == 200 else ""

    return read


# -- who ------------------------------------------------------------------------------------------------


def test_the_page_is_for_the_team_and_the_platform_team_and_nobody_else(
    page, team, project, group, alice, bob, erin, charlie, dana, person, client
):
    viewer = person("Viewer")
    Membership.objects.create(organisation=group, person=viewer, role=Membership.VIEWER, since=timezone.now())
    for one in (alice, bob, erin, viewer, dana):
        assert project.title in page(one)
    page(charlie, 404)
    client.logout()
    assert client.get(f"/en/exchange/{project.pk}/project/").status_code == 302
    assert "Add a milestone" in page(alice)
    assert "Add a milestone" not in page(viewer)
    assert "Add a milestone" not in page(dana)


def test_who_left_or_only_asked_does_not_see_it(page, project, group, alice, erin):
    one = ask_introduction(person_actor(alice), project, words=WORDS, amounts={}, organisation=group)
    page(alice, 404)
    agree_introduction(person_actor(erin), one, amounts={})
    page(alice)
    cancel_introduction(person_actor(alice), one, note="Our teacher left.")
    page(alice, 404)


def test_a_need_of_things_has_no_such_page(client, alice, need):
    client.force_login(alice)
    assert client.get(f"/en/exchange/{need.pk}/project/").status_code == 404


def test_anybody_of_the_team_adds_and_only_two_sides_change(
    team, project, group, other, company, alice, charlie, erin, dana
):
    join(charlie, project, other, erin)
    one = plan(alice, project, group)
    assert (one.state, one.version, one.responsible) == (PLANNED, 1, group)
    plan(charlie, project, group)  # for others, too
    change(alice, one, what="A workshop of two days")
    change(erin, Milestone.objects.get(pk=one.pk), what="A workshop of three days")
    one.refresh_from_db()
    assert (one.what, one.version) == ("A workshop of three days", 3)
    with pytest.raises(Denied):
        change(charlie, one, what="Mine now")  # of the team, but sees to something else
    with pytest.raises(Denied):
        plan(dana, project, group)  # looks, and does nothing
    with pytest.raises(SignInNeeded):
        add_milestone(ANONYMOUS, project, told=Told("x", in_days(1), group.pk))


def test_strangers_neither_add_nor_change(team, project, group, alice, charlie):
    one = plan(alice, project, group)
    with pytest.raises(Hidden):
        plan(charlie, project, group)
    with pytest.raises(Hidden):
        change(charlie, one, what="Mine now")


def test_a_milestone_of_another_project_is_not_found_below_this_one(
    client, team, project, company, erin, alice
):
    second = publish_post(person_actor(erin), company, told=telling_project(text="另外一个项目，一起做。"))
    one = plan(erin, second, company)
    client.force_login(erin)
    assert client.get(f"/en/exchange/{second.pk}/project/milestones/{one.pk}/").status_code == 200
    assert client.get(f"/en/exchange/{project.pk}/project/milestones/{one.pk}/").status_code == 404
    assert client.get(f"/en/exchange/{project.pk}/project/milestones/{10**30}/").status_code == 404


# -- what -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"what": " "}, "what", "What shall be reached"),
        ({"what": "长" * 201}, "what", "At most 200"),
        ({"by_day": None}, "by_day", "choose a day"),
        ({"by_day": in_days(-1)}, "by_day", "to come"),
        ({"by_day": in_days(5000)}, "by_day", "ten years"),
        ({"responsible": 10**12}, "responsible", "takes part"),
        ({"state": "dreamt"}, "state", "in the list"),
        ({"state": DONE}, "sentence", "how it went"),
        ({"state": DROPPED}, "sentence", "Why"),
        ({"state": DONE, "sentence": "长" * 301}, "sentence", "At most 300"),
        ({"state": DONE, "sentence": WENT, "settled_on": in_days(1)}, "settled_on", "today, or one before"),
        ({"state": DONE, "sentence": WENT, "photo": "x"}, "photo", "picture"),
        ({"what": "我儿子得了白血病，急需30万手术费，求好心人捐款救命。"}, "text", "."),
    ],
)
def test_what_makes_no_sense_is_refused(team, project, group, alice, changes, field, sentence):
    one = plan(alice, project, group)
    with pytest.raises(Refused, match=sentence) as refused:
        change(alice, one, **changes)
    assert refused.value.field == field
    one.refresh_from_db()
    assert one.version == 1


def test_no_endless_list(team, project, group, alice, monkeypatch):
    monkeypatch.setattr("ngo2.exchange.services.milestones.MOST", 2)
    for _number in range(2):
        plan(alice, project, group)
    with pytest.raises(Refused, match="At most 2 milestones"):
        plan(alice, project, group)


def test_done_has_a_day_a_sentence_and_may_be_planned_again(team, project, group, alice):
    one = change(alice, plan(alice, project, group), state=DONE, sentence=WENT)
    assert (one.state, one.settled_on, one.sentence) == (DONE, timezone.localdate(), WENT)
    one = change(alice, one, state=PLANNED)
    assert (one.state, one.settled_on, one.sentence) == (PLANNED, None, "")
    change(alice, one, state=DROPPED, sentence="The village has a school of its own now.")
    assert happened(project) == [
        "project.joined",
        "milestone.added",
        "milestone.done",
        "milestone.planned_again",
        "milestone.dropped",
    ]


def test_a_day_that_is_over_may_stay_while_the_words_change(team, project, group, alice):
    one = plan(alice, project, group)
    Milestone.objects.filter(pk=one.pk).update(by_day=in_days(-5))
    one.refresh_from_db()
    assert change(alice, one, what="Still the workshop").by_day == in_days(-5)


def test_who_leaves_leaves_nothing_without_anybody(team, project, group, company, alice):
    planned = plan(alice, project, group)
    done = change(alice, plan(alice, project, group), state=DONE, sentence=WENT)
    cancel_introduction(person_actor(alice), team, note="Our teacher left.")
    planned.refresh_from_db()
    done.refresh_from_db()
    assert (planned.responsible, done.responsible) == (company, group)
    assert happened(project)[-2:] == ["milestone.changed", "project.left"]


# -- two at once ----------------------------------------------------------------------------------------


def test_who_saves_second_reads_both_texts_and_loses_nothing(client, team, project, group, alice, erin):
    one = plan(alice, project, group)
    here = f"/en/exchange/{project.pk}/project/milestones/{one.pk}/"
    client.force_login(erin)
    assert 'name="version" value="1"' in client.get(here).text
    change(alice, one, what="A workshop of two days")
    typed = {
        "version": "1",
        "what": "A workshop in Hechi",
        "by_day": str(in_days(40)),
        "responsible": str(group.pk),
        "state": PLANNED,
    }
    answer = client.post(here, typed)
    told = seen(answer)
    assert "A workshop of two days, by" in told
    assert "A workshop in Hechi, by" in told
    assert "A workshop in Hechi</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text
    one.refresh_from_db()
    assert one.what == "A workshop of two days"
    assert client.post(here, {**typed, "version": "2"}).status_code == 302  # with open eyes
    one.refresh_from_db()
    assert (one.what, one.version) == ("A workshop in Hechi", 3)
    history = seen(client.get(f"/en/exchange/{project.pk}/project/"))
    assert "before: A workshop of two days" in history


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_save_at_once_one_is_written(team, project, group, alice, erin):
    one = plan(alice, project, group)
    came, refused = outcomes(
        [
            lambda number=number: change(
                alice, Milestone.objects.get(pk=one.pk), version=1, what=f"Number {number}"
            )
            for number in range(10)
        ]
    )
    one.refresh_from_db()
    assert (len(came), len(refused), one.version) == (1, 9, 2)
    assert {refusal.code for refusal in refused} == {"stale"}
    assert one.what in str(refused[0])


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_saves_without_looking_overwrites(team, project, group, alice):
    one = plan(alice, project, group)

    def careless():
        there = Milestone.objects.get(pk=one.pk)
        there.what = "Mine"
        there.save()
        return True

    assert winners(careless, 5) > 1


# -- the page -------------------------------------------------------------------------------------------


def test_the_page_says_what_is_next_who_takes_part_and_what_happened(
    page, team, project, group, company, alice, erin
):
    change(alice, plan(alice, project, group, "First visit", 10), state=DONE, sentence=WENT)
    plan(erin, project, company, "Second visit", 20)
    told = page(alice)
    assert "1 of 2 milestones done" in told
    assert f"Next: Second visit, by {date_format(in_days(20))}" in told
    for said in (
        WENT,
        group.name,
        company.name,
        "50,000 to 80,000 yuan",
        "takes part",
        "added “Second visit”",
    ):
        assert said in told, said
    assert "Alice" not in told  # in whose name, never by which person
    assert "Erin" not in told


def test_overdue_is_said(page, team, project, group, alice):
    one = plan(alice, project, group)
    Milestone.objects.filter(pk=one.pk).update(by_day=in_days(-3))
    assert "overdue" in page(alice)


def test_the_page_asks_as_often_for_many_as_for_one(
    client, team, project, group, other, organised, person, alice, charlie, erin
):
    client.force_login(erin)

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/en/exchange/{project.pk}/project/").status_code == 200
        return len(asked)

    def give(who, one):
        Identity.objects.create(
            person=who, kind="email", value=f"{who.pk}@example.org", verified_at=timezone.now()
        )
        release_contact(person_actor(who), one)

    plan(alice, project, group)
    give(alice, team)
    one = count()
    Project.objects.filter(post=project).update(partners=5)
    give(charlie, join(charlie, project, other, erin))
    late = person("Late")
    give(late, join(late, project, organised(late, "晚来的机构"), erin))
    for number in range(3):
        plan(charlie, project, other, f"Visit {number}")
    assert count() == one


def test_E5_contacts_stand_there_only_for_the_side_to_which_they_were_given(
    page, team, project, group, other, alice, charlie, erin, dana
):
    for who in (alice, erin):
        Identity.objects.create(
            person=who, kind="email", value=f"{who.name.lower()}@example.org", verified_at=timezone.now()
        )
    join(charlie, project, other, erin)
    assert "@example.org" not in page(erin)
    release_contact(person_actor(alice), team)
    assert "alice@example.org" in page(erin)
    assert "alice@example.org" not in page(charlie)  # another partner
    assert "alice@example.org" not in page(dana)
    assert "erin@example.org" not in page(alice)
    release_contact(person_actor(erin), team)
    assert "erin@example.org" in page(alice)
    assert "erin@example.org" not in page(charlie)


def test_a_photo_is_seen_by_the_team_and_nobody_else(
    client, team, project, group, alice, erin, charlie, dana
):
    one = plan(alice, project, group)
    client.force_login(alice)
    here = f"/en/exchange/{project.pk}/project/milestones/{one.pk}/"
    said = {
        "version": "1",
        "what": one.what,
        "by_day": str(one.by_day),
        "responsible": str(group.pk),
        "state": DONE,
        "sentence": WENT,
        "photo": SimpleUploadedFile("here.jpg", corpus.photo(), "image/jpeg"),
    }
    assert client.post(here, said).status_code == 302
    one.refresh_from_db()
    for person, status in ((alice, 200), (erin, 200), (dana, 200), (charlie, 404)):
        theirs = PersonClient()
        theirs.force_login(person)
        assert theirs.get(f"/files/{one.photo}/320/").status_code == status, person
    kept = {**said, "version": "2", "sentence": "Sixty-one."}
    kept.pop("photo")
    assert client.post(here, kept).status_code == 302
    one.refresh_from_db()
    assert (bool(one.photo), one.sentence) == (True, "Sixty-one.")
    assert client.post(here, {**kept, "version": "3", "no_photo": "1"}).status_code == 302
    one.refresh_from_db()
    assert one.photo is None


def test_adding_keeps_what_was_typed_and_does_it_once(client, team, project, group, alice):
    client.force_login(alice)
    here = f"/en/exchange/{project.pk}/project/milestones/new/"
    assert "What shall be reached?" in seen(client.get(here))
    typed = {"what": "The first workshop", "by_day": "2020-01-01", "responsible": str(group.pk)}
    answer = client.post(here, typed)
    assert "to come" in seen(answer)
    assert "The first workshop</textarea>" in answer.text
    good = {**typed, "by_day": str(in_days(9)), "form_key": "first"}
    for _press in range(2):
        assert client.post(here, good).status_code == 302
    assert Milestone.objects.count() == 1
    for wrong in ({"responsible": "x"}, {"responsible": ""}, {"by_day": "soon"}, {"what": ""}):
        assert client.post(here, {**good, **wrong, "form_key": "second"}).status_code == 200


def test_the_calendar_holds_every_milestone(client, team, project, group, alice, charlie):
    one = plan(alice, project, group, "工作坊；第一次, 两天")
    change(alice, plan(alice, project, group, "Visit"), state=DROPPED, sentence="No road.")
    client.force_login(alice)
    made = client.get(f"/en/exchange/{project.pk}/project/milestones.ics")
    assert made["Content-Type"] == "text/calendar; charset=utf-8"
    text = made.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:工作坊；第一次\\, 两天" in text
    assert f"DTSTART;VALUE=DATE:{one.by_day:%Y%m%d}" in text
    assert "STATUS:CANCELLED" in text
    client.force_login(charlie)
    assert client.get(f"/en/exchange/{project.pk}/project/milestones.ics").status_code == 404


# -- the end --------------------------------------------------------------------------------------------


def test_both_sides_confirm_when_every_milestone_is_settled(page, team, project, group, alice, erin):
    one = plan(alice, project, group)
    assert "Say how it went" not in page(alice)
    with pytest.raises(Refused, match="still planned"):
        confirm_delivery(person_actor(alice), team, amounts={}, sentence=WENT)
    change(alice, one, state=DONE, sentence=WENT)
    assert "Say how it went" in page(alice)
    assert "Say how it went" in page(erin)
    for who in (alice, erin):
        confirm_delivery(person_actor(who), team, amounts={}, sentence=WENT)
    team.refresh_from_db()
    assert team.state == Introduction.DONE
    assert "Done, as all sides say" in page(alice)


def test_when_its_last_month_is_over_they_confirm_all_the_same(team, project, group, alice, erin):
    plan(alice, project, group)
    month = timezone.localdate().replace(day=1)
    Project.objects.filter(post=project).update(begins=None, ends=(month - timedelta(days=3)).replace(day=1))
    confirm_delivery(person_actor(alice), team, amounts={}, sentence=WENT)


def test_a_project_that_all_confirm_is_delivered_and_its_post_closes(
    team, project, group, other, alice, charlie, erin
):
    second = join(charlie, project, other, erin)

    def confirmed(one, who):
        for person in (who, erin):
            confirm_delivery(person_actor(person), one, amounts={}, sentence=WENT)
        receivers.close_what_all_say_is_done(Entry.objects.filter(verb="exchange.delivery.done").latest("pk"))
        return Post.objects.get(pk=project.pk)

    assert confirmed(team, alice).state == Post.OPEN
    assert not queries.is_delivered(project)
    closed = confirmed(second, charlie)
    assert (closed.state, closed.ending) == (Post.CLOSED, endings.DELIVERED)
    entry = Entry.objects.filter(verb="exchange.delivery.done").latest("pk")
    receivers.close_what_all_say_is_done(entry)  # twice is once
    assert Entry.objects.filter(verb="exchange.closed").count() == 1


def test_a_delivery_of_things_closes_nothing(company, group, erin, alice):
    need = publish_post(person_actor(alice), group, told=telling())
    one = ask_introduction(person_actor(erin), need, words=WORDS, amounts={}, organisation=company)
    agree_introduction(person_actor(alice), one, amounts={})
    for who in (alice, erin):
        confirm_delivery(person_actor(who), one, amounts={}, sentence=WENT)
    receivers.close_what_all_say_is_done(Entry.objects.filter(verb="exchange.delivery.done").get())
    need.refresh_from_db()
    assert need.state == Post.OPEN


# -- the clock ------------------------------------------------------------------------------------------


def reminders():
    return Entry.objects.filter(verb="exchange.milestone.due")


def test_on_the_day_it_is_due_whoever_sees_to_it_is_reminded_once(team, project, group, alice, bob, erin):
    one = plan(alice, project, group, days=1)
    assert tasks.remind_of_milestones() == 0
    Milestone.objects.filter(pk=one.pk).update(by_day=in_days(0))
    assert tasks.remind_of_milestones() == 1
    assert tasks.remind_of_milestones() == 0
    told = manifest.responsible(reminders().get())
    assert {recipient.person for recipient in told} == {alice, bob}
    about = manifest.about(reminders().get())
    assert (about["what"], about["day"]) == (one.what, str(in_days(0)))
    assert manifest.page(reminders().get()) == f"/en/exchange/{project.pk}/project/"
    one.refresh_from_db()
    one = change(alice, one, by_day=in_days(2))  # a new day, a new reminder
    Milestone.objects.filter(pk=one.pk).update(by_day=in_days(0))
    assert tasks.remind_of_milestones() == 1


def test_nobody_is_reminded_of_what_is_settled_or_runs_no_more(team, project, group, alice):
    one = change(alice, plan(alice, project, group), state=DONE, sentence=WENT)
    plan(alice, project, group)
    Milestone.objects.update(by_day=in_days(0))
    assert tasks.remind_of_milestones() == 1  # the one that is planned
    cancel_introduction(person_actor(alice), team, note="Our teacher left.")
    Milestone.objects.filter(state=PLANNED).update(reminded=False)
    assert tasks.remind_of_milestones() == 0
    assert one.state == DONE


def test_two_workers_remind_once(team, project, group, alice):
    one = plan(alice, project, group)
    Milestone.objects.filter(pk=one.pk).update(by_day=in_days(0))
    found = list(queries.due_milestones(in_days(0)))
    assert [tasks._remind(found[0]), tasks._remind(found[0])] == [True, False]


def test_fourteen_silent_days_after_a_milestone_the_team_looks(
    team, project, group, alice, dana, django_assert_num_queries
):
    first, second = plan(alice, project, group, "First visit"), plan(alice, project, group, "Second visit")
    Milestone.objects.update(by_day=in_days(-13), changed_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert list(manifest.silent(dana)) == []
    Milestone.objects.filter(pk=second.pk).update(by_day=in_days(-15))
    Milestone.objects.filter(pk=first.pk).update(by_day=in_days(-14))
    with django_assert_num_queries(1):
        items = list(manifest.silent(dana))
    assert [item.key for item in items] == [
        str(project.pk)
    ]  # one of each project, the one that waits longest
    assert "“Second visit” was due 15 days ago" in items[0].why
    change(alice, Milestone.objects.get(pk=second.pk), what="Second visit, in the rain")
    assert "“First visit” was due 14 days ago" in next(iter(manifest.silent(dana))).why
    change(alice, Milestone.objects.get(pk=first.pk), by_day=in_days(3))
    assert list(manifest.silent(dana)) == []


def test_what_changed_is_told_to_both_sides_but_not_to_whoever_did_it(team, project, group, alice, bob, erin):
    plan(alice, project, group)
    entry = Entry.objects.get(verb="exchange.milestone.added")
    assert {one.person for one in manifest.both(entry)} == {bob, erin}
    Milestone.objects.all().delete()
    assert manifest.both(entry) == []
    assert manifest.about(entry)["what"] == "–"
    assert manifest.page(entry) == ""


def test_two_organisations_of_a_team_become_one(team, project, group, other, alice, charlie, erin, dana):
    second = join(charlie, project, other, erin)
    one = plan(charlie, project, other)
    assert Organisation.objects.filter(pk=other.pk).exists()
    assert second.organisation == other
    unite(person_actor(dana), group, other)
    one.refresh_from_db()
    assert one.responsible == group
    assert Project.objects.get(post=project).joined == 1
    assert queries.team_of(project) == [project.organisation_id, group.pk]
