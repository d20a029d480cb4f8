"""Plans: what goes into one, trials, locks, two brokers at once, remits; and that nothing of it reaches anybody."""

import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.exchange import endings, kinds
from ngo2.exchange.cleaning import Item, Terms, Told, Where
from ngo2.exchange.models import Line, Plan, Post, Proposal, Version
from ngo2.exchange.plans import things
from ngo2.exchange.plans.told import Told as Kept
from ngo2.exchange.plans.wishes import NONE, STRONG, Wishes, unpacked
from ngo2.exchange.queries import plans as queries
from ngo2.exchange.services import (
    NewPost,
    close_post,
    drop_plan,
    drop_trial,
    import_posts,
    keep_trial,
    make_exercise,
    make_plan,
    plans,
    reckon_plan,
    undo_plan,
)
from ngo2.exchange.tests import flood
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.lib.tests.racing import outcomes, winners
from ngo2.organisations.models import Membership
from ngo2.organisations.services import add_remit, make_partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def week(person):
    return flood.week(person)


@pytest.fixture
def partner(person, dana, erin):
    """Erin acts for a network that looks after Guangxi."""
    network = flood.organisation(erin, "西部网络", flood.WUHAN)
    add_remit(person_actor(dana), make_partner(person_actor(dana), network), country="CN", division="450000")
    return network


def water(actor, **wishes):
    return make_plan(actor, subkind="food", unit="box", family="water", wishes=Wishes(**wishes))


def told(plan, number=0):
    return Kept(Version.objects.get(plan=plan, number=number or plan.kept).told)


def gets(plan, posts, number=0):
    found = told(plan, number)
    return [sum(found.given[piece.line] for piece in found.posts.get(post.pk, ())) for post in posts]


def saw(plan):
    plan.refresh_from_db()
    return plan.kept, plan.trial


def reckon(actor, plan, **wishes):
    return reckon_plan(actor, plan, wishes=Wishes(**wishes), saw=saw(plan))


def pair(need, offer):
    return need.lines.get().pk, offer.lines.get().pk


# What is the same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("医用外科口罩", "口罩"),
        ("医用防护口罩 | N95口罩", "surgical masks"),
        ("N95", "一次性医用口罩"),
        ("矿泉水", "饮用水（瓶装）"),
        ("旧电脑", "台式电脑"),
        ("red bicycles", "bicycle"),
        ("防护服", "医用防护服"),
    ],
)
def test_things_of_one_family_are_shared_out_together(one, other):
    assert things.family(one) == things.family(other)
    assert 0.5 <= things.alike(one, other) <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("口罩", "防护服"), ("masks", "gowns"), ("大米", "食用油"), ("帐篷", "睡袋"), ("水泵", "饮用水")],
)
def test_things_that_are_not_the_same_are_kept_apart(one, other):
    assert things.family(one) != things.family(other)


@pytest.mark.parametrize("item", ["", "（无）", "/", "…", "🚑", "a", "水", "x" * 300])
def test_every_name_has_a_family_or_none(item):
    assert len(things.family(item)) <= things.LONGEST


def test_what_could_be_planned_says_how_much_is_missing(week, dana, alice, bob):
    flood.post(alice, "米店", kinds.OFFER, 10, item="大米")
    flood.post(bob, "要米", kinds.NEED, None, item="大米")
    Line.objects.filter(post=week.needs[0]).update(promised=30)
    found = {one.family: one for one in queries.things_open(dana)}
    one = found["water"]
    assert (len(one.needs), len(one.offers), one.wanted, one.available, one.missing) == (4, 2, 190, 80, 110)
    assert "rice" not in found  # nobody says how much


# A plan


def test_a_plan_is_fair_and_says_why(week, dana):
    plan = water(person_actor(dana))
    assert (plan.kept, plan.trial, plan.state) == (1, 0, Plan.DRAFT)
    found = gets(plan, week.needs)
    assert sum(found) == 80
    assert min(found) > 0
    assert told(plan).kept["exact"]
    assert all(row[5] for row in told(plan).kept["rows"])


