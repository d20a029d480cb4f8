"""Answers that were keyed elsewhere come in as a table: looked at line by line, each once, nothing before a yes."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.ui import drafts
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services import bringing, withdraw_response
from ngo2.questionnaires.services.bringing import bring_in, look_at
from ngo2.questionnaires.services.forms import make_form, publish_edition
from ngo2.questionnaires.tests.conftest import answered
from ngo2.questionnaires.xlsform.sheets import form_of as sheets_of

HEADER = ["name", "staff", "web", "url"]
GOOD = [(2, ["绿家园 🌱", "3", "yes", "https://a.example"]), (3, ["山蚁", "", "no", ""])]


@pytest.fixture
def wide(survey, dana):
    """Several answers, a group, a repeat, a calculation, a day and a time."""
    yn = [{"list_name": "c", "name": name, "label": name.upper()} for name in ("web", "radio", "tv")]
    sheets = sheets_of(
        survey=[
            {"type": "start", "name": "start"},
            {"type": "begin_group", "name": "g", "label": "G"},
            {"type": "text", "name": "who", "label": "Who?", "required": "yes"},
            {"type": "select_multiple c", "name": "channels", "label": "Channels"},
            {"type": "end_group"},
            {"type": "integer", "name": "a", "label": "A"},
            {"type": "calculate", "name": "twice", "calculation": "${a} * 2"},
            {"type": "date", "name": "day", "label": "Day"},
            {"type": "begin_repeat", "name": "member", "label": "Members"},
            {"type": "text", "name": "called", "label": "Called"},
            {"type": "end_repeat"},
        ],
        choices=yn,
    )
    form = make_form(person_actor(dana), survey.scope, title="Wide")
    form.sheets = sheets.to_json()
    form.save()
    return publish_edition(person_actor(dana), form)


def found(looked):
    return [(one.line, column, sentence) for one in looked.bad for column, sentence in one.findings]


def look(dana, edition, header=HEADER, lines=GOOD):
    return look_at(person_actor(dana), edition, header=header, lines=lines, language="English (en)")


def take(dana, edition, header=HEADER, lines=GOOD, *, agreed=True):
    return bring_in(person_actor(dana), edition, header=header, lines=lines, agreed=agreed)


def test_what_fits_comes_in_once_and_says_who_brought_it(dana, edition, survey):
    survey.consent_version = 2
    survey.save()
    assert take(dana, edition) == 2
    kept = list(Response.objects.order_by("pk"))
    assert [(one.state, one.way, one.person, one.keyed_by) for one in kept] == [
        ("received", "file", None, dana)
    ] * 2
    assert answered(kept[0]) == {
        "name": "绿家园 🌱", "staff": "3", "web": "yes", "url": "https://a.example", "photo": "",
    }  # fmt: skip
    assert answered(kept[1]) == {"name": "山蚁", "staff": "", "web": "no", "photo": ""}
    told = Entry.objects.filter(verb="questionnaires.response.received")
    assert [(one.data["way"], one.data["agreed"]) for one in told] == [("file", 2)] * 2
    looked = look(dana, edition)
    assert (len(looked.good), len(looked.here), looked.bad) == (0, 2, [])
    assert take(dana, edition) == 0
    assert Response.objects.count() == 2


def test_two_who_say_the_same_are_two_and_the_same_file_again_adds_none(dana, edition):
    lines = [(2, ["A", "1", "no", ""]), (3, ["A", "1", "no", ""])]
    assert take(dana, edition, lines=lines) == 2
    assert take(dana, edition, lines=lines) == 0
    assert take(dana, edition, lines=[*lines, (4, ["A", "1", "no", ""])]) == 1


def test_every_line_is_held_against_the_form_and_told_by_line_and_column(dana, edition):
    lines = [
        (2, ["", "3", "no", ""]),
        (3, ["A", "1000", "no", ""]),
        (4, ["B", "many", "no", ""]),
        (5, ["C", "3", "perhaps", ""]),
        (6, ["D", "3", "no", "https://d.example"]),
        (7, ["E", "3", "no", "", "stray"]),
        (8, ["F", "３", "no", ""]),  # a full-width digit is a digit, as on the pages
    ]
    looked = look(dana, edition, lines=lines)
    assert found(looked) == [
        (2, "name", "Please answer this question."),
        (3, "staff", "Please say 0 to 999."),
        (4, "staff", "Please enter a whole number."),
        (5, "web", "Please choose one of the choices given."),
        (6, "url", "This part was not asked, so it should not be answered."),
        (7, "", "There is something right of the last column. Put it below the name that it belongs to."),
    ]
    assert [one.said["/data/staff"] for one in looked.good] == ["3"]
    assert take(dana, edition, lines=lines) == 1
    assert Response.objects.count() == 1


def test_a_photo_does_not_come_with_a_table(dana, edition):
    looked = look(dana, edition, [*HEADER, "photo"], [(2, ["A", "", "no", "", "a.jpg"])])
    assert [(line, column) for line, column, _sentence in found(looked)] == [(2, "photo")]
    assert take(dana, edition, [*HEADER, "photo"], [(2, ["A", "", "no", "", ""])]) == 1


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (["name", "Umsatz", "", "Region"], "Umsatz, (without a name), Region"),
        (["g/who", "channels"], "g/who, channels"),
        ([*HEADER, *[f"x{n}" for n in range(12)]], "x0, x1, x2, x3, x4, x5, x6, x7 …"),
    ],
)
def test_the_table_of_another_form_is_refused_by_the_names_of_its_columns(dana, edition, header, named):
    with pytest.raises(Refused) as refused:
        look(dana, edition, header, [(2, ["A"])])
    assert refused.value.code == "other_form"
    assert f"do not belong to “Internet use”: {named}." in str(refused.value)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (["instanceID", "SubmissionDate"], "other_form"),
        (["name", "Name"], "twice"),
        (["name", "instanceID", "KEY"], "twice"),
    ],
)
def test_columns_that_say_nothing_or_twice_are_refused(dana, edition, header, code):
    with pytest.raises(Refused) as refused:
        look(dana, edition, header, [(2, ["A", "B", "C"])])
    assert refused.value.code == code


def test_several_answers_stand_in_one_column_or_in_one_each(dana, wide):
    for header, cells in (
        (["who", "channels"], ["A", "web tv"]),
        (["who", "channels/web", "channels/radio", "g-channels_tv"], ["B", "1", "0", "x"]),
        (["g/who", "G/Channels"], ["C", "web tv"]),
    ):
        assert take(dana, wide, header, [(2, cells)]) == 1
    values = [answered(one)["channels"] for one in Response.objects.all()]
    assert values == ["web tv"] * 3
    with pytest.raises(Refused):
        look(dana, wide, ["who", "channels/web", "channels"], [(2, ["A", "1", "web"])])
    looked = look(dana, wide, ["who", "channels/web"], [(2, ["A", "perhaps"]), (3, ["A", ""])])
    assert [(line, column) for line, column, _sentence in found(looked)] == [(2, "channels/web")]
    looked = look(dana, wide, ["who", "channels"], [(2, ["A", "web sea"])])
    assert [(line, column) for line, column, _sentence in found(looked)] == [(2, "channels")]


def test_repeats_calculations_days_and_times(dana, wide):
    header = ["who", "a", "twice", "day", "member[1]/called", "member[2]/called", "start"]
    start = "2026-11-01T09:00:00.000+08:00"
    lines = [
        (2, ["A", "4", "8", "2026-11-01", "One", "Two", start]),
        (3, ["B", "4", "9", "2026-11-32", "", "", ""]),
        (4, ["C", "4", "", "", "One", "", ""]),
    ]
    looked = look(dana, wide, header, lines)
    assert found(looked) == [
        (3, "twice", "Calculated here: “8”; sent: “9”."),
        (3, "day", "Please enter a date, for example 2026-03-31."),
    ]
    assert take(dana, wide, header, lines) == 2
    first, second = Response.objects.order_by("pk")
    rows = first.answers.filter(path="/data/member/called").order_by("place")
    assert [(one.place, one.value) for one in rows] == [("1", "One"), ("2", "Two")]
    assert answered(first)["start"] == start
    assert answered(second)["start"] == "", "when it was answered is not known"
    assert take(dana, wide, header, lines) == 0


def test_an_instance_id_is_kept_and_other_answers_under_it_are_not_taken(dana, edition):
    header, ident = ["instanceID", "name", "web"], "uuid:11111111-2222-4333-8444-555555555555"
    assert take(dana, edition, header, [(2, [ident, "A", "no"])]) == 1
    assert Response.objects.get().instance_id == ident
    looked = look(dana, edition, header, [(2, [ident, "A", "no"]), (3, [ident, "A", "no"])])
    assert len(looked.here) == 1
    assert [(line, sentence) for line, _column, sentence in found(looked)] == [
        (3, "It has the same instanceID as line 2. Leave one of them out.")
    ]
    looked = look(dana, edition, header, [(2, [ident, "Z", "no"]), (3, ["x" * 90, "A", "no"])])
    assert [sentence for _line, _column, sentence in found(looked)] == [
        "Other answers came in under this instanceID already, and they stay.",
        "Its instanceID is too long. Leave that cell empty, or shorten it.",
    ]
    withdraw_response(person_actor(dana), Response.objects.get())
    [(_line, _column, sentence)] = found(look(dana, edition, header, [(2, [ident, "A", "no"])]))
    assert "taken back" in sentence
    assert answered(Response.objects.get()) == {}


def test_what_is_begun_on_a_page_is_not_written_over(dana, begun, edition):
    header = ["instanceID", "name", "web"]
    [(_line, _column, sentence)] = found(
        look(dana, edition, header, [(2, [begun[0].instance_id, "A", "no"])])
    )
    assert "begun on a page" in sentence


def test_charlie_brings_nothing_and_nobody_without_a_yes(dana, charlie, edition, monkeypatch):
    with pytest.raises(Hidden):
        look(charlie, edition)
    with pytest.raises(Hidden):
        take(charlie, edition)
    with pytest.raises(Refused) as refused:
        take(dana, edition, agreed=False)
    assert refused.value.field == "agreed"
    with pytest.raises(Refused):
        look(dana, edition, lines=[])
    monkeypatch.setattr(bringing, "MOST_ROWS", 1)
    with pytest.raises(Refused) as refused:
        look(dana, edition)
    assert refused.value.code == "many"
    assert not Response.objects.exists()


# --- pages


def post(client, at, name, content):
    return client.post(at, {"file": SimpleUploadedFile(name, content)}, follow=True).content.decode()


def workbook(*rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "name,staff,web,url\r\n绿家园 🌱,3,yes,https://a.example\r\n".encode()),
        ("a.csv", "\ufeffname;staff;web;url\n绿家园 🌱;3;yes;https://a.example\n".encode()),
        ("a.csv", "name\tstaff\tweb\turl\n绿家园 🌱\t3\tyes\thttps://a.example\n".encode("utf-16")),
        ("a.csv", "name,staff,web,url\n绿家园 🌱,3,yes,https://a.example\n".encode("gb18030")),
        ("a.xlsx", workbook(HEADER, ["绿家园 🌱", 3, "yes", "https://a.example"])),
    ],
    ids=["utf-8", "bom", "utf-16", "gb18030", "xlsx"],
)
def test_whatever_a_spreadsheet_writes_gives_the_same_answers_and_only_after_a_yes(
    dana_in, at, name, content
):
    page = post(dana_in, at, name, content)
    assert "Nothing is written yet" in page
    assert not Response.objects.exists()
    page = dana_in.post(at, {"do": "take"}).content.decode()
    assert "Please tick that those who answered agreed" in page
    assert not Response.objects.exists()
    page = dana_in.post(at, {"do": "take", "agreed": "on"}, follow=True).content.decode()
    assert "1 answer came in." in page
    assert answered(Response.objects.get()) == {
        "name": "绿家园 🌱", "staff": "3", "web": "yes", "url": "https://a.example", "photo": "",
    }  # fmt: skip
    page = post(dana_in, at, name, content)
    assert "Bring in" not in page
    page = dana_in.post(at, {"do": "drop"}, follow=True).content.decode()
    assert "Nothing is written yet" not in page


def test_lines_that_do_not_fit_are_downloaded_mended_and_come_in(dana_in, at, edition):
    content = b"name,staff,web,url\n=A,3,no,\nB,1000,no,\n=C,many,perhaps,\n"
    page = post(dana_in, at, "a.csv", content)
    for words in ("Please say 0 to 999.", "Bring in 1 answer", '<code dir="auto">staff</code>'):
        assert words in page
    dana_in.post(at, {"do": "take", "agreed": "on"})
    assert answered(Response.objects.get())["name"] == "=A"
    post(dana_in, at, "a.csv", content)
    bad = dana_in.get(reverse("questionnaires:bring_bad", args=[edition.pk]))
    assert bad["Content-Type"].startswith("text/csv")
    text = bad.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Line number,Reason,name,staff,web,url"
    assert text.splitlines()[1] == "3,staff: Please say 0 to 999.,B,1000,no"
    assert ",'=C,many,perhaps" in text, "a spreadsheet runs nothing of it"
    mended = text.replace("1000", "100").replace("many,perhaps", "1,no")
    assert "Bring in 2 answers" in post(dana_in, at, "mended.csv", mended.encode())
    dana_in.post(at, {"do": "take", "agreed": "on"})
    assert sorted(answered(one)["name"] for one in Response.objects.all()) == ["=A", "=C", "B"]


def test_the_empty_table_has_the_columns_that_are_read(dana_in, at, edition):
    empty = dana_in.get(reverse("questionnaires:bring_table", args=[edition.pk])).content.decode("utf-8-sig")
    assert empty == "instanceID,name,staff,web,url\r\n"
    assert "Bring in 1 answer" in post(dana_in, at, "a.csv", (empty + ",A,1,no,\r\n").encode())


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "There is nothing in this file"),
        ("a.csv", b"name,web\n", "no answer below the names"),
        ("a.csv", b"\n\n", "nothing in this file"),
        ("a.csv", b"Umsatz,Region\n1,2\n", "do not belong to “Internet use”: Umsatz, Region."),
        ("a.xlsx", b"PK\x03\x04 not a workbook", "damaged"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "no table that we can read"),
        ("a.xlsm", None, "holds instructions"),
        ("a.csv", b"name,web\n" + b"x" * 40_000 + b",no\n", "longer than 32,000 characters"),
    ],
    ids=["empty", "header", "blank", "other", "broken", "picture", "entities", "long"],
)
def test_what_is_no_table_of_answers_is_told_in_a_sentence(dana_in, at, name, content, words):
    page = post(dana_in, at, name, content if content is not None else laughing())
    assert words in page
    assert not Response.objects.exists()


def laughing():
    """A workbook whose texts grow without end (“billion laughs”)."""
    evil = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(HEADER, ["A"]))) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            body = old.read(one)
            new.writestr(
                one, body.replace(b"<worksheet", evil + b"<worksheet", 1) if "sheet1" in one else body
            )
    return out.getvalue()


def test_a_table_waits_with_whoever_sent_it_and_with_nobody_else(
    client, dana_in, at, edition, dana, erin, survey
):
    post(dana_in, at, "a.csv", b"name,web\nA,no\n")
    survey.researchers.create(person=erin, since=timezone.now())
    client.force_login(erin)
    assert "Nothing is written yet" not in client.get(at).content.decode()
    assert client.get(reverse("questionnaires:bring_bad", args=[edition.pk])).status_code == 404
    assert "no file waiting" in client.post(at, {"do": "take", "agreed": "on"}, follow=True).content.decode()
    assert drafts.load(dana, f"questionnaires:bring:{edition.pk}")


def test_only_those_who_collect_see_it(client, charlie, at, edition):
    client.force_login(charlie)
    for name in ("bring", "bring_table", "bring_bad"):
        assert client.get(reverse(f"questionnaires:{name}", args=[edition.pk])).status_code in {403, 404}
    assert form_of(edition).title
