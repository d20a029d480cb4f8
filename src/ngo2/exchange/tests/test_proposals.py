"""An approved plan: both sides are told once, say yes or no, and only two yeses promise anything."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.exchange import endings, kinds, queries, tasks
from ngo2.exchange.models import Introduction, Line, Plan, Post, Promise, Proposal, Share, Version
from ngo2.exchange.plans.told import Told
from ngo2.exchange.plans.wishes import Wishes, unpacked
from ngo2.exchange.queries import plans as planned
from ngo2.exchange.services import (
    approve_plan,
    ask_introduction,
    cancel_introduction,
    close_post,
    confirm_delivery,
    drop_plan,
    extend_post,
    make_plan,
    reckon_plan,
    say_no,
    say_yes,
    see_what_came,
    take_back,
)
from ngo2.exchange.services.plans import follow_plan
from ngo2.exchange.tests import flood
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import types
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.lib.tests.racing import outcomes, winners
from ngo2.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NEED, OFFER = kinds.SIDES


@pytest.fixture
def week(person):
    """Three ask for 100 each, one has 75: fair is 25 for each."""
    return flood.week(person, needs=(100, 100, 100), offers=(75,))


@pytest.fixture
def plan(week, dana):
    return make_plan(person_actor(dana), subkind="food", unit="box", family="water")


def saw(plan):
    plan.refresh_from_db()
    return plan.kept, plan.trial


def approved(plan, dana):
    approve_plan(person_actor(dana), plan, saw=saw(plan))
    return list(Proposal.objects.filter(plan=plan).order_by("need"))


def owner(post):
    return post.person


def yes(one, side, **amounts):
    post = one.need if side == NEED else one.offer
    return say_yes(person_actor(owner(post)), one, side=side, amounts=amounts.get("amounts", {}))


def both(one):
    yes(one, NEED)
    return yes(one, OFFER)


def promised(post):
    return post.lines.get().promised


def recipients(verb):
    """Name of the message -> who gets it, of all entries of this verb."""
    found = []
    for kind in types:
        for entry in Entry.objects.filter(verb=verb).order_by("pk"):
            if kind.is_about(verb):
                found += [str(one.person) for one in kind.recipients(entry)]
                assert str(kind.body) % kind.context(entry)
                assert str(kind.subject) % kind.context(entry)
                assert kind.link(entry)
    return found


def test_nothing_is_told_before_a_person_approves(plan, week):
    assert not Proposal.objects.exists()
    assert not Entry.objects.filter(verb__startswith="exchange.proposal").exists()
    assert [promised(post) for post in [*week.needs, *week.offers]] == [0] * 4


def test_approval_tells_both_sides_of_every_row_once(plan, week, dana):
    made = approved(plan, dana)
    assert [one.shares.get().amount for one in made] == [25, 25, 25]
    assert all(one.answer_by == timezone.localdate() + timedelta(days=7) for one in made)
    told = recipients("exchange.proposal.made")
    assert sorted(told) == sorted(
        [*(str(post.person) for post in week.needs), *[str(week.offers[0].person)] * 3]
    )
    with pytest.raises(Refused, match="approved already"):
        approve_plan(person_actor(dana), plan, saw=saw(plan))
    assert Proposal.objects.count() == 3
    assert [promised(post) for post in [*week.needs, *week.offers]] == [0] * 4
    with pytest.raises(Refused):
        drop_plan(person_actor(dana), plan)


def test_two_yeses_are_an_agreement_with_what_is_reserved_on_both_sides(plan, week, dana):
    first = approved(plan, dana)[0]
    assert yes(first, NEED) is None
    assert promised(week.offers[0]) == 0  # one side's word promises nothing
    met = yes(first, OFFER)
    assert (met.state, met.post, met.organisation) == (
        Introduction.AGREED,
        week.offers[0],
        week.needs[0].organisation,
    )
    assert (promised(week.needs[0]), promised(week.offers[0])) == (25, 25)
    assert (first.state, first.introduction) == (Proposal.AGREED, met)
    week.offers[0].refresh_from_db()
    assert week.offers[0].waiting == 0  # none of the three places
    assert recipients("exchange.proposal.agreed") == [str(week.needs[0].person)]
    assert yes_again_changes_nothing(first)


def yes_again_changes_nothing(one):
    with pytest.raises(Refused, match="quicker"):
        yes(one, NEED)
    return Promise.objects.count() == 1


def test_three_answers_that_wait_keep_no_agreement_out(plan, week, dana, person):
    for number in range(3):
        who = person(f"W{number}")
        ask_introduction(person_actor(who), week.offers[0], words="We need it too.", amounts={})
    assert both(approved(plan, dana)[0]).state == Introduction.AGREED


def test_either_side_may_write_less_and_nobody_more(plan, week, dana):
    one = approved(plan, dana)[0]
    share = one.shares.get()
    yes(one, NEED, amounts={share.pk: 20})
    yes(one, OFFER, amounts={share.pk: 24})
    share.refresh_from_db()
    assert (share.planned, share.amount, promised(week.needs[0]), promised(week.offers[0])) == (
        25,
        20,
        20,
        20,
    )
    other = Proposal.objects.filter(state=Proposal.OPEN).first()
    with pytest.raises(Refused, match="say no with a reason"):
        yes(other, NEED, amounts={other.shares.get().pk: 0})


def test_never_more_than_there_is(plan, week, dana):
    made = approved(plan, dana)
    Line.objects.filter(post=week.offers[0]).update(promised=55)  # somebody else was quicker
    with pytest.raises(Refused, match="only 20 boxes are left"):
        both(made[0])
    made[0].refresh_from_db()
    assert (made[0].state, made[0].offer_yes_at, promised(week.needs[0])) == (Proposal.OPEN, None, 0)
    yes(made[0], OFFER, amounts={made[0].shares.get().pk: 20})
    assert (promised(week.needs[0]), promised(week.offers[0])) == (20, 75)
    with pytest.raises(Refused, match="everything was promised elsewhere"):
        yes(made[1], NEED)
    made[1].refresh_from_db()
    assert (made[1].state, made[1].ending) == (Proposal.ENDED, endings.FULL)


def test_a_no_goes_back_to_the_broker_with_its_reason(plan, week, dana):
    made = approved(plan, dana)
    say = person_actor(owner(week.needs[0]))
    with pytest.raises(Refused, match="sentence why"):
        say_no(say, made[0], side=NEED, note=" ")
    say_no(say, made[0], side=NEED, note="We have enough by now.")
    assert recipients("exchange.proposal.ended") == [str(week.offers[0].person)]
    assert [(one.pk, one.n) for one in planned.came_back(dana)] == [(plan.pk, 1)]
    after = follow_plan(person_actor(dana), plan)
    told = Told(Version.objects.get(plan=after, number=1).told)
    assert told.had == 25  # what the two others still think about is theirs
    assert week.needs[0].pk not in told.served  # said no
    assert (week.needs[0].lines.get().pk, week.offers[0].lines.get().pk) in unpacked(after.wanted).never
    assert not planned.came_back(dana).exists()


def test_silence_ends_after_a_week_once(plan, dana):
    made = approved(plan, dana)
    assert tasks.end_proposals() == 0
    Proposal.objects.filter(pk=made[0].pk).update(answer_by=timezone.localdate() - timedelta(days=1))
    assert (tasks.end_proposals(), tasks.end_proposals()) == (1, 0)
    made[0].refresh_from_db()
    assert made[0].ending == endings.SILENT
    assert planned.came_back(dana).get().n == 1
    see_what_came(person_actor(dana), plan)
    assert not planned.came_back(dana).exists()


def test_a_post_that_closes_takes_its_rows_and_no_others(plan, week, dana):
    made = approved(plan, dana)
    close_post(SYSTEM, week.needs[0], ending=endings.OVER)
    assert [Proposal.objects.get(pk=one.pk).state for one in made] == ["ended", "open", "open"]
    Post.objects.filter(pk=week.needs[1].pk).update(until_day=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="closed meanwhile"):
        yes(made[1], OFFER)
    assert both(made[2])


def test_rows_that_cannot_be_any_more_are_not_sent_and_say_why(plan, week, dana):
    close_post(SYSTEM, week.needs[0], ending=endings.OVER)
    fallen = approve_plan(person_actor(dana), plan, saw=saw(plan))
    assert len(fallen) == 1
    assert "it was closed meanwhile" in fallen[0]
    assert Proposal.objects.count() == 2


def test_a_plan_of_which_nothing_is_left_is_not_approved(plan, week, dana):
    close_post(SYSTEM, week.offers[0], ending=endings.OVER)
    with pytest.raises(Refused, match="Nothing of this plan can be sent"):
        approve_plan(person_actor(dana), plan, saw=saw(plan))
    plan.refresh_from_db()
    assert plan.is_draft


def test_a_trial_is_kept_or_left_before_it_is_approved(plan, dana, client):
    reckon_plan(person_actor(dana), plan, wishes=Wishes(fair="none"), saw=saw(plan))
    client.force_login(dana)
    page = client.get(f"/en/exchange/plans/{plan.pk}/approve/", follow=True)
    assert "First keep the trial" in page.text
    with pytest.raises(Refused, match="changed this plan"):
        approve_plan(person_actor(dana), plan, saw=(1, 0))


def test_what_another_plan_proposed_is_not_proposed_twice(plan, dana):
    second = make_plan(person_actor(dana), subkind="food", unit="box", family="water")
    approved(plan, dana)
    with pytest.raises(Refused, match="Nothing of this plan can be sent"):
        approve_plan(person_actor(dana), second, saw=saw(second))
    third = make_plan(person_actor(dana), subkind="food", unit="box", family="water")
    assert Version.objects.get(plan=third).told["offers"] == []


@pytest.mark.django_db(transaction=True)
def test_approving_twice_at_once_tells_everybody_once(plan, dana):
    seen = saw(plan)
    came, refused = outcomes([lambda: approve_plan(person_actor(dana), plan, saw=seen) or True] * 6)
    assert (len(came), len(refused), Proposal.objects.count()) == (1, 5, 3)
    assert Entry.objects.filter(verb="exchange.proposal.made").count() == 6


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_reads_and_then_writes_approves_twice(plan, dana):
    def careless():
        if Plan.objects.get(pk=plan.pk).state != Plan.DRAFT:
            return False
        time.sleep(0.02)  # what a busy machine does between the two
        Plan.objects.filter(pk=plan.pk).update(state=Plan.APPROVED)
        return True

    assert winners(careless, 6) > 1


@pytest.mark.django_db(transaction=True)
def test_both_sides_who_say_yes_at_once_make_one_agreement(plan, week, dana):
    made = approved(plan, dana)
    outcomes([lambda: yes(made[0], NEED) or True, lambda: yes(made[0], OFFER) or True] * 3)
    assert Introduction.objects.count() == 1
    assert (promised(week.needs[0]), promised(week.offers[0])) == (25, 25)


def test_calling_off_gives_both_sides_their_own_back(plan, week, dana):
    met = both(approved(plan, dana)[0])
    cancel_introduction(person_actor(owner(week.needs[0])), met, note="The road is closed.")
    assert (promised(week.needs[0]), promised(week.offers[0])) == (0, 0)


def test_what_did_not_arrive_is_free_again_on_both_sides(plan, week, dana):
    met = both(approved(plan, dana)[0])
    line = week.offers[0].lines.get().pk
    for post in (week.offers[0], week.needs[0]):
        said = {"amounts": {line: 24}, "sentence": "24 boxes came, one was wet."}
        confirm_delivery(person_actor(owner(post)), met, **said)
    assert (promised(week.needs[0]), promised(week.offers[0])) == (24, 24)
    assert queries.delivered(week.offers[0]) == {line: 24}
    assert queries.delivered(week.needs[0]) == {week.needs[0].lines.get().pk: 24}


def test_who_agreed_on_the_offer_already_meets_on_the_need(plan, week, dana):
    one = approved(plan, dana)[0]
    Introduction.objects.create(
        post=week.offers[0],
        organisation=week.needs[0].organisation,
        state=Introduction.AGREED,
        words="before",
        answer_by=timezone.localdate(),
        asked_at=timezone.now(),
    )
    met = both(one)
    assert (met.post, met.organisation) == (week.needs[0], week.offers[0].organisation)
    cancel_introduction(person_actor(owner(week.needs[0])), met, note="The road is closed.")
    assert (promised(week.needs[0]), promised(week.offers[0])) == (0, 0)


def test_E8_an_offer_from_abroad_without_a_number_says_no_yes(plan, week, dana):
    one = approved(plan, dana)[0]
    Organisation.objects.filter(pk=week.offers[0].organisation_id).update(legal_status="overseas_unfiled")
    yes(one, NEED)
    with pytest.raises(Refused) as refused:
        yes(one, OFFER)
    assert refused.value.code == "overseas"
    assert promised(week.offers[0]) == 0


def test_registered_only_is_asked_at_yes(plan, week, dana):
    one = approved(plan, dana)[0]
    Post.objects.filter(pk=week.offers[0].pk).update(registered_only=True)
    Organisation.objects.filter(pk=week.needs[0].organisation_id).update(legal_status="unregistered")
    one.refresh_from_db()
    with pytest.raises(Refused, match="registered organisations only"):
        yes(one, NEED)


def test_who_may(plan, week, dana, charlie, client):
    one, two, *_rest = approved(plan, dana)
    need, offer = owner(week.needs[0]), owner(week.offers[0])
    for act in (
        lambda actor: say_yes(actor, one, side=NEED, amounts={}),
        lambda actor: say_no(actor, one, side=OFFER, note="no"),
        lambda actor: take_back(actor, one, note="no"),
        lambda actor: approve_plan(actor, plan, saw=saw(plan)),
        lambda actor: see_what_came(actor, plan),
        lambda actor: follow_plan(actor, plan),
    ):
        with pytest.raises(Hidden):
            act(person_actor(charlie))
    with pytest.raises(Denied):
        say_yes(person_actor(need), one, side=OFFER, amounts={})
    with pytest.raises(Denied):
        take_back(person_actor(offer), one, note="no")
    with pytest.raises(Denied):
        say_yes(person_actor(dana), one, side=NEED, amounts={})  # the platform team answers for nobody
    for person, status in (
        (need, 200),
        (offer, 200),
        (dana, 200),
        (charlie, 404),
        (owner(week.needs[1]), 404),
    ):
        theirs = PersonClient()
        theirs.force_login(person)
        assert theirs.get(f"/en/exchange/proposals/{one.pk}/").status_code == status, person
    take_back(person_actor(dana), two, note="A mistake of mine.")
    two.refresh_from_db()
    assert two.ending == endings.WITHDRAWN


def test_both_sides_answer_on_their_page(plan, week, dana):
    one = approved(plan, dana)[0]
    here = f"/en/exchange/proposals/{one.pk}/"
    share = one.shares.get().pk
    need, offer = PersonClient(), PersonClient()
    need.force_login(owner(week.needs[0]))
    offer.force_login(owner(week.offers[0]))
    page = need.get(f"/en/organisations/{week.needs[0].organisation_id}/exchange/")
    assert "Proposals to you" in page.text
    assert "Proposal: offer" in need.get("/en/today/").text
    page = need.post(here, {"do": "yes", f"share-{share}": "many"})
    assert "There is no number in" in page.text
    page = need.post(here, {"do": "yes", f"share-{share}": "20"}, follow=True)
    assert "As soon as the other side says yes too" in page.text
    assert "At most 20 boxes" in offer.get(here).text
    assert "sentence why" in offer.post(here, {"do": "no", "note": ""}).text
    assert offer.post(here, {"do": "back", "note": "no"}).status_code == 403
    page = offer.post(here, {"do": "yes", f"share-{share}": "20"}, follow=True)
    assert "Agreed" in page.text
    assert "To the agreement" in need.get(here).text
    team = PersonClient()
    team.force_login(dana)
    page = team.get(f"/en/exchange/plans/{plan.pk}/")
    assert "both said yes" in page.text
    assert "nobody has answered yet" in page.text


def test_a_line_that_is_proposed_stays_while_its_post_changes(plan, week, dana):
    from ngo2.exchange.services import change_post

    approved(plan, dana)
    post = week.needs[0]
    with pytest.raises(Refused, match="has to stay"):
        change_post(person_actor(owner(post)), post, told=flood.telling(NEED, "大米", 5, flood.YIZHOU))
    extend_post(person_actor(owner(post)), post, until_day=timezone.localdate() + timedelta(days=40))


def test_what_came_of_it_waits_under_today_until_it_is_seen(plan, week, dana, client):
    one = approved(plan, dana)[0]
    say_no(person_actor(owner(week.offers[0])), one, side=OFFER, note="Our truck broke down.")
    client.force_login(dana)
    page = client.get("/en/today/")
    assert "1 proposal came to nothing" in page.text
    assert "Our truck broke down." in client.get(f"/en/exchange/plans/{plan.pk}/").text
    client.post(f"/en/exchange/plans/{plan.pk}/", {"do": "seen"})
    assert "came to nothing" not in client.get("/en/today/").text
    client.post(f"/en/exchange/plans/{plan.pk}/", {"do": "follow"})
    assert Plan.objects.count() == 2


def test_shares_never_count_more_than_once_for_two_lines_of_one_need(person, dana):
    """One offer for two lines of the same need: one line of the agreement, and both lines get their own back."""
    from ngo2.exchange.cleaning import Item
    from ngo2.exchange.services import publish_post

    need_owner, offer_owner = person("N"), person("O")
    record = flood.organisation(need_owner, "两样都要", flood.YIZHOU)
    told = flood.telling(
        NEED, "饮用水", 10, flood.YIZHOU, items=(Item("饮用水", 10, "box"), Item("矿泉水", 6, "box"))
    )
    need = publish_post(person_actor(need_owner), record, told=told)
    offer = flood.post(offer_owner, "水厂", OFFER, 100)
    plan = make_plan(person_actor(dana), subkind="food", unit="box", family="water")
    one = approved(plan, dana)[0]
    assert Share.objects.filter(proposal=one).count() == 2
    met = both(one)
    assert [promise.promised for promise in met.promises.all()] == [16]
    assert [line.promised for line in need.lines.all()] == [10, 6]
    cancel_introduction(person_actor(need_owner), met, note="The road is closed.")
    assert [line.promised for line in need.lines.all()] == [0, 0]
    assert promised(offer) == 0
