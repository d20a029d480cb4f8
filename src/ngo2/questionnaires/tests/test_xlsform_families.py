"""Every family of pyxform's errors, and of ours: a form that has it, and the sheet, row and column that we name."""

# ruff: noqa: E501 (a table: one line a case)
from typing import Any

import pytest
from django.utils.translation import override
from pyxform import aliases
from pyxform.errors import ErrorCode
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from ngo2.questionnaires.xlsform.checks import check
from ngo2.questionnaires.xlsform.columns import KNOWN, heads
from ngo2.questionnaires.xlsform.converter import converted
from ngo2.questionnaires.xlsform.findings import ERROR, Finding
from ngo2.questionnaires.xlsform.messages import CODES, FAMILIES, explain, patterns
from ngo2.questionnaires.xlsform.sheets import Sheets, form_of
from ngo2.questionnaires.xlsform.types import HIDDEN, LISTLESS, SHOWN, type_of
from ngo2.questionnaires.xlsform.words import SENTENCES

Cells = dict[str, str]
A = {"type": "text", "name": "a", "label": "A"}
YN = [{"list_name": "yn", "name": "y", "label": "Y"}, {"list_name": "yn", "name": "n", "label": "N"}]
ONE = {"type": "select_one yn", "name": "s", "label": "S"}
GROUP, END = {"type": "begin_group", "name": "g", "label": "G"}, {"type": "end_group"}
REPEAT, END_REPEAT = {"type": "begin_repeat", "name": "r", "label": "R"}, {"type": "end_repeat"}


def q(kind: str, name: str = "b", **cells: str) -> Cells:
    return {"type": kind, "name": name, "label": name.upper(), **cells}


def rng(parameters: str, **cells: str) -> Cells:
    return q("range", parameters=parameters, **cells)


TICKS = [{"list_name": "t", "name": name, "label": name} for name in ("0", "1", "2")]
PLACES = [{"list_name": "yn", "name": "a b", "label": "Y"}]
ENTITY = [{"list_name": "e", "label": "${a}"}]

