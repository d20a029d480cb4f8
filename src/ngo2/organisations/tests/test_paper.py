"""Paper forms: what is printed for whom, what a number leads to, and what keying writes."""

import pytest
from stdnum import damm

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.choices import BUDGET_BANDS, LEGAL_STATUSES, SENSITIVITIES
from ngo2.organisations.facts.field_codes import FIELD_CODES, FIELD_OF
from ngo2.organisations.models import Assertion, Organisation
from ngo2.organisations.paper import fields, number, typed
from ngo2.organisations.services import assert_facts, paper
from ngo2.organisations.sources import OWNER

PHONE, OTHER = "13800138000", "13900139000"


@pytest.fixture
def sheet(group, alice):
    assert_facts(person_actor(alice), group, {"staff": 2, "volunteers": 20}, source=OWNER)
    group.refresh_from_db()
    return paper.issue_form(person_actor(alice), group)


def keyed(line, sheet, *, rest=True):
    return typed.read(line, {}, (), rest=rest, seen=sheet.seen)


def values(organisation):
    organisation.refresh_from_db()
    return {key: one["v"] for key, one in organisation.facts.items()}


def pages_of(made):
    return made.count(b"/Type/Page") - made.count(b"/Type/Pages")


# Numbers and codes


def test_every_fact_has_a_code_of_its_own_and_codes_are_stable():
    assert set(FIELD_CODES) == set(CATALOGUE)
    assert len(FIELD_OF) == len(FIELD_CODES)
    asked = {key: FIELD_CODES[key] for key in fields.FIELDS}
    assert asked == {
        "name_zh": "01", "name_en": "02", "legal_status": "12", "credit_code": "14", "registrar": "17",
        "founded": "18", "summary_zh": "21", "causes": "23", "division": "32", "address": "33",
        "publish_exact": "35", "sensitivity": "36", "staff": "41", "volunteers": "42", "budget_band": "43",
        "phone": "51", "email": "52", "website": "53", "wechat": "54", "qq_group": "56",
    }  # fmt: skip


def test_the_numbers_of_printed_lists_are_stable():
    """Sheets lie in drawers: new answers go to the end."""
    assert list(SENSITIVITIES) == ["normal", "sensitive", "hidden"]
    assert list(BUDGET_BANDS) == ["under_50k", "50k_200k", "200k_1m", "1m_5m", "over_5m"]
    assert list(LEGAL_STATUSES)[:6] == [
        "registered_association", "registered_service", "registered_foundation", "registered_business",
        "public_body", "unregistered",
    ]  # fmt: skip


def test_a_number_is_read_as_people_write_it():
    written = number.written(471)
    digit = damm.calc_check_digit("471")
    assert written == f"00471-{digit}"
    for said in (
        written,
        f"471{digit}",
        f" 471 {digit} ",
        f"４７１{digit}",
        f"https://x.org/organisations/paper/{written}/",
    ):
        assert number.read(said) == 471


def test_every_single_slip_and_every_swap_is_noticed():
    digits = number.written(47110815).replace("-", "")
    wrong = [digits[:at] + other + digits[at + 1 :] for at in range(len(digits)) for other in "0123456789"]
    wrong += [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)]
    for slip in (one for one in wrong if one != digits):
        with pytest.raises(Refused):
            number.read(slip)


@pytest.mark.parametrize(
    "said", ["", "-", "abc", "１２a", "9" * 60, "😀", "=cmd()", "00000-00000-0000000000000"]
)
def test_what_is_no_number_is_refused(said):
    with pytest.raises(Refused) as refusal:
        number.read(said)
    assert refusal.value.field == "number"


# Printing


def test_a_member_prints_with_everything_and_a_stranger_not_at_all(group, alice, charlie, erin):
    sheet = paper.issue_form(person_actor(alice), group)
    assert set(sheet.seen) == set(fields.FIELDS)
    for stranger in (charlie, erin):
        with pytest.raises(Hidden):
            paper.issue_form(person_actor(stranger), group)
    assert paper.form_of(group, sheet.pk).number == sheet.number


def test_a_viewer_prints_none(group, charlie, member):
    """A sheet is a way to write, and a viewer only looks."""
    member(charlie, group, "viewer")
    with pytest.raises(Denied):
        paper.issue_form(person_actor(charlie), group)


def test_a_sheet_of_another_organisation_is_hidden(sheet, imported):
    with pytest.raises(Hidden):
        paper.form_of(imported(founded=2001), sheet.pk)


def test_a_sheet_to_be_given_away_tells_what_everybody_sees(group, alice, dana):
    assert_facts(
        person_actor(alice),
        group,
        {"address": "一号楼", "sensitivity": "hidden", "email": "a@example.org"},
        source=OWNER,
    )
    group.refresh_from_db()
    sheet = paper.issue_form(person_actor(dana), group, for_members=False)
    assert {"sensitivity", "publish_exact"}.isdisjoint(sheet.seen)
    shown = {key for key, seen in sheet.seen.items() if seen}
    assert "address" not in shown
    assert "division" not in shown  # everybody sees the province only: nobody confirms the county by a tick
    assert "email" in shown
    typed_all = keyed("", sheet)
    assert {"address", "division", "sensitivity"}.isdisjoint(typed_all.still)


