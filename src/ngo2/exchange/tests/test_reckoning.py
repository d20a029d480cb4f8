"""Numbers and the sentences that say them, also when there is nothing to count."""

from datetime import date, timedelta

import pytest

from ngo2.exchange.numbers import reckoning, telling
from ngo2.exchange.numbers.reckoning import Answered, Line, Outcome, Standing, middle, months

pytestmark = pytest.mark.usefixtures("english")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ANSWERS = [
    Answered("material", "450000", "done", "delivered", True, 3),
    Answered("material", "450000", "agreed", "", True, 2),
    Answered("material", "country", "ended", "cancelled", True, 1),
    Answered("human", "remote", "ended", "declined", False, 4),
    Answered("human", "remote", "asked", "", False, 5),
]
STANDING = [
    Standing("need", "material", "450000", False, 7),
    Standing("offer", "material", "country", False, 9),
    Standing("need", "human", "remote", False, 1),
    Standing("need", "human", "110000", False, 1),
]


def test_an_outcome_and_where_its_difference_is():
    found = reckoning.outcome(ANSWERS, differing=1)
    assert found == Outcome(agreed=6, arrived=3, differing=1, called_off=1)
    assert (found.waiting, found.missing) == (1, 3)
    assert telling.difference(found) == [
        "Both sides agreed 6 times.",
        "3 times it arrived, as both sides say.",
        "The difference is 3.",
    ]
    assert [n for _label, n in telling.rest(found)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Outcome(), "Nothing has been agreed on yet, so nothing can be missing."),
        (Outcome(agreed=1, arrived=1), "Both sides agreed once. All of it arrived, as both sides say."),
        (
            Outcome(agreed=2),
            "Both sides agreed 2 times. Nothing of it has arrived so far. The difference is 2.",
        ),
        (
            Outcome(agreed=5000, arrived=1),
            "Both sides agreed 5,000 times. Once it arrived, as both sides say. The difference is 4,999.",
        ),
    ],
)
def test_nothing_all_and_some_are_sentences(found, said):
    assert " ".join(telling.difference(found)) == said


def test_tables_by_kind_and_by_place_with_the_wider_ones_last():
    assert reckoning.table(STANDING, ANSWERS, "kind") == [
        Line("material", 7, 9, 6, 3),
        Line("human", 2, 0, 0, 0),
    ]
    assert reckoning.table(STANDING, ANSWERS, "place") == [
        Line("450000", 7, 0, 5, 3),
        Line("110000", 1, 0, 0, 0),
        Line("country", 0, 9, 1, 0),
        Line("remote", 1, 0, 0, 0),
    ]
    assert reckoning.table([], [], "kind") == []


def test_reasons_the_most_frequent_first():
    assert reckoning.of_answers(ANSWERS) == [("delivered", 3), ("cancelled", 1), ("declined", 4)]
    known = {"over": "", "mistake": "", "delivered": ""}
    assert reckoning.endings([("mistake", 1), ("over", 4), ("gone", 9), ("delivered", 4)], known) == [
        ("delivered", 4),
        ("over", 4),
        ("mistake", 1),
    ]


@pytest.mark.parametrize(
    ("days", "median"), [([], None), ([3], 3), ([1, 2], 1.5), ([9, 1, 2], 2), ([1, 1, 1, 300], 1)]
)
def test_the_middle(days, median):
    assert middle([day * DAY for day in days]) == (None if median is None else median * DAY)


@pytest.mark.parametrize(
    ("long", "said"),
    [
        (None, ""),
        (timedelta(0), "an hour"),
        (HOUR, "1 hour"),
        (46.4 * HOUR, "47 hours"),
        (2 * DAY, "2 days"),
        (2.6 * DAY, "3 days"),
        (1200 * DAY, "1,200 days"),
    ],
)
def test_spans_in_words(long, said):
    assert telling.span(long) == said


def test_no_median_of_nothing():
    assert (
        telling.first_answers(None, 0) == "No need or offer of the last twelve months has been answered yet."
    )
    assert telling.deliveries(None, 0) == "Nothing has arrived in the last twelve months yet."
    assert "3 deliveries" in telling.deliveries(5 * DAY, 3)
    assert "5 days" in telling.deliveries(5 * DAY, 3)


def test_twelve_months_with_this_one_and_across_the_year():
    edges = months(date(2026, 2, 28))
    assert (edges[0], edges[-2], edges[-1], len(edges)) == (
        date(2025, 3, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
        13,
    )
    assert months(date(2026, 12, 31))[-1] == date(2027, 1, 1)
