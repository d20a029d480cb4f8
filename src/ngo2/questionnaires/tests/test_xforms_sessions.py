"""Small forms after the sections of the ODK XForms specification, one behaviour each."""

from random import Random

import pytest
from lxml import etree

from ngo2.questionnaires.tests.xforms_by_hand import NOW, form, inputs, started
from ngo2.questionnaires.xforms import OtherForm, OtherVersion, TooLarge, Unknown, UnknownNodes, Unreadable

MEMBER = """<member jr:template=""><name/><age/></member><member><name/><age/></member>"""
MEMBERS = """<group ref="/data/member"><label>Members</label><repeat nodeset="/data/member">
<input ref="/data/member/name"><label>Name</label></input><input ref="/data/member/age"><label>Age</label></input>
</repeat></group>"""


def names(xml: bytes) -> list[str]:
    return [etree.QName(element).localname for element in etree.fromstring(xml).iter()]


def test_what_is_not_relevant_keeps_its_value_and_is_left_out() -> None:
    session = started(
        "<a/><b>kept</b><c/>",
        """<bind nodeset="/data/b" relevant="/data/a = 'yes'"/><bind nodeset="/data/c" calculate="/data/b"/>""",
        inputs("/data/a", "/data/b"),
    )
    assert not session.state("/data/b").relevant
    assert (session.value("/data/b"), session.value("/data/c")) == ("kept", "")
    assert names(session.submission()) == ["data", "a", "c"]
    session.set("/data/a", "yes")
    assert session.state("/data/b").relevant
    assert session.value("/data/c") == "kept"
    assert names(session.submission()) == ["data", "a", "b", "c"]


def test_relevance_of_a_group_is_that_of_all_in_it() -> None:
    session = started(
        "<a/><g><b/><h><c>1</c></h></g><sum/>",
        """<bind nodeset="/data/g" relevant="/data/a = 1"/><bind nodeset="/data/g/h" relevant="../b != 2"/>
        <bind nodeset="/data/sum" calculate="count(/data/g/h/c)"/>""",
        inputs("/data/a", "/data/g/b", "/data/g/h/c"),
    )
    assert (session.state("/data/g/h/c").relevant, session.value("/data/sum")) == (False, "0")
    session.set("/data/a", "1")
    session.set("/data/g/b", "3")
    assert (session.state("/data/g/h/c").relevant, session.value("/data/sum")) == (True, "1")
    session.set("/data/g/b", "2")
    assert (session.state("/data/g/h/c").relevant, session.value("/data/sum")) == (False, "0")


def test_a_constraint_is_asked_only_of_an_answer() -> None:
    session = started(
        "<age/>",
        """<bind nodeset="/data/age" type="int" constraint=". &lt; 130" jr:constraintMsg="Too old"/>""",
        inputs("/data/age"),
    )
    assert session.problems() == []
    session.set("/data/age", "131")
    assert [(p.path, p.kind, p.message) for p in session.problems()] == [
        ("/data/age", "constraint", "Too old")
    ]
    session.set("/data/age", "abc")
    assert [(p.path, p.kind) for p in session.problems()] == [("/data/age", "type")]
    session.set("/data/age", "13")
    assert session.problems() == []


def test_required_may_depend() -> None:
    session = started(
        "<a/><b/>",
        """<bind nodeset="/data/b" required="/data/a = 'x'" jr:requiredMsg="Needed"/>""",
        inputs("/data/a", "/data/b"),
    )
    assert session.problems() == []
    session.set("/data/a", "x")
    assert session.state("/data/b").required
    assert [(p.path, p.kind, p.message) for p in session.problems()] == [("/data/b", "required", "Needed")]


def test_readonly_is_inherited() -> None:
    session = started(
        "<lock/><g><b/></g>",
        """<bind nodeset="/data/g" readonly="/data/lock = 1"/>""",
        inputs("/data/lock", "/data/g/b"),
    )
    assert not session.state("/data/g/b").readonly
    session.set("/data/lock", "1")
    assert session.state("/data/g/b").readonly