def test_without_fairness_somebody_may_be_left_at_zero(person, dana):
    week = flood.week(person, needs=(100, 100, 100), offers=(100,))
    fair = water(person_actor(dana))
    unfair = water(person_actor(dana), fair=NONE)
    assert min(gets(fair, week.needs)) > 0
    assert min(gets(unfair, week.needs)) == 0


def test_masks_and_gowns_of_one_plan_never_meet(person, dana, alice, bob):
    flood.post(alice, "甲", kinds.NEED, 10, item="口罩")
    flood.post(bob, "乙", kinds.OFFER, 10, item="隔离衣")
    plan = make_plan(person_actor(dana), subkind="food", unit="box", family="")
    assert told(plan).kept["rows"] == []


def test_a_trial_says_what_changes_and_is_kept_or_left(week, dana):
    actor, plan = person_actor(dana), water(person_actor(dana))
    before = gets(plan, week.needs)
    reckon(actor, plan, stays={pair(week.needs[0], week.offers[0]): 50})
    assert (plan.kept, plan.trial) == (1, 2)
    assert gets(plan, week.needs) == before  # what counts is as it was
    assert gets(plan, week.needs, 2)[0] >= 50
    from ngo2.exchange.plans import reckoning

    assert "gets more" in " ".join(map(str, reckoning.changes(told(plan, 1), told(plan, 2)).rows))
    drop_trial(actor, plan, saw=saw(plan))
    assert saw(plan) == (1, 0)
    reckon(actor, plan, stays={pair(week.needs[0], week.offers[0]): 50})
    keep_trial(actor, plan, saw=saw(plan))
    assert saw(plan) == (3, 0)
    undo_plan(actor, plan, saw=saw(plan))
    assert (saw(plan), gets(plan, week.needs)) == ((1, 0), before)
    with pytest.raises(Refused, match="nothing before"):
        undo_plan(actor, plan, saw=saw(plan))


def test_what_is_left_out_gets_nothing(week, dana):
    actor, plan = person_actor(dana), water(person_actor(dana))
    never = frozenset(pair(week.needs[0], offer) for offer in week.offers)
    reckon(actor, plan, never=never, without=frozenset({week.needs[1].pk}))
    keep_trial(actor, plan, saw=saw(plan))
    assert gets(plan, week.needs)[:2] == [0, 0]
    assert week.needs[1].pk not in told(plan).posts


def test_more_than_there_is_cannot_stay(week, dana):
    plan = water(person_actor(dana))
    with pytest.raises(Refused, match="Fix less"):
        reckon(person_actor(dana), plan, stays={pair(week.needs[0], week.offers[0]): 51})
    plan.refresh_from_db()
    assert (plan.busy_since, plan.trial) == (None, 0)  # nothing was half done


def test_a_row_that_stays_falls_out_with_its_post_and_says_so(week, dana):
    actor = person_actor(dana)
    plan = water(actor, stays={pair(week.needs[0], week.offers[0]): 20})
    close_post(SYSTEM, week.needs[0], ending=endings.OVER)
    reckon(actor, plan, stays=unpacked(plan.wanted).stays)
    assert told(plan, 2).loosened == 1


def test_two_brokers_at_once_hear_of_each_other(week, dana, person):
    plan, other = water(person_actor(dana)), person("Dora", is_staff=True)
    seen = saw(plan)
    reckon(person_actor(dana), plan, fair=NONE)
    with pytest.raises(Refused, match="Dana changed this plan at"):
        reckon_plan(person_actor(other), plan, wishes=Wishes(), saw=seen)
    with pytest.raises(Refused, match="Dana changed this plan"):
        keep_trial(person_actor(other), plan, saw=(seen[0], 7))


