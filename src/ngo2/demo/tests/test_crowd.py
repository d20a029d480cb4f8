"""Examples in bulk, for benchmarks: the same as the one door would make them, and never on a real site."""

import pytest

from ngo2.demo.crowd import DATASET, add_crowd
from ngo2.lib.refusals import Refused
from ngo2.organisations import projection
from ngo2.organisations.facts import clean
from ngo2.organisations.models import CauseOf, Organisation

COLUMNS = [field.attname for field in Organisation._meta.concrete_fields if field.name != "id"]


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def test_a_crowd_is_what_the_projection_makes_of_its_facts(db):
    assert add_crowd(60) == 60
    for one in Organisation.objects.filter(dataset=DATASET):
        before = {name: getattr(one, name) for name in COLUMNS}
        projection.apply(one, one.facts)
        assert {name: getattr(one, name) for name in COLUMNS} == before
        assert one.is_example
        assert one.area1
        causes = CauseOf.objects.filter(organisation=one).values_list("cause", flat=True)
        assert sorted(causes) == sorted(one.facts["causes"]["v"])


def test_its_facts_are_facts_that_the_record_would_take(db):
    add_crowd(40)
    for one in Organisation.objects.all():
        for key, fact in one.facts.items():
            taken = clean(key, fact["v"])
            assert taken if key not in {"point", "division", "staff", "publish_exact"} else taken is not None


def test_a_crowd_that_was_stopped_goes_on_and_is_the_same(db):
    add_crowd(30)
    first = list(Organisation.objects.order_by("external_id").values_list("external_id", "name"))
    assert add_crowd(30) == 0
    Organisation.objects.filter(dataset=DATASET).delete()
    add_crowd(30)
    assert list(Organisation.objects.order_by("external_id").values_list("external_id", "name")) == first


def test_a_real_site_is_not_filled_with_examples(db, settings):
    settings.DEMO = False
    with pytest.raises(Refused):
        add_crowd(1)
    assert not Organisation.objects.exists()
