from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from ngo2.lib.dates import Age, age_text, age_words, day_of, today_shanghai

TODAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("day", "age", "text"),
    [
        (None, Age("never"), "never"),
        (date(2026, 3, 16), Age("ahead"), "in the future"),
        (date(2026, 3, 15), Age("month"), "this month"),
        (date(2026, 3, 1), Age("month"), "this month"),
        (date(2026, 2, 28), Age("months", 1), "1 month ago"),
        (date(2025, 4, 30), Age("months", 11), "11 months ago"),
        (date(2025, 3, 31), Age("years", 1), "1 year ago"),
        (date(2024, 4, 1), Age("years", 1), "1 year ago"),
        (date(2016, 3, 15), Age("years", 10), "10 years ago"),
    ],
)
def test_age(day, age, text):
    assert age_words(day, TODAY) == age
    with translation.override("en"):
        assert age_text(day, TODAY) == text


def test_a_day_is_a_day_in_china():
    evening_in_london = datetime(2026, 2, 28, 16, 30, tzinfo=UTC)
    assert day_of(evening_in_london) == date(2026, 3, 1)
    assert age_words(evening_in_london, TODAY) == Age("month")


def test_today_is_taken_when_not_given():
    assert age_words(today_shanghai()) == Age("month")
