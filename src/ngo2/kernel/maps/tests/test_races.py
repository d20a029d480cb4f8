"""Changes and builds at the same moment, in real transactions: at the end the map is the map made anew.

Each with a twin that loses what the lock, or what the rows that wait, are there for.
"""

import random
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from ngo2.kernel.maps import services, tables
from ngo2.kernel.maps.models import Build, Standing, Waiting
from ngo2.kernel.maps.tests.reading import rows
from ngo2.lib.actors import SYSTEM
from ngo2.lib.tests.racing import outcomes
from ngo2.organisations.facts import choices
from ngo2.organisations.map_layer import ORGANISATIONS
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.sources import Source

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = list(choices.KINDS)[:3]
WRITERS, TURNS = 4, 12
FEW, OWN = 4, 4  # things that all writers move, and things of each alone
PATIENCE = 30


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 5)
    monkeypatch.setattr(services, "CAUGHT_UP", 3)
    monkeypatch.setattr(services, "GRACE", timedelta(0))


@pytest.fixture
def slow_looks(monkeypatch):
    """Between looking where a thing stands and taking it away, the others have time."""
    look = tables.marks_of

    def slow(build, ref):
        found = look(build, ref)
        time.sleep(0.003)
        return found

    monkeypatch.setattr(tables, "marks_of", slow)


@pytest.fixture
def things(db):
    facts = {"name_zh": "山蚁乡村教育小组", "kind": KINDS[0]}
    new = [NewOrganisation(facts, str(uuid4())) for _nth in range(FEW + WRITERS * OWN)]
    made = create_organisations(SYSTEM, new, source=Source("import", "A list"), dataset="races")
    pks = sorted(one.organisation.pk for one in made)
    Organisation.objects.filter(pk__in=pks).update(shown_lat=30.0, shown_lng=110.0)
    services.rebuild(ORGANISATIONS)
    yield pks
    for table in ("maps_mark", "maps_cell"):  # no models, so nobody empties them
        tables.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)


def raised_by(acts) -> list[Exception]:
    """By all of them at once; looked at by the test, for a twin may raise what it likes."""
    return outcomes(acts, expected=Exception)[1]


def all_move_the_same(things: list[int]) -> list[Exception]:
    """While two make maps, and again afterwards: what is wrong in the last map stays wrong."""

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for turn in range(TURNS):
            move(chance, chance.choice(things[:FEW]), together=bool(turn % 2))

    def build() -> None:
        services.rebuild(ORGANISATIONS)
        services.rebuild(ORGANISATIONS)

    writers = [lambda n=n: write(n) for n in range(WRITERS)]
    return raised_by([*writers, build, build]) + raised_by(writers)


def each_moves_its_own_late(things: list[int]) -> list[Exception]:
    """Once, when all is placed in the next map already: before it counts, while it does, and while it goes live."""
    is_all_placed, moved = threading.Event(), threading.Semaphore(0)

    def write(seed: int) -> None:
        chance = random.Random(seed)
        assert is_all_placed.wait(PATIENCE)
        for ref in things[FEW:][seed * OWN : (seed + 1) * OWN]:
            move(chance, ref, together=False)
            moved.release()

    def build() -> None:
        services.begin(ORGANISATIONS)
        while not Build.objects.filter(state=Build.COUNTING).exists():
            services.step(ORGANISATIONS)
        is_all_placed.set()
        for _nth in range(WRITERS):
            assert moved.acquire(timeout=PATIENCE)
        while services.step(ORGANISATIONS):
            pass

    return raised_by([*(lambda n=n: write(n) for n in range(WRITERS)), build])


def move(chance: random.Random, ref: int, *, together: bool) -> None:
    """`together`: the change and its place on the map are one transaction."""
    away = chance.random() < 0.2
    to = {
        "shown_lat": None if away else chance.choice([25.0, 25.0001, 30.66, -33.9]),
        "shown_lng": None if away else chance.choice([102.7, 102.7001, 104.06, 18.4]),
        "kind": chance.choice(KINDS),
    }
    with transaction.atomic():
        Organisation.objects.filter(pk=ref).update(**to)
        if together:
            services.place(ORGANISATIONS, [ref])
    if not together:
        services.place(ORGANISATIONS, [ref])


def kept_and_anew() -> tuple:
    """The map that is shown, and the same made anew."""
    kept = rows(Standing.objects.get().build)
    Build.objects.exclude(state=Build.LIVE).delete()
    Standing.objects.update(making=0)
    services.rebuild(ORGANISATIONS)
    return kept, rows(Standing.objects.get().build)


@pytest.mark.parametrize("happen", [all_move_the_same, each_moves_its_own_late])
def test_whatever_happens_during_builds_the_map_is_the_map_made_anew(things, slow_looks, happen):
    assert happen(things) == []
    while services.step(ORGANISATIONS):  # one that waited for another's step may have left something to do
        pass
    assert not Waiting.objects.exists()
    assert Standing.objects.get().making == 0
    kept, anew = kept_and_anew()
    assert kept == anew
    assert anew[1]  # something stands on it


def test_twin_without_the_lock_a_thing_leaves_its_old_place_twice(things, slow_looks, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("there each transaction is the lock, from its beginning")

    def look(layer):
        return tables.execute("SELECT build, making FROM maps_standing WHERE layer = %s", [layer])[0]

    with monkeypatch.context() as patched:
        patched.setattr(tables, "next_version", look)
        all_move_the_same(things)
    kept, anew = kept_and_anew()
    assert kept != anew


def test_twin_without_what_waits_the_new_map_misses_what_was_moved(things, slow_looks, monkeypatch):
    def forget(build, _layer, waiting):
        Waiting.objects.filter(build=build.pk, pk__in=[one.pk for one in waiting]).delete()

    with monkeypatch.context() as patched:
        patched.setattr(services, "_place_waiting", forget)
        assert each_moves_its_own_late(things) == []
    kept, anew = kept_and_anew()
    assert kept != anew
