"""Columns: made from rows, joined, written, read, and refused when the file is not what it was."""

import json
import math
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.surveys.columns import (
    MISSING,
    NOT_ASKED,
    SKIPPED,
    Answers,
    Broken,
    Builder,
    Category,
    Multi,
    Number,
    Older,
    Question,
    Single,
    joined,
    read,
    store,
    write,
)
from ngo2.surveys.tests.surveyed import column, question

FORM = [
    question("site", "single", "yes no none"),
    question("tools", "multi", "web wechat sms mail none"),
    question("staff", "number"),
    question("role", "single", "paid free", "people"),
    question("hours", "number", table="people"),
]
ROWS: list[dict[str, Any]] = [
    {
        "site": "yes",
        "tools": "web sms",
        "staff": 3,
        "people": [{"role": "paid", "hours": 40}, {"role": "free"}],
    },
    {"site": None, "tools": [], "staff": "2.5", "people": []},
    {"site": SKIPPED, "tools": SKIPPED, "staff": SKIPPED, "people": SKIPPED},
    {"site": "none", "tools": "none", "people": [{"role": SKIPPED, "hours": SKIPPED}]},
    {},
]


def _answers(rows: list[dict[str, Any]], form: list[Question] = FORM) -> Answers:
    builder = Builder(form)
    builder.add(rows)
    assert not builder.strange
    return builder.answers()


def _same(one: Answers, other: Answers) -> None:
    assert one.tables.keys() == other.tables.keys()
    for name, table in one.tables.items():
        there = other.tables[name]
        assert (table.rows, list(table)) == (there.rows, list(there))
        np.testing.assert_array_equal(
            [] if table.respondents is None else table.respondents,
            [] if there.respondents is None else there.respondents,
        )
        for key in table:
            assert table[key].question == there[key].question
            for part, array in table[key].arrays().items():
                again = there[key].arrays()[part]
                assert array.dtype == again.dtype
                np.testing.assert_array_equal(array, again)


def test_missing_not_asked_and_none_are_three_things() -> None:
    main = _answers(ROWS).main
    site, tools, staff = main["site"], main["tools"], main["staff"]
    assert isinstance(site, Single)
    assert site.codes.tolist() == [2, MISSING, NOT_ASKED, 4, MISSING]
    assert site.codes.dtype == np.uint8
    assert isinstance(tools, Multi)
    assert tools.answered.tolist() == [True, True, False, True, False]
    assert tools.not_asked.tolist() == [False, False, True, False, False]
    assert tools.chosen(2).tolist() == [True, False, False, False, False]
    assert tools.chosen(4).tolist() == [False, False, False, True, False]
    assert isinstance(staff, Number)
    assert staff.answered.tolist() == [True, True, False, False, False]
    assert staff.not_asked.tolist() == [False, False, True, False, False]
    assert staff.numbers[:2].tolist() == [3, 2.5]


def test_members_of_repeats_know_their_respondent() -> None:
    answers = _answers(ROWS)
    people = answers.tables["people"]
    assert people.respondents is not None
    assert people.respondents.tolist() == [0, 0, 3]
    assert (people.rows, people.distinct_respondents, answers.respondents) == (3, 2, 5)
    assert answers.members("people").tolist() == [2, 0, 0, 1, 0]
    assert people.of_respondents(np.array([5.0, 4, 3, 2, 1])).tolist() == [5, 5, 2]
    assert people["role"].not_asked.tolist() == [False, False, True]
    with pytest.raises(ValueError, match="not a repeat"):
        answers.members("")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(ROWS), max_size=30), st.integers(1, 10))
def test_chunks_do_not_matter(rows: list[dict[str, Any]], size: int) -> None:
    builder, parts = Builder(FORM), []
    for begin in range(0, len(rows), size):
        builder.add(rows[begin : begin + size])
        parts.append(_answers(rows[begin : begin + size]))
    _same(builder.answers(), _answers(rows))
    if parts:
        _same(joined(parts), _answers(rows))


def test_strange_answers_are_missing_and_named() -> None:
    builder = Builder(FORM)
    for row in (
        {"site": "maybe", "tools": "web pigeon", "staff": "many"},
        {"site": ["yes"], "tools": "pigeon", "staff": "nan"},
        {"site": {"a": 1}, "tools": 7, "staff": [1]},
        {"site": 3, "tools": [["web"]], "staff": float("inf")},
        {"site": " yes ", "tools": {"web"}, "staff": True},
    ):
        builder.add([row])
    main = builder.answers().main
    assert main["site"].answered.tolist() == [False, False, False, False, True]
    assert main["tools"].answered.tolist() == [True, False, False, False, True]
    assert main["staff"].answered.tolist() == [False, False, False, False, True]
    assert builder.strange["tools", "pigeon"] == 2
    assert builder.strange["staff", "many"] == 1
    assert sum(count for (name, _value), count in builder.strange.items() if name == "staff") == 4


def test_strange_answers_cannot_fill_the_memory() -> None:
    builder = Builder([question("site", "single", "yes")])
    builder.add({"site": f"{number}" + "x" * 10_000} for number in range(3000))
    assert len(builder.strange) == 1000
    assert max(len(value) for _name, value in builder.strange) == 100


def test_many_choices_have_wider_codes() -> None:
    towns = question("town", "single", " ".join(f"t{number}" for number in range(100_000)))
    told = column(towns, ["t0", "t99999", None])
    assert told.codes.tolist() == [2, 100_001, 0]
    assert told.codes.dtype == np.uint32
    assert (
        column(question("q", "single", " ".join(f"o{n}" for n in range(254))), ["o253"]).codes.dtype
        == np.uint8
    )
    assert (
        column(question("q", "single", " ".join(f"o{n}" for n in range(255))), ["o254"]).codes.dtype
        == np.uint16
    )