# (what, survey, other sheets, kind, sheet, row, column)
TABLE: list[tuple[str, list[Cells], dict[str, list[Cells]], str, str, int, str]] = [
    ("type", [A, {"name": "b", "label": "B"}], {}, "type_missing", "survey", 3, "type"),
    ("type unknown", [A, q("zzz")], {}, "type_unknown", "survey", 3, "type"),
    ("type alike", [q("intger")], {}, "type_alike", "survey", 2, "type"),
    ("type capital", [q("Text")], {}, "type_alike", "survey", 2, "type"),
    ("name", [A, {"type": "integer", "label": "B"}], {}, "name_missing", "survey", 3, "name"),
    ("name of group", [{"type": "begin group", "label": "B"}, A, END], {}, "name_missing", "survey", 2, "name"),
    ("name invalid", [A, q("text", "b c")], {}, "name_invalid", "survey", 3, "name"),
    ("name figure", [A, q("text", "1b")], {}, "name_invalid", "survey", 3, "name"),
    ("name twice", [A, GROUP, A, END, A], {}, "name_twice", "survey", 6, "name"),
    ("name meta", [A, q("text", "meta")], {}, "name_reserved", "survey", 3, "name"),
    ("repeat as form", [{**REPEAT, "name": "data"}, A, END_REPEAT], {}, "name_root", "survey", 2, "name"),
    (
        "repeat twice",
        [GROUP, REPEAT, A, END_REPEAT, END, REPEAT, q("text"), END_REPEAT],
        {}, "repeat_twice", "survey", 7, "name",
    ),
    ("colon", [q("text", "x:y")], {}, "not_xml", "survey", 2, "name"),
    ("label", [A, {"type": "text", "name": "b"}], {}, "label_missing", "survey", 3, "label"),
    ("guidance only", [{"type": "text", "name": "b", "guidance_hint": "x"}], {}, "label_missing", "survey", 2, "label"),
    ("big image", [q("text", **{"media::big-image": "a.png"})], {}, "big_image", "survey", 2, "media::big-image"),
    ("media", [q("text", **{"media::smell": "a.png"})], {}, "media_unknown", "survey", 0, "media"),
    ("end alone", [A, END], {}, "end_without_begin", "survey", 3, "type"),
    ("end of another", [GROUP, A, END_REPEAT, END], {}, "end_other", "survey", 4, "type"),
    ("begin alone", [A, GROUP, q("text")], {}, "begin_without_end", "survey", 3, "type"),
    ("begin repeat alone", [REPEAT, A], {}, "begin_without_end", "survey", 2, "type"),
    ("list", [q("select_one")], {}, "list_missing", "survey", 2, "type"),
    ("no choices", [ONE], {}, "choices_missing", "survey", 2, "type"),
    ("list unknown", [q("select_one zebra")], {"choices": YN}, "list_unknown", "survey", 2, "type"),
    ("list alike", [q("select_one fruit")], {"choices": [{**YN[0], "list_name": "fruits"}]}, "list_alike", "survey", 2, "type"),
    ("external filter", [q("select_one_external t")], {"external_choices": [{"list_name": "t", "name": "x"}]}, "external_filter", "survey", 2, "choice_filter"),
    ("external list", [q("select_one_external t", choice_filter="a=1")], {}, "external_missing", "survey", 2, "type"),
    (
        "external unknown", [q("select_one_external t", choice_filter="a=1")],
        {"external_choices": [{"list_name": "u", "name": "x"}]}, "list_unknown", "survey", 2, "type",
    ),
    ("file ending", [q("select_one_from_file a.txt")], {}, "file_ending", "survey", 2, "type"),
    ("loop", [{**GROUP, "type": "begin loop"}, A, {"type": "end loop"}], {}, "loop_list", "survey", 2, "type"),
    ("loop list", [{**GROUP, "type": "begin loop over x"}, A, {"type": "end loop"}], {"choices": YN}, "list_unknown", "survey", 2, "type"),
    ("or_other filter", [q("select_one yn or_other", choice_filter="name='y'")], {"choices": YN}, "other_filter", "survey", 2, "choice_filter"),
    ("or_other file", [q("select_one_from_file a.csv or_other")], {"choices": YN}, "other_choices", "survey", 2, "type"),
    (
        "table lists", [{**GROUP, "appearance": "table-list"}, ONE, q("select_one zw"), END],
        {"choices": [*YN, {"list_name": "zw", "name": "z", "label": "Z"}]}, "table_lists", "survey", 4, "type",
    ),
    (
        "table filter", [{**GROUP, "appearance": "table-list"}, {**ONE, "choice_filter": "name='y'"}, END],
        {"choices": YN}, "table_filter", "survey", 3, "choice_filter",
    ),
    ("calculation", [A, {"type": "calculate", "name": "c"}], {}, "calculation_missing", "survey", 3, "calculation"),
    ("circle", [A, q("calculate", calculation="${c} + 1"), q("calculate", "c", calculation="${b}")], {}, "circular", "survey", 3, "calculation"),
    ("own circle", [q("text", relevant="${b} = 'x'")], {}, "circular", "survey", 2, "relevant"),
    ("expression", [A, q("text", relevant="${a} = 'x")], {}, "expression", "survey", 3, "relevant"),
    ("constraint", [q("integer", constraint=". > ")], {}, "expression", "survey", 2, "constraint"),
    ("equals", [A, q("text", relevant="${a} == 'x'")], {}, "expression_equals", "survey", 3, "relevant"),
    ("reference", [A, q("text", relevance="${zzz} = 1")], {}, "reference_unknown", "survey", 3, "relevance"),
    ("reference alike", [q("text", "staff"), q("text", relevant="${staf} = 1")], {}, "reference_alike", "survey", 3, "relevant"),
    ("reference in label", [A, q("text", label="Is ${zzz} there?")], {}, "reference_unknown", "survey", 3, "label"),
    ("reference in choices", [ONE], {"choices": [YN[0], {**YN[1], "label": "${zzz}"}]}, "reference_unknown", "choices", 3, "label"),
    ("reference in settings", [A], {"settings": [{"instance_name": "${zzz}"}]}, "reference_unknown", "settings", 2, "instance_name"),
    ("reference open", [A, q("text", label="Is ${a there?")], {}, "reference_form", "survey", 3, "label"),
    ("reference spaces", [A, q("text", hint="${ a }")], {}, "reference_form", "survey", 3, "hint"),
    ("reference many", [GROUP, A, END, {**GROUP, "name": "h"}, A, END, q("text", relevant="${a} = 1")], {}, "reference_many", "survey", 8, "relevant"),
    ("trigger", [A, q("text", trigger="a", calculation="1")], {}, "reference_form", "survey", 3, "trigger"),
    ("trigger commas", [A, q("text", "c"), q("text", trigger="${a} ${c}", calculation="1")], {}, "reference_comma", "survey", 4, "trigger"),
    ("trigger unknown", [A, q("text", trigger="${zzz}", calculation="1")], {}, "reference_unknown", "survey", 3, "trigger"),
    ("trigger hidden", [q("calculate", "c", calculation="1"), q("text", trigger="${c}", calculation="2")], {}, "trigger_hidden", "survey", 3, "trigger"),
    ("background trigger", [q("background-geopoint")], {}, "geopoint_trigger", "survey", 2, "trigger"),
    ("background calculation", [A, q("background-geopoint", trigger="${a}", calculation="1")], {}, "geopoint_calculation", "survey", 3, "calculation"),
    ("include", [A, q("include", "other")], {}, "include", "survey", 3, "type"),
    ("audit name", [A, q("audit", "log")], {}, "audit_name", "survey", 3, "name"),
    ("audit changes", [A, q("audit", "", parameters="track-changes=maybe")], {}, "parameter_yes_no", "survey", 3, "parameters"),
    ("audit user", [A, q("audit", "", parameters="identify-user=maybe")], {}, "parameter_yes_no", "survey", 3, "parameters"),
    ("audit reasons", [A, q("audit", "", parameters="track-changes-reasons=x")], {}, "parameter_value", "survey", 3, "parameters"),
    ("audit location", [A, q("audit", "", parameters="location-max-age=3")], {}, "audit_location", "survey", 3, "type"),
    ("audit priority", [A, q("audit", "", parameters="location-priority=x location-max-age=3 location-min-interval=1")], {}, "parameter_value", "survey", 3, "parameters"),
    ("audit number", [A, q("audit", "", parameters="location-priority=balanced location-max-age=3 location-min-interval=x")], {}, "parameter_number", "survey", 3, "parameters"),
    ("audit age number", [A, q("audit", "", parameters="location-priority=balanced location-max-age=x location-min-interval=1")], {}, "parameter_number", "survey", 3, "parameters"),
    ("audit negative", [A, q("audit", "", parameters="location-priority=balanced location-max-age=3 location-min-interval=-1")], {}, "parameter_negative", "survey", 3, "parameters"),
    ("audit age negative", [A, q("audit", "", parameters="location-priority=balanced location-max-age=-3 location-min-interval=1")], {}, "parameter_negative", "survey", 3, "parameters"),
    ("audit least", [A, q("audit", "", parameters="location-priority=balanced location-max-age=3 location-min-interval=9")], {}, "parameter_least", "survey", 3, "parameters"),
    ("parameters", [q("text", parameters="rows")], {}, "parameters", "survey", 2, "parameters"),
    ("parameter unknown", [q("text", parameters="columns=3")], {}, "parameter_unknown", "survey", 2, "parameters"),
    ("rows", [q("text", parameters="rows=x")], {}, "parameter_number", "survey", 2, "parameters"),
    ("pixels", [A, q("image", parameters="max-pixels=x")], {}, "parameter_number", "survey", 3, "parameters"),
    ("app", [q("image", parameters="app=x max-pixels=1")], {}, "app", "survey", 2, "parameters"),
    ("quality", [A, q("audio", parameters="quality=x")], {}, "parameter_value", "survey", 3, "parameters"),
    ("background quality", [A, q("background-audio", parameters="quality=x")], {}, "parameter_value", "survey", 3, "parameters"),
    ("randomize", [A, {**ONE, "parameters": "randomize=x"}], {"choices": YN}, "parameter_yes_no", "survey", 3, "parameters"),
    ("seed", [A, {**ONE, "parameters": "randomize=true seed=x"}], {"choices": YN}, "seed", "survey", 3, "parameters"),
    ("seed alone", [A, {**ONE, "parameters": "seed=3"}], {"choices": YN}, "seed_alone", "survey", 3, "parameters"),
    ("value of file", [q("select_one_from_file a.csv", parameters="value=a*")], {}, "name_invalid", "survey", 2, "parameters (value)"),
    ("range word", [rng("start=x")], {}, "parameter_number", "survey", 2, "parameters"),
    ("range zero", [rng("step=0")], {}, "range_zero", "survey", 2, "parameters"),
    ("range wide", [rng("start=1 end=3 step=9")], {}, "range_wide", "survey", 2, "parameters"),
    ("range multiple", [rng("start=0 end=9 step=2 tick_interval=3")], {}, "range_multiple", "survey", 2, "parameters"),
    ("range outside", [rng("start=0 end=9 step=1 placeholder=12")], {}, "range_outside", "survey", 2, "parameters"),
    ("range list", [rng("start=0 end=2 tick_labelset=zz")], {"choices": TICKS}, "range_list", "survey", 2, "parameters"),
    ("range two", [rng("start=0 end=2 tick_labelset=t", appearance="no-ticks")], {"choices": TICKS}, "range_two", "survey", 2, "parameters"),
    ("range look", [rng("start=0 end=2 tick_labelset=t", appearance="picker")], {"choices": TICKS}, "range_look", "survey", 2, "parameters"),
    ("range number", [rng("start=0 end=2 tick_labelset=yn")], {"choices": YN}, "range_number", "survey", 2, "parameters"),
    ("range choice outside", [rng("start=0 end=1 tick_labelset=t")], {"choices": TICKS}, "range_choice_outside", "survey", 2, "parameters"),
    ("range choice step", [rng("start=0 end=4 step=2 tick_labelset=t")], {"choices": TICKS}, "range_choice_step", "survey", 2, "parameters"),
    ("range ends", [rng("start=0 end=4 tick_labelset=t", appearance="no-ticks")], {"choices": TICKS[:2]}, "range_ends", "survey", 2, "parameters"),
    ("incremental", [q("geotrace", parameters="incremental=no")], {}, "incremental", "survey", 2, "parameters"),
    ("geometry", [q("geopoint", parameters="reference-geometry=zz")], {}, "geometry", "survey", 2, "parameters"),
    ("capture", [q("geopoint", parameters="capture-accuracy=x")], {}, "parameter_number", "survey", 2, "parameters"),
    ("warning accuracy", [q("geopoint", parameters="warning-accuracy=x")], {}, "parameter_number", "survey", 2, "parameters"),
    ("mock", [q("geopoint", parameters="allow-mock-accuracy=x")], {}, "parameter_yes_no", "survey", 2, "parameters"),
    ("search file", [A, q("select_one_from_file a.csv", appearance="search('a')")], {}, "search_file", "survey", 3, "appearance"),
    ("search list", [ONE, {**ONE, "name": "t", "appearance": "search('a')"}], {"choices": YN}, "search_list", "survey", 3, "appearance"),
    ("file twice", [q("csv-external", "f"), GROUP, q("csv-external", "f"), END], {}, "file_twice", "survey", 2, "name"),
    ("uri twice", [q("csv-external", "f"), q("xml-external", "h"), q("text", calculation="pulldata('h', 'a', 'b', 'c')")], {}, "file_twice", "survey", 3, "name"),
    ("bind of choices", [{**ONE, "bind::type": "int"}], {"choices": YN}, "select_bind", "survey", 2, "bind::type"),
    ("choice name", [ONE], {"choices": [YN[0], {"list_name": "yn", "label": "N"}]}, "choice_name_missing", "choices", 3, "name"),
    ("choice twice", [ONE], {"choices": [*YN, YN[0]]}, "choice_twice", "choices", 4, "name"),
    ("choice spaces", [q("select_multiple yn")], {"choices": PLACES}, "choice_spaces", "choices", 2, "name"),
    ("choice column", [ONE], {"choices": [{"list_name": "yn", "label": "Y"}]}, "column_missing", "choices", 1, "name"),
    ("type column", [{"name": "a", "label": "A"}], {}, "column_missing", "survey", 1, "type"),
    ("columns", [{**A, "relevance": "true()", "relevant": "true()"}], {}, "column_same", "survey", 1, "relevant"),
    ("encryption", [A], {"settings": [{"public_key": "x", "omit_instanceID": "yes"}]}, "encryption", "settings", 2, "omit_instanceID"),
    ("form name", [A], {"settings": [{"name": "a b"}]}, "form_name", "settings", 2, "name"),
    ("save_to", [{**A, "save_to": "x"}], {}, "save_to", "survey", 2, "save_to"),
    ("save_to twice", [{**A, "save_to": "x"}, q("text", save_to="x")], {"entities": ENTITY}, "save_to_twice", "survey", 3, "save_to"),
    ("save_to group", [{**GROUP, "save_to": "x"}, A, END], {"entities": ENTITY}, "save_to_group", "survey", 2, "save_to"),
    ("save_to list", [{**A, "save_to": "z#x"}], {"entities": ENTITY}, "save_to_list", "survey", 2, "save_to"),
    ("save_to marks", [{**A, "save_to": "e#x#y"}], {"entities": ENTITY}, "save_to_marks", "survey", 2, "save_to"),
    ("save_to word", [{**A, "save_to": "label"}], {"entities": ENTITY}, "save_to_name", "survey", 2, "save_to"),
    ("save_to __", [{**A, "save_to": "__x"}], {"entities": ENTITY}, "entity_name", "survey", 2, "save_to"),
    ("save_to sign", [{**A, "save_to": "x y"}], {"entities": ENTITY}, "name_invalid", "survey", 2, "save_to"),
    ("save_to prefix", [{**A, "save_to": "x"}], {"entities": [*ENTITY, {"list_name": "f", "label": "x"}]}, "save_to_prefix", "survey", 2, "save_to"),
    ("entity label", [A], {"entities": [{"list_name": "e"}]}, "entity_label", "entities", 2, "label"),
    ("entity update", [A], {"entities": [{"list_name": "e", "entity_id": "${a}", "create_if": "true()", "label": "x"}]}, "entity_update", "entities", 2, "update_if"),
    ("entity id", [A], {"entities": [{"list_name": "e", "update_if": "true()"}]}, "entity_id", "entities", 2, "entity_id"),
    ("entity name", [A], {"entities": [{"list_name": "e.f", "label": "x"}]}, "entity_name", "entities", 2, "list_name"),
    ("entity __", [A], {"entities": [{"list_name": "__e", "label": "x"}]}, "entity_name", "entities", 2, "list_name"),
    ("entity sign", [A], {"entities": [{"list_name": "e f", "label": "x"}]}, "name_invalid", "entities", 2, "list_name"),
    ("entity no name", [A], {"entities": [{"label": "x"}]}, "entity_name_missing", "entities", 2, "list_name"),
    ("entity twice", [A], {"entities": [*ENTITY, *ENTITY]}, "entity_twice", "entities", 3, "list_name"),
    ("entity column", [A], {"entities": [{"list_name": "e", "label": "x", "colour": "red"}]}, "column_unknown", "entities", 1, ""),
    ("entity reference", [A], {"entities": [{"list_name": "e", "label": "${zzz}"}]}, "reference_unknown", "entities", 2, "label"),
    (
        "entity scope",
        [{**A, "save_to": "x"}, REPEAT, q("text", save_to="y"), END_REPEAT],
        {"entities": ENTITY}, "save_to_scope", "survey", 2, "save_to",
    ),
    (
        "entity scope of a reference",
        [REPEAT, A, END_REPEAT, {**REPEAT, "name": "u"}, q("text"), END_REPEAT],
        {"entities": [{"list_name": "e", "label": "concat(${a}, ${b})"}]}, "save_to_scope", "entities", 2, "list_name",
    ),
    (
        "entity place", [GROUP, {**A, "save_to": "e#x"}, q("text", save_to="f#y"), END],
        {"entities": [*ENTITY, {"list_name": "f", "label": "x"}]}, "entity_place", "entities", 3, "list_name",
    ),
    ("loop broken", [{**GROUP, "type": "begin loop over yn"}, {**A, "label": "100 % of %(x)s"}, {"type": "end loop"}], {"choices": YN}, "other", "", 0, ""),
]  # fmt: skip


