"""Public numbers: exact on a small exchange of which every number is known, and sentences where there is nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.numbers import reckoning
from ngo2.exchange.numbers.reckoning import Amount, Line
from ngo2.exchange.queries import numbers
from ngo2.exchange.services import confirm_delivery, publish_post
from ngo2.exchange.tests.conftest import telling
from ngo2.exchange.tests.settled import SECRET, scene, took
from ngo2.kernel.journal.verbs import verbs
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.tests.seen import seen

pytestmark = pytest.mark.django_db
HERE = "/en/exchange/numbers/"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def made(group, company, other, alice, erin, charlie):
    return scene(group, company, other, alice, erin, charlie)


def told(client):
    return seen(client.get(HERE))


def test_an_empty_exchange_speaks_in_sentences(client):
    text = told(client)
    assert "Nothing has been agreed on yet, so nothing can be missing." in text
    assert "No need or offer of the last twelve months has been answered yet." in text
    assert "Nothing has arrived in the last twelve months yet." in text
    assert "None has been closed yet." in text
    assert "Everything that was posted here is in these numbers." in text
    assert not any(word in text for word in ("NaN", "None.", ": None", "0 of 0", "0 %"))


def test_every_number_of_a_small_exchange(client, made):
    context = client.get(HERE).context
    assert context["stats"] == [
        (2, "open needs"),
        (1, "open offers"),
        (4, "agreed"),
        (1, "arrived"),
    ]
    assert context["difference"] == (
        "Both sides agreed 4 times. Once it arrived, as both sides say. The difference is 3."
    )
    assert context["rest"] == [
        ("On the way: not both sides have said yet that it arrived", 1),
        ("The two sides say different amounts", 1),
        ("Called off after both had agreed", 1),
    ]
    assert context["amounts"] == [("pieces", Amount("piece", 25, 12)), ("hours", Amount("hour", 4, 0))]
    assert [(row.name, row.line) for row in context["by_kind"]] == [
        ("Goods and rooms", Line("material", 1, 1, 3, 1)),
        ("People and skills", Line("human", 1, 0, 1, 0)),
    ]
    assert [(row.name, row.line) for row in context["by_place"]] == [
        ("Guangxi", Line("450000", 1, 0, 1, 0)),
        ("The whole country", Line("country", 0, 1, 2, 1)),
        ("From afar", Line("remote", 1, 0, 1, 0)),
    ]
    assert context["post_endings"] == [("Found in another way", 1)]
    assert context["answer_endings"] == [
        ("Called off after both had agreed", 1),
        ("Declined", 1),
        ("It arrived", 1),
    ]
    assert (context["historic"], context["examples"]) == (1, 0)
    assert [row[1:] for row in context["months"]] == [(4, 1)]


def test_when_both_say_the_same_at_last_it_counts_as_arrived_with_what_arrived(client, made, erin):
    line = made.offer.lines.get()
    confirm_delivery(person_actor(erin), made.differing, amounts={line.pk: 6}, sentence="Two stayed here.")
    context = client.get(HERE).context
    assert context["difference"].endswith("2 times it arrived, as both sides say. The difference is 2.")
    assert context["amounts"][0] == ("pieces", Amount("piece", 25, 18))


def test_medians_are_of_the_last_year_and_the_same_on_both_databases(made):
    Post.objects.filter(dataset="").update(made_at=timezone.now() - 30 * DAY)
    took(made.arrived, answer=3 * DAY, yes=DAY, done=6 * DAY)
    took(made.differing, answer=1 * DAY, yes=DAY)
    took(made.called_off, answer=5 * HOUR, yes=DAY)
    took(made.declined, answer=9 * DAY, yes=DAY)
    took(made.asked, answer=9 * DAY, yes=DAY)
    took(made.waiting, answer=2 * DAY, yes=DAY)
    since = timezone.now() - 365 * DAY
    assert sorted(numbers.first_answers(since)) == [5 * HOUR, DAY, 2 * DAY]
    assert reckoning.middle(numbers.first_answers(since)) == DAY
    assert numbers.delivery_times(since) == [6 * DAY]
    assert numbers.first_answers(timezone.now()) == numbers.delivery_times(timezone.now()) == []


def test_medians_stand_on_the_page(client, made):
    Post.objects.filter(dataset="").update(made_at=timezone.now() - 30 * DAY)
    for one in (made.arrived, made.differing, made.called_off, made.declined, made.asked, made.waiting):
        took(one, answer=2 * DAY, yes=DAY, done=6 * DAY if one == made.arrived else None)
    text = told(client)
    assert "Of the latest 3 needs and offers of the last twelve months that were answered, half had" in text
    assert "had their first answer within 2 days." in text
    assert (
        "1 delivery was made in the last twelve months; both sides had confirmed it within 6 days after they agreed."
        in text
    )


def test_months_count_an_agreement_in_its_month_and_a_delivery_in_its_own(made):
    edges = reckoning.months(timezone.localdate())
    middle = [timezone.make_aware(timezone.datetime(day.year, day.month, 15)) for day in edges]
    Introduction.objects.exclude(agreed_at=None).update(agreed_at=middle[0])
    Introduction.objects.filter(state=Introduction.DONE).update(
        agreed_at=middle[0] - 60 * DAY, ended_at=middle[3]
    )
    assert numbers.by_month(edges) == [(3, 0), (0, 0), (0, 0), (0, 1), *[(0, 0)] * 8]


def test_lists_of_the_past_are_counted_apart_and_examples_are_told(client, made, group):
    Organisation.objects.filter(pk=group.pk).update(is_example=True)
    text = told(client)
    assert "1 need or offer from lists of the past is not in these numbers" in text
    assert "1 of what stands open is an example made for the demo." in text


def test_no_word_that_was_written_stands_on_the_page(client, made, alice):
    text = client.get(HERE).text
    assert not any(word in text for word in (*SECRET.split(), "山蚁", "金利", alice.name))


def test_more_of_everything_costs_no_more_queries(client, made, group):
    counts = []
    for _ in range(2):
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(HERE).status_code == 200
        counts.append(len(asked))
        for number in range(3):
            publish_post(SYSTEM, group, told=telling(title=f"another one {number}"))
    assert counts[0] == counts[1] <= 14


MOVES = {
    "exchange.published", "exchange.changed", "exchange.extended", "exchange.closed", "exchange.imported",
    "exchange.left_lists",
    "exchange.introduction.asked", "exchange.introduction.agreed", "exchange.introduction.ended",
    "exchange.delivery.differs", "exchange.delivery.done",
}  # fmt: skip


def test_the_page_is_kept_until_a_verb_moves_a_number(client, made, group, alice):
    assert {verb.name for verb in verbs if "numbers" in verb.touches} == MOVES
    first = client.get(HERE)
    assert client.get(HERE, headers={"if-none-match": first["ETag"]}).status_code == 304
    publish_post(person_actor(alice), group, told=telling(title="one more"))
    again = client.get(HERE, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.context["stats"][0]) == (200, (3, "open needs"))


def test_it_is_found_from_the_lists_the_first_page_and_the_foot_of_every_page(client, made):
    for page in ("/en/needs/", "/en/offers/", "/en/", "/en/about/"):
        assert f'href="{HERE}"' in client.get(page).text, page