def test_forms_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="same value"):
        question("q", "single", "a a")
    with pytest.raises(ValueError, match="no kind"):
        question("q", "text")
    with pytest.raises(ValueError, match="4096"):
        question("q", "multi", " ".join(map(str, range(4097))))
    with pytest.raises(ValueError, match="same name"):
        Builder([FORM[0], FORM[0]])
    with pytest.raises(ValueError, match="same edition"):
        joined([_answers(ROWS), _answers([], FORM[:2])])


def test_labels() -> None:
    yes = Category("yes", (("en", "Yes"), ("zh", "有")))
    assert (yes.label("zh"), yes.label("fr"), Category("x").label("zh")) == ("有", "Yes", "x")


# --- the file ---------------------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(ROWS), max_size=20))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.mktemp("columns") / "edition"
    size = write(path, _answers(rows), "form 3", "answer 17")
    assert path.stat().st_size == size
    _same(read(path, "form 3", "answer 17"), _answers(rows))
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "edition"
    write(path, _answers(ROWS), "form 3", "answer 17")
    return path


def test_it_is_mapped_and_cannot_be_written(path: Path) -> None:
    site = read(path).main["site"]
    assert isinstance(site, Single)
    assert not site.codes.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        site.codes[0] = 1


def test_who_reads_keeps_the_old_file_while_a_new_one_comes(path: Path) -> None:
    before = read(path)
    write(path, _answers(ROWS[:1]), "form 3", "answer 18")
    _same(before, _answers(ROWS))
    assert read(path).respondents == 1


def test_every_cut_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    last = len(whole.rstrip(b"\0"))
    for length in range(last):
        path.write_bytes(whole[:length])
        with pytest.raises(Broken):
            read(path)


def test_every_altered_byte_is_noticed_or_stands_between_arrays(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    unnoticed = 0
    for place in range(len(whole)):
        whole[place] ^= 0xFF
        path.write_bytes(whole)
        whole[place] ^= 0xFF
        try:
            _same(read(path), _answers(ROWS))
            unnoticed += 1
        except Broken:
            continue
    gaps = len(whole) - sum(array.nbytes for array in _arrays(_answers(ROWS))) - _header_length(bytes(whole))
    assert unnoticed <= gaps


def _arrays(answers: Answers) -> list[Any]:
    found = [
        array
        for table in answers.tables.values()
        for each in table
        for array in table[each].arrays().values()
    ]
    return found + [table.respondents for table in answers.tables.values() if table.respondents is not None]


def _header_length(whole: bytes) -> int:
    return store._FIRST.size - 4 + store._FIRST.unpack(whole[: store._FIRST.size])[1]


def _with_header(path: Path, change: Any) -> None:
    whole = path.read_bytes()
    _magic, length, _crc = store._FIRST.unpack(whole[: store._FIRST.size])
    begin = store._up(store._FIRST.size + length)
    header = json.loads(whole[store._FIRST.size : store._FIRST.size + length])
    text = json.dumps(change(header) or header).encode()
    first = store._FIRST.pack(store.MAGIC, len(text), zlib.crc32(text)) + text
    path.write_bytes(first + bytes(store._up(len(first)) - len(first)) + whole[begin:])


def test_older_files_are_told_apart_from_broken_ones(path: Path) -> None:
    for edition, state in (("form 4", "answer 17"), ("form 3", "answer 18")):
        with pytest.raises(Older, match="made from"):
            read(path, edition, state)
    _with_header(path, lambda header: header.update(version=0))
    with pytest.raises(Older, match="version 0"):
        read(path)
    with pytest.raises(FileNotFoundError):
        read(path.with_name("none"))


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header.update(arrays=[]),
        lambda header: header["arrays"][0].update(at=-64),
        lambda header: header["arrays"][0].update(at=2**70),
        lambda header: header["arrays"][0].update(shape=[2**62, 2**62]),
        lambda header: header["arrays"][0].update(type="object"),
        lambda header: header["tables"][0].update(rows=6),
        lambda header: header["tables"][0]["columns"][0].update(kind="text"),
        lambda header: header["tables"][0]["columns"][0].update(arrays={"numbers": 0}),
        lambda header: header["tables"][0]["columns"][0].update(categories=[["a", [], ""], ["a", [], ""]]),
        lambda header: header.pop("tables"),
        lambda header: ["a list"],
    ],
)
def test_headers_that_lie_are_broken(path: Path, change: Any) -> None:
    _with_header(path, change)
    with pytest.raises(Broken):
        read(path)


def test_a_file_of_something_else_is_broken(path: Path) -> None:
    for content in (b"", b"PK\3\4" + bytes(100), store.MAGIC + struct.pack("<QI", 2**63, 0) + bytes(4)):
        path.write_bytes(content)
        with pytest.raises(Broken):
            read(path)


def test_a_write_that_fails_leaves_the_old_file_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(path, _answers([]))
    _same(read(path), _answers(ROWS))
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_numbers_keep_every_bit(tmp_path: Path) -> None:
    values = [0.1 + 0.2, -0.0, 5e-324, 1e308, math.pi, 2**53 - 1]
    write(tmp_path / "n", _answers([{"n": value} for value in values], [question("n", "number")]))
    again = read(tmp_path / "n").main["n"]
    assert isinstance(again, Number)
    assert again.numbers.tolist() == values
