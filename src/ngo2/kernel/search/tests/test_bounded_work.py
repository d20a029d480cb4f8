"""Counted, not timed: no question asks more of the index or the database than the list does on any day."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ngo2.kernel.search import queries
from ngo2.kernel.search.tantivy.index import TantivyReader
from ngo2.kernel.search.tests.test_bounds import NASTY
from ngo2.kernel.search.views import PER_PAGE

pytestmark = pytest.mark.django_db
ADDRESSES = ("/search/", "/search/suggest/", "/organisations/", "/organisations/download.csv", "/embed/")
MOST_OF_INDEX, MOST_OF_DATABASE = 18, 20  # the list counts what stands behind each of its choices


@pytest.fixture
def some(many, follow):
    many(*({"name_zh": f"江岸书屋{nth}", "name_en": f"Riverside Library {nth}"} for nth in range(40)))
    follow()


@pytest.fixture
def asked(monkeypatch):
    """(what, limit, offset) of each question to the index."""
    calls: list[tuple[str, int, int]] = []
    search, suggest, counts = TantivyReader.search, TantivyReader.suggest, TantivyReader.counts

    def searching(self, ask, limit, offset=0):
        calls.append(("search", limit, offset))
        return search(self, ask, limit, offset)

    def suggesting(self, ask, limit):
        calls.append(("suggest", limit, 0))
        return suggest(self, ask, limit)

    def counting(self, ask):
        calls.append(("counts", 0, 0))
        return counts(self, ask)

    monkeypatch.setattr(TantivyReader, "search", searching)
    monkeypatch.setattr(TantivyReader, "suggest", suggesting)
    monkeypatch.setattr(TantivyReader, "counts", counting)
    return calls


def work(client, asked, address: str, parameters: dict[str, str]) -> tuple[int, int, int]:
    """Status, questions to the index, queries of the database."""
    cache.clear()
    asked.clear()
    with CaptureQueriesContext(connection) as made:
        answer = client.get(address, parameters)
        if answer.streaming:
            list(answer.streaming_content)
    return answer.status_code, len(asked), len(made)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_work_does_not_grow_with_what_is_typed(some, client, asked, address):
    for text in NASTY:
        typed = text.encode("utf-8", "replace").decode()
        for more in ({}, {"near": typed}, {"kind": typed, "cause": typed, "box": typed, "page": typed}):
            status, index, database = work(client, asked, address, {"q": typed, **more})
            assert status in (200, 404, 422), (text[:20], more.keys())
            assert index <= MOST_OF_INDEX, (text[:20], more.keys())
            assert database <= MOST_OF_DATABASE, (text[:20], more.keys())
            assert all(limit <= queries.FURTHEST for _what, limit, _offset in asked)


@pytest.mark.parametrize("page", ["9" * 30, "9" * 5000, "-1", "0", "1e9", "a", "\x00", "江"])
def test_no_page_is_further_than_the_last(some, client, asked, page):
    status, index, _database = work(client, asked, "/search/", {"q": "江岸", "page": page})
    assert (status, index) == (200, 3)  # two for the page, one counts each noun
    assert max(limit + offset for _what, limit, offset in asked) <= 2 * PER_PAGE


@pytest.mark.parametrize("address", ADDRESSES)
def test_many_parameters_are_too_many(some, client, address):
    assert client.get(f"{address}?{'&'.join(f'q=w{nth}' for nth in range(900))}").status_code == 200
    assert client.get(f"{address}?{'&'.join(f'q=w{nth}' for nth in range(3000))}").status_code == 400
