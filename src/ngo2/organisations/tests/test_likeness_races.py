"""Two finders at once, and two people who decide at once. Each with its twin that goes wrong."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.tests.racing import race
from ngo2.organisations import duplicates
from ngo2.organisations.models import Likeness, LikenessKey
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.services.likenesses import find_waiting, keep_open, tell_apart
from ngo2.organisations.sources import Source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def records(db):
    rows = [NewOrganisation({"name_zh": "绿家园环境教育中心", "founded": 2000 + n}, str(n)) for n in range(4)]
    return [
        one.organisation for one in create_organisations(SYSTEM, rows, source=Source("import"), dataset="d")
    ]


def test_two_finders_keep_each_pair_once(records):
    passed, raised = race([find_waiting, find_waiting, find_waiting])
    assert (passed, raised, Likeness.objects.count()) == (3, [], 6)
    assert not LikenessKey.objects.filter(key=duplicates.WAITS).exists()


def test_the_race_is_real_twin_that_looks_before_it_inserts(records):
    first, second = records[:2]
    faults, gate = [], threading.Barrier(2)

    def careless():
        try:
            if not Likeness.objects.filter(first=first, second=second).exists():
                gate.wait(30)
                Likeness.objects.create(first=first, second=second, score=1, found_at=timezone.now())
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    crowd = [threading.Thread(target=careless) for _ in range(2)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(60)
    assert len(faults) == 1


def test_of_two_who_decide_at_once_one_decides(records, dana):
    find_waiting()
    pair = Likeness.objects.earliest("pk")

    def decide():
        tell_apart(person_actor(dana), Likeness.objects.get(pk=pair.pk))

    passed, refused = race([decide, decide, decide])
    assert (passed, len(refused)) == (1, 2)
    keep_open(person_actor(dana), pair)