def findings(sheets: Sheets) -> list[Finding]:
    return [Finding.from_json(one) for one in converted(sheets, {})["findings"]]


@pytest.mark.parametrize(
    ("what", "survey", "others", "kind", "sheet", "row", "column"), TABLE, ids=[row[0] for row in TABLE]
)
def test_an_error_is_named_at_its_row(
    what: str,
    survey: list[Cells],
    others: dict[str, list[Cells]],
    kind: str,
    sheet: str,
    row: int,
    column: str,
) -> None:
    answer = converted(form_of(survey=survey, **others), {})
    assert "xform" not in answer
    errors = [Finding.from_json(one) for one in answer["findings"] if one["level"] == ERROR]
    assert (kind, sheet, row, column) in [(one.kind, one.sheet, one.row, one.column) for one in errors], (
        errors
    )
    assert all("…" not in one.message and "%(" not in one.message for one in errors)


def test_each_code_of_pyxform_has_a_sentence_and_is_read_back_from_its_text() -> None:
    codes = patterns((code.name, code.value.msg) for code in ErrorCode)
    assert {code.name for code in ErrorCode} == set(CODES)
    sheets = form_of(survey=[A, q("text")])
    values: dict[str, Any] = dict.fromkeys(["row", "other_row"], 3) | {
        "sheet": "survey",
        "sheet_name": "survey",
    }
    for code in ErrorCode:
        found = explain(code.value.format(**values), ERROR, codes, sheets, lambda _sheet, row: row)
        assert found.kind == CODES[code.name][0], code
        assert found.kind in SENTENCES
    assert {family.kind for family in FAMILIES} <= set(SENTENCES)


