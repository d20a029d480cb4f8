"""Two colleagues key the same sheet at once: it is written once. With a planted fault."""

import threading

import pytest

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Refused
from ngo2.lib.tests.racing import race
from ngo2.organisations.paper import typed
from ngo2.organisations.services import NewOrganisation, create_organisations, paper
from ngo2.organisations.sources import Source

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4


@pytest.fixture
def sheet(dana):
    rows = [NewOrganisation({"name_zh": "山蚁乡村教育小组", "staff": 2}, "1")]
    made = create_organisations(SYSTEM, rows, source=Source("import"), dataset="paper")[0].organisation
    return paper.issue_form(person_actor(dana), made, for_members=False)


def key(dana, sheet):
    said = typed.read("41 5", {}, (), rest=True, seen=sheet.seen)
    return lambda: paper.key_form(person_actor(dana), sheet, said)


def test_of_many_who_key_one_sheet_at_once_one_writes(sheet, dana):
    passed, refused = race([key(dana, sheet)] * HANDS)
    assert passed == 1
    assert {one.code for one in refused} == {"twice"}
    assert Entry.objects.filter(verb=paper.KEYED).count() == 1


def test_the_race_is_real_twin_that_looks_before_it_locks(sheet, dana):
    gate = threading.Barrier(HANDS)

    def careless():
        said = typed.read("41 5", {}, (), rest=True, seen=sheet.seen)
        found = paper.find_form(person_actor(dana), sheet.number)
        gate.wait(30)
        if found.keyed is not None:
            raise Refused("twice")
        paper.key_form(person_actor(dana), sheet, said, again=True)

    race([careless] * HANDS)
    assert Entry.objects.filter(verb=paper.KEYED).count() > 1
