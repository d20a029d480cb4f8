from datetime import UTC, datetime, timedelta

from ngo2.operations.retention import kept

TODAY = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def nights(count: int) -> list[datetime]:
    return [TODAY - timedelta(days=day) for day in range(count)]


def test_seven_days_five_weeks_twelve_months():
    stays = sorted(kept(nights(500)), reverse=True)
    assert stays[:7] == nights(7)
    weeks = {at.isocalendar()[:2] for at in stays}
    months = {(at.year, at.month) for at in stays}
    assert len(weeks & {at.isocalendar()[:2] for at in nights(29)}) == 5
    assert len(months) == 12
    assert len(stays) <= 7 + 5 + 12


def test_run_every_night_it_keeps_what_it_promised():
    """Forgetting each night must not eat what a later month needs."""
    there: set[datetime] = set()
    for night in reversed(nights(500)):
        there = kept(there | {night})
    assert there == kept(nights(500))


def test_pauses_do_not_cost_the_last_ones():
    old = [TODAY - timedelta(days=400 + day) for day in range(3)]
    assert set(old) == kept(old)
    assert kept([]) == set()
