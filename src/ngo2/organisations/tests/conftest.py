import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from ngo2.kernel.search.tests.conftest import folder, follow, many  # noqa: F401 (fixtures)
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Membership
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.sources import Source

LIST = Source("import", "Hubei 2020", "https://example.org/list")


@pytest.fixture
def imported(db):
    """Make an unclaimed record from a list: `imported(phone="0778-2260217", ...)`."""

    def make(**facts):
        rows = [
            NewOrganisation(
                {"name_zh": "山蚁乡村教育小组", "kind": "grassroots_ngo", **facts},
                f"row-{len(facts)}-{facts}"[:80],
            )
        ]
        return create_organisations(SYSTEM, rows, source=LIST, dataset="test")[0].organisation

    return make


@pytest.fixture
def member():
    def make(person, organisation, role=Membership.OWNER):
        return Membership.objects.create(
            organisation=organisation, person=person, role=role, since=timezone.now()
        )

    return make


@pytest.fixture
def group(imported, member, alice, bob):
    """Alice's organisation, with Bob as editor."""
    organisation = imported(phone="0778-2260217", division="451200", legal_status="registered_association")
    member(alice, organisation)
    member(bob, organisation, Membership.EDITOR)
    organisation.claimed_at = timezone.now()
    organisation.save()
    return organisation


@pytest.fixture(autouse=True)
def fresh_pages():
    """Versions of pages go back with each test's rows; pages kept under them must go too."""
    cache.clear()


@pytest.fixture
def english():
    """Sentences as they are written in the code."""
    with translation.override("en"):
        yield
