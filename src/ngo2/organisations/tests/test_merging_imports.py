"""Lists that know the number of a record that was joined: they write to the kept one and never make it again."""

import pytest

from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Assertion, Import, ImportRow, Organisation
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations, imports, merging
from ngo2.organisations.sources import OWNER, Source
from ngo2.organisations.tests.joining import join, record
from ngo2.organisations.tests.lists import brought, undone, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEAD = "编号,机构名称,省,市,联系电话\n"
FIRST = f"{HEAD}1,山蚁教育,湖北省,宜昌市,13800138000\n2,山蚁乡村教育小组,湖北省,襄阳市,13900139000\n"


@pytest.fixture
def team(dana):
    return person_actor(dana)


def bring(team, text):
    return brought(team, text.encode(), dataset="hubei")


@pytest.fixture
def listed(team):
    """Both came in by one list, and were joined."""
    batch = written(team, bring(team, FIRST))
    kept, gone = Organisation.objects.order_by("pk")
    return batch, kept, gone


def test_the_line_of_the_record_that_went_changes_the_kept_one(team, listed):
    _batch, kept, gone = listed
    join(team, kept, gone, "kept")
    again = bring(team, f"{HEAD}2,山蚁教育,湖北省,宜昌市,13700137000\n")
    row = again.rows.get()
    assert (row.organisation_id, row.state) == (kept.pk, ImportRow.CHANGED)
    written(team, again)
    kept.refresh_from_db()
    assert kept.facts["phone"]["v"] == "+8613700137000"
    assert Organisation.objects.count() == 2


def test_a_list_written_directly_does_not_make_it_again(team, listed):
    _batch, kept, gone = listed
    join(team, kept, gone)
    row = NewOrganisation({"name_zh": gone.name}, gone.external_id)
    assert create_organisations(SYSTEM, [row], source=Source("import"), dataset="hubei") == []


def test_a_preview_made_before_writes_to_the_kept_record(team, listed):
    _batch, kept, gone = listed
    again = bring(team, f"{HEAD}2,山蚁乡村教育小组,湖北省,襄阳市,13700137000\n")
    assert again.rows.get().organisation_id == gone.pk
    join(team, kept, gone, "kept")
    written(team, again)
    kept.refresh_from_db()
    assert (kept.facts["phone"]["v"], again.rows.get().done) == ("+8613700137000", ImportRow.UPDATED)


def test_a_line_that_looked_like_it_is_decided_for_the_kept_record(team, listed):
    _batch, kept, gone = listed
    text = f"{HEAD}9,完全不同的名字,湖北省,宜昌市,13900139000\n"
    again = bring(team, text)
    row = again.rows.get()
    assert [(pk, why[0][0]) for pk, why in row.alike] == [(gone.pk, "phone")]
    join(team, kept, gone, "kept")
    imports.decide_row(team, again, row, str(gone.pk))
    row.refresh_from_db()
    assert row.organisation_id == kept.pk


def test_undoing_the_list_leaves_what_was_joined(team, listed):
    batch, kept, gone = listed
    merge = join(team, kept, gone)
    undone(team, batch)
    assert Organisation.objects.count() == 2
    assert set(batch.rows.values_list("done", flat=True)) == {ImportRow.KEPT}
    merging.undo_merge(team, merge)
    gone.refresh_from_db()
    assert gone.facts["name_zh"]["v"] == "山蚁乡村教育小组"


def test_a_list_that_changed_the_record_that_went_is_withdrawn_from_the_kept_one(team):
    kept, gone = record("甲"), record("乙", phone="13900139000")
    assert_facts(SYSTEM, gone, {"founded": 2001}, source=OWNER)
    batch = Import.objects.create(
        state=Import.UNDOING, dataset="x", language="en", made_at=gone.created_at, person=team.person
    )
    assert_facts(SYSTEM, gone, {"staff": 9}, source=Source("import", "x", batch=batch.pk))
    batch.rows.create(sheet=1, line=1, cells=[], organisation=gone, state="changed", done=ImportRow.UPDATED)
    gone.refresh_from_db()
    merge = join(team, kept, gone)
    kept.refresh_from_db()
    assert kept.facts["staff"]["v"] == 9
    imports.undo_rows(batch.pk)
    kept.refresh_from_db()
    assert "staff" not in kept.facts
    assert Assertion.objects.get(field="staff").state == Assertion.WITHDRAWN
    merging.undo_merge(team, merge)
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert "staff" not in gone.facts
    assert gone.facts["founded"]["v"] == 2001
    assert "founded" not in kept.facts