def test_each_code_that_a_form_can_have_is_in_the_table() -> None:
    """Codes that only a programmer can cause, and those that are warnings, are not."""
    told = {kind for _what, _survey, _others, kind, _sheet, _row, _column in TABLE}
    inner = {
        "INTERNAL_001",
        "INTERNAL_002",
        "HEADER_001",
        "HEADER_004",
        "LABEL_001",
        "NAMES_002",
        "NAMES_013",
    }
    assert {CODES[code.name][0] for code in ErrorCode if code.name not in inner} - told == set()


def test_the_sentence_of_every_kind_says_what_to_do() -> None:
    with override("en"):
        for kind, text in SENTENCES.items():
            assert str(text).strip().endswith((".", "?", "%(value)s")), kind


def test_our_lists_of_types_are_those_of_pyxform() -> None:
    known = set(QUESTION_TYPE_DICT) | set(aliases._type_alias_map)
    assert known - SHOWN - HIDDEN - LISTLESS == set()
    assert (SHOWN | HIDDEN) - known == set()
    for command in aliases.select:
        assert type_of(f"{command} x").kind == "select", command
    for control in aliases.control:
        assert type_of(f"begin {control}").kind == "begin"
        assert type_of(f"end {control}").kind == "end"


def test_our_names_of_columns_are_those_of_pyxform() -> None:
    for written in aliases.survey_header:
        assert heads("survey", [written])[0].base in KNOWN | {"body"}, written


