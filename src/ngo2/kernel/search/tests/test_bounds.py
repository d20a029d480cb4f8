"""Whatever somebody types: an answer, soon, and never an error."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngo2.kernel.search import queries
from ngo2.kernel.search.asking import MOST_WORDS, asked, numbers_of
from ngo2.kernel.search.engine import Ask, Near

pytestmark = pytest.mark.django_db
NASTY = [
    "江" * 10_000,
    "a" * 10_000,
    "江岸" * 5000,
    " ".join(f"word{n}" for n in range(500)),
    " ".join("江岸书屋"[n % 4] + str(n) for n in range(500)),
    "xianxianxianxianxianxianxianxianxianxian" * 20,
    "\ud800\udfff 江岸",
    "江岸\x00",
    "'; DROP TABLE organisations_organisation; --",
    'name:江岸 AND (text:"x"~3 OR -key:state*) ^5 [a TO z] /re.*/ \\',
    "state:0",
    "key:organisations:1",
    "*",
    "%",
    "🐜" * 200,
    "ﷺ" * 200,
    "é" * 300,
    "\u202e江岸",
    "=cmd()",
    " ",
    "|",
    "~gongyi",
    "of the and",
    "-" * 500,
]


@pytest.fixture
def some(many, follow):
    many({"name_zh": "江岸书屋", "name_en": "Riverside Library"}, {"name_zh": "公益小组"})
    follow()


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_questions(some, client, text):
    began = time.process_time()
    ask, found = queries.settled(Ask(text))
    queries.search(ask, 10)
    queries.suggest(Ask(text), 10)
    queries.counts(ask)
    assert time.process_time() - began < 1
    assert found.total <= 2
    typed = text.encode("utf-8", "replace").decode()
    for address in ("/search/", "/en/search/", "/search/suggest/", "/organisations/"):
        assert client.get(address, {"q": typed, "near": typed}).status_code == 200, address


def test_the_state_of_the_index_is_nothing_to_be_found(some):
    assert queries.search(Ask(near=Near(30.6, 114.3, 500)), 10).total == 0
    assert [queries.search(Ask(text), 10).total for text in ("state", "0", "")] == [0, 0, 2]


def test_the_index_still_answers_after_all_of_them(some, names):
    for text in NASTY:
        queries.settled(Ask(text))
    assert names("江岸") == ["江岸书屋"]


@given(text=st.text(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_has_an_answer(some, text):
    assert queries.settled(Ask(text)) is not None
    assert queries.suggest(Ask(text), 5) is not None


def test_words_are_bounded():
    assert len(asked(" ".join(f"w{n}" for n in range(500))).words) == MOST_WORDS
    assert all(len(word.text) <= 40 for word in asked("江" * 10_000).words)
    assert asked("the school of the river").words == asked("school river").words
    assert [word.text for word in asked("of the").words] == ["of", "the"]


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("charities", ["charity"]),
        ("charity", ["charities", "charitys"]),
        ("schools", ["school"]),
        ("school", ["schools"]),
        ("access", []),
        ("bus", []),
        ("ngo2", []),
    ],
)
def test_one_and_many(word, others):
    assert numbers_of(word) == others


@pytest.mark.parametrize(
    "near", [Near(90, 0, 500), Near(-90, 180, 500), Near(0, 180, 500), Near(30, -180, 5)]
)
def test_the_edges_of_the_world(some, near):
    assert queries.search(Ask(near=near), 5).total == 0