@pytest.mark.django_db(transaction=True)
def test_of_six_who_keep_the_same_trial_one_does(week, dana):
    plan = water(person_actor(dana))
    reckon(person_actor(dana), plan, fair=NONE)
    seen = saw(plan)
    came, refused = outcomes([lambda: keep_trial(person_actor(dana), plan, saw=seen) or True] * 6)
    assert (len(came), len(refused)) == (1, 5)
    assert Entry.objects.filter(verb="exchange.plan.kept").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_reads_and_then_writes_keeps_it_more_than_once(week, dana):
    plan = water(person_actor(dana))
    reckon(person_actor(dana), plan, fair=NONE)

    def careless():
        held = Plan.objects.get(pk=plan.pk)
        if not held.trial:
            return False
        time.sleep(0.02)  # what a busy machine does between the two
        Plan.objects.filter(pk=plan.pk).update(kept=held.trial, trial=0)
        return True

    assert winners(careless, 6) > 1


# As a job


def test_a_large_one_is_reckoned_as_a_job(
    week, dana, monkeypatch, django_capture_on_commit_callbacks, client
):
    monkeypatch.setattr(plans, "AT_ONCE", 3)
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        plan = water(person_actor(dana))
    assert len(waiting) == 1
    assert plan.kept == 0
    client.force_login(dana)
    page = client.get(f"/en/exchange/plans/{plan.pk}/")
    assert "being reckoned" in page.text
    plans.reckon_now(plan.pk)
    plans.reckon_now(plan.pk)  # killed and started again: once
    plan.refresh_from_db()
    assert (plan.kept, plan.busy_since, plan.versions.count()) == (1, None, 1)
    with django_capture_on_commit_callbacks(execute=False):
        reckon(person_actor(dana), plan, stays={pair(week.needs[0], week.offers[0]): 99})
    with pytest.raises(Refused, match="being reckoned just now"):
        reckon(person_actor(dana), plan)
    plans.reckon_now(plan.pk)
    plan.refresh_from_db()
    assert "Fix less" in plan.trouble
    assert "Fix less" in client.get(f"/en/exchange/plans/{plan.pk}/").text
    plans.reckon_now(10**15)


def test_who_died_while_reckoning_keeps_nobody_out(week, dana, monkeypatch):
    plan = water(person_actor(dana))
    Plan.objects.filter(pk=plan.pk).update(busy_since=timezone.now() - timedelta(minutes=11))
    reckon(person_actor(dana), plan)
    assert plan.trial == 2


# Who may


def test_charlie_and_members_plan_nothing(week, dana, charlie, alice, client):
    plan = water(person_actor(dana))
    for person in (charlie, alice):
        actor = person_actor(person)
        with pytest.raises(Denied):
            water(actor)
        for act in (drop_plan,):
            with pytest.raises(Hidden):
                act(actor, plan)
        for act in (keep_trial, drop_trial, undo_plan):
            with pytest.raises(Hidden):
                act(actor, plan, saw=(1, 0))
        client.force_login(person)
        assert client.get("/en/exchange/plans/").status_code == 403
        for address in ("", "approve/", "plan.csv", "plan.pdf"):
            assert client.get(f"/en/exchange/plans/{plan.pk}/{address}").status_code == 404
    client.force_login(dana)
    assert client.get(f"/en/exchange/plans/{10**30}/").status_code == 404
    assert client.get("/en/exchange/plans/?page=99999999999999999999&about=nonsense").status_code == 200


def test_a_partner_plans_in_its_part_and_sees_no_plan_of_others(
    week, partner, dana, erin, alice, bob, client
):
    afar = flood.post(alice, "武汉小组", kinds.NEED, 500, division=flood.WUHAN)
    flood.post(bob, "武汉水厂", kinds.OFFER, 500, division=flood.WUHAN)
    teams = water(person_actor(dana))
    plan = water(person_actor(erin))
    assert plan.partner == partner
    assert sum(gets(teams, [*week.needs, afar])) == 580
    assert gets(plan, [*week.needs, afar])[-1] == 0
    assert sum(gets(plan, week.needs)) == 80
    assert {one.family: one.wanted for one in queries.things_open(erin)} == {"water": 220}
    client.force_login(erin)
    assert client.get("/en/exchange/plans/").status_code == 200
    assert client.get(f"/en/exchange/plans/{plan.pk}/").status_code == 200
    assert client.get(f"/en/exchange/plans/{teams.pk}/").status_code == 404
    with pytest.raises(Denied):
        make_exercise(person_actor(erin), subkind="medical")
    Membership.objects.filter(organisation=partner, person=erin).update(role=Membership.VIEWER)
    assert client.get(f"/en/exchange/plans/{plan.pk}/").status_code == 404


