"""The small editor: each step alone, what it refuses, and that any row of steps gives a form that converts."""

# ruff: noqa: E501 (tables: one line a case)
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.choosing import set_choices
from ngo2.questionnaires.xlsform.conditions import (
    OPERATORS,
    Bounds,
    Condition,
    ShowIf,
    read,
    read_bounds,
    write,
    write_bounds,
)
from ngo2.questionnaires.xlsform.converter import converted
from ngo2.questionnaires.xlsform.counting import size_of
from ngo2.questionnaires.xlsform.editing import (
    add_question,
    add_section,
    begin_page,
    copy,
    move,
    new_form,
    remove,
    set_bounds,
    set_fact,
    set_kind,
    set_name,
    set_required,
    set_show_if,
    set_texts,
    unwrap,
)
from ngo2.questionnaires.xlsform.findings import ERROR
from ngo2.questionnaires.xlsform.lines import KINDS, Line, facts, form_languages, lines, untranslated
from ngo2.questionnaires.xlsform.naming import name_from
from ngo2.questionnaires.xlsform.reading import read_workbook
from ngo2.questionnaires.xlsform.sheets import Sheets, form_of
from ngo2.questionnaires.xlsform.translating import add_language, remove_language
from ngo2.questionnaires.xlsform.writing import write_workbook

ZH, EN = "中文 (zh)", "English (en)"


def form(*kinds: str) -> Sheets:
    sheets = new_form("问卷", "survey_1")
    for at, kind in enumerate(kinds, start=1):
        sheets = add_question(sheets, kind, {"": f"问题{at}"}, name=f"q{at}")
    return sheets


def line(sheets: Sheets, name: str) -> Line:
    return next(one for one in lines(sheets) if one.name == name)


def xform(sheets: Sheets) -> str:
    answer = converted(sheets, {})
    assert "xform" in answer, answer["findings"]
    return str(answer["xform"])


def test_each_kind_is_read_back_as_itself_and_converts() -> None:
    sheets = form(*KINDS)
    assert [one.kind for one in lines(sheets) if one.kind != "end"] == list(KINDS)
    assert "divisions.csv" in xform(sheets)
    assert [one.number for one in lines(sheets) if one.kind == "note"] == [0]
    assert read_workbook(write_workbook(sheets)).survey.rows == sheets.survey.rows


def test_names_come_from_pinyin_and_stay_short_and_free() -> None:
    assert name_from("员工人数", set(), "q") == "yuan_gong_ren_shu"
    assert name_from("Staff, full time?", set(), "q") == "staff_full_time"
    assert name_from("！？", {"c1"}, "c") == "c2"
    assert name_from("2026", set(), "q") == "q_2026"
    assert name_from("data", set(), "q") == "data_2"
    assert name_from("Staff", {"staff"}, "q") == "staff_2"
    assert len(name_from("员工人数" * 20, set(), "q")) <= 24


def test_choices_keep_their_codes_when_a_label_changes() -> None:
    sheets = form("one")
    sheets = set_choices(sheets, 0, "微信\n微博\nweb: 网站")
    said = {choice.code: choice.labels[ZH] for choice in line(sheets, "q1").choices}
    assert said == {"wei_xin": "微信", "wei_bo": "微博", "web": "网站"}
    sheets = set_choices(sheets, 0, "微信公众号\n微博\n网站\n抖音")
    assert [choice.code for choice in line(sheets, "q1").choices] == ["wei_xin", "wei_bo", "web", "dou_yin"]
    sheets = set_choices(sheets, 0, "抖音\n网站\n微信公众号")
    assert [choice.code for choice in line(sheets, "q1").choices] == ["dou_yin", "web", "wei_xin"]
    for text in ("", "a: x\na: y"):
        with pytest.raises(Refused):
            set_choices(sheets, 0, text)
    with pytest.raises(Refused):
        set_choices(form("note"), 0, "a")


def test_a_list_that_others_use_is_copied_first() -> None:
    sheets = form("yes_no", "yes_no")
    sheets = set_choices(sheets, 0, "yes: 有\nno: 没有\nunknown: 不知道")
    assert [one.labels[ZH] for one in line(sheets, "q2").choices] == ["是", "否"]
    assert [one.code for one in line(sheets, "q1").choices] == ["yes", "no", "unknown"]
    assert line(sheets, "q1").kind == "one"
    xform(sheets)