def test_calculations_follow_in_the_order_of_their_needs() -> None:
    """The chain is written backwards; each link is evaluated once, after what it needs."""
    length = 50
    nodes = "".join(f"<n{n}/>" for n in range(length + 1))
    binds = "".join(
        f'<bind nodeset="/data/n{n}" type="int" calculate="/data/n{n + 1} + 1"/>' for n in range(length)
    )
    session = started(nodes, binds, inputs(f"/data/n{length}"))
    session.set(f"/data/n{length}", "1")
    assert session.value("/data/n0") == "51"
    session.set(f"/data/n{length}", "8")
    assert session.value("/data/n0") == "58"


@pytest.mark.parametrize(
    ("datatype", "source", "stored"),
    [
        ("int", "7.9", "7"),
        ("int", "0 div 0", ""),
        ("decimal", "1 div 4", "0.25"),
        ("string", "1 div 4", "0.25"),
        ("string", "2 > 1", "true"),
        ("string", "number('x')", ""),
        ("date", "today() + 1", "2026-11-27"),
        ("date", "now()", "2026-11-26"),
        ("dateTime", "today()", "2026-11-26"),
        ("int", "'12'", "12"),
    ],
)
def test_results_are_stored_as_the_type_says(datatype: str, source: str, stored: str) -> None:
    session = started(
        "<a/>", f"""<bind nodeset="/data/a" type="{datatype}" calculate="{source.replace(">", "&gt;")}"/>"""
    )
    assert session.value("/data/a") == stored


@pytest.mark.parametrize(
    "binds",
    [
        """<bind nodeset="/data/a" calculate="/data/b"/><bind nodeset="/data/b" calculate="/data/a"/>""",
        """<bind nodeset="/data/a" calculate=". + 1"/>""",
        """<bind nodeset="/data/a" relevant=". = 1"/>""",
        """<bind nodeset="/data/g" relevant="/data/g/c = 1"/>""",
        """<bind nodeset="/data/a" calculate="/data/b"/><bind nodeset="/data/b" relevant="/data/a = 1"/>""",
    ],
)
def test_a_circle_is_named(binds: str) -> None:
    with pytest.raises(Unreadable, match="circle"):
        form("<a/><b/><g><c/></g>", binds)


def test_repeats_are_added_removed_and_numbered() -> None:
    session = started(
        MEMBER + "<n/><total/>",
        """<bind nodeset="/data/member/age" type="int"/><bind nodeset="/data/n" calculate="count(/data/member)"/>
        <bind nodeset="/data/total" calculate="sum(/data/member/age)"/>""",
        MEMBERS,
    )
    assert session.add("/data/member") == "/data/member[2]"
    session.set("/data/member[1]/age", "30")
    session.set("/data/member[2]/age", "4")
    assert (session.value("/data/n"), session.value("/data/total")) == ("2", "34")
    session.remove("/data/member[1]")
    assert (session.value("/data/n"), session.value("/data/total")) == ("1", "4")
    assert session.value("/data/member[1]/age") == "4"
    session.remove("/data/member[1]")
    assert (session.count("/data/member"), session.value("/data/total")) == (0, "0")
    session.add("/data/member")
    assert names(session.submission()) == ["data", "member", "name", "age", "n", "total"]
    for wrong in ("/data/member[2]/age", "/data/nowhere", "/other", "/data/member[0]/age"):
        with pytest.raises(Unknown):
            session.set(wrong, "1")
    with pytest.raises(Unknown):
        session.add("/data/n")
    with pytest.raises(Unknown):
        session.remove("/data/n")


def test_absolute_paths_in_a_repeat_mean_its_own_instance() -> None:
    """The specification's "big deviation with XForms"."""
    session = started(
        """<member jr:template=""><age/><adult/></member><member><age/><adult/></member>""",
        """<bind nodeset="/data/member/adult" calculate="if(/data/member/age &gt; 17, 'yes', 'no')"/>""",
        """<repeat nodeset="/data/member"><input ref="/data/member/age"/></repeat>""",
        values={"/data/member[1]/age": "20", "/data/member[2]/age": "10"},
    )
    assert [session.value(f"/data/member[{n}]/adult") for n in (1, 2)] == ["yes", "no"]


