"""The fixed cast: Alice owns, Bob is her colleague, Charlie a stranger, Dana the platform team, Erin a company's CSR officer."""

import pytest


@pytest.fixture
def person(db):
    """Make a person: `person("Alice", phone="+86...", is_staff=False)`."""
    from ngo2.accounts.models import Person

    def make(name, **fields):
        return Person.objects.create(name=name, **fields)

    return make


@pytest.fixture
def alice(person):
    return person("Alice")


@pytest.fixture
def bob(person):
    return person("Bob")


@pytest.fixture
def charlie(person):
    return person("Charlie")


@pytest.fixture
def dana(person):
    return person("Dana", is_staff=True)


@pytest.fixture
def erin(person):
    return person("Erin")


@pytest.fixture
def suspended(person):
    return person("Suspended", is_active=False)