def test_a_choice_that_something_depends_on_is_not_lost() -> None:
    sheets = set_choices(form("one", "short_text"), 0, "a: 甲\nb: 乙")
    sheets = set_show_if(sheets, 1, ShowIf((Condition("q1", "is", "b"),)))
    with pytest.raises(Refused, match="问题2"):
        set_choices(sheets, 0, "a: 甲")
    assert [one.code for one in line(set_choices(sheets, 0, "b: 乙"), "q1").choices] == ["b"]


def test_show_if_is_written_and_read_back() -> None:
    sheets = set_choices(form("several", "whole", "date", "short_text"), 0, "a: 甲\nb: 乙")
    show_if = ShowIf(
        (
            Condition("q1", "includes", "a"),
            Condition("q2", "at_least", "3"),
            Condition("q3", "less", "2026-01-31"),
        )
    )
    sheets = set_show_if(sheets, 3, show_if)
    assert (
        sheets.survey.rows[3].get("relevant")
        == "selected(${q1}, 'a') and ${q2} >= 3 and ${q3} < date('2026-01-31')"
    )
    assert line(sheets, "q4").show_if == show_if
    xform(sheets)
    assert line(set_show_if(sheets, 3, None), "q4").show_if is None
    for wrong in (
        Condition("q1", "is", "zz"), Condition("q4", "answered"), Condition("none", "answered"), Condition("q2", "more", "x"),
        Condition("q2", "like", "x"), Condition("q2", "is", ""), Condition("q2", "is", "a'b\"c"), Condition("q2", "is", "${q1}"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            set_show_if(sheets, 3, ShowIf((wrong,)))


def test_a_circle_of_conditions_is_refused() -> None:
    sheets = set_show_if(form("whole", "whole"), 1, ShowIf((Condition("q1", "more", "3"),)))
    with pytest.raises(Refused):
        set_show_if(sheets, 0, ShowIf((Condition("q2", "more", "3"),)))


_VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="'\"${}"),
    min_size=1,
    max_size=12,
)
_SIZES = st.integers(-999, 9999).map(str) | st.dates().map(lambda day: day.isoformat())


@st.composite
def _conditions(draw: st.DrawFn) -> ShowIf:
    found = []
    for _at in range(draw(st.integers(1, 4))):
        operator = draw(st.sampled_from(OPERATORS))
        value = (
            ""
            if operator in {"answered", "empty"}
            else draw(_SIZES if operator in {"more", "less", "at_least", "at_most"} else _VALUES | _SIZES)
        )
        found.append(Condition(draw(st.sampled_from(["a", "姓名", "q-1.x"])), operator, value))
    return ShowIf(tuple(found), any=draw(st.booleans()) and len(found) > 1)


@given(_conditions())
def test_any_condition_is_read_back_from_its_expression(show_if: ShowIf) -> None:
    assert read(write(show_if)) == show_if
    etree.XPath(write(show_if).replace("${", "").replace("}", ""))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 = 1",
        "${a} = 'x' and ${b} = 'y' or ${c} = 'z'",
        "(${a} = 'x')",
        "not(${a})",
        "${a} > ${b}",
        "${a} = 'x' and",
        "count(${r}) > 3",
    ],
)
def test_what_is_not_simple_stays_text(text: str) -> None:
    assert read(text) is None
    sheets = form_of(survey=[{"type": "text", "name": "a", "label": "A", "relevant": text}])
    assert lines(sheets)[0].show_text == text


