"""Several organisations join one project, and never more than it has places for."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.exchange import endings, kinds, queries
from ngo2.exchange.manifest.introductions import _double
from ngo2.exchange.models import Introduction, Post, Project
from ngo2.exchange.queries import fitting
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    cancel_introduction,
    change_post,
    confirm_delivery,
    publish_post,
    withdraw_introduction,
    write_agreement,
)
from ngo2.exchange.services.joining import free_a_place
from ngo2.exchange.tests.conftest import telling_project
from ngo2.exchange.tests.test_introductions import printed
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.lib.tests.racing import outcomes, winners
from ngo2.organisations.models import Organisation
from ngo2.organisations.references import references
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WORDS = "We have worked in these three villages for eight years."


@pytest.fixture
def other(organised, charlie):
    return organised(charlie, "河边读书会")


def ask(person, post, organisation):
    return ask_introduction(person_actor(person), post, words=WORDS, amounts={}, organisation=organisation)


def agree(person, one):
    agree_introduction(person_actor(person), one, amounts={})
    return one


def joined(post):
    return Project.objects.get(post=post).joined


def wishes(post, many):
    """Of as many organisations: more than may wait at a time, as if they had come one by one."""
    now = timezone.now()
    records = Organisation.objects.bulk_create(
        [
            Organisation(
                country="CN",
                name=f"机构{n}",
                dataset="race",
                external_id=str(n),
                created_at=now,
                changed_at=now,
            )
            for n in range(many)
        ]
    )
    return Introduction.objects.bulk_create(
        [
            Introduction(
                post=post,
                organisation=one,
                words=WORDS,
                asked_at=now,
                answer_by=timezone.localdate() + timedelta(days=7),
            )
            for one in records
        ]
    )


def test_two_organisations_join_and_a_third_hears_that_the_places_are_taken(
    project, group, other, organised, person, alice, charlie, erin
):
    one, two = agree(erin, ask(alice, project, group)), agree(erin, ask(charlie, project, other))
    assert joined(project) == 2
    late = person("Late")
    project = queries.in_order(queries.open_posts()).get(pk=project.pk)
    with pytest.raises(Refused, match="All places of this project are taken"):
        ask(late, project, organised(late, "晚来的机构"))
    assert {one.state, two.state} == {Introduction.AGREED}


def test_a_wish_that_came_before_the_places_were_taken_is_kept_when_it_is_refused(
    project, group, other, alice, charlie, erin
):
    one, two = ask(alice, project, group), ask(charlie, project, other)
    Project.objects.filter(post=project).update(partners=1)
    agree(erin, one)
    with pytest.raises(Refused, match="for one partner only"):
        agree(erin, two)
    two.refresh_from_db()
    project.refresh_from_db()
    assert (two.state, project.waiting, joined(project)) == (Introduction.ASKED, 1, 1)
    change_post(person_actor(erin), project, told=telling_project(partners=3))
    agree(erin, two)
    assert joined(project) == 2


def test_who_is_called_off_frees_the_place_once(project, group, alice, erin):
    one = agree(erin, ask(alice, project, group))
    cancel_introduction(person_actor(alice), one, note="Our teacher left.")
    assert joined(project) == 0
    with pytest.raises(Refused, match="quicker"):
        cancel_introduction(person_actor(erin), one, note="Again.")
    assert joined(project) == 0
    agree(erin, ask(alice, project, group))
    assert joined(project) == 1


def test_who_only_asked_took_no_place(project, group, alice):
    withdraw_introduction(person_actor(alice), ask(alice, project, group))
    assert joined(project) == 0
    free_a_place(SYSTEM, Introduction.objects.get())
    assert joined(project) == 0  # never less than none


def test_a_team_is_made_of_organisations(project, charlie, client):
    with pytest.raises(Refused, match="joined by organisations"):
        ask(charlie, project, None)
    client.force_login(charlie)
    page = seen(client.get(f"/en/exchange/{project.pk}/answer/"))
    assert "Organisations answer this" in page
    assert "in my own name" not in page


def test_the_answer_says_for_whom_and_nothing_of_amounts(project, group, alice, client):
    client.force_login(alice)
    page = client.get(f"/en/exchange/{project.pk}/answer/")
    assert "50,000 to 80,000 yuan" in seen(page)
    assert "How many" not in seen(page)
    done = client.post(f"/en/exchange/{project.pk}/answer/", {"who": str(group.pk), "words": WORDS})
    assert done.url == f"/en/exchange/introductions/{Introduction.objects.get().pk}/"


def test_a_project_without_a_free_place_is_suggested_to_nobody(
    project, group, other, alice, charlie, erin, client
):
    fitting._kept.cache_clear()
    told = telling_project(kinds.NEED, text="想找企业一起做女孩升学计划。")
    need = publish_post(person_actor(alice), group, told=told)
    assert [one.post for one in queries.matches(need)] == [project]
    agree(erin, ask(alice, project, group))
    agree(erin, ask(charlie, project, other))
    fitting._kept.cache_clear()
    assert queries.matches(need) == []
    page = seen(client.get(f"/en/exchange/{project.pk}/"))
    assert "All places are taken" in page
    assert "We would like to join" not in page
    assert "All places are taken" in seen(client.get("/en/offers/"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("places", [3, 1])
def test_of_twenty_who_are_agreed_with_at_once_as_many_join_as_there_are_places(project, erin, places):
    Project.objects.filter(post=project).update(partners=places)
    asked = wishes(project, 20)
    actor = person_actor(erin)
    came, refused = outcomes(
        [lambda one=one: agree_introduction(actor, one, amounts={}) or True for one in asked]
    )
    agreed = Introduction.objects.filter(state=Introduction.AGREED).count()
    assert (len(came), len(refused), joined(project), agreed) == (places, 20 - places, places, places)


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_counts_and_then_writes_takes_too_many(project):
    Project.objects.filter(post=project).update(partners=3)

    def careless():
        there = Project.objects.get(post=project)
        if there.joined >= there.partners:
            return False
        time.sleep(0.02)  # what a busy machine does between the two
        Project.objects.filter(post=project).update(joined=there.joined + 1)
        return True

    assert winners(careless, 20) > 3


@pytest.mark.django_db(transaction=True)
def test_who_is_called_off_by_many_at_once_frees_one_place(project, group, other, alice, charlie, erin):
    one = agree(erin, ask(alice, project, group))
    agree(erin, ask(charlie, project, other))
    came, refused = outcomes(
        [lambda: cancel_introduction(person_actor(alice), one, note="We moved.") or True] * 6
    )
    assert (len(came), len(refused), joined(project)) == (1, 5, 1)


def test_two_records_of_one_partner_become_one_and_free_the_second_place(
    project, group, other, alice, charlie, erin
):
    agree(erin, ask(alice, project, group))
    two = agree(erin, ask(charlie, project, other))
    settled = _double(references["exchange.Introduction.organisation"], two, group)
    changed = {type(row): dict(columns) for row, columns in settled.others}
    assert changed == {Project: {"joined": 1}}
    assert settled.changes["state"] == Introduction.ENDED


def test_confirming_is_without_amounts_and_keeps_the_place(project, group, alice, erin):
    one = agree(erin, ask(alice, project, group))
    for who in (erin, alice):
        confirm_delivery(person_actor(who), one, amounts={}, sentence="Sixty girls go to school.")
    one.refresh_from_db()
    assert (one.state, one.ending, joined(project)) == (Introduction.DONE, endings.DELIVERED, 1)


def test_the_agreement_of_a_project_says_what_was_settled(project, group, alice, erin, client):
    one = agree(erin, ask(alice, project, group))
    client.force_login(alice)
    form = seen(client.get(f"/en/exchange/introductions/{one.pk}/agreement/"))
    assert "What does each side do?" in form
    assert "In what condition?" not in form
    day = timezone.localdate() + timedelta(days=200)
    write_agreement(
        person_actor(alice), one, quality="Teaching and money", use="For teachers", deliver_by=day
    )
    text = " ".join(printed(client, f"/en/exchange/introductions/{one.pk}/agreement.pdf").split())
    for said in (
        "Agreement on a project together",
        "50,000 to 80,000 yuan",
        "A name of its own, of both sides",
        "A page each quarter",
        "Teaching and money",
    ):
        assert said in text, said


def test_who_may_agree(project, group, alice, charlie):
    one = ask(alice, project, group)
    with pytest.raises(Hidden):
        agree(charlie, one)


def test_other_kinds_have_no_places(need, company, erin, alice):
    one = ask(erin, need, company)
    agree(alice, one)
    cancel_introduction(person_actor(alice), one, note="Found elsewhere.")
    assert not Project.objects.exists()
    assert Post.objects.get(pk=need.pk).waiting == 0