def test_the_document_is_one_page_a_sheet_and_the_same_again(sheet):
    first = paper.document([sheet])
    assert first.startswith(b"%PDF-")
    assert paper.document([sheet]) == first
    assert pages_of(first) == 1
    assert pages_of(paper.document([sheet, sheet])) == 2


def test_a_sheet_printed_again_shows_what_it_showed(sheet, group, alice):
    first = paper.document([sheet])
    assert_facts(person_actor(alice), group, {"staff": 9, "phone": OTHER}, source=OWNER)
    group.refresh_from_db()
    again = paper.form_of(group, sheet.pk)
    assert paper.document([again]) == first


def test_the_longest_of_everything_is_still_one_page(group, alice):
    said = {
        "name_zh": "名" * 120, "name_en": "N" * 200, "summary_zh": "句子。" * 200, "address": "路" * 200,
        "registrar": '#read("/etc/passwd") $x$ \\ ' * 4, "wechat": "蚂蚁😀" * 12,
        "website": "https://example.org/" + "a" * 200,
    }  # fmt: skip
    assert_facts(person_actor(alice), group, said, source=OWNER)
    group.refresh_from_db()
    made = paper.document([paper.issue_form(person_actor(alice), group)])
    assert pages_of(made) == 1


def test_a_batch_keeps_its_sheets_together(group, imported, dana, charlie, english):
    others = [group, imported(founded=2001)]
    with pytest.raises((Hidden, Denied)):
        paper.issue_forms(person_actor(charlie), others)
    batch = paper.issue_forms(person_actor(dana), others)
    sheets = paper.forms_of(person_actor(dana), batch.pk)
    assert [one.organisation.pk for one in sheets] == [one.pk for one in others]
    assert not any(one.for_members for one in sheets)
    with pytest.raises(Refused, match="wider place"):
        paper.issue_forms(person_actor(dana), [])
    with pytest.raises(Refused, match="At most 100"):
        paper.issue_forms(person_actor(dana), [group] * 101)


def test_a_batch_asks_the_database_as_often_for_three_as_for_one(imported, dana, django_assert_num_queries):
    def batch(count):
        rows = [imported(founded=2000 + n, staff=count) for n in range(count)]
        return paper.issue_forms(person_actor(dana), rows).pk

    one, three = batch(1), batch(3)
    for pk in (one, three):
        with django_assert_num_queries(3):
            paper.forms_of(person_actor(dana), pk)


# Keying


def test_all_ticked_confirms_what_was_printed_as_paper_keyed_by_dana(sheet, group, dana):
    outcome = paper.key_form(person_actor(dana), sheet, keyed("", sheet))
    printed = {key for key, seen in sheet.seen.items() if seen}
    assert (set(outcome.confirmed), outcome.changed) == (printed, [])
    last = Assertion.objects.filter(organisation=group, field="phone").latest("pk")
    assert (last.source, last.source_label, last.person, last.how) == ("paper", "", dana, "confirmed")
    group.refresh_from_db()
    assert group.facts["phone"]["label"] == ""  # what everybody sees: "paper form"
    told = Entry.objects.get(verb=paper.KEYED)
    assert (told.actor_kind, told.actor_id, told.data["sheet"]) == ("paper", f"form {sheet.number}", sheet.pk)


def test_new_values_and_the_rest(sheet, group, dana):
    outcome = paper.key_form(person_actor(dana), sheet, keyed(f"51 {PHONE}; 41 5；12 6; -42", sheet))
    assert (set(outcome.changed), outcome.held) == ({"phone", "staff"}, ["legal_status"])
    now = values(group)
    assert (now["phone"], now["staff"]) == ("+8613800138000", 5)
    assert "volunteers" not in outcome.confirmed  # left blank says nothing


def test_only_what_is_written_confirms_nothing_else(sheet, dana):
    outcome = paper.key_form(person_actor(dana), sheet, keyed("41 5; 42", sheet, rest=False))
    assert (outcome.changed, outcome.confirmed) == (["staff"], ["volunteers"])


