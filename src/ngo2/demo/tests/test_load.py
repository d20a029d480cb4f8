import io
import json

import pytest
from django.core.management import CommandError, call_command

from ngo2.accounts import consents, queries, second_step
from ngo2.accounts.addresses import Address
from ngo2.accounts.models import Person
from ngo2.accounts.services import totp_now
from ngo2.demo import cast, services
from ngo2.demo.readers import examples
from ngo2.kernel.journal.models import Entry
from ngo2.lib.refusals import Refused
from ngo2.organisations import identity
from ngo2.organisations import queries as organisations
from ngo2.organisations.disclosure import public_facts
from ngo2.organisations.models import Assertion, Membership, Organisation

pytestmark = pytest.mark.django_db
EVERYTHING = {"hubei_2020": 227, "offers_2020": 477, "uk_charities": 4104, "red_cross": 164, "examples": 66}


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def only_examples(monkeypatch):
    monkeypatch.setattr(services, "READERS", ())


def counts():
    return {model: model.objects.count() for model in (Organisation, Assertion, Person, Membership, Entry)}


def example(external_id):
    return Organisation.objects.get(dataset="examples", external_id=external_id)


def test_everything_comes_once(settings):
    seen = []
    first = services.load_demo(lambda name, rows: seen.append((name, rows)))
    assert first.added == EVERYTHING
    assert dict(first.refused) == {}
    assert (
        sum(rows for name, rows in seen if name in EVERYTHING)
        == Organisation.objects.count()
        == sum(EVERYTHING.values())
    )
    assert set(Organisation.objects.filter(is_example=True).values_list("dataset", flat=True)) == {"examples"}

    after = counts()
    second = services.load_demo()
    assert second.added == dict.fromkeys(EVERYTHING, 0)
    assert counts() == after
    assert second.sign_ins == first.sign_ins


def test_whoever_is_interrupted_goes_on_where_it_stopped(only_examples, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 20)
    real, calls = services.create_organisations, []

    def stops_at_the_third(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(services, "create_organisations", stops_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        services.load_demo()
    assert Organisation.objects.count() == 40
    assert services.load_demo().added == {"examples": 26}
    assert Organisation.objects.count() == 66


def test_a_real_site_does_not_fill_with_examples(settings):
    settings.DEMO = False
    with pytest.raises(Refused, match="NGO2_DEMO"):
        services.load_demo()
    with pytest.raises(CommandError, match="NGO2_DEMO"):
        call_command("seed_demo", verbosity=0)
    assert Organisation.objects.count() == 0


def test_every_fact_says_where_it_comes_from(only_examples):
    services.load_demo()
    kinds = set(
        Assertion.objects.exclude(source__in=["owner", "proposal"]).values_list("source", "source_label")
    )
    assert {label for _kind, label in kinds} == {examples.LABEL}
    assert {"survey", "paper", "workshop", "sms", "register", "import", "staff"} == {
        kind for kind, _label in kinds
    }


def test_the_cast_is_seated(only_examples):
    services.load_demo()
    seats = {
        (row.person.name, row.organisation.external_id, row.role)
        for row in Membership.objects.select_related("person", "organisation")
    }
    assert seats == {
        ("Alice", "shanyi", "owner"),
        ("Bob", "shanyi", "editor"),
        ("Bob", "qianshan", "owner"),
        ("Charlie", "youshui", "owner"),
        ("Erin", "jinli-tech", "owner"),
        ("Erin", "teachers-net", "owner"),
    }
    people = {person.name: person for person in Person.objects.all()}
    assert [name for name, person in people.items() if person.is_staff] == ["Dana"]
    assert [name for name, person in people.items() if not person.is_active] == ["Suspended"]
    for name, person in people.items():
        assert queries.person_at(Address("email", f"{name.lower()}@example.org")) == person
        assert queries.live_consents(person).filter(purpose=consents.TERMS).exists()


def test_dana_has_a_second_step_whose_key_stays_the_same(only_examples):
    sheet = {one.name: one for one in services.load_demo().sign_ins}
    dana = Person.objects.get(name="Dana")
    assert second_step.has_authenticator(dana)
    assert sheet["Dana"].totp_secret == cast.totp_secret()
    assert {name for name, one in sheet.items() if one.totp_secret} == {"Dana"}
    services.load_demo()
    assert cast.totp_secret() == sheet["Dana"].totp_secret
    printed = io.StringIO()
    call_command("seed_demo", "--code", stdout=printed)
    assert printed.getvalue().strip() == totp_now(cast.totp_secret())


def test_another_installation_has_another_key(settings):
    before = cast.totp_secret()
    settings.SECRET_KEY = "another"
    assert cast.totp_secret() != before


def test_nobody_learns_where_the_shelter_is(only_examples):
    services.load_demo()
    for external_id, areas in (("shiguang", 1), ("honghe-warm", 3), ("shanyi", 3)):
        organisation = example(external_id)
        assert organisation.facts["address"]["v"]
        shown = public_facts(organisation.country, organisation.facts)
        assert "address" not in shown
        assert "point" not in shown
        told = [organisation.area1, organisation.area2, organisation.area3]
        assert len([code for code in told if code]) == areas
        assert organisation.shown_level == ("province" if areas == 1 else "county")
    open_door = example("jinli-service")
    assert public_facts("CN", open_door.facts)["address"]["v"] == "成都市武侯区示例街 12 号"


def test_the_command_prints_one_json_object(only_examples):
    printed = io.StringIO()
    call_command("seed_demo", "--json", stdout=printed)
    told = json.loads(printed.getvalue())
    assert told["added"] == {"examples": 66}
    assert told["read"] == {"examples": {"rows": 66}}
    assert told["refused"] == {}
    assert [one["name"] for one in told["sign_ins"]] == [
        "Alice",
        "Bob",
        "Charlie",
        "Dana",
        "Erin",
        "Suspended",
    ]


def test_the_command_prints_how_to_sign_in(only_examples):
    printed = io.StringIO()
    call_command("seed_demo", stdout=printed, verbosity=0)
    assert "alice@example.org" in printed.getvalue()
    assert cast.totp_secret() in printed.getvalue()


def test_one_is_verified_one_is_vouched_for_and_two_things_wait_for_dana(only_examples):
    services.load_demo()
    services.load_demo()
    group, pier, company = (example(cast.OWNS[name]) for name in ("alice", "charlie", "erin"))
    assert (identity.is_verified(group), identity.is_verified(pier)) == (True, False)
    assert [one.by for one in organisations.live_vouches(pier)] == [group]
    assert [(one.organisation, one.how) for one in organisations.checks_waiting()] == [(pier, "visit")]
    assert [(one.organisation, one.person.name) for one in organisations.handovers_to_decide()] == [
        (company, "Bob")
    ]
