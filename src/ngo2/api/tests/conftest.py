import pytest

from ngo2.accounts.services import make_token
from ngo2.api.operations import OWN
from ngo2.exchange.tests.conftest import organised  # noqa: F401 (fixtures)
from ngo2.lib.actors import person_actor
from ngo2.organisations.tests.conftest import fresh_pages, group, imported, member  # noqa: F401 (fixtures)


@pytest.fixture
def token():
    """`token(alice)`: the headers that her program sends, by default with the scope for her own records."""

    def make(person, *scopes, days=365):
        _row, plain = make_token(
            person_actor(person), person, name="Website", scopes=scopes or [OWN], days=days
        )
        return {"Authorization": f"Bearer {plain}"}

    return make


@pytest.fixture
def ask(client):
    """`ask("organisations?q=x", headers)`: the answer of the API."""

    def get(path, headers=None, **more):
        return client.get(f"/api/v1/{path}", headers=headers, **more)

    return get