@pytest.mark.parametrize("about", [("nonsense", "box"), ("joint", "box"), ("food", "nonsense")])
def test_a_plan_is_about_something_counted(about, dana):
    with pytest.raises(Refused, match="choose what the plan is about"):
        make_plan(person_actor(dana), subkind=about[0], unit=about[1], family="")


# The exercise


@pytest.fixture
def past(organised, alice, erin):
    """One hospital and one factory of a list of the past, in which one line has a number."""
    hospital, factory = organised(alice, "甲医院"), organised(erin, "口罩厂", flood.WUHAN)
    day = timezone.localdate() - timedelta(days=400)
    rows = []
    for record, side, items in (
        (hospital, kinds.NEED, (Item("医用口罩", 300), Item("防护服", None))),
        (factory, kinds.OFFER, (Item("口罩", None),)),
    ):
        said = Told(
            side=side,
            subkind="medical",
            title="2020",
            text="2020",
            items=items,
            where=Where(kinds.COUNTRY, "CN"),
            terms=Terms(day),
        )
        rows.append(NewPost(record, said, record.name, day, day))
    return import_posts(SYSTEM, rows, dataset="past")


def test_an_exercise_can_be_reckoned_and_never_sent(past, dana, client):
    actor = person_actor(dana)
    plan = make_exercise(actor, subkind="medical")
    assert sum(told(plan).given[line] for line in told(plan).needs) == 300  # nobody has suits
    reckon(actor, plan, need_unsaid=1000, offer_unsaid=100)
    keep_trial(actor, plan, saw=saw(plan))
    assert told(plan).shared_out == 100
    client.force_login(dana)
    here = f"/en/exchange/plans/{plan.pk}/"
    assert "exercise with data of the past" in client.get(here).text
    assert client.get(f"{here}approve/").status_code == 302
    client.post(f"{here}approve/", {"saw": "2-0"})
    from ngo2.exchange.services import approve_plan

    with pytest.raises(Refused, match="nothing of it can be sent"):
        approve_plan(actor, plan, saw=saw(plan))
    assert not Proposal.objects.exists()
    assert client.get(f"{here}plan.csv").text.count("\ngiven,") == 1


def test_without_lists_of_the_past_there_is_no_exercise(dana, client):
    with pytest.raises(Refused, match="no list of the past"):
        make_exercise(person_actor(dana), subkind="medical")
    client.force_login(dana)
    assert "Open the exercise" not in client.get("/en/exchange/plans/").text


# Pages