def test_limits_are_written_read_back_and_told_in_each_language() -> None:
    sheets = add_language(form("whole", "long_text", "date"), EN)
    sheets = set_bounds(sheets, 0, Bounds(least="1", most="10"))
    assert sheets.survey.rows[0].get("constraint") == ". >= 1 and . <= 10"
    assert sheets.survey.rows[0].get(f"constraint_message::{EN}") == "At least 1. At most 10."
    sheets = set_bounds(sheets, 1, Bounds(longest="200"), {"zh": "太长", "en": "Too long"})
    assert line(sheets, "q2").bounds == Bounds(longest="200")
    assert line(sheets, "q2").messages == {ZH: "太长", EN: "Too long"}
    sheets = set_bounds(sheets, 2, Bounds(least="2020-01-01"))
    assert line(sheets, "q3").bounds == Bounds(least="2020-01-01")
    xform(sheets)
    assert line(set_bounds(sheets, 0, Bounds()), "q1").bounds is None
    for at, wrong in (
        (0, Bounds(least="9", most="1")),
        (0, Bounds(longest="3")),
        (0, Bounds(least="2020-01-01")),
        (1, Bounds(most="3")),
        (1, Bounds(longest="x")),
        (2, Bounds(least="3")),
    ):
        with pytest.raises(Refused):
            set_bounds(sheets, at, wrong)
    assert [read_bounds(text) for text in (". > 3", ". >= 1 and . >= 2", ". >= 1 or . <= 2")] == [None] * 3
    assert write_bounds(Bounds()) == ""


def test_renaming_follows_every_reference() -> None:
    sheets = form("whole", "short_text")
    sheets = set_show_if(sheets, 1, ShowIf((Condition("q1", "more", "3"),)))
    sheets = set_texts(sheets, 1, label={"": "为什么是${q1}？"}, hint={"": "${last-saved#q1}"})
    sheets = set_name(sheets, 0, "staff")
    row = sheets.survey.rows[1]
    assert (row.get("relevant"), row.get(f"label::{ZH}"), row.get(f"hint::{ZH}")) == (
        "${staff} > 3",
        "为什么是${staff}？",
        "${last-saved#staff}",
    )
    for wrong in ("q2", "Q2", "1a", "a b", "meta", "x" * 99, ""):
        with pytest.raises(Refused):
            set_name(sheets, 0, wrong)


def test_what_others_refer_to_is_not_removed() -> None:
    sheets = set_show_if(form("whole", "short_text"), 1, ShowIf((Condition("q1", "more", "3"),)))
    with pytest.raises(Refused, match="问题2"):
        remove(sheets, 0)
    assert [one.name for one in lines(remove(remove(sheets, 1), 0))] == []


def test_removing_the_last_question_of_a_list_removes_the_list() -> None:
    sheets = form("one", "one")
    assert len(remove(sheets, 0).choices.rows) == len(sheets.choices.rows) - 2


def test_sections_pages_moving_and_copying() -> None:
    sheets = add_section(form("short_text", "whole", "date"), {"": "第一部分"}, first=0, before=2)
    assert [(one.kind, one.depth) for one in lines(sheets)] == [
        ("section", 0),
        ("short_text", 1),
        ("whole", 1),
        ("end", 0),
        ("date", 0),
    ]
    sheets = begin_page(sheets, 2)
    assert [one.kind for one in lines(sheets)] == [
        "section",
        "short_text",
        "end",
        "page",
        "whole",
        "end",
        "date",
    ]
    moved = move(sheets, 0, 6)
    assert [one.kind for one in lines(moved)] == [
        "page",
        "whole",
        "end",
        "section",
        "short_text",
        "end",
        "date",
    ]
    with pytest.raises(Refused):
        move(sheets, 0, 1)
    with pytest.raises(Refused):
        move(sheets, 2, 0)  # the end of a section is no line of its own
    copied = copy(set_show_if(sheets, 4, ShowIf((Condition("q1", "is", "x"),))), 3)
    assert [(one.kind, one.name) for one in lines(copied) if one.kind in {"page", "whole"}] == [
        ("page", "page1"), ("whole", "q2"), ("page", "page1_2"), ("whole", "q2_2"),
    ]  # fmt: skip
    xform(copied)
    assert [one.kind for one in lines(unwrap(sheets, 0))] == ["short_text", "page", "whole", "end", "date"]
    assert [one.kind for one in lines(remove(sheets, 0))] == ["page", "whole", "end", "date"]
    with pytest.raises(Refused):
        begin_page(sheets, 1)
    for step in (
        lambda: add_section(sheets, {"": "x"}, first=1, before=6),
        lambda: unwrap(sheets, 1),
        lambda: add_section(sheets, {"": " "}),
    ):
        with pytest.raises(Refused):
            step()


