"""Nobody stands alone among the rows of deliveries."""

import random
from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from ngo2.exchange.datasets import anonymous
from ngo2.exchange.datasets.anonymous import LADDER, LEAST, Case, over, told

TODAY = date(2026, 11, 26)
MAY = date(2026, 5, 3)


def case(
    pk, *, giver=None, receiver=None, about="computers", home="450000", away="420000", ended=MAY, began="need"
):
    return Case(pk, giver or f"g{pk}", receiver or f"r{pk}", began, "material", about, away, home, ended)


def of(rows, pk):
    return dict(rows[pk])


def test_five_alike_are_told_whole():
    rows = told([case(pk) for pk in range(5)], TODAY)
    assert [of(rows, pk) for pk in range(5)] == [
        {
            "began": "need", "kind": "material", "about": "computers",
            "giver_province": "420000", "receiver_province": "450000", "month": "2026-05",
        }
    ] * 5  # fmt: skip


def test_four_are_told_not_at_all_this_year():
    assert told([case(pk) for pk in range(4)], TODAY) == {}


def test_what_stands_alone_in_its_province_is_told_of_the_country():
    crowd = [case(pk) for pk in range(5)]
    alone = [case(10 + pk, home=f"{pk + 1}10000", away=f"{pk + 1}20000") for pk in range(5)]
    rows = told([*crowd, *alone], TODAY)
    assert all("giver_province" in rows[one.pk] for one in crowd)
    assert [of(rows, one.pk) for one in alone] == [
        {"began": "need", "kind": "material", "month": "2026-05"}
    ] * 5


def test_who_is_left_over_is_not_told_beside_a_crowd_by_subtraction():
    """Six in the country, five of them in one province: the sixth is told nowhere."""
    rows = told([*(case(pk) for pk in range(5)), case(9, home="310000")], TODAY)
    assert 9 not in rows


def test_the_subkind_goes_first():
    rows = told([case(pk, about=f"about{pk}") for pk in range(5)], TODAY)
    assert of(rows, 0) == {
        "began": "need", "kind": "material", "giver_province": "420000", "receiver_province": "450000",
        "month": "2026-05",
    }  # fmt: skip


def test_one_company_that_gives_to_twenty_groups_is_one_giver():
    assert told([case(pk, giver="company") for pk in range(20)], TODAY) == {}
    assert told([case(pk, receiver="school") for pk in range(20)], TODAY) == {}


def test_the_running_month_waits_and_a_year_is_told_when_it_is_over():
    now = [case(pk, ended=TODAY) for pk in range(9)]
    assert over(now, TODAY) == []
    assert told(now, TODAY) == {}
    scattered = [case(pk, ended=date(2025, 1 + pk, 7)) for pk in range(6)]
    assert told(scattered, date(2025, 12, 31)) == {}
    assert [of(told(scattered, date(2026, 1, 1)), pk) for pk in range(6)] == [
        {"kind": "material", "year": "2025"}
    ] * 6


def many(seed, count=400):
    made = random.Random(seed)
    return [
        Case(
            pk, f"g{made.randrange(40)}", f"r{made.randrange(90)}", made.choice(["need", "offer"]),
            made.choice(["material", "human"]), made.choice("abc"), made.choice(["", "42", "45", "11"]),
            made.choice(["", "42", "45"]), date(made.choice([2025, 2026]), made.randrange(1, 11), 1 + pk % 28),
        )
        for pk in range(count)
    ]  # fmt: skip


def alone(cases, rows):
    """Published rows that fewer than five givers or receivers share."""
    groups = defaultdict(list)
    for one in cases:
        if one.pk in rows:
            groups[tuple(sorted(rows[one.pk].items()))].append(one)
    return [
        key
        for key, group in groups.items()
        if min(len({one.giver for one in group}), len({one.receiver for one in group})) < LEAST
    ]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_told_is_told_of_five_givers_and_five_receivers(seed):
    cases = many(seed)
    rows = told(cases, TODAY)
    assert len(rows) > 100
    assert alone(cases, rows) == []


def test_the_twin_without_the_crowd_somebody_stands_alone(monkeypatch):
    monkeypatch.setattr(anonymous, "_is_crowd", lambda group, least: True)
    cases = many(0)
    assert alone(cases, told(cases, TODAY))


@pytest.mark.parametrize("seed", range(4))
def test_a_later_file_adds_months_and_tells_no_more_of_the_old_ones(seed):
    cases = many(seed)
    before, after = told(cases, date(2026, 7, 1)), told(cases, date(2026, 9, 1))
    assert {pk: dict(row) for pk, row in before.items()}.items() <= {
        pk: dict(row) for pk, row in after.items()
    }.items()
    new = {one.pk for one in cases if date(2026, 7, 1) <= one.ended}
    assert set(after) - set(before) <= new


def test_each_step_tells_less_than_the_one_before():
    assert all(set(below) - {"year"} < set(above) for above, below in pairwise(LADDER))