@pytest.mark.parametrize(
    ("written", "key", "value"),
    [
        ("43 2", "budget_band", "50k_200k"),
        ("52 none", "email", None),
        ("52 无", "email", None),
        ("35 否", "publish_exact", False),
        ("35 1", "publish_exact", True),
        ("23 乡村教育、志愿服务", "causes", ["rural-education", "volunteering"]),
        ("01　绿家园 (北京)", "name_zh", "绿家园 (北京)"),
        ("４１　７", "staff", 7),
        ("33 文明路1号，二楼", "address", "文明路1号，二楼"),
    ],
)
def test_what_a_pen_writes_is_understood(sheet, group, dana, written, key, value):
    paper.key_form(person_actor(dana), sheet, keyed(written, sheet, rest=False))
    assert group.assertions.filter(field=key).latest("pk").value == value


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("99 5", "no line 99"),
        ("61 a project", "no line 61"),
        ("5113800138000", "Write the code of the line"),
        ("phone 138", "Write the code of the line"),
        ("41 many", "whole number"),
        ("43 9", "numbers 1 to 5"),
        ("12 none", "This one is needed"),
        ("51 12", "not a phone number"),
        ("32 Atlantis", "do not know the place"),
        ("14", "no value here"),
        ("41 5; 41 6", "stands here twice"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_the_rest_goes_through(
    sheet, group, dana, english, written, sentence
):
    said = keyed(f"{written}; 42 30", sheet, rest=False)
    made = paper.plan(sheet, said)
    assert [sentence in words for _typed, words in made.problems] == [True]
    outcome = paper.key_form(person_actor(dana), sheet, said)
    assert "volunteers" in outcome.changed
    assert values(group)["volunteers"] == 30


def test_what_changed_since_the_print_stands_side_by_side_and_is_not_overwritten(sheet, group, alice, dana):
    assert_facts(person_actor(alice), group, {"phone": OTHER, "staff": 3}, source=OWNER)
    said = keyed(f"51 {PHONE}", paper.find_form(person_actor(dana), sheet.number))
    made = paper.plan(paper.find_form(person_actor(dana), sheet.number), said)
    assert [(one.key, one.printed, one.now, one.new, one.written) for one in made.apart] == [
        ("staff", 2, 3, None, False),
        ("phone", "+867782260217", "+8613900139000", "+8613800138000", True),
    ]
    outcome = paper.key_form(person_actor(dana), sheet, said)
    assert {"phone", "staff"}.isdisjoint([*outcome.changed, *outcome.confirmed])
    now = values(group)
    assert (now["phone"], now["staff"]) == ("+8613900139000", 3)
    paper.key_form(person_actor(dana), sheet, said, take=["phone", "staff"], again=True)
    now = values(group)
    assert (now["phone"], now["staff"]) == ("+8613800138000", 3)  # a tick beside an old value wins nothing


def test_a_fact_unknown_when_printed_and_known_now_is_not_overwritten(sheet, group, alice, dana):
    assert_facts(person_actor(alice), group, {"email": "new@example.org"}, source=OWNER)
    paper.key_form(person_actor(dana), sheet, keyed("52 old@example.org", sheet))
    assert values(group)["email"] == "new@example.org"


def test_the_same_sheet_twice_says_so_and_writes_nothing(sheet, group, dana, english):
    paper.key_form(person_actor(dana), sheet, keyed("41 5", sheet))
    rows = Assertion.objects.count()
    with pytest.raises(Refused, match="keyed before"):
        paper.key_form(person_actor(dana), sheet, keyed("41 6", sheet))
    assert Assertion.objects.count() == rows
    assert paper.find_form(person_actor(dana), sheet.number).keyed is not None
    paper.key_form(person_actor(dana), sheet, keyed("41 6", sheet), take=["staff"], again=True)
    assert values(group)["staff"] == 6


def test_only_the_team_keys(sheet, alice, charlie, erin):
    for person in (alice, charlie, erin):
        with pytest.raises((Hidden, Denied)):
            paper.key_form(person_actor(person), sheet, keyed("", sheet))
        with pytest.raises((Hidden, Denied)):
            paper.find_form(person_actor(person), sheet.number)


def test_a_number_that_nobody_printed_and_a_closed_record_are_refused(sheet, group, dana, english):
    with pytest.raises(Refused, match="No form was printed"):
        paper.find_form(person_actor(dana), number.written(999_999))
    other = Entry.objects.exclude(verb=paper.PRINTED).first()
    with pytest.raises(Refused, match="No form was printed"):
        paper.find_form(person_actor(dana), number.written(other.pk))
    Organisation.objects.filter(pk=group.pk).update(state=Organisation.CLOSED)
    with pytest.raises(Refused, match="has closed"):
        paper.find_form(person_actor(dana), sheet.number)


def test_a_sheet_of_a_record_that_was_merged_leads_to_the_one_that_is_kept(sheet, group, imported, dana):
    kept = imported(staff=7)
    Organisation.objects.filter(pk=group.pk).update(state=Organisation.MERGED, merged_into=kept)
    found = paper.find_form(person_actor(dana), sheet.number)
    assert found.organisation.pk == kept.pk
    assert {one.key for one in paper.plan(found, keyed("", found)).apart} >= {"staff", "phone"}


def test_nothing_to_write_is_said(sheet, dana, english):
    with pytest.raises(Refused, match="Nothing on this sheet"):
        paper.key_form(person_actor(dana), sheet, keyed("99 x", sheet, rest=False))
