from collections.abc import Iterator

import pytest
from django.core.cache import cache

from ngo2.kernel.journal import chain
from ngo2.kernel.search import following, queries
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.sources import Source

LIST = Source("import", "Test list", "https://example.org/list")


@pytest.fixture
def folder(settings, tmp_path) -> Iterator[object]:
    """A folder for the index; it is empty until something makes one."""
    settings.NGO2_SEARCH_DIR = str(tmp_path / "search")
    cache.clear()
    yield tmp_path / "search"
    following.let_go()
    queries._forget()


@pytest.fixture
def follow(folder):
    """What a worker does: seal what happened, and follow until nothing is left."""

    def run():
        while chain.seal():
            pass
        while following.tick():
            pass

    return run


@pytest.fixture
def many(db):
    def make(*facts, dataset="many"):
        rows = [NewOrganisation({"kind": "grassroots_ngo", **one}, str(n)) for n, one in enumerate(facts)]
        return [one.organisation for one in create_organisations(SYSTEM, rows, source=LIST, dataset=dataset)]

    return make


@pytest.fixture
def names():
    """names("…"): names of what is found, the best first."""
    from ngo2.kernel.search.engine import Ask
    from ngo2.organisations.models import Organisation

    def find(text="", **more):
        ask, _ = queries.settled(Ask(text, **more))
        found = queries.search(ask, 50)
        rows = Organisation.objects.in_bulk([hit.key.pk for hit in found.hits])
        assert len(rows) == len(found.hits), "the index holds what is not there any more"
        return [rows[hit.key.pk].name for hit in found.hits]

    return find
