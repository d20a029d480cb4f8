"""Bringing in a list: preview, duplicates, owners' words, exactly once, undo."""

import json
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.organisations.models import Assertion, Import, ImportColumns, ImportRow, Organisation
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations, imports
from ngo2.organisations.services.imports import starting, undoing, writing
from ngo2.organisations.sources import OWNER, Source
from ngo2.organisations.tests.lists import (
    HEADER,
    as_csv,
    brought,
    killed_at,
    line,
    many,
    states,
    undone,
    written,
)

pytestmark = pytest.mark.django_db
OTHER = Source("import", "another list")


@pytest.fixture
def staff(dana):
    return person_actor(dana)


def records():
    """Everything that is known, without the numbers of rows."""
    return sorted(
        (one.name, one.area1, one.area2, one.area3, json.dumps(one.facts, sort_keys=True, ensure_ascii=False))
        for one in Organisation.objects.all()
    )


def test_D1_5000_rows_with_preview_suggestions_and_undo(staff, django_assert_max_num_queries):
    there = [
        NewOrganisation(
            {"name_zh": "山蚁第5教育小组", "division": "420000"}, "a"
        ),  # the same name in the same province
        NewOrganisation({"name_zh": "另一个小组", "phone": "07176000006"}, "b"),  # same phone
        NewOrganisation(
            {"name_zh": "山蚁第1教育小组", "division": "420504"}, "c"
        ),  # the same name in the next county
    ]
    create_organisations(SYSTEM, there, source=OTHER, dataset="other")
    before = records()
    rows = many(5000, bad=40)
    rows[9] = rows[4]  # twice in the list
    batch = brought(staff, as_csv([["2020年公益组织名单"], [], HEADER, *rows, ["合计", "5000"]], "gb18030"))
    assert (batch.state, batch.read_as["encoding"], batch.apart) == (
        Import.READY,
        "gb18030",
        {"title": [1], "header": [3], "footer": [5004]},
    )
    assert batch.columns == ["", "name", "phone", "province", "city", "county", "founded", "email"]
    counted = states(batch)
    assert counted.pop(ImportRow.BAD) == 40
    assert counted == {ImportRow.NEW: 4956, ImportRow.LIKELY: 3, ImportRow.SKIPPED: 1}
    likely = {row.line: [why for _pk, why in row.alike] for row in batch.rows.filter(state=ImportRow.LIKELY)}
    assert {line: [why[0][0] for why in found] for line, found in likely.items()} == {
        4: ["name"],
        8: ["name"],
        9: ["phone"],
    }
    assert records() == before  # nothing is written before the yes
    with django_assert_max_num_queries(1500):
        written(staff, batch)
    assert Organisation.objects.count() == 3 + 4956
    one = Organisation.objects.get(name="山蚁第7教育小组")
    assert (one.area1, one.area3, one.facts["phone"]["v"], one.facts["founded"]["v"]) == (
        "450000",
        "451203",
        "+867176000007",
        1997,
    )
    assert (one.facts["phone"]["source"], one.facts["phone"]["label"]) == ("import", "Hubei NGOs")
    undone(staff, batch)
    assert batch.state == Import.UNDONE
    assert records() == before
    assert [
        entry.verb for entry in Entry.objects.filter(verb__startswith="organisations.import.").order_by("pk")
    ] == [
        "organisations.import.confirmed",
        "organisations.import.undone",
    ]


def test_the_same_file_twice_adds_nothing(staff):
    data = as_csv([HEADER, *many(30)])
    written(staff, brought(staff, data))
    before = records()
    again = brought(staff, data)
    assert states(again) == {ImportRow.SAME: 30}
    with pytest.raises(Refused, match=r"nothing|没有"):
        imports.confirm_import(staff, again)
    assert records() == before