def test_a_field_may_ask_for_itself_in_the_instance_before() -> None:
    session = started(
        """<row jr:template=""><x/><total/></row><row><x/><total/></row>""",
        """<bind nodeset="/data/row/total" type="int"
        calculate="../x + coalesce(../../row[position() = position(current()/..) - 1]/total, 0)"/>""",
        """<repeat nodeset="/data/row"><input ref="/data/row/x"/></repeat>""",
        values={f"/data/row[{n}]/x": str(n) for n in range(1, 7)},
    )
    assert session.value("/data/row[6]/total") == "21"
    session.set("/data/row[1]/x", "10")
    assert session.value("/data/row[6]/total") == "30"
    session.remove("/data/row[2]")
    assert session.value("/data/row[5]/total") == "28"


def test_templates_give_new_instances_their_values() -> None:
    session = started(
        """<p jr:template=""><r>spouse</r></p><p><r>father</r></p>""",
        "",
        """<repeat nodeset="/data/p"><input ref="/data/p/r"/></repeat>""",
    )
    session.add("/data/p")
    assert [session.value(f"/data/p[{n}]/r") for n in (1, 2)] == ["father", "spouse"]


def test_without_a_template_new_instances_are_blank() -> None:
    session = started(
        "<p><r>John</r></p><p><r>Kofi</r></p>",
        "",
        """<repeat nodeset="/data/p"><input ref="/data/p/r"/></repeat>""",
    )
    session.add("/data/p")
    assert [session.value(f"/data/p[{n}]/r") for n in (1, 2, 3)] == ["John", "Kofi", ""]


def test_a_count_makes_the_repeats() -> None:
    session = started(
        "<n/>" + MEMBER,
        """<bind nodeset="/data/n" type="int"/>""",
        """<input ref="/data/n"/><repeat nodeset="/data/member" jr:count=" /data/n ">
        <input ref="/data/member/name"/></repeat>""",
    )
    assert session.count("/data/member") == 0
    session.set("/data/n", "3")
    assert session.count("/data/member") == 3
    session.set("/data/member[3]/name", "Cy")
    session.set("/data/n", "2")
    assert session.count("/data/member") == 2
    session.set("/data/n", "99999999")
    with pytest.raises(TooLarge):
        session.count("/data/member")
    session.set("/data/n", "1")
    assert session.count("/data/member") == 1


def test_repeats_within_repeats() -> None:
    session = started(
        """<home jr:template=""><n/><m jr:template=""><x/></m><sum/></home><home><n/><m><x/></m><sum/></home><all/>""",
        """<bind nodeset="/data/home/n" type="int"/><bind nodeset="/data/home/sum" calculate="sum(../m/x)"/>
        <bind nodeset="/data/all" calculate="sum(/data/home/m/x)"/>""",
        """<repeat nodeset="/data/home"><input ref="/data/home/n"/><repeat nodeset="/data/home/m" jr:count="../n">
        <input ref="/data/home/m/x"/></repeat></repeat>""",
    )
    session.add("/data/home")
    session.set("/data/home[1]/n", "2")
    session.set("/data/home[2]/n", "1")
    for path, value in (
        ("/data/home[1]/m[1]/x", "1"),
        ("/data/home[1]/m[2]/x", "2"),
        ("/data/home[2]/m[1]/x", "4"),
    ):
        session.set(path, value)
    assert [session.value(p) for p in ("/data/home[1]/sum", "/data/home[2]/sum", "/data/all")] == [
        "3",
        "4",
        "7",
    ]
    sent = session.submission()
    assert session.form.resume(sent).submission() == sent


CASCADE = """<instance id="cities"><root>
<item><name>ams</name><label>Amsterdam</label><country>nl</country></item>
<item><name>den</name><label>Denver</label><country>usa</country></item>
<item><name>nyc</name><label>New York</label><country>usa</country></item></root></instance>"""


