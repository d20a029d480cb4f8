"""LimeSurvey's structure in both layouts: every type of question, what is listed, and that all of it converts."""

# ruff: noqa: E501 (tables: one line a case)

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.questionnaires.limesurvey.expressions import Asked, Unclear, expression
from ngo2.questionnaires.limesurvey.mapping import Imported, NotImported, read_lss
from ngo2.questionnaires.limesurvey.plain import plain
from ngo2.questionnaires.limesurvey.words import REASONS
from ngo2.questionnaires.xlsform.converter import converted
from ngo2.questionnaires.xlsform.lines import lines

SAMPLES = Path(__file__).parent / "data" / "limesurvey"
EN, ZH = "label::English (en)", "label::中文 (zh)"


def sample(name: str) -> Imported:
    return read_lss((SAMPLES / name).read_bytes())


def rows(found: Imported) -> dict[str, dict[str, str]]:
    return {row.get("name"): dict(row.cells) for row in found.sheets.survey.rows if row.get("name")}


def small(*questions: str, **tables: str) -> bytes:
    """A survey of one language; each question `qid|type|code|text|relevance|other`."""
    cells = ("qid", "type", "title", "question", "relevance", "other")
    told = [dict(zip(cells, one.split("|"), strict=False)) for one in questions]
    for one in told:
        one |= {"gid": "1", "parent_qid": "0", "language": "en", "question_order": one["qid"]}
    parts = {
        "groups": "<row><gid>1</gid><group_name>G</group_name><language>en</language></row>",
        "questions": "".join(map(_row, told)),
    }
    parts |= {"surveys": "<row><sid>9</sid><language>en</language></row>"} | tables
    body = "".join(f"<{name}><rows>{text}</rows></{name}>" for name, text in parts.items())
    return f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{body}</document>".encode()


def _row(cells: dict[str, str]) -> str:
    return "<row>" + "".join(f"<{key}><![CDATA[{text}]]></{key}>" for key, text in cells.items()) + "</row>"


def answers(*told: tuple[str, str, str]) -> str:
    return "".join(
        _row({"qid": qid, "code": code, "answer": text, "language": "en"}) for qid, code, text in told
    )


def test_both_layouts_give_the_same_form_and_convert() -> None:
    old, new = sample("old.lss"), sample("new.lss")
    assert old.sheets == new.sheets
    assert (old.title, old.languages, old.questions) == ("网络调查", ("中文 (zh)", "English (en)"), 33)
    for found in (old, new):
        answer = converted(found.sheets, {})
        assert "xform" in answer, answer["findings"]


TYPES = [
    ("Q1", "select_one Q1"), ("Q2", "select_one Q2"), ("Q3", "select_one Q3"), ("Q4", "select_one Q4"), ("Q5", "select_multiple Q5"),
    ("Q6", "select_multiple Q6"), ("Q7", "integer"), ("Q8", "begin_group"), ("Q9", "text"), ("Q10", "text"), ("Q11", "text"),
    ("Q12_x", "text"), ("Q13", "select_one Q13"), ("Q14", "date"), ("Q15_a", "select_one Q15"), ("Q16_b", "select_one Q16"),
    ("Q17_a", "select_one Q17"), ("Q18_a", "select_one Q18"), ("Q19_b", "select_one Q19"), ("Q20_a", "select_one Q15"),
    ("Q21_a_0", "select_one Q21_0"), ("Q21_a_1", "select_one Q21_1"), ("Q22_r1_c2", "decimal"), ("Q23_r2_c1", "text"),
    ("Q24", "select_one Q16"), ("Q25", "rank Q25"), ("Q26", "note"), ("Q27", "calculate"), ("Q28", "image"), ("Q30", "hidden"), ("Q33", "hidden"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "written"), TYPES, ids=[name for name, _written in TYPES])
def test_each_type_of_question_has_its_counterpart(name: str, written: str) -> None:
    assert rows(sample("new.lss"))[name]["type"] == written


