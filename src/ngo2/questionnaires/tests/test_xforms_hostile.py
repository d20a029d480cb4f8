"""What strangers may send: bounded in time, with a named error."""

import time

import pytest

from ngo2.questionnaires.tests.xforms_by_hand import NOW, document, form, inputs
from ngo2.questionnaires.xforms import Form, Session, TooLarge, Unreadable, XFormError, check, patterns, read


@pytest.fixture(autouse=True)
def patient() -> object:
    """Nothing here may take long; of the processor, which others may keep busy."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 15


@pytest.mark.parametrize(
    "source",
    [
        "(" * 10_000 + "1" + ")" * 10_000,
        "-" * 10_000 + "1",
        "1" + "+1" * 20_000,
        "1" + "+1" * 3_000,
        "/data/a" + "[1]" * 5_000,
        "/data/a" + "/.." * 3_000,
        "if(1," * 5_000 + "1" + ",2)" * 5_000,
        "concat(" + "'x'," * 30_000 + "'x')",
        "not(" * 3_000 + "1" + ")" * 3_000,
    ],
)
def test_expressions_without_end(source: str) -> None:
    with pytest.raises(XFormError):
        form("<a/><b/>", f"""<bind nodeset="/data/b" calculate="{source.replace("<", "&lt;")}"/>""")


def test_as_deep_as_forms_really_are() -> None:
    depth = 60
    source = "".join(f"if(/data/a = {n}, {n}, " for n in range(depth)) + "0" + ")" * depth
    session = form(
        "<a/><b/>", f"""<bind nodeset="/data/b" calculate="{source}"/>""", inputs("/data/a")
    ).start(NOW)
    session.set("/data/a", "59")
    assert session.value("/data/b") == "59"


@pytest.mark.parametrize(
    "xml",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
        b"",
        b"\x00\x01",
        b"<a>" * 1_000 + b"</a>" * 1_000,
        b"<html/>",
        b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head/><h:body/></h:html>",
        b"<!-- nothing -->",
        b"plain text",
    ],
)
def test_documents_that_are_no_form(xml: bytes) -> None:
    with pytest.raises(Unreadable):
        read(xml)


def test_documents_without_end() -> None:
    with pytest.raises(TooLarge):
        read(b"<a>" + b"x" * (33 * 1024 * 1024) + b"</a>")
    with pytest.raises(TooLarge, match="nested"):
        read(b"<a>" * 1_000 + b"</a>" * 1_000)
    with pytest.raises(TooLarge, match="fields"):
        read(document("".join(f"<n{n}/>" for n in range(20_001))))


def test_a_hundred_thousand_choices() -> None:
    items = "".join(
        f"<item><name>n{n}</name><label>L{n}</label><g>{n % 100}</g></item>" for n in range(100_000)
    )
    made = form(
        "<g/><one/><all/><got/>",
        """<bind nodeset="/data/got" calculate="instance('l')/root /item[name = /data/all]/label"/>""",
        """<input ref="/data/g"/><select1 ref="/data/one"><itemset nodeset="instance('l')/root /item[g = /data/g]">
        <value ref="name"/><label ref="label"/></itemset></select1>
        <select1 ref="/data/all"><itemset nodeset="instance('l')/root /item"><value ref="name"/><label ref="label"/>
        </itemset></select1>""",
        f'<instance id="l"><root>{items}</root></instance>',
    )
    session = made.start(NOW)
    session.set("/data/g", "7")
    session.set("/data/one", "n107")
    session.set("/data/all", "n99999")
    assert len(session.choices("/data/one")) == 1_000
    assert session.problems() == []
    assert session.value("/data/got") == "L99999"
    again = time.process_time()
    assert len(session.choices("/data/all")) == 100_000
    assert check(made, session.submission()) == []
    assert time.process_time() - again < 3


@pytest.fixture(scope="module")
def rows_form() -> Form:
    return form(
        """<r jr:template=""><a/></r><r><a/></r><n/>""",
        """<bind nodeset="/data/n" calculate="count(/data/r)"/>""",
        """<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>""",
    )


def test_an_instance_of_ten_megabytes(rows_form: Form) -> None:
    rows = b"".join(b"<r><a>%080d</a></r>" % n for n in range(100_000))
    sent = b'<data id="hand" version="1">' + rows + b"<n>100000</n></data>"
    assert len(sent) > 9_000_000
    assert check(rows_form, sent) == []


def test_instances_without_end(rows_form: Form) -> None:
    made = rows_form
    many = b'<data id="hand" version="1">' + b"<r/>" * 600_000 + b"<n/></data>"
    assert [finding.kind for finding in check(made, many)] == ["malformed"]
    long = b'<data id="hand" version="1"><r><a>' + b"x" * 9_000_000 + b"</a></r><n>1</n></data>"
    assert check(made, long) == []
    assert [f.kind for f in check(made, b"<data>" + b" " * (17 * 1024 * 1024) + b"</data>")] == ["malformed"]


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^([a-zA-Z]+)*$",
        "^(a|aa)+$",
        "^(([0-9]{1})*[- .(]*([0-9]{3})[- .)]*[0-9]{3}[- .]*[0-9]{4})+$",
        "^(?=a)(a+)+$",
        "(a*)*\\1$",
    ],
)
def test_patterns_that_explode(pattern: str) -> None:
    session = form(
        "<a/>",
        f"""<bind nodeset="/data/a" constraint="regex(., '{pattern.replace("<", "&lt;")}')"/>""",
        inputs("/data/a"),
    ).start(NOW)
    session.set("/data/a", "a" * 5_000 + "!")
    assert [problem.kind for problem in session.problems()] == ["constraint"]


def test_patterns_that_rust_does_not_know_still_work() -> None:
    assert patterns.found("abc1", r"^(?=.*\d)[a-z0-9]+$")
    assert not patterns.found("abc", r"^(?=.*\d)[a-z0-9]+$")
    assert patterns.found("abab", r"^(ab)\1$")
    assert not patterns.found("x", "a{1000000}{1000000}")


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe", b"a,a\n1,2\n", b'a,b\n"open', b"a\n" + b"1\n" * 250_002],
)
def test_files_that_are_no_lists(data: bytes) -> None:
    with pytest.raises(Unreadable):
        form("<a/>", "", "", '<instance id="l" src="jr://file-csv/l.csv"/>', {"l.csv": data})


@pytest.mark.parametrize(
    "data",
    [b"[]", b"{", b'{"features": [1]}', b'{"features": [{"geometry": {"type": "Point"}}]}', b"[" * 100_000],
)
def test_files_that_are_no_places(data: bytes) -> None:
    with pytest.raises(Unreadable):
        form("<a/>", "", "", '<instance id="l" src="jr://file/l.geojson"/>', {"l.geojson": data})


@pytest.mark.parametrize(
    ("instance", "binds", "body"),
    [
        ("<a/>", '<bind nodeset="/data/none"/>', ""),
        ("<a/>", "", inputs("/data/none")),
        ("<a/>", "", "<input/>"),
        ("<a/><a/>", "", inputs("/data/a")),
        ("<a/>", "", '<repeat nodeset="/data/none"/>'),
        ("<a/>", '<setvalue event="odk-instance-first-load" ref="/data/none" value="1"/>', ""),
        ("<a/>", "", """<input ref="/data/a"><label><output value="/data/none"/></label></input>"""),
        ("<a/>", "", """<select1 ref="/data/a"><itemset nodeset="instance('none')/root /item"/></select1>"""),
        ("<a/>", "", """<select1 ref="/data/a" appearance="search('x', 'contains')"/>"""),
    ],
)
def test_forms_with_holes(instance: str, binds: str, body: str) -> None:
    with pytest.raises(Unreadable):
        form(instance, binds, body)


def test_a_hundred_questions_take_a_few_milliseconds() -> None:
    nodes = "".join(f"<q{n}/>" for n in range(100))
    binds = "".join(
        f"""<bind nodeset="/data/q{n}" type="int" relevant="/data/q{n - 1} != 13"
        constraint=". &lt; 100" required="true()"/>"""
        for n in range(1, 100)
    )
    made = form(nodes, binds, inputs(*(f"/data/q{n}" for n in range(100))))
    session = made.start(NOW)
    for n in range(100):
        session.set(f"/data/q{n}", "7")
    best = min(_whole(session) for _n in range(5))
    assert best < 0.015  # about 3 ms on an idle machine of 2020


def _whole(session: Session) -> float:
    begun = time.process_time()
    session.evaluation.all()
    assert session.problems() == []
    session.submission()
    return time.process_time() - begun


def test_a_form_as_wide_as_forms_may_be() -> None:
    """Nothing in a group is looked for among all its siblings."""
    count = 19_000
    made = form("".join(f"<n{n}/>" for n in range(count)), "", inputs("/data/n0"))
    session = made.start(NOW)
    session.set(f"/data/n{count - 1}", "1")
    assert check(made, session.submission()) == []
