"""Forms are made, changed and given out by whoever their room lets; an edition never changes."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Hidden, Refused, SignInNeeded
from ngo2.questionnaires import services
from ngo2.questionnaires.divisions import divisions_csv
from ngo2.questionnaires.limits import LARGEST_MEDIUM, MOST_MEDIA
from ngo2.questionnaires.models import Edition, Form, Medium
from ngo2.questionnaires.opened import form_of as opened
from ngo2.questionnaires.xlsform.findings import FormError
from ngo2.questionnaires.xlsform.sheets import Sheets, form_of


def asking(*rows, **sheets):
    return form_of(
        survey=[{"type": "text", "name": "called", "label": "Name", "ngo2:fact": "name_zh"}, *rows], **sheets
    )


@pytest.fixture
def maker(room, alice):
    room.owners.add(alice.pk)
    return person_actor(alice)


@pytest.fixture
def made(maker):
    return services.make_form(maker, "test:1", title="Visits", sheets=asking())


def csv_file(name="schools.csv", content=b"name,label\na,A\n"):
    return SimpleUploadedFile(name, content, content_type="text/csv")


def test_a_form_is_made_in_its_room(maker, made):
    assert (made.scope, made.title, made.edited) == ("test:1", "Visits", 0)
    assert made.key.startswith("visits-")
    assert Entry.objects.get().verb == "questionnaires.form.made"
    assert services.make_form(maker, "test:1", title="访问").key.startswith("form-")


@pytest.mark.parametrize("title", ["", " \n ", "x" * 201])
def test_a_form_needs_a_title_that_fits(maker, title):
    with pytest.raises(Refused):
        services.make_form(maker, "test:1", title=title)
    assert not Form.objects.exists()


def _everything(actor, form, edition):
    return (
        lambda: services.make_form(actor, "test:1", title="Mine"),
        lambda: services.make_form(actor, "nothing:1", title="Mine"),
        lambda: services.change_form(actor, form, sheets=asking(), seen=0),
        lambda: services.keep_medium(actor, form, csv_file()),
        lambda: services.drop_medium(actor, form, "schools.csv"),
        lambda: services.publish_edition(actor, form),
        lambda: services.close_edition(actor, edition),
    )


def test_a_stranger_and_nobody_may_do_nothing(made, maker, charlie):
    edition = services.publish_edition(maker, made)
    before = Entry.objects.count()
    for actor in (person_actor(charlie), ANONYMOUS):
        for attempt in _everything(actor, made, edition):
            with pytest.raises((Hidden, SignInNeeded)):
                attempt()
    assert Entry.objects.count() == before
    assert (Form.objects.count(), Medium.objects.count()) == (1, 0)


def test_a_change_counts_and_a_second_one_from_the_same_page_is_refused(made, maker):
    services.change_form(
        maker, made, sheets=asking({"type": "note", "name": "n", "label": "Hi"}), seen=0, title="New"
    )
    assert (made.edited, made.title) == (1, "New")
    stood = made.sheets
    with pytest.raises(Refused) as refusal:
        services.change_form(maker, made, sheets=asking(), seen=0)
    assert refusal.value.code == "overtaken"
    made.refresh_from_db()
    assert (made.edited, made.sheets) == (1, stood)


def test_an_edition_is_given_out_once_and_never_changed(made, maker):
    first = services.publish_edition(maker, made)
    assert (first.number, first.facts, opened(first).title) == (1, {"called": "name_zh"}, "Visits")
    assert services.publish_edition(maker, made) == first
    services.change_form(
        maker, made, sheets=asking({"type": "integer", "name": "staff", "label": "Staff"}), seen=0
    )
    second = services.publish_edition(maker, made)
    kept = Edition.objects.get(pk=first.pk)
    assert (second.number, kept.xform, kept.sheets) == (2, first.xform, first.sheets)
    assert "staff" in second.xform
    assert "staff" not in kept.xform


def test_a_closed_edition_is_followed_by_another(made, maker):
    first = services.publish_edition(maker, made)
    services.close_edition(maker, first)
    told = Entry.objects.filter(verb="questionnaires.form.closed")
    assert told.count() == 1
    services.close_edition(maker, first)
    assert told.count() == 1
    assert services.publish_edition(maker, made).number == 2


def test_a_broken_form_is_not_given_out(made, maker):
    broken = asking({"type": "text", "name": "why", "label": "Why", "relevant": "${nobody} = 1"})
    services.change_form(maker, made, sheets=broken, seen=0)
    with pytest.raises(FormError) as wrong:
        services.publish_edition(maker, made)
    (finding,) = wrong.value.findings
    assert (finding.sheet, finding.row, finding.column) == ("survey", 3, "relevant")
    assert not made.editions.exists()


def test_the_newest_file_of_a_name_counts_and_editions_keep_theirs(made, maker):
    first = services.keep_medium(maker, made, csv_file())
    edition = services.publish_edition(maker, made)
    second = services.keep_medium(maker, made, csv_file(content=b"name,label\nb,B\n"))
    assert services.keep_medium(maker, made, csv_file(content=b"name,label\nb,B\n")) == second
    assert services.publish_edition(maker, made).media == {"schools.csv": second.digest}
    edition.refresh_from_db()
    assert edition.media == {"schools.csv": first.digest}


@pytest.mark.parametrize(
    ("name", "size"),
    [("学校.csv", 3), ("a b.csv", 3), ("x.csv", 0), ("x.csv", LARGEST_MEDIUM + 1), (f"{'y' * 120}.csv", 3)],
)
def test_a_file_that_no_form_can_name_or_hold_is_refused(made, maker, name, size):
    with pytest.raises(Refused) as refusal:
        services.keep_medium(maker, made, csv_file(name, b"x" * size))
    assert refusal.value.field == "file"
    assert not Medium.objects.exists()


def test_a_form_has_so_many_files_and_no_more(made, maker):
    for number in range(MOST_MEDIA):
        services.keep_medium(maker, made, csv_file(f"f{number}.csv"))
    with pytest.raises(Refused):
        services.keep_medium(maker, made, csv_file("more.csv"))
    services.drop_medium(maker, made, "f3.csv")
    services.keep_medium(maker, made, csv_file("more.csv"))
    assert made.media.count() == MOST_MEDIA


def test_a_file_of_an_edition_stays(made, maker):
    services.keep_medium(maker, made, csv_file())
    services.publish_edition(maker, made)
    for name in ("schools.csv", "nothing.csv"):
        with pytest.raises(Refused):
            services.drop_medium(maker, made, name)
    assert made.media.count() == 1


def a_place():
    return form_of(
        survey=[
            {"type": "begin_group", "name": "p", "label": "Where?", "appearance": "field-list ngo2-place"},
            {"type": "select_one_from_file divisions.csv", "name": "p_province", "label": "Province",
             "choice_filter": "level='province'"},
            {"type": "end_group"},
        ]
    )  # fmt: skip


def test_a_question_for_a_place_brings_the_list_unless_the_form_has_its_own(made, maker):
    services.change_form(maker, made, sheets=a_place(), seen=0)
    assert bytes(made.media.get().content) == divisions_csv()
    edition = services.publish_edition(maker, made)
    session = opened(edition)
    assert session.missing == ()
    own = services.make_form(maker, "test:1", title="Own", sheets=Sheets())
    services.keep_medium(maker, own, csv_file("divisions.csv", b"name,label,level\n1,One,province\n"))
    services.change_form(maker, own, sheets=a_place(), seen=0)
    assert own.media.count() == 1


def test_every_place_has_something_below_it_on_each_level():
    rows = list(csv.DictReader(io.StringIO(divisions_csv().decode())))
    below = {row["parent"] for row in rows}
    assert {row["level"] for row in rows} == {"province", "city", "county"}
    assert [row["name"] for row in rows if row["level"] != "county" and row["name"] not in below] == []
    cities = {row["label"]: row for row in rows if row["level"] == "city"}
    assert cities["北京市"]["parent"] == "110000"
    assert {row["label"] for row in rows if row["parent"] == "441900"} == {"东莞市"}