def test_texts_conditions_and_limits_come_along() -> None:
    found = rows(sample("new.lss"))
    assert (found["Q1"][EN], found["Q1"][ZH], found["Q1"]["required"]) == (
        "Do you have a *website*?",
        "有网站吗？",
        "yes",
    )
    assert found["Q10"][EN] == "Explain ${Q7}"
    assert found["Q2"]["relevant"] == "${Q1} = 'Y'"
    assert found["Q2_other"]["relevant"] == "${Q2} = 'other'"
    assert found["Q6"]["relevant"] == "selected(${Q5}, 'wx') and not(selected(${Q5}, 'wb'))"
    assert found["Q8"]["relevant"] == "${Q7} > 3 or ${Q7} = ''"
    assert found["Q10"]["relevant"] == "${Q9} != ''"
    assert (
        found["Q32"]["relevant"]
        == "((${Q7} > 3) and (selected(${Q5}, 'wx'))) or ((${Q2} = 'A1' or ${Q2} = 'A2'))"
    )
    assert found["Q5"]["constraint"] == "count-selected(.) >= 1 and count-selected(.) <= 2"
    assert found["Q7"]["constraint"] == ". >= 0 and . <= 500"
    assert found["Q9"]["constraint"] == "regex(., '^[0-9]+$')"
    assert found["Q14"]["constraint"] == ". >= date('2020-01-01')"
    assert found["Q27"]["calculation"] == "${Q7} * 2"
    assert found["Q3"]["parameters"] == "randomize=true"


def test_what_could_not_be_mapped_is_listed_with_its_reason() -> None:
    listed = {(one.question, one.attribute, one.kind) for one in sample("old.lss").unmapped}
    assert listed == {
        ("Q5", "mandatory", "soft"), ("Q6", "array_filter", "filter"), ("Q9", "em_validation_q", "validation"), ("Q9", "prefix", "other"),
        ("Q11", "label", "picture"), ("Q11", "label", "script"), ("Q14", "date_max", "validation"), ("Q15", "random_order", "order"),
        ("Q29", "type", "type"), ("Q30", "equation", "calculation"), ("Q31", "relevance", "expression"), ("Q33", "hidden", "hidden"),
        ("", "quota", "quota"), ("", "assessment", "assessment"), ("Q7", "default", "default"), ("", "url", "end"), ("", "endtext", "end"),
    }  # fmt: skip
    assert all(one.message for one in sample("old.lss").unmapped)
    assert {kind for _question, _attribute, kind in listed} <= set(REASONS)


def test_the_editor_knows_the_questions() -> None:
    kinds = {line.name: line.kind for line in lines(sample("new.lss").sheets)}
    assert (kinds["Q2"], kinds["Q5"], kinds["Q7"], kinds["Q10"], kinds["group_1"]) == (
        "one",
        "several",
        "whole",
        "long_text",
        "section",
    )


KNOWN = {"a": Asked("a"), "q": Asked("q", chosen=True), "m_1": Asked("m", "1"), "9X1X2": Asked("a")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""), ("1", ""), ("{a > 3}", "${a} > 3"), ('q.NAOK == "Y"', "${q} = 'Y'"), ("q == 1", "${q} = '1'"), ("a == 1", "${a} = 1"),
        ("3 < a.NAOK", "${a} > 3"), ('a eq "x" or a ne "y"', "${a} = 'x' or ${a} != 'y'"),
        ("(a > 1 or a < 5) and q == 'z'", "(${a} > 1 or ${a} < 5) and ${q} = 'z'"), ("!is_empty(a)", "${a} != ''"),
        ('m_1 == "Y"', "selected(${m}, '1')"), ("is_empty(m_1)", "not(selected(${m}, '1'))"), ("m_1", "selected(${m}, '1')"),
        ("not(a > 3)", "not((${a} > 3))"), ('q == "-oth-"', "${q} = 'other'"), ("a + 2 * a >= 4", "${a} + 2 * ${a} >= 4"),
        ("a / 2 > 1", "${a} div 2 > 1"), ("count(m_1, a) > 1", "(if(selected(${m}, '1'), 1, 0) + if(${a} != '', 1, 0)) > 1"),
        ("9X1X2.NAOK > 3", "${a} > 3"), ("regexMatch('/^1/', a)", "regex(${a}, '^1')"), ('a == "it\'s"', '${a} = "it\'s"'),
    ],
)  # fmt: skip
def test_simple_expressions_are_said_in_xlsform(text: str, said: str) -> None:
    assert expression(text, KNOWN.get) == said