def test_many_problems_are_told_at_once_and_each_once() -> None:
    sheets = form_of(
        survey=[
            A,
            A,
            q("intger", "c"),
            {"type": "text", "name": "d"},
            q("select_one zz", "e"),
            q("text", "f", relevant="${x}"),
        ],
        choices=[*YN, {"list_name": "yn", "label": "?"}],
    )
    errors = [one for one in findings(sheets) if one.level == ERROR]
    assert [(one.kind, one.row) for one in errors] == [
        ("name_twice", 3), ("type_alike", 4), ("label_missing", 5), ("list_unknown", 6),
        ("reference_unknown", 7), ("choice_name_missing", 4),
    ]  # fmt: skip
    assert sum(bool(one.original) for one in errors) == 1  # pyxform stops at the first


def test_what_pyxform_accepts_is_a_warning() -> None:
    answer = converted(
        form_of(
            survey=[A, {**A, "name": "A"}, q("text", colour="red")], choices=[{"name": "x", "label": "X"}]
        ),
        {},
    )
    assert answer["xform"]
    kinds = {(one["kind"], one["level"]) for one in answer["findings"]}
    assert kinds == {
        ("name_case", "warning"),
        ("column_unknown", "warning"),
        ("choice_list_missing", "warning"),
    }


def test_a_circle_through_earlier_repeats_or_once_is_none() -> None:
    rows = [
        REPEAT,
        q("integer"),
        q("calculate", "t", calculation="indexed-repeat(${t}, ${r}, position(..) - 1) + ${b}"),
        END_REPEAT,
    ]
    rows.append(q("calculate", "u", calculation="once(${u})"))
    assert [one.kind for one in check(form_of(survey=rows))] == []


