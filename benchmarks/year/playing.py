"""The days, one after the other."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from benchmarks.year import answers, office, owners, strangers
from benchmarks.year.clock import Clock, running
from benchmarks.year.founding import found
from benchmarks.year.house import connected
from benchmarks.year.rates import YEAR
from benchmarks.year.world import World, days_in

START = datetime(2026, 1, 4, 16, tzinfo=UTC)  # midnight in China, on a Monday
# The worker runs three times a day: what was due since the last time, in its order. Questions go out at these hours.
MORNING, NOON, EVENING = 9.1, 13.1, 18.1


def play(
    organisations: int, days: int, seed: int, tell: Callable[[World], object] = lambda world: None
) -> World:
    """`tell` hears of each day; a true answer ends it there (`world.day` says how many there were)."""
    clock = Clock(START - timedelta(days=YEAR))
    with running(clock), connected() as wires:
        world = World(organisations, seed, clock, wires)
        found(world)
        readers = answers.Readers()
        for number in range(1, days + 1):
            world.day = number
            _day(world, readers)
            if tell(world):
                break
        world.clock.to(world.clock.at + timedelta(hours=8))
        world.house.work()
    return world


def _day(world: World, readers: answers.Readers) -> None:
    morning, noon, evening, midnight = days_in(world.clock, (MORNING, NOON, EVENING, 24))
    _at(world, morning, strangers.monthly, owners.renew_checks, owners.day)
    _at(world, noon, strangers.day, office.all_sit_down)
    _at(world, evening, readers.read)
    if world.day % 7 == 0:
        world.ledger.queue.append(office.waiting(world))
    world.clock.to(midnight)


def _at(world: World, moment: datetime, *things: Callable[[World], None]) -> None:
    world.clock.to(moment)
    world.catch_up()
    for one in things:
        one(world)
    world.house.work()
    world.wires.bring_back()