def test_a_cascade_is_filtered_and_held_to() -> None:
    session = started(
        "<country/><city/>",
        "",
        """<input ref="/data/country"/><select1 ref="/data/city">
        <itemset nodeset="instance('cities')/root /item[country= /data/country ]">
        <value ref="name"/><label ref="label"/>
        </itemset></select1>""",
        CASCADE,
    )
    assert session.choices("/data/city") == []
    session.set("/data/country", "usa")
    assert [(c.value, c.label) for c in session.choices("/data/city")] == [
        ("den", "Denver"),
        ("nyc", "New York"),
    ]
    session.set("/data/city", "ams")
    assert [p.kind for p in session.problems()] == ["choice"]
    session.set("/data/city", "nyc")
    assert session.problems() == []


def test_choices_of_a_repeat() -> None:
    session = started(
        MEMBER + "<head/>",
        "",
        MEMBERS
        + """<select1 ref="/data/head"><itemset nodeset="/data/member[age &gt; 17]"><value ref="name"/>
        <label ref="name"/></itemset></select1>""",
        values={
            "/data/member[1]/name": "Ann",
            "/data/member[1]/age": "30",
            "/data/member[2]/name": "Bo",
            "/data/member[2]/age": "3",
        },
    )
    assert [c.value for c in session.choices("/data/head")] == ["Ann"]


ITEXT = """<itext><translation lang="zh"><text id="q"><value>您好，<output value="/data/name"/>！</value>
<value form="image">jr://images/zh.png</value></text>
<text id="h"><value>提示</value><value form="guidance">说明</value></text>
<text id="m"><value>太大</value></text><text id="c0"><value>是</value></text></translation>
<translation lang="en" default="true()"><text id="q"><value>Hello <output value="/data/name"/>!</value></text>
<text id="h"><value>Hint</value></text><text id="m"><value>Too big</value></text><text id="c0"><value>Yes</value></text>
</translation></itext>"""


def test_texts_in_each_language_with_outputs() -> None:
    session = started(
        "<name/><n/><yes/><label/>",
        """<bind nodeset="/data/n" type="int" constraint=". &lt; 5" jr:constraintMsg="jr:itext('m')"/>
        <bind nodeset="/data/label" calculate="jr:choice-name(/data/yes, '/data/yes')"/>""",
        """<input ref="/data/name"/><input ref="/data/n"><label ref="jr:itext('q')"/><hint ref="jr:itext('h')"/></input>
        <select1 ref="/data/yes"><item><label ref="jr:itext('c0')"/><value>y</value></item></select1>""",
        ITEXT,
        values={"/data/name": "Ann", "/data/n": "9", "/data/yes": "y"},
    )
    assert session.form.languages == ("en", "zh")
    assert [session.label("/data/n", language) for language in ("en", "zh", None)] == [
        "Hello Ann!",
        "您好，Ann！",
        "Hello Ann!",
    ]
    assert [session.hint("/data/n", language) for language in ("en", "zh")] == ["Hint", "提示"]
    assert session.hint("/data/n", "zh", guidance=True) == "说明"
    assert session.media("/data/n", "zh") == {"image": "jr://images/zh.png"}
    assert [p.message for p in session.problems("zh")] == ["太大"]
    assert [p.message for p in session.problems()] == ["Too big"]
    assert [c.label for c in session.choices("/data/yes", "zh")] == ["是"]
    assert session.value("/data/label") == "Yes"


def test_outputs_in_a_repeat_show_its_own_instance() -> None:
    session = started(
        MEMBER,
        "",
        """<repeat nodeset="/data/member"><input ref="/data/member/name"/><input ref="/data/member/age">
        <label>Age of <output value=" ../name "/>?</label></input></repeat>""",
        values={"/data/member[1]/name": "Ann", "/data/member[2]/name": "Bo"},
    )
    assert [session.label(f"/data/member[{n}]/age") for n in (1, 2)] == ["Age of Ann?", "Age of Bo?"]


