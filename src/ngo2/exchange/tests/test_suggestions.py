"""New matches: found in the background, remembered once, told to both sides as each person chose, seen on pages."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ngo2.accounts.models import Person
from ngo2.exchange import endings, kinds
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.models import Listener, Post, Suggestion
from ngo2.exchange.queries import fitting
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    cancel_introduction,
    change_post,
    choose_rhythm,
    close_post,
    extend_post,
    find_suggestions,
    forget_suggestions,
    publish_post,
    see_suggestions,
    suggesting,
    telling_matches,
)
from ngo2.exchange.tasks import find_matches
from ngo2.exchange.tests.conftest import telling
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.outbox import deliver_due
from ngo2.kernel.notify import rounds
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.services import choose
from ngo2.lib.actors import ANONYMOUS, SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Refused, SignInNeeded
from ngo2.organisations.models import Membership
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "own_index")]
WE = "We are a school for sixty children and fetch them ourselves."
LETTER = 8  # queries: a transaction, the mark, an entry and whoever waits for it
LAPTOPS = (Item("笔记本电脑", 12, "piece"),)


@pytest.fixture(autouse=True)
def in_english(alice, bob, erin):
    Person.objects.update(language="en")


@pytest.fixture
def soon():
    """When everybody is due: half past nine in the morning, in more than a week."""
    return timezone.localtime(timezone.now() + timedelta(days=9)).replace(hour=9, minute=30)


@pytest.fixture
def offered(company, erin):
    """Post an offer of laptops: `offered()`."""

    def make(of=company, by=erin, **changes):
        said = {
            "side": kinds.OFFER,
            "text": "可以提供二手笔记本电脑。",
            "items": LAPTOPS,
            "where": Where(kinds.COUNTRY, "CN"),
        }
        return publish_post(person_actor(by), of, told=telling(**{**said, **changes}))

    return make


def work():
    """What the worker does with entries and jobs."""
    deliver_due(1000)
    for post in Post.objects.order_by("pk"):
        find_suggestions(post.pk)
    deliver_due(1000)


def letters(now):
    """What all were written so far, by name: the cast has no addresses, so it reads here."""
    telling_matches.tell_matches(now)
    deliver_due(1000)
    found = defaultdict(list)
    for one in Message.objects.filter(type="exchange.fits", channel="inapp").select_related("person"):
        found[one.person.name].append(one)
    return dict(found)


def counts(found):
    return {name: len(letters) for name, letters in found.items()}


# Found


def test_both_sides_are_remembered_once_whoever_was_posted(need, offered):
    offer = offered()
    assert find_suggestions(offer.pk) == 1
    assert find_suggestions(need.pk) == 0
    one = Suggestion.objects.get()
    assert (one.need, one.offer) == (need, offer)
    assert one.score >= suggesting.FITS
    assert set(Listener.objects.values_list("person__name", flat=True)) == {"Alice", "Bob", "Erin"}


def test_the_journal_leads_to_a_job_and_no_request_waits_for_it(need, offered):
    offer = offered()
    assert not DBTaskResult.objects.exists()
    deliver_due(1000)
    jobs = DBTaskResult.objects.filter(task_path="ngo2.exchange.tasks.find_matches").order_by("enqueued_at")
    assert [job.args_kwargs["args"] for job in jobs] == [[need.pk], [offer.pk]]
    find_matches.func(offer.pk)
    assert Suggestion.objects.count() == 1


def test_a_changed_a_prolonged_and_a_freed_post_is_looked_at_again(need, offered, erin, alice, group):
    offer = offered(subkind="food", text="我们捐出大米三吨，可以送货。", items=(Item("大米", 3, "tonne"),))
    work()
    assert not Suggestion.objects.exists()
    change_post(person_actor(erin), offer, told=telling(text="可以提供笔记本电脑十二台。", items=LAPTOPS))
    extend_post(person_actor(erin), offer, until_day=timezone.localdate() + timedelta(days=60))
    one = ask_introduction(
        person_actor(alice), offer, words=WE, amounts={offer.lines.get().pk: 12}, organisation=group
    )
    agree_introduction(person_actor(erin), one, amounts={})
    cancel_introduction(person_actor(erin), one, note="No truck.")
    about = Entry.objects.filter(
        verb__in=["exchange.changed", "exchange.extended", "exchange.introduction.ended"]
    )
    assert {entry.object_id for entry in about} == {str(offer.pk)}
    assert about.count() == 3
    assert find_suggestions(offer.pk) == 1


def test_what_hardly_fits_is_told_to_nobody(need, offered, monkeypatch):
    offer = offered()
    monkeypatch.setattr(suggesting, "FITS", 0.999)
    assert find_suggestions(offer.pk) == 0
    assert not Suggestion.objects.exists()


def test_at_most_ten_of_one_post(offered, group, alice, monkeypatch):
    monkeypatch.setattr(suggesting, "MOST", 2)
    for nth in range(4):
        publish_post(person_actor(alice), group, told=telling(title=f"Laptops {nth}"))
    assert find_suggestions(offered().pk) == 2


def test_nothing_for_what_is_spoken_for_closed_or_ones_own(need, offered, alice, group, erin):
    own = offered(group, alice)
    assert find_suggestions(own.pk) == 0
    offer = offered()
    one = ask_introduction(
        person_actor(alice), offer, words=WE, amounts={offer.lines.get().pk: 12}, organisation=group
    )
    agree_introduction(person_actor(erin), one, amounts={})
    assert find_suggestions(offer.pk) == 0
    close_post(SYSTEM, own, ending=endings.OVER)
    assert find_suggestions(own.pk) == 0
    assert find_suggestions(10**12) == 0


# Told


def test_both_sides_get_a_letter_with_number_title_two_reasons_and_the_page(
    need, offered, alice, bob, erin, soon
):
    offer = offered()
    work()
    found = letters(soon)
    assert {*found} == {"Alice", "Bob", "Erin"}
    (told,) = found["Alice"]
    assert told.subject == f"1 new match for need {need.number}"
    assert f"For need {need.number}, “{need.title}”" in told.body
    assert f"offer {offer.number} · {offer.title}" in told.body
    assert f"/en/exchange/{need.pk}/matches/" in told.body
    assert len(re.findall(r"^\+ ", told.body, re.MULTILINE)) == 2
    assert "/en/me/notifications/" in told.body
    assert told.link == f"/en/exchange/{need.pk}/matches/"
    assert f"need {need.number} · {need.title}" in found["Erin"][0].body


def test_each_pair_is_told_once_also_when_a_post_changes_later(need, offered, erin, soon):
    offer = offered()
    work()
    once = {"Alice": 1, "Bob": 1, "Erin": 1}
    assert counts(letters(soon)) == once
    assert counts(letters(soon + timedelta(days=1))) == once
    change_post(person_actor(erin), offer, told=telling(text="笔记本电脑很多台，可以寄。", items=LAPTOPS))
    work()
    assert counts(letters(soon + timedelta(days=2))) == once


def test_a_busy_week_is_one_letter_that_goes_by_post_and_counts_the_rest(
    need, offered, soon, organised, person
):
    for nth in range(13):
        giver = person(f"Giver {nth}", email=f"giver{nth}@example.org")
        offered(organised(giver, f"公司{nth}", kind="company", legal_status="registered_business"), giver)
    work()
    (told,) = letters(soon)["Alice"]
    count = Suggestion.objects.filter(need=need).count()
    assert count >= 10
    assert told.subject == f"{count} new matches for need {need.number}"
    assert told.body.count("Giver") == 0
    assert len(re.findall(r"^offer \d+ · ", told.body, re.MULTILINE)) == 3
    assert f"and {count - 3} more" in told.body


def test_a_flood_names_few_posts_and_counts_the_others(offered, group, alice, soon, monkeypatch):
    monkeypatch.setattr(telling_matches, "POSTS", 2)
    monkeypatch.setattr("ngo2.exchange.services.posts.MOST_A_DAY_AT_FIRST", 50)
    needs = [
        publish_post(person_actor(alice), group, told=telling(title=f"Laptops {nth}")) for nth in range(5)
    ]
    offer = offered()
    work()
    found = letters(soon)
    (told,) = found["Alice"]
    assert told.subject == "5 new matches for what you posted"
    assert "and 3 more for other posts of yours" in told.body
    (giver,) = found["Erin"]
    assert giver.subject == f"5 new matches for offer {offer.number}"
    assert "and 2 more" in giver.body
    assert len(needs) == 5


@pytest.mark.parametrize("gone", ["closed", "over", "promised"])
def test_what_went_before_the_letter_drops_out_of_it(need, offered, soon, alice, erin, group, gone):
    offer, second = offered(), offered(title="Ten more")
    work()
    telling_matches.tell_matches(soon)
    if gone == "closed":
        close_post(SYSTEM, offer, ending=endings.OVER)
    elif gone == "over":
        Post.objects.filter(pk=offer.pk).update(until_day=timezone.localdate() - timedelta(days=1))
    else:
        amounts = {offer.lines.get().pk: 12}
        one = ask_introduction(person_actor(alice), offer, words=WE, amounts=amounts, organisation=group)
        agree_introduction(person_actor(erin), one, amounts={})
    deliver_due(1000)
    told = Message.objects.get(type="exchange.fits", person=alice)
    assert second.title in told.body
    assert f"offer {offer.number} · " not in told.body


def test_when_all_went_no_letter_comes(need, offered, soon):
    offer = offered()
    work()
    close_post(SYSTEM, offer, ending=endings.OVER)
    assert letters(soon) == {}
    assert not Entry.objects.filter(verb=telling_matches.TOLD).exists()


def test_weekly_waits_a_week_and_daily_a_day(need, offered, alice, bob):
    choose_rhythm(alice, rounds.WEEKLY)
    offered()
    work()
    tomorrow = timezone.now() + timedelta(days=1)
    assert {*letters(tomorrow)} == {"Bob", "Erin"}
    assert counts(letters(tomorrow + timedelta(days=7))) == {"Alice": 1, "Bob": 1, "Erin": 1}


def test_at_once_within_minutes_then_at_most_one_letter_an_hour_and_none_at_night(need, offered, alice):
    choose_rhythm(alice, rounds.NOW)
    offered()
    work()
    noon = timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=12, minute=0)
    night = noon.replace(hour=23)
    assert telling_matches.tell_matches_at_once(night) == 0
    assert telling_matches.tell_matches_at_once(noon) == 1
    Suggestion.objects.update(made_at=noon + timedelta(minutes=3))  # something new
    assert telling_matches.tell_matches_at_once(noon + timedelta(minutes=10)) == 0
    assert telling_matches.tell_matches_at_once(noon + timedelta(minutes=61)) == 1
    assert telling_matches.tell_matches_at_once(noon + timedelta(hours=3)) == 0


def test_the_last_minute_is_left_for_the_next_round(need, offered, alice):
    choose_rhythm(alice, rounds.NOW)
    offered()
    work()
    at = timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=12)
    Suggestion.objects.update(made_at=at)
    assert telling_matches.tell_matches_at_once(at + rounds.LAG / 2) == 0
    assert telling_matches.tell_matches_at_once(at + rounds.LAG * 2) == 1


def test_not_at_all_is_no_tick_on_the_page_of_messages(need, offered, alice, soon):
    choose(person_actor(alice), wishes={("exchange.fits", name): False for name in ("email", "sms", "inapp")})
    offered()
    work()
    assert {*letters(soon)} == {"Bob", "Erin"}
    assert not Message.objects.filter(person=alice, type="exchange.fits").exists()


def test_the_rhythm_is_chosen_on_the_page_of_messages(client, alice, charlie, group):
    client.force_login(alice)
    here = "/en/me/notifications/"
    page = client.get(here).text
    assert re.search(r'<option value="daily" selected>', page)
    client.post(here, {"exchange.fits:email": "on", "exchange.fits:every": "weekly"})
    assert Listener.objects.get(person=alice).every == rounds.WEEKLY
    assert client.post(here, {"exchange.fits:every": "hourly"}).status_code in {200, 422, 400}
    assert Listener.objects.get(person=alice).every == rounds.WEEKLY
    with pytest.raises(Refused):
        choose(person_actor(alice), wishes={}, often={"exchange.fits": "hourly"})
    client.force_login(charlie)
    assert "exchange.fits" not in client.get(here).text


def test_who_left_the_organisation_hears_nothing(need, offered, bob, soon):
    offered()
    work()
    telling_matches.tell_matches(soon)
    Membership.objects.filter(person=bob).delete()
    deliver_due(1000)
    assert not Message.objects.filter(person=bob, type="exchange.fits").exists()


def test_who_came_later_is_not_told_what_is_old(need, offered, charlie, group, soon):
    offered()
    work()
    choose_rhythm(charlie, rounds.DAILY)
    Membership.objects.create(
        organisation=group, person=charlie, role=Membership.EDITOR, since=timezone.now()
    )
    assert "Charlie" not in letters(soon)


def test_the_suspended_hear_nothing(need, offered, bob, soon):
    offered()
    work()
    bob.is_active = False
    bob.save()
    assert {*letters(soon)} == {"Alice", "Erin"}


def test_a_merge_of_both_sides_leaves_nothing_to_tell(need, offered, soon, company, group):
    """Both posts are of one organisation then."""
    offered()
    work()
    Post.objects.update(organisation=group)
    assert letters(soon) == {}


# Seen


def test_new_matches_stand_on_the_page_once_and_are_told_by_no_letter_then(
    client, need, offered, alice, bob, soon
):
    offer = offered()
    work()
    client.force_login(alice)
    own, mine = reverse("exchange:own", args=[need.organisation_id]), reverse("portal:mine")
    assert "What fits · 1 new" in seen(client.get(own))
    assert "Needs and offers · 1 new" in seen(client.get(mine))
    here = f"/en/exchange/{need.pk}/matches/"
    assert seen(client.get(here)).count(f"{offer.title} new") == 1
    assert f"{offer.title} new" not in seen(client.get(here))
    assert "1 new" not in seen(client.get(own)) + seen(client.get(mine))
    assert {*letters(soon)} == {"Erin"}


def test_the_team_looks_without_taking_the_news_away(client, need, offered, dana, group, alice, charlie):
    offered()
    work()
    with pytest.raises(Denied):
        see_suggestions(person_actor(charlie), need)
    with pytest.raises(SignInNeeded):
        see_suggestions(ANONYMOUS, need)
    viewer = Membership.objects.create(
        organisation=group, person=charlie, role=Membership.VIEWER, since=timezone.now()
    )
    client.force_login(viewer.person)
    assert client.get(f"/en/exchange/{need.pk}/matches/").status_code == 200
    assert Suggestion.objects.get().need_seen_at is None


def test_what_was_found_is_on_the_page_also_below_the_best(client, need, offered, alice, monkeypatch):
    offer = offered()
    work()
    monkeypatch.setattr(fitting, "matches", lambda post, limit: [])
    client.force_login(alice)
    assert offer.title in seen(client.get(f"/en/exchange/{need.pk}/matches/"))


def test_pairs_are_forgotten_when_a_post_was_closed_long_ago(need, offered):
    offer = offered()
    work()
    close_post(SYSTEM, offer, ending=endings.OVER)
    assert forget_suggestions() == 0
    Post.objects.filter(pk=offer.pk).update(closed_at=timezone.now() - suggesting.REMEMBERED * 2)
    assert forget_suggestions() == 1


def test_one_round_asks_as_often_for_three_as_for_one_but_for_their_own_letters(
    need, offered, person, django_assert_num_queries, soon
):
    offered()
    work()
    told = Listener.objects.filter(person__name="Alice")

    def quiet(count):
        for nth in range(count):
            one = person(f"R{count}{nth}", email=f"r{count}{nth}@example.org")
            choose_rhythm(one, rounds.DAILY)

    Listener.objects.exclude(pk__in=told).delete()
    quiet(1)
    with django_assert_num_queries(4 + 1 + LETTER):  # due, two sides, editors; the quiet; a letter
        telling_matches.tell_matches(soon)
    Listener.objects.update(told_until=timezone.now() - timedelta(days=1))
    quiet(3)
    with django_assert_num_queries(4 + 1 + LETTER):
        telling_matches.tell_matches(soon)


# By date


def test_the_plain_list_of_the_same_kind_and_place_is_one_press_away(client, need, offered, alice):
    client.force_login(alice)
    page = client.get(f"/en/exchange/{need.pk}/matches/").text
    link = re.search(r'href="(/en/offers/\?[^"]+)"', page)[1].replace("&amp;", "&")
    assert link == f"/en/offers/?kind=material&in={need.areas[-1]}"
    first, second = offered(title="Older"), offered(title="Newer")
    made = timezone.now()
    Post.objects.filter(pk=first.pk).update(made_at=made - timedelta(days=1))
    told = seen(client.get(link))
    assert told.index(second.title) < told.index(first.title)


def test_lists_are_by_date_and_the_same_for_everybody(client, need, offered, alice, erin, group):
    """PIPL art. 24: nothing about whoever looks decides what stands where."""
    for nth in range(3):
        one = offered(title=f"Offer {nth}")
        Post.objects.filter(pk=one.pk).update(made_at=timezone.now() - timedelta(days=nth))
    pages = []
    for one in (None, alice, erin):
        if one:
            client.force_login(one)
        pages.append(client.get("/en/offers/").content)
    assert len(set(pages)) == 1
    told = pages[0].decode()
    assert told.index("Offer 0") < told.index("Offer 1") < told.index("Offer 2")
