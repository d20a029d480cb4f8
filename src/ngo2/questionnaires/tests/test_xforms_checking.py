"""A submission that arrives: every kind of finding, and its answers as rows."""

import pytest

from ngo2.questionnaires.tests.xforms_by_hand import NOW, form, inputs
from ngo2.questionnaires.xforms import Answer, Form, answers, answers_of, check

GOOD = """<data id="hand" version="1"><age>20</age><sex>f</sex><many>a b</many><preg>no</preg><double>40</double>
<drawn>0.7</drawn><after>1.7</after><when>2026-11-27</when><photo>x.jpg</photo><note/>
<child><name>Bo</name><toy><kind>car</kind></toy><toy><kind>doll</kind></toy></child>
<child><name>Cy</name><toy><kind>kite</kind></toy></child></data>"""


@pytest.fixture(scope="module")
def made() -> Form:
    choices = "".join(f"<item><label>{v}</label><value>{v}</value></item>" for v in "abc")
    return form(
        """<age/><sex/><many/><preg/><double/><drawn/><after/><when/><photo/><note/>
        <child jr:template=""><name/><toy jr:template=""><kind/></toy></child>
        <child><name/><toy><kind/></toy></child>""",
        """<bind nodeset="/data/age" type="int" required="true()" constraint=". &lt; 130"/>
        <bind nodeset="/data/preg" relevant="/data/sex = 'f'"/>
        <bind nodeset="/data/double" type="decimal" calculate="/data/age * 2"/>
        <bind nodeset="/data/drawn" calculate="random()"/><bind nodeset="/data/after" calculate="/data/drawn + 1"/>
        <bind nodeset="/data/when" type="date" constraint=". &gt; today()"/>
        <bind nodeset="/data/photo" type="binary"/>""",
        inputs("/data/age", "/data/preg", "/data/when")
        + f"""<select1 ref="/data/sex"><item><label>F</label><value>f</value></item>
        <item><label>M</label><value>m</value></item>
        </select1><select ref="/data/many">{choices}</select><upload ref="/data/photo" mediatype="image/*"/>
        <repeat nodeset="/data/child"><input ref="/data/child/name"/><repeat nodeset="/data/child/toy">
        <input ref="/data/child/toy/kind"/></repeat></repeat>""",
    )


def test_a_good_one_has_no_findings(made: Form) -> None:
    assert check(made, GOOD.encode()) == []
    assert check(made, GOOD.encode(), NOW) == []


@pytest.mark.parametrize(
    ("old", "new", "path", "kind"),
    [
        ("</data>", "", "", "malformed"),
        ("<data", "<!DOCTYPE data [<!ENTITY a 'b'>]><data", "", "malformed"),
        ('id="hand"', 'id="foot"', "", "form"),
        ('version="1"', 'version="0"', "", "version"),
        ("<note/>", "<nothing/>", "/data/nothing", "unknown"),
        ("<age>20</age>", "<age>20<b/></age>", "/data/age/b", "unknown"),
        ("<age>20</age>", "<age/>", "/data/age", "required"),
        ("<age>20</age>", "<age>twenty</age>", "/data/age", "type"),
        ("<age>20</age>", "<age>131</age>", "/data/age", "constraint"),
        ("<sex>f</sex>", "<sex>x</sex>", "/data/sex", "choice"),
        ("<many>a b</many>", "<many>a z</many>", "/data/many", "choice"),
        ("<sex>f</sex>", "<sex>m</sex>", "/data/preg", "irrelevant"),
        ("<double>40</double>", "<double>41</double>", "/data/double", "calculation"),
        ("<double>40</double>", "", "/data/double", "calculation"),
        ("<when>2026-11-27</when>", "<when>2026-02-30</when>", "/data/when", "type"),
        ("<photo>x.jpg</photo>", "<photo>../x.jpg</photo>", "/data/photo", "type"),
    ],
)
def test_what_is_wrong_is_found(made: Form, old: str, new: str, path: str, kind: str) -> None:
    changed = GOOD.replace(old, new, 1)
    assert changed != GOOD
    found = [(finding.path, finding.kind) for finding in check(made, changed.encode())]
    assert (path, kind) in found
    assert all(finding.sentence for finding in check(made, changed.encode()))


@pytest.mark.parametrize("theirs", ["40.0", "4E1", " 40 ", "40.0000000001"])
def test_numbers_may_be_written_in_other_ways(made: Form, theirs: str) -> None:
    assert check(made, GOOD.replace("<double>40<", f"<double>{theirs}<").encode()) == []


def test_what_is_drawn_and_what_follows_from_it_is_taken_as_it_came(made: Form) -> None:
    assert check(made, GOOD.replace("0.7", "0.123").encode()) == []


def test_conditions_of_the_clock_are_held_against_now_only(made: Form) -> None:
    late = GOOD.replace("2026-11-27", "2026-11-25").encode()
    assert check(made, late) == []
    assert [finding.path for finding in check(made, late, NOW)] == ["/data/when"]


def test_answers_are_rows_in_document_order(made: Form) -> None:
    rows = answers_of(made, GOOD.encode())
    assert rows[2] == Answer("/data/many", "", "a b")
    assert rows[-5:] == [
        Answer("/data/child/name", "1", "Bo"),
        Answer("/data/child/toy/kind", "1.1", "car"),
        Answer("/data/child/toy/kind", "1.2", "doll"),
        Answer("/data/child/name", "2", "Cy"),
        Answer("/data/child/toy/kind", "2.1", "kite"),
    ]
    assert len(rows) == 15
    # without the form a single toy looks like a group
    assert answers(GOOD.encode())[-1] == Answer("/data/child/toy/kind", "2", "kite")


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("int", ["0", "-5", "007"], ["1.0", "1e3", "٣", "1" * 30]),
        ("decimal", ["1", "1.5", "-.5", "1.0E10"], ["1,5", "NaN", "Infinity", "x"]),
        ("date", ["2024-02-29"], ["2023-02-29", "2024-2-9", "24-02-09", "2024-02-09T00:00:00"]),
        ("time", ["09:30", "09:30:00.000+08:00", "09:30:00Z"], ["9:30", "25:00", "09:60"]),
        (
            "dateTime",
            ["2024-02-29T09:30:00.000+08:00", "2024-02-29T09:30:00Z"],
            ["2024-02-29", "2024-02-30T09:30:00Z"],
        ),
        ("geopoint", ["30 114", "30.5 114.5 20 5"], ["30", "91 0", "0 181", "a b", "0 0;1 1"]),
        ("geotrace", ["0 0;1 1", "0 0 0 0; 1 1 0 0;"], ["0 0", "0 0;x"]),
        ("geoshape", ["0 0;1 1;0 1;0 0"], ["0 0;1 1;0 0", "0 0;1 1;0 1;1 0"]),
        ("boolean", ["true", "0"], ["yes"]),
        ("binary", ["a b.jpg"], ["a/b.jpg", "..", "a\\b"]),
        ("barcode", ["anything 1"], []),
        ("string", ["anything"], []),
        ("unheard-of", ["anything"], []),
    ],
)
def test_types(datatype: str, good: list[str], bad: list[str]) -> None:
    made = form("<a/>", f"""<bind nodeset="/data/a" type="{datatype}"/>""", inputs("/data/a"))
    for value in good:
        assert check(made, f'<data id="hand" version="1"><a>{value}</a></data>'.encode()) == [], value
    for value in bad:
        found = check(made, f'<data id="hand" version="1"><a>{value}</a></data>'.encode())
        assert [finding.kind for finding in found] == ["type"], value