def test_setvalue_at_first_load_and_on_change() -> None:
    session = started(
        "<a/><b/><c/><d/>",
        """<bind nodeset="/data/a" type="date"/>
        <setvalue event="odk-instance-first-load" ref="/data/a" value="today() + 1"/>
        <setvalue event="odk-instance-first-load" ref="/data/b">fixed</setvalue>""",
        """<input ref="/data/b">
        <setvalue event="xforms-value-changed" ref="/data/c" value="concat(/data/b, '!')"/></input>
        <input ref="/data/c"><setvalue event="xforms-value-changed" ref="/data/d">changed</setvalue></input>""",
    )
    assert [session.value(f"/data/{n}") for n in "abcd"] == ["2026-11-27", "fixed", "fixed!", "changed"]
    session.set("/data/b", "new")
    assert session.value("/data/c") == "new!"
    session.set("/data/c", "mine")
    assert session.value("/data/c") == "mine"
    assert session.form.resume(session.submission()).value("/data/c") == "mine"


def test_setvalue_in_a_new_repeat() -> None:
    """The specification's example: `../../my_age + 2`, and not for the instance that the form brings."""
    session = started(
        """<my_age>40</my_age><person jr:template=""><age/></person><person><age/></person>""",
        """<bind nodeset="/data/person/age" type="int"/>""",
        """<repeat nodeset="/data/person">
        <setvalue event="odk-new-repeat" ref="/data/person/age" value="../../my_age + 2"/>
        <input ref="/data/person/age"/></repeat>""",
    )
    session.add("/data/person")
    assert [session.value(f"/data/person[{n}]/age") for n in (1, 2)] == ["", "42"]


def test_what_only_a_phone_can_do_is_kept() -> None:
    made = form(
        "<a/><audio/><meta><instanceID/><audit/></meta>",
        """<bind nodeset="/data/meta/audit" type="binary" odk:location-priority="balanced"/>
        <odk:recordaudio event="odk-instance-load" ref="/data/audio" odk:quality="low"/>
        <odk:setgeopoint event="odk-instance-first-load" ref="/data/a"/>""",
        inputs("/data/a"),
    )
    session = made.start(NOW)
    assert set(made.kept) == {"recordaudio", "setgeopoint"}
    assert session.value("/data/a") == ""
    audit = made.definitions["/data/meta/audit"].bind.attributes
    assert audit["{http://www.opendatakit.org/xforms}location-priority"] == "balanced"


def test_metadata_is_preloaded() -> None:
    made = form(
        "<start/><today/><device/><end/><meta><instanceID/></meta>",
        """<bind nodeset="/data/start" jr:preload="timestamp" jr:preloadParams="start" type="dateTime"/>
        <bind nodeset="/data/today" jr:preload="date" jr:preloadParams="today" type="date"/>
        <bind nodeset="/data/device" jr:preload="property" jr:preloadParams="deviceid"/>
        <bind nodeset="/data/end" jr:preload="timestamp" jr:preloadParams="end" type="dateTime"/>
        <bind nodeset="/data/meta/instanceID" jr:preload="uid"/>""",
    )
    session = made.start(NOW, properties={"deviceid": "web:1"}, random=Random(3))
    again = made.start(NOW, random=Random(3))
    assert session.instance_id.startswith("uuid:")
    assert len(session.instance_id) == 41
    assert session.instance_id == again.instance_id
    assert session.value("/data/start") == "2026-11-26T12:30:00.000+08:00"
    assert (session.value("/data/today"), session.value("/data/device"), session.value("/data/end")) == (
        "2026-11-26",
        "web:1",
        "",
    )
    assert b"<end>2026-11-26T12:30:00.000+08:00</end>" in session.submission(NOW)