def test_a_changed_file_proposes_only_the_changes(staff):
    rows = many(10)
    written(staff, brought(staff, as_csv([HEADER, *rows])))
    rows[3] = line(4, 邮箱="new@example.org")
    rows.append(line(11))
    batch = brought(staff, as_csv([HEADER, *rows]))
    assert states(batch) == {ImportRow.SAME: 9, ImportRow.CHANGED: 1, ImportRow.NEW: 1}
    changed = batch.rows.get(state=ImportRow.CHANGED)
    assert (changed.line, changed.differences) == (
        5,
        {"email": {"old": "group4@example.org", "new": "new@example.org", "how": "changes"}},
    )
    said = Assertion.objects.count()
    written(staff, batch)
    assert Assertion.objects.count() == said + 1 + len(batch.rows.get(state=ImportRow.NEW).facts)


def test_the_columns_are_remembered_for_the_next_version(staff):
    header = ["机构名称", "随便", "市"]
    data = as_csv([header, ["山蚁小组", "0717-6000001", "宜昌市"], ["河边小组", "0717-6000002", "宜昌市"]])
    batch = brought(staff, data)
    assert batch.columns == ["name", "phone", "city"]  # by what stands in it
    imports.set_columns(staff, batch, ["name", "", "city"])
    assert brought(staff, data).columns == ["name", "", "city"]
    assert brought(staff, data, dataset="Another").columns == ["name", "phone", "city"]
    assert ImportColumns.objects.count() == 2


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["", "phone", "city"], "names"),
        (["name", "phone", "phone"], "both"),
        (["name", "phone"], "list"),
        (["name", "password", "city"], "list"),
    ],
)
def test_columns_that_make_no_sense_are_refused(staff, english, columns, words):
    data = as_csv([["机构名称", "电话", "市"], ["山蚁小组", "0717-6000001", "宜昌市"]])
    batch = brought(staff, data)
    with pytest.raises(Refused, match=words):
        imports.set_columns(staff, batch, columns)


def test_an_owners_word_is_asked_about_and_never_overwritten(staff, alice, member):
    written(staff, brought(staff, as_csv([HEADER, line(1), line(2)])))
    group = Organisation.objects.get(name="山蚁第1教育小组")
    member(alice, group)
    assert_facts(person_actor(alice), group, {"email": "alice@example.org"}, source=OWNER)
    again = as_csv([HEADER, line(1), line(2)])
    batch = brought(staff, again)
    assert batch.rows.get(state=ImportRow.CHANGED).differences["email"]["how"] == "asks"
    written(staff, batch)
    group.refresh_from_db()
    assert group.facts["email"]["v"] == "alice@example.org"
    waiting = Assertion.objects.get(state=Assertion.WAITING)
    assert (waiting.value, waiting.batch) == ("group1@example.org", batch)
    assert states(brought(staff, again)) == {ImportRow.SAME: 2}  # asked once is enough
    undone(staff, batch)
    waiting.refresh_from_db()
    assert waiting.state == Assertion.WITHDRAWN


def first(row):
    """Whom a line may be, and what speaks loudest for it."""
    return [(pk, why[0][0]) for pk, why in row.alike]


def test_likely_duplicates_are_decided_by_a_person(staff):
    code = "51420000500018740B"
    there = create_organisations(
        SYSTEM,
        [
            NewOrganisation({"name_zh": "山蚁第1教育小组", "division": "420504"}, "a"),
            NewOrganisation({"name_zh": "名字不同", "credit_code": code}, "b"),
            NewOrganisation({"name_zh": "山蚁第3教育小组"}, "c"),
            NewOrganisation({"name_zh": "电话相同", "phone": "0717-6000004"}, "d"),
        ],
        source=OTHER,
        dataset="other",
    )
    by_name, by_code, by_words, by_phone = [one.organisation for one in there]
    header = [*HEADER, "统一社会信用代码"]
    rows = [
        [*line(1, 省="湖北省", 市="宜昌市", 区县="西陵区"), ""],
        [*line(2), code],
        [*line(3), ""],
        [*line(4), ""],
    ]
    rows[0][4:6] = ["宜昌市", "伍家岗区"]
    batch = brought(staff, as_csv([header, *rows]))
    found = {row.line: (row.state, row.organisation_id, first(row)) for row in batch.rows.all()}
    assert found[3] == (ImportRow.CHANGED, by_code.pk, [(by_code.pk, "code")])
    assert found[4] == (ImportRow.LIKELY, None, [(by_words.pk, "name")])
    assert found[5] == (ImportRow.LIKELY, None, [(by_phone.pk, "phone")])
    assert found[2][2][0][0] == by_name.pk
    assert (
        imports.decide_row(staff, batch, batch.rows.get(line=5), str(by_phone.pk)).state == ImportRow.CHANGED
    )
    assert imports.decide_row(staff, batch, batch.rows.get(line=3), "new").state == ImportRow.NEW
    with pytest.raises(Refused):
        imports.decide_row(staff, batch, batch.rows.get(line=4), str(by_code.pk))
    assert imports.decide_all(staff, batch, "skip") == batch.rows.filter(state=ImportRow.SKIPPED).count()
    assert not batch.rows.filter(state=ImportRow.LIKELY).exists()
    written(staff, batch)
    by_phone.refresh_from_db()
    assert by_phone.name == "山蚁第4教育小组"