WARNINGS: list[tuple[list[Cells], dict[str, list[Cells]], str, str, int]] = [
    ([{**A, "disabled": "no"}], {}, "disabled", "survey", 2),
    ([A, {"hint": "a note of mine"}], {}, "row_skipped", "survey", 3),
    ([A, {"type": "simserial", "name": "s"}], {}, "device_old", "survey", 3),
    ([{"type": "begin repeat", "name": "r"}, A, END_REPEAT], {}, "repeat_label", "survey", 2),
    ([q("image")], {}, "image_size", "survey", 2),
    ([{"type": "select_one yn or_other", "name": "a", "label::English (en)": "A", "label::中文 (zh)": "甲"}], {"choices": YN}, "other_language", "survey", 0),
    ([{"type": "text", "name": "a", "label::English": "A"}], {}, "language_code", "", 0),
    ([{"type": "text", "name": "a", "label::English (en)": "A", "hint::中文 (zh)": "甲"}], {}, "language_gaps", "survey", 0),
    ([A], {"settings": [{"form_id": "a", "id_string": "b"}]}, "settings_both", "settings", 2),
    ([A], {"settings": [{"form_id": "a"}, {"form_id": "b"}]}, "settings_rows", "settings", 3),
    ([A], {"settng": [{"form_id": "a"}]}, "sheet_alike", "settings", 0),
    ([ONE], {"choices": [{"list_name": "yn", "name": "y"}]}, "choice_label_missing", "choices", 2),
    ([ONE], {"choices": [{**YN[0], "my notes": "x"}]}, "column_name", "choices", 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("survey", "others", "kind", "sheet", "row"), WARNINGS, ids=[row[2] for row in WARNINGS]
)
def test_a_warning_leaves_the_form_usable(
    survey: list[Cells], others: dict[str, list[Cells]], kind: str, sheet: str, row: int
) -> None:
    answer = converted(form_of(survey=survey, **others), {})
    assert "xform" in answer, answer["findings"]
    assert (kind, sheet, row) in [(one["kind"], one["sheet"], one["row"]) for one in answer["findings"]]