def test_an_attribute_may_be_set_and_calculated() -> None:
    """Entities: the id and whether to create are attributes."""
    session = started(
        """<n/><meta><entity dataset="trees" id="" create=""><label/></entity></meta>""",
        """<bind nodeset="/data/meta/entity/@create" calculate="if(../../../n &gt; 1, '1', '')"/>
        <setvalue ref="/data/meta/entity/@id" event="odk-instance-first-load" value="concat('id-', 1)"/>""",
        inputs("/data/n"),
        values={"/data/n": "2"},
    )
    sent = session.submission()
    assert b'<entity dataset="trees" id="id-1" create="1">' in sent
    assert session.form.resume(sent).submission() == sent


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cities.csv", b"name,label,country\nams,Amsterdam,nl\nden,Denver,usa\n"),
        ("cities.csv", b"\xef\xbb\xbfname;label;country\nams;Amsterdam;nl\nden;Denver;usa\n"),
        ("cities.csv", b'name\tlabel\tcountry\r\nams\t"Amsterdam"\tnl\r\nden\tDenver\tusa\r\n'),
        (
            "cities.xml",
            b"<root><item><name>ams</name><label>Amsterdam</label><country>nl</country></item>"
            b"<item><name>den</name><label>Denver</label><country>usa</country></item></root>",
        ),
        (
            "cities.geojson",
            b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"ams","label":"Amsterdam",'
            b'"country":"nl"},"geometry":{"type":"Point","coordinates":[4.9,52.4]}},{"type":"Feature","properties":'
            b'{"name":"den","label":"Denver","country":"usa"},"geometry":null}]}',
        ),
    ],
)
def test_choices_from_files(name: str, data: bytes) -> None:
    kind = "file-csv" if name.endswith("csv") else "file"
    body = """<input ref="/data/country"/><select1 ref="/data/city">
        <itemset nodeset="instance('cities')/root /item[country= /data/country ]">
        <value ref="name"/><label ref="label"/>
        </itemset></select1>"""
    lists = f'<instance id="cities" src="jr://{kind}/{name}"/>'
    session = started("<country>nl</country><city/>", "", body, lists, {name: data})
    assert [(c.value, c.label) for c in session.choices("/data/city")] == [("ams", "Amsterdam")]
    missing = started("<country>nl</country><city/>", "", body, lists, values={"/data/city": "ams"})
    assert missing.form.missing == (name,)
    assert missing.problems() == []  # nobody can tell


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ("search('fruits')", ["mango", "pear", "peach"]),
        ("minimal search('fruits', 'contains', 'label', 'EA')", ["pear", "peach"]),
        ("search('fruits', 'startswith', 'label', /data/start)", ["mango"]),
        ("search('fruits', 'matches', 'kind', 'stone', 'label', 'Peach')", ["peach"]),
    ],
)
def test_search_of_a_file(asked: str, values: list[str]) -> None:
    session = started(
        "<start>Ma</start><fruit/>",
        "",
        f"""<select1 ref="/data/fruit" appearance="{asked}"><item><label>label</label><value>name</value></item>
        <item><label>None</label><value>99</value></item></select1>""",
        files={"fruits.csv": b"name,label,kind\nmango,Mango,stone\npear,Pear,pome\npeach,Peach,stone\n"},
    )
    assert [c.value for c in session.choices("/data/fruit")] == [*values, "99"]


def test_pulldata_and_external_selects() -> None:
    session = started(
        "<key>b</key><got/><x/>",
        """<bind nodeset="/data/got" calculate="pulldata('prices', 'price', 'name', /data/key)"/>""",
        """<input ref="/data/key"/><input ref="/data/x" query="instance('towns')/root /item[state= /data/key ]"/>""",
        '<instance id="prices" src="jr://file-csv/prices.csv"/>',
        {
            "prices.csv": b"name,price\na,1\nb,2\n",
            "itemsets.csv": b"list_name,name,label,state\ntowns,t1,Town 1,a\ntowns,t2,Town 2,b\nother,t3,Three,b\n",
        },
    )
    assert session.value("/data/got") == "2"
    assert [(c.value, c.label) for c in session.choices("/data/x")] == [("t2", "Town 2")]


def test_a_shuffle_stays_in_one_session() -> None:
    items = "".join(f"<item><name>{n}</name><label>{n}</label></item>" for n in range(30))
    session = started(
        "<x/><meta><instanceID/></meta>",
        """<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>""",
        """<select1 ref="/data/x"><itemset nodeset="randomize(instance('l')/root /item)"><value ref="name"/>
        <label ref="label"/></itemset></select1>""",
        f'<instance id="l"><root>{items}</root></instance>',
    )
    first = [c.value for c in session.choices("/data/x")]
    assert first != [str(n) for n in range(30)]
    assert sorted(first, key=int) == [str(n) for n in range(30)]
    assert [c.value for c in session.choices("/data/x")] == first