def test_the_whole_way_on_pages(week, dana, client):
    client.force_login(dana)
    page = client.get("/en/exchange/plans/")
    assert "Drinking water (boxes)" in page.text
    assert "140 boxes missing" in page.text
    made = client.post("/en/exchange/plans/", {"about": "food:box:water"})
    plan = Plan.objects.get()
    assert made["Location"] == f"/en/exchange/plans/{plan.pk}/"
    here = made["Location"]
    page = client.get(here)
    assert "4 needs ask for 220 boxes; 2 offers have 80 boxes of it." in page.text
    assert "Nobody gets nothing" in page.text
    row = told(plan).kept["rows"][0]
    key = f"{row[0]}-{row[1]}"
    said = {"do": "reckon", "saw": "1-0", "fit": "strong", "near": "none", "fair": "medium"}
    page = client.post(here, {**said, f"stay-{key}": "on", f"many-{key}": "a lot"})
    assert page.status_code == 200
    assert "There is no number in" in page.text
    assert 'value="a lot"' in page.text
    assert client.post(here, {**said, f"stay-{key}": "on", f"many-{key}": "12"}).status_code == 302
    plan.refresh_from_db()
    wishes = unpacked(plan.wanted)
    assert (wishes.fit, wishes.near, wishes.fair, dict(wishes.stays)) == (
        "strong",
        "none",
        "medium",
        {(row[0], row[1]): 12},
    )
    assert "this would change" in client.get(here).text
    assert client.post(here, {"do": "keep", "saw": "1-2"}).status_code == 302
    said["saw"] = "2-0"
    client.post(here, {**said, f"never-{key}": "on", f"out-{week.offers[1].pk}": "on"})
    client.post(here, {"do": "keep", "saw": "2-3"})
    page = client.get(here)
    assert "Not this pair:" in page.text
    client.post(here, {**said, "saw": "3-0", "back": [f"never-{key}", f"out-{week.offers[1].pk}"]})
    plan.refresh_from_db()
    wishes = unpacked(plan.wanted)
    assert (wishes.never, wishes.without, wishes.stays) == (frozenset(), frozenset(), {})
    assert "Somebody" not in client.post(here, {"do": "leave", "saw": "3-4"}, follow=True).text
    assert "changed this plan" in client.post(here, {"do": "undo", "saw": "9-9"}, follow=True).text
    assert "Please choose what to do" in client.post(here, {"do": "nonsense", "saw": "x"}, follow=True).text
    client.post(here, {"do": "drop"})
    plan.refresh_from_db()
    assert plan.state == Plan.DROPPED
    assert not Proposal.objects.exists()


def test_files_hold_every_row_and_no_formula(week, dana, client):
    Post.objects.filter(pk=week.needs[0].pk).update(title="=HYPERLINK(1)")
    plan = water(person_actor(dana))
    client.force_login(dana)
    here = f"/en/exchange/plans/{plan.pk}/plan."
    table = client.get(f"{here}csv")
    assert "'=HYPERLINK(1)" in table.text
    assert table.text.count("\ngiven,") == len(told(plan).kept["rows"])
    assert "missing" in table.text
    found = json.loads(client.get(f"{here}json").content)
    assert sum(row["quantity"] for row in found["rows"] if row["what"] == "given") == 80
    assert all(len(row["why"]) >= 2 for row in found["rows"] if row["what"] == "given")
    assert client.get(f"{here}xlsx").content.startswith(b"PK")
    assert client.get(f"{here}pdf").content.startswith(b"%PDF-")
    assert client.get(f"{here}exe").status_code == 404
    assert table["Cache-Control"] == "no-store"


def test_pages_ask_the_same_of_the_database_with_one_row_and_with_many(
    person, dana, client, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(dana)
    counted = []
    for needs, offers in (((50,), (20,)), ((60, 70, 80), (20, 30))):
        flood_week = flood.week(lambda name: person(name), needs=needs, offers=offers)
        plan = water(person_actor(dana))
        for address in (
            "/en/exchange/plans/",
            f"/en/exchange/plans/{plan.pk}/",
            f"/en/exchange/plans/{plan.pk}/approve/",
        ):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(address)
            counted.append(len(asked))
        for post in (*flood_week.needs, *flood_week.offers):
            close_post(SYSTEM, post, ending=endings.OVER)
        drop_plan(person_actor(dana), plan)
        Plan.objects.all().delete()
    assert counted[:3] == counted[3:]


def test_shortages_wait_under_today(person, dana, charlie, client):
    flood.week(person, needs=[10] * 9, offers=[5] * 3)
    assert list(queries.shortages(dana)) == []
    flood.post(charlie, "再一个", kinds.NEED, 5)
    found = list(queries.shortages(dana))
    assert [(one.subkind, one.needs, one.offers) for one in found] == [("food", 10, 3)]
    client.force_login(dana)
    page = client.get("/en/today/")
    assert "Shortage: Food and water" in page.text
    assert "/en/exchange/plans/?about=food" in page.text
    assert Wishes().fair == STRONG
