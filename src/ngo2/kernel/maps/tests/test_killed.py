"""Real processes that are killed in the middle of a build: whoever goes on makes the same map."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection

from ngo2.kernel.maps import services, tables
from ngo2.kernel.maps.models import Build
from ngo2.kernel.maps.tests.reading import rows
from ngo2.kernel.maps.tests.town import Town, compare, shown_build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 4)
    monkeypatch.setattr(services, "MARKS_COUNTED", 5)
    monkeypatch.setattr(services, "GRACE", timedelta(0))
    made = Town(17)
    for _turn in range(30):
        made.happen()
    yield made
    for table in ("maps_mark", "maps_cell"):  # no models, so nobody empties them
        tables.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)


def is_killed(act) -> bool:
    """`act` in a process of its own; whether SIGKILL ended it."""
    connection.close()  # each process has its own
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(1)
    return os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def die(*_whatever, **_named):
    os.kill(os.getpid(), signal.SIGKILL)


def dies_in_the_middle(town: Town) -> None:
    """When all rows of a step are written, and before the build knows."""
    Build.save = die
    services.step(town.layer)


def dies_after(town: Town) -> None:
    services.step(town.layer)
    die()


def dies_half_written(town: Town) -> None:
    """The planted fault: what is counted is kept before the build knows how far it has come."""

    def save(*_whatever, **_named):
        connection.connection.commit()
        die()

    Build.save = save
    services.step(town.layer)


def is_in_the_making() -> bool:
    return Build.objects.filter(state__in=[Build.PLACING, Build.COUNTING]).exclude(cut=tables.END[0]).exists()


def killed_at_each_step(town: Town, *ways) -> int:
    """How often; each way once at each step."""
    times = 0
    services.begin(town.layer)
    while is_in_the_making():
        for way in ways:
            assert is_killed(lambda way=way: way(town))
            times += 1
    return times


def kept_and_anew(town: Town) -> tuple:
    services.rebuild(town.layer)
    kept = rows(shown_build(town))
    services.rebuild(town.layer)
    return kept, rows(shown_build(town))


def test_killed_at_each_step_in_the_middle_and_after_it_is_the_same_map(town):
    assert killed_at_each_step(town, dies_in_the_middle, dies_after) > 20
    kept, anew = kept_and_anew(town)
    assert kept == anew
    assert anew[0]


def test_a_build_that_others_finish_is_what_counting_by_hand_gives(town):
    killed_at_each_step(town, dies_in_the_middle, dies_after)
    while services.step(town.layer):
        pass
    compare(town)


def test_twin_where_the_place_is_kept_later_a_killed_range_is_counted_twice(town):
    killed_at_each_step(town, dies_half_written, dies_after)
    kept, anew = kept_and_anew(town)
    assert kept != anew