def test_a_copied_section_speaks_of_its_own_questions() -> None:
    sheets = set_show_if(form("whole", "short_text"), 1, ShowIf((Condition("q1", "more", "3"),)))
    sheets = add_section(sheets, {"": "部分"}, first=0, before=2)
    sheets = copy(sheets, 0)
    shown = [(row.get("name"), row.get("relevant")) for row in sheets.survey.rows if row.get("relevant")]
    assert shown == [("q2", "${q1} > 3"), ("q2_2", "${q1_2} > 3")]
    xform(sheets)


def test_a_place_is_one_line_of_three_questions() -> None:
    sheets = form("place", "whole")
    assert [one.kind for one in lines(sheets)] == ["place", "whole"]
    sheets = set_required(sheets, 0, True)
    assert [row.get("required") for row in sheets.survey.rows[:5]] == ["", "yes", "yes", "yes", ""]
    assert [one.kind for one in lines(move(sheets, 0, len(sheets.survey.rows)))] == ["whole", "place"]
    assert [one.kind for one in lines(remove(sheets, 0))] == ["whole"]
    xform(copy(sheets, 0))


def test_another_type_keeps_what_fits() -> None:
    sheets = set_bounds(form("whole"), 0, Bounds(least="1"))
    assert line(set_kind(sheets, 0, "amount"), "q1").bounds == Bounds(least="1")
    text = set_kind(sheets, 0, "short_text")
    assert (line(text, "q1").bounds, line(text, "q1").messages) == (None, {})
    chosen = set_choices(form("one"), 0, "a: 甲\nb: 乙")
    assert [one.code for one in line(set_kind(chosen, 0, "several"), "q1").choices] == ["a", "b"]
    assert set_kind(chosen, 0, "short_text").choices.rows == ()
    for kind in ("place", "nothing"):
        with pytest.raises(Refused):
            set_kind(chosen, 0, kind)


def test_languages_stand_side_by_side() -> None:
    plain = form_of(
        survey=[{"type": "select_one l", "name": "a", "label": "甲", "hint": "提示"}],
        choices=[{"list_name": "l", "name": "x", "label": "乙"}],
    )
    sheets = add_language(plain, EN)
    assert form_languages(sheets) == [ZH, EN]
    assert sheets.survey.columns == (
        "type",
        "name",
        f"label::{ZH}",
        f"label::{EN}",
        f"hint::{ZH}",
        f"hint::{EN}",
    )
    assert untranslated(sheets) == [
        ("survey", 2, f"label::{EN}"),
        ("survey", 2, f"hint::{EN}"),
        ("choices", 2, f"label::{EN}"),
    ]
    sheets = set_texts(sheets, 0, label={"en": "A"}, hint={EN: "Hint"})
    sheets = set_choices(sheets, 0, "x: B", EN)
    assert lines(sheets)[0].choices[0].labels == {ZH: "乙", EN: "B"}
    assert untranslated(sheets) == []
    assert form_languages(remove_language(sheets, ZH)) == [EN]
    xform(sheets)
    with pytest.raises(Refused):
        remove_language(add_language(plain, EN), ZH)
    for wrong in (EN, "English", "a::b (en)"):
        with pytest.raises(Refused):
            add_language(sheets, wrong)
    with pytest.raises(Refused):
        remove_language(remove_language(sheets, EN), ZH)


def test_a_fact_stands_once_and_never_reaches_the_xform() -> None:
    sheets = set_fact(form("short_text", "whole"), 0, "website")
    assert facts(sheets) == {"q1": "website"}
    assert "website" not in xform(sheets)
    with pytest.raises(Refused):
        set_fact(sheets, 1, "website")
    with pytest.raises(Refused):
        set_fact(form("note"), 0, "website")