@pytest.mark.parametrize(
    "text",
    [
        "zzz > 3", "strlen(a) > 3", "a.question == 'x'", "a == ", "(a > 3", "a > 3)", "a @ 3", "a > 'x'", "m_1 == 'Q'", "m_1 + 1",
        "a == \"${q}\"", "regexMatch('/x/i', a)", "(" * 9999 + "a", "a" * 9000, "!" * 3000, "sum(a", "a b", "self.NAOK > 1",
    ],
)  # fmt: skip
def test_anything_else_is_unclear(text: str) -> None:
    with pytest.raises(Unclear):
        expression(text, KNOWN.get)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"), ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"), ("a<br>b", "a\nb"), ("<ul><li>x</li><li>y</li></ul>", "- x\n- y"),
        ("<b> bold </b>and <i>thin</i>", "**bold**and *thin*"), ('<a href="https://x.org/a">here</a>', "[here](https://x.org/a)"),
        ('<a href="javascript:alert(1)">here</a>', "here"), ("<script>alert(1)</script>x", "x"), ("<b></b>x", "x"), ("a < b", "a < b"),
        ("<!-- hidden -->shown", "shown"), ("<p>unclosed <b>x", "unclosed **x**"),
    ],
)  # fmt: skip
def test_markup_becomes_text(html: str, text: str) -> None:
    assert plain(html)[0] == text


@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "<b>",
                "</b>",
                "<p>",
                "<a href='x'>",
                "</a>",
                "<li>",
                "&lt;",
                "&",
                "<!--",
                "x",
                "<",
                "\x01",
                "\x02",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_any_markup_is_read_without_an_error(text: str) -> None:
    assert not set(plain(text)[0]) & set(map(chr, range(9)))


def test_deep_markup_is_read() -> None:
    assert "x" in plain("<div>" * 20_000 + "x")[0] or plain("<div>" * 20_000 + "x")[0] == ""