def test_bad_lines_never_stop_the_others_and_are_mended(staff, english):
    rows = [
        line(1),
        line(2, 联系电话="call me"),
        line(3, 机构名称=""),
        line(4, 区县="仙女座区"),
        line(5, 联系电话="1.38E+10"),
    ]
    batch = brought(staff, as_csv([HEADER, *rows]))
    assert states(batch) == {ImportRow.NEW: 1 + 1, ImportRow.BAD: 3}
    reasons = {
        row.line: [key for key, _why in row.problems] for row in batch.rows.filter(state=ImportRow.BAD)
    }
    assert reasons == {3: ["phone"], 4: ["name"], 6: ["phone"]}
    mended = imports.mend_row(staff, batch, batch.rows.get(line=3), line(2))
    assert (mended.state, mended.problems) == (ImportRow.NEW, [])
    file = as_csv(
        [["Line number", "Reason", *HEADER], ["4", "…", *line(3)], ["6", "…", *line(5)], ["2", "…", *line(9)]]
    )
    assert imports.mend_by_file(staff, batch, BytesIO(file), len(file)) == 2
    assert states(batch) == {ImportRow.NEW: 5}
    assert (
        batch.rows.get(line=2).facts["name_zh"] == "山蚁第1教育小组"
    )  # a good line is not touched by the file
    other = as_csv([HEADER, line(1)])
    with pytest.raises(Refused, match="list of bad lines"):
        imports.mend_by_file(staff, batch, BytesIO(other), len(other))


def test_of_bad_lines_the_rest_may_be_taken(staff):
    rows = [line(1, 联系电话="call me"), line(2, 机构名称="")]
    batch = brought(staff, as_csv([HEADER, *rows]))
    assert states(batch) == {ImportRow.BAD: 2}
    imports.take_rest(staff, batch)
    imports.check_rows(batch.pk)
    assert states(batch) == {ImportRow.NEW: 1, ImportRow.BAD: 1}
    assert "phone" not in batch.rows.get(line=2).facts


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_killed_writer_goes_on_and_writes_each_line_once(staff, monkeypatch, call):
    monkeypatch.setattr(writing, "BATCH", 7)
    batch = brought(staff, as_csv([HEADER, *many(20)]))
    imports.confirm_import(staff, batch)
    with killed_at(monkeypatch, writing, "upsert", call), pytest.raises(KeyboardInterrupt):
        imports.write_rows(batch.pk)
    assert Organisation.objects.count() == batch.rows.filter(done="created").count() == 7 * (call - 1)
    imports.write_rows(batch.pk)
    imports.write_rows(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["done"], Organisation.objects.count()) == (
        Import.DONE,
        {"created": 20},
        20,
    )


def test_a_killed_undo_goes_on(staff, monkeypatch):
    monkeypatch.setattr(undoing, "BATCH", 7)
    batch = written(staff, brought(staff, as_csv([HEADER, *many(20)])))
    imports.undo_import(staff, batch)
    with killed_at(monkeypatch, undoing, "upsert", 2), pytest.raises(KeyboardInterrupt):
        imports.undo_rows(batch.pk)
    assert Organisation.objects.count() == 13
    imports.undo_rows(batch.pk)
    assert Organisation.objects.count() == 0


