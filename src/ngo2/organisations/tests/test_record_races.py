"""Two people write to one record at once: nothing is lost. With its twin that shows the race is real."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations import projection
from ngo2.organisations.models import Assertion, Organisation
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations, decide_proposal
from ngo2.organisations.sources import PROPOSAL, STAFF, Source

pytestmark = pytest.mark.django_db(transaction=True)
VALUES = {
    "staff": 2,
    "volunteers": 20,
    "founded": 2009,
    "wechat": "蚂蚁夜校",
    "registrar": "民政局",
    "name_short": "山蚁",
}


@pytest.fixture
def organisation(dana):
    rows = [NewOrganisation({"name_zh": "山蚁"}, "1")]
    return create_organisations(SYSTEM, rows, source=Source("import"), dataset="d")[0].organisation


def at_once(*acts):
    """Run each act in a thread of its own; returns how many raised."""
    faults = []

    def run(act):
        try:
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    crowd = [threading.Thread(target=run, args=[act]) for act in acts]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return len(faults)


def kept(organisation):
    organisation.refresh_from_db()
    return {key: organisation.facts[key]["v"] for key in VALUES if key in organisation.facts}


def test_six_people_change_six_facts_and_all_six_are_kept(organisation, dana):
    def act(key):
        return lambda: assert_facts(person_actor(dana), organisation, {key: VALUES[key]}, source=STAFF)

    assert at_once(*[act(key) for key in VALUES]) == 0
    assert kept(organisation) == VALUES


def test_the_race_is_real_twin_that_reads_before_it_locks(organisation):
    ready = threading.Barrier(len(VALUES))

    def careless(key):
        def act():
            found = Organisation.objects.get(pk=organisation.pk)
            ready.wait()
            row = Assertion(
                organisation=found,
                field=key,
                value=VALUES[key],
                source="staff",
                how="changed",
                at=timezone.now(),
            )
            with transaction.atomic():
                projection.apply(found, projection.folded([row], found.facts))
                found.save()

        return act

    at_once(*[careless(key) for key in VALUES])
    assert len(kept(organisation)) < len(VALUES)


def test_of_two_who_decide_at_once_one_decides(organisation, dana, charlie):
    assert_facts(person_actor(charlie), organisation, {"staff": 3}, source=PROPOSAL)
    proposal = organisation.assertions.get(state=Assertion.WAITING)

    def act(accept):
        return lambda: decide_proposal(person_actor(dana), proposal, accept=accept)

    assert at_once(act(True), act(False), act(True)) == 2
    proposal.refresh_from_db()
    assert (proposal.state == Assertion.ACCEPTED) == ("staff" in kept(organisation))