REFUSED: list[tuple[bytes, str]] = [
    (b"", "broken"), (b"not xml", "broken"), (b"<document/>", "other_file"), (small(), "no_questions"),
    (b"<document><LimeSurveyDocType>Label set</LimeSurveyDocType></document>", "other_file"),
    (b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><document>&b;</document>', "entities"),
    (b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><document>&a;</document>', "entities"),
    ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY a "x">]><document>&a;</document>'.encode("utf-16"), "entities"),
    (b"<a>" * 100_000, "broken"), (small(*[f"{at}|T|q{at}|x" for at in range(3_001)]), "large"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_survey_or_dangerous_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(NotImported) as caught:
        read_lss(data)
    assert (caught.value.kind, bool(caught.value.message)) == (kind, True)


def test_codes_that_are_no_names_are_changed_and_told() -> None:
    found = read_lss(
        small("1|T|1 a|First", "2|T|1 a|Second", "3|T|meta|Third", "4|T|Q1|Fourth", "5|T|q1|Fifth")
    )
    names = [row.get("name") for row in found.sheets.survey.rows][1:-1]
    assert names == ["q_1_a", "q_1_a_2", "q_meta", "Q1", "q1_2"]
    assert sum(one.kind == "code" for one in found.unmapped) == 4
    assert "xform" in converted(found.sheets, {})


def test_a_circle_and_a_reference_to_what_is_gone_are_listed_and_the_rest_converts() -> None:
    found = read_lss(
        small(
            "1|T|a|A {c} ${d}|b == 'x'", "2|T|b|B|a == 'x'", "3|I|c|C", "4|T|d|D|c == 'x'", "5|T|e|{nothing}"
        )
    )
    assert {(one.question, one.attribute, one.kind) for one in found.unmapped} >= {
        ("a", "relevant", "expression"),
        ("c", "type", "type"),
        ("d", "relevant", "expression"),
        ("e", "label", "text"),
    }
    assert "xform" in converted(found.sheets, {})


def test_questions_without_choices_are_left_out_and_told() -> None:
    found = read_lss(small("1|L|a|A", "2|M|b|B", "3|F|c|C", "4|R|d|D", "5|T|e|E"))
    assert [(one.question, one.kind) for one in found.unmapped] == [(code, "empty") for code in "abcd"]
    assert "xform" in converted(found.sheets, {})


def test_choices_that_are_there_twice_or_have_no_code_are_told() -> None:
    found = read_lss(
        small(
            "1|L|a|A||Y",
            answers=answers(("1", "x", "X"), ("1", "", "Y"), ("1", "a b", "Z"), ("1", "other", "O")),
        )
    )
    assert [row.get("name") for row in found.sheets.choices.rows] == ["x", "a_b", "other"]
    assert "xform" in converted(found.sheets, {})


_CODES = st.text("aQ1_-. 中😀'\"${}", min_size=0, max_size=5)
_EXPRESSIONS = st.lists(
    st.sampled_from(
        ["q1", "q2", "q3_x", "==", "and", "(", ")", '"Y"', "3", ">", "!", "is_empty(", "{", "}", "+", ".NAOK"]
    ),
    max_size=8,
).map(" ".join)


@given(
    st.lists(
        st.fixed_dictionaries({"type": st.sampled_from(list("L!OMPNKSTUQYGDFHABCEI5RX*|:;1?")), "title": _CODES | st.sampled_from(["q1", "q2", "q3"]), "question": st.text("a<b>{}$&;q1 \n", max_size=12), "relevance": _EXPRESSIONS, "other": st.sampled_from("YN"), "mandatory": st.sampled_from("YNS")}),
        min_size=1, max_size=8,
    ),
    st.lists(st.tuples(st.integers(1, 8), _CODES, st.integers(0, 1)), max_size=12),
    st.lists(st.tuples(st.integers(1, 8), _CODES, st.integers(0, 1)), max_size=12),
)  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_any_survey_gives_a_form_that_converts(
    questions: list[dict[str, str]], parts: list[tuple[int, str, int]], choices: list[tuple[int, str, int]]
) -> None:
    told: list[dict[str, Any]] = [
        {"qid": str(at), "gid": "1", "parent_qid": "0", "language": "en", "question_order": str(at), **one}
        for at, one in enumerate(questions, 1)
    ]
    sub = [
        {
            "qid": str(100 + at),
            "gid": "1",
            "parent_qid": str(qid),
            "title": code,
            "question": "part",
            "language": "en",
            "scale_id": str(scale),
            "type": "T",
        }
        for at, (qid, code, scale) in enumerate(parts)
    ]
    given_answers = [
        {"qid": str(qid), "code": code, "answer": "text", "language": "en", "scale_id": str(scale)}
        for qid, code, scale in choices
    ]
    data = small(
        questions="".join(map(_row, told)),
        subquestions="".join(map(_row, sub)),
        answers="".join(map(_row, given_answers)),
    )
    found = read_lss(data)
    if not any(row.get("type") not in {"hidden", ""} for row in found.sheets.survey.rows):
        return  # nothing of it could be mapped; the list says so
    answer = converted(found.sheets, {})
    assert "xform" in answer, answer["findings"]