def test_what_the_editor_does_not_know_stays_as_it_is() -> None:
    row = {
        "type": "geopoint",
        "name": "g",
        "Label:English": "Where",
        "bind:jr:preload": "x",
        "colour": "red",
        "relevance": "${a} = 1 or ${a} = 2 and 1",
    }
    sheets = form_of(survey=[{"type": "integer", "name": "a", "Label:English": "A"}, row])
    known = lines(sheets)[1]
    assert (known.kind, known.number, known.advanced["colour"]) == ("advanced", 2, "red")
    changed = set_texts(add_question(sheets, "whole", {"": "B"}, name="b"), 1, label={"": "Where is it?"})
    assert dict(changed.survey.rows[1].cells) == {**row, "Label:English": "Where is it?"}
    assert changed.survey.rows[2].get("Label:English") == "B"
    with pytest.raises(Refused):
        set_kind(changed, 1, "whole")


def test_the_length_of_a_form_counts_what_people_see() -> None:
    sheets = set_show_if(form("whole", "long_text", "note"), 1, ShowIf((Condition("q1", "more", "3"),)))
    size = size_of(sheets)
    assert (size.always, size.most, size.long_texts) == (1, 2, 1)
    assert size.minutes_least <= size.minutes_most
    long = set_texts(form("note"), 0, label={"": "字" * 2550})
    assert size_of(long).minutes_most == 10  # 255 characters a minute


def test_messages_are_in_the_language_of_the_reader() -> None:
    with override("en"), pytest.raises(Refused, match="Choose a type of question"):
        add_question(form(), "zzz", {"": "x"})


_LABELS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12
).filter(lambda text: "${" not in text)


def _steps(draw: Callable[[Any], Any], sheets: Sheets) -> Sheets:
    """One step of any kind at any place; a refusal leaves the form as it was."""
    places = [one.at for one in lines(sheets)] or [0]
    names = [one.name for one in lines(sheets) if one.name] or ["none"]
    at, to = draw(st.sampled_from(places)), draw(st.sampled_from([*places, len(sheets.survey.rows)]))
    label, name = {"": draw(_LABELS)}, draw(st.sampled_from(names))
    condition = Condition(
        name, draw(st.sampled_from(OPERATORS)), draw(st.sampled_from(["1", "yes", "c1", "2020-01-01", "x"]))
    )
    choices = "\n".join(draw(st.lists(_LABELS, min_size=1, max_size=4)))
    bounds = Bounds(
        draw(st.sampled_from(["", "1", "2020-01-01"])),
        draw(st.sampled_from(["", "9"])),
        "",
        draw(st.sampled_from(["", "5"])),
    )
    step = draw(
        st.sampled_from(
            [
                lambda: add_question(sheets, draw(st.sampled_from(KINDS)), label, before=to),
                lambda: add_section(sheets, label, before=to, first=draw(st.none() | st.just(at))),
                lambda: begin_page(sheets, at), lambda: move(sheets, at, to), lambda: copy(sheets, at),
                lambda: remove(sheets, at), lambda: unwrap(sheets, at), lambda: set_texts(sheets, at, label=label, hint=label),
                lambda: set_required(sheets, at, True), lambda: set_kind(sheets, at, draw(st.sampled_from(KINDS))),
                lambda: set_name(sheets, at, draw(st.sampled_from(["n1", "n2", name]))),
                lambda: set_show_if(sheets, at, ShowIf((condition,))), lambda: set_choices(sheets, at, choices),
                lambda: set_bounds(sheets, at, bounds), lambda: set_fact(sheets, at, "website"),
                lambda: add_language(sheets, EN), lambda: remove_language(sheets, draw(st.sampled_from([ZH, EN]))),
            ]
        )
    )  # fmt: skip
    try:
        return step()
    except Refused:
        return sheets


@given(st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_any_steps_give_a_form_that_converts(data: st.DataObject) -> None:
    sheets = add_question(new_form("问卷", "f"), "short_text", {"": "第一题"})
    for _at in range(data.draw(st.integers(1, 14))):
        sheets = _steps(data.draw, sheets)
    if not any(one.number for one in lines(sheets)):
        sheets = add_question(sheets, "short_text", {"": "最后一题"})
    answer = converted(sheets, {})
    assert "xform" in answer, [one for one in answer["findings"] if one["level"] == ERROR]
    etree.fromstring(answer["xform"].encode())
    assert Sheets.from_json(sheets.to_json()) == sheets