def test_undo_leaves_what_others_have_worked_on(staff, alice, member):
    written(staff, brought(staff, as_csv([HEADER, line(1), line(2), line(3)])))
    before = records()
    rows = [line(1, 邮箱="list@example.org"), line(2, 邮箱="list@example.org"), line(3), line(4), line(5)]
    batch = written(staff, brought(staff, as_csv([HEADER, *rows])))
    first, fourth = (Organisation.objects.get(name=f"山蚁第{n}教育小组") for n in (1, 4))
    member(alice, first)
    assert_facts(person_actor(alice), first, {"email": "alice@example.org"}, source=OWNER)
    member(alice, fourth)
    undone(staff, batch)
    assert batch.counts["undone"] == {"undone": 2, "kept": 2}
    assert sorted(batch.rows.filter(done="kept").values_list("line", flat=True)) == [2, 5]
    first.refresh_from_db()
    assert first.facts["email"]["v"] == "alice@example.org"
    assert Organisation.objects.filter(pk=fourth.pk).exists()
    assert not Organisation.objects.filter(name="山蚁第5教育小组").exists()
    untouched = [one for one in records() if one[0] in {"山蚁第2教育小组", "山蚁第3教育小组"}]
    assert untouched == [one for one in before if one[0] != "山蚁第1教育小组"]


def test_only_the_platform_team_brings_lists_in(staff, alice):
    data = as_csv([HEADER, line(1)])
    with pytest.raises(Denied):
        brought(person_actor(alice), data)
    batch = brought(staff, data)
    stranger = person_actor(alice)
    for act in (imports.confirm_import, imports.undo_import, imports.discard_import, imports.take_rest):
        with pytest.raises(Hidden):
            act(stranger, batch)
    with pytest.raises(Hidden):
        imports.mend_row(stranger, batch, batch.rows.get(), line(1))
    assert states(batch) == {ImportRow.NEW: 1}


def test_what_has_gone_on_meanwhile_is_refused(staff):
    batch = written(staff, brought(staff, as_csv([HEADER, line(1)])))
    for act in (imports.confirm_import, imports.discard_import, imports.take_rest):
        with pytest.raises(Refused) as refused:
            act(staff, batch)
        assert refused.value.code == "gone_on"


def test_lines_are_forgotten_after_90_days(staff):
    from datetime import timedelta

    from django.utils import timezone

    old = written(staff, brought(staff, as_csv([HEADER, line(1)])))
    fresh = brought(staff, as_csv([HEADER, line(2)]))
    Import.objects.filter(pk=old.pk).update(confirmed_at=timezone.now() - timedelta(days=91))
    assert imports.forget_rows() == 1
    assert (old.rows.count(), fresh.rows.count()) == (0, 1)
    old.refresh_from_db()
    with pytest.raises(Refused, match="90"):
        imports.undo_import(staff, old)


CELL = st.text(alphabet=st.sampled_from("山蚁小组北京 .·()AbZ019-_@、/=+'\"，"), max_size=14)
ROW = st.tuples(
    CELL,
    st.sampled_from(["0717-6220217", "13800138000", "无", "x"]),
    st.sampled_from(["湖北省宜昌市", "420500", "东莞", ""]),
    CELL,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=6))
def test_what_came_in_changes_nothing_when_it_comes_again(staff, rows):
    Organisation.objects.all().delete()
    data = as_csv([["名称", "电话", "所在地", "简介"], ["固定一组", "13800138001", "宜昌", "教育"], *rows])
    batch = brought(staff, data)
    imports.decide_all(staff, batch, "new")
    written(staff, batch)
    before = records()
    again = brought(staff, data)
    assert set(states(again)) <= {ImportRow.SAME, ImportRow.BAD, ImportRow.SKIPPED}
    assert records() == before


def test_a_list_that_cannot_be_kept_leaves_nothing(staff, monkeypatch):
    with killed_at(monkeypatch, starting, "_take_sheet", 1), pytest.raises(KeyboardInterrupt):
        brought(staff, as_csv([HEADER, line(1)]))
    assert (Import.objects.count(), ImportRow.objects.count()) == (0, 0)