def test_volatile_calculations_stay_what_they_are() -> None:
    session = started(
        "<n/><r/><once/>" + MEMBER,
        """<bind nodeset="/data/r" calculate="random()"/><bind nodeset="/data/once" calculate="once(random())"/>
        <bind nodeset="/data/member/age" calculate="random()"/>""",
        MEMBERS + inputs("/data/n"),
    )
    before = [session.value(p) for p in ("/data/r", "/data/once", "/data/member[1]/age")]
    session.set("/data/n", "1")
    session.add("/data/member")
    assert [session.value(p) for p in ("/data/r", "/data/once", "/data/member[1]/age")] == before
    assert session.value("/data/member[2]/age") not in ("", before[2])
    sent = session.submission()
    assert session.form.resume(sent).submission() == sent


def test_a_trigger_a_range_and_a_rank() -> None:
    session = started(
        "<t/><r/><k/>",
        """<bind nodeset="/data/r" type="int"/>""",
        """<trigger ref="/data/t"/><range ref="/data/r" start="1" end="9" step="2"/>
        <odk:rank ref="/data/k"><item><label>A</label><value>a</value></item>
        <item><label>B</label><value>b</value></item></odk:rank>""",
    )
    for path, good, bad in (("/data/t", "OK", "no"), ("/data/r", "5", "4"), ("/data/k", "b a", "a a")):
        session.set(path, bad)
        assert [p.path for p in session.problems()] == [path]
        session.set(path, good)
        assert session.problems() == []
    session.set("/data/r", "11")
    assert [p.kind for p in session.problems()] == ["type"]


def test_a_draft_keeps_what_is_not_relevant() -> None:
    session = started(
        "<a>1</a><b/>",
        """<bind nodeset="/data/b" relevant="/data/a = 1"/>""",
        inputs("/data/a", "/data/b"),
        values={"/data/b": "kept", "/data/a": "2"},
    )
    again = session.form.resume(session.draft(), NOW)
    again.set("/data/a", "1")
    assert again.value("/data/b") == "kept"


def test_only_instances_of_the_form_are_resumed() -> None:
    made = form("<a/>" + MEMBER, "", MEMBERS)
    with pytest.raises(OtherForm):
        made.resume(b'<data id="other" version="1"><a/></data>')
    with pytest.raises(OtherForm):
        made.resume(b'<survey id="hand" version="1"><a/></survey>')
    with pytest.raises(OtherVersion):
        made.resume(b'<data id="hand" version="2"><a/></data>')
    with pytest.raises(UnknownNodes) as caught:
        made.resume(b'<data id="hand" version="1"><a/><a/><b/><member><x/></member></data>')
    assert caught.value.paths == ("/data/a", "/data/b", "/data/member/x")
    with pytest.raises(Unreadable):
        made.resume(b"<data")


def test_namespaces_of_clients_make_no_difference() -> None:
    made = form("<a/><orx:meta><orx:instanceID/></orx:meta>", "", inputs("/data/a"))
    plain = b'<data id="hand" version="1"><a>1</a><meta><instanceID>uuid:1</instanceID></meta></data>'
    own = (
        b'<data xmlns="http://www.w3.org/2002/xforms" xmlns:o="http://openrosa.org/xforms" id="hand" version="1">'
        b"<a>1</a><o:meta><o:instanceID>uuid:1</o:instanceID></o:meta></data>"
    )
    assert made.resume(plain).submission() == made.resume(own).submission()
    assert b"<orx:instanceID>uuid:1</orx:instanceID>" in made.resume(plain).submission()


def test_texts_of_all_kinds_survive() -> None:
    session = started("<a/>", "", inputs("/data/a"))
    for value in ("🦆 𠮷 é", "<b>&amp;</b>", "a\nb\tc", " spaces ", "]]>"):
        session.set("/data/a", value)
        assert session.form.resume(session.submission()).value("/data/a") == value
    session.set("/data/a", "a\x00b\x0bc\ud800d")
    assert session.value("/data/a") == "abcd"
