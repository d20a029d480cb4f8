"""The pages for bringing in a list, pressed through from the file to the undoing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ngo2.kernel.jobs.worker import Worker
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Import, ImportRow, Organisation
from ngo2.organisations.services import NewOrganisation, create_organisations, imports
from ngo2.organisations.sources import Source
from ngo2.organisations.tests.lists import HEADER, as_csv, brought, line, many, written

pytestmark = pytest.mark.django_db
START = "/en/organisations/import/"


@pytest.fixture
def page(client, dana):
    client.force_login(dana)
    return client


@pytest.fixture
def staff(dana):
    return person_actor(dana)


def sent(page, data, name="list.csv", dataset="Hubei NGOs"):
    return page.post(START, {"file": SimpleUploadedFile(name, data), "dataset": dataset}, follow=True)


def words(response):
    """What stands in the page, without its tags."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else "").split())


def work():
    Worker().run(once=True)


@pytest.mark.django_db(transaction=True)
def test_from_the_file_to_the_undoing(page, staff):
    there = [NewOrganisation({"name_zh": "另一个小组", "phone": "07176000003"}, "a")]
    create_organisations(SYSTEM, there, source=Source("import", "x"), dataset="other")
    rows = [line(1), line(2, 联系电话="=cmd|1"), line(3), line(4)]
    response = sent(page, as_csv([HEADER, *rows], "gb18030"))
    batch = Import.objects.get()
    here = response.redirect_chain[-1][0]
    assert "What do the columns hold?" in words(response)
    assert "GB18030" in words(response)
    chosen = {f"c{at}": key or "-" for at, key in enumerate(batch.columns)}
    response = page.post(here, {"do": "columns", **chosen}, follow=True)
    assert "0 of 4 lines are looked at. Nothing is written yet." in words(response)
    assert response["Refresh"] == "4"
    work()
    response = page.get(here)
    assert "2 lines would be written." in words(response)
    assert "That is not a phone number." in words(response)
    assert Organisation.objects.count() == 1
    told = b"".join(page.get(f"{here}bad-lines.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert told[0] == "Line number,Reason,序号,机构名称,联系电话,省,市,区县,成立时间,邮箱"
    assert told[1].startswith("3,")
    assert ",'=cmd|1," in told[1]
    response = page.get(f"{here}lines/3/")
    assert "That is not a phone number." in words(response)
    cells = {f"c{at}": cell for at, cell in enumerate(line(2))}
    still = page.post(f"{here}lines/3/", {"do": "mend", **cells, "c2": "nonsense"})
    assert (still.status_code, "1 error" in words(still) or "phone" in words(still)) == (200, True)
    response = page.post(f"{here}lines/3/", {"do": "mend", **cells}, follow=True)
    assert "Line 3 is mended." in words(response)
    response = page.get(f"{here}?show=likely")
    assert "same phone" in words(response)
    response = page.post(here, {"do": "all-same"}, follow=True)
    assert "1 line is decided." in words(response)
    response = page.post(here, {"do": "confirm"}, follow=True)
    assert "0 of 4 lines are written." in words(response)
    work()
    response = page.get(here)
    assert "New organisations 3 Changed organisations 1" in words(response)
    assert Organisation.objects.count() == 4
    page.post(here, {"do": "undo"})
    assert "lines are undone" in words(page.get(here))
    work()
    assert "Lines undone 4" in words(page.get(here))
    assert list(Organisation.objects.values_list("name", flat=True)) == ["另一个小组"]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("code", "same credit code"),
        ("name_county", "same name, same county"),
        ("name", "same name"),
        ("phone", "same phone"),
        ("of a release that nobody knows", ""),
    ],
)
def test_a_list_that_waits_since_an_older_release_is_shown_and_decided(page, staff, why, said):
    """Then a line kept one word for each record that it may be; now it keeps signs."""
    there = [NewOrganisation({"name_zh": "另一个小组", "phone": "07176000001"}, "a")]
    made = create_organisations(SYSTEM, there, source=Source("import", "x"), dataset="other")
    batch = brought(staff, as_csv([HEADER, line(1)]))
    row = batch.rows.get()
    row.alike, row.state = [[made[0].organisation.pk, why]], ImportRow.LIKELY
    row.save()
    for address in (f"{START}{batch.pk}/?show=likely", f"{START}{batch.pk}/lines/{row.line}/"):
        response = page.get(address)
        assert (response.status_code, f"· {said}" in words(response)) == (200, True)
    imports.decide_row(staff, batch, row, str(made[0].organisation.pk))
    row.refresh_from_db()
    assert row.organisation_id == made[0].organisation.pk


def test_a_list_is_dropped(page, staff):
    batch = brought(staff, as_csv([HEADER, line(1)]))
    here = reverse("organisations:import", args=[batch.pk])
    page.post(here, {"do": "drop"})
    assert "没有写入" in words(page.get(here)) or "Nothing of it was written" in words(page.get(here))
    assert (batch.rows.count(), Organisation.objects.count()) == (0, 0)


def test_pressing_confirm_twice_starts_one_job(page, staff):
    batch = brought(staff, as_csv([HEADER, line(1)]))
    here = reverse("organisations:import", args=[batch.pk])
    first = page.post(here, {"do": "confirm", "form_key": "k"})
    second = page.post(here, {"do": "confirm", "form_key": "k"})
    assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    assert page.post(here, {"do": "confirm", "form_key": "other"}).status_code == 422


def test_mended_lines_come_back_as_a_file(page, staff):
    batch = brought(staff, as_csv([HEADER, line(1), line(2, 联系电话="call me")]))
    here = reverse("organisations:import", args=[batch.pk])
    told = b"".join(page.get(f"{here}bad-lines.csv").streaming_content)
    data = told.replace(b"call me", b"0717-6000002")
    response = page.post(f"{here}mended/", {"file": SimpleUploadedFile("bad.csv", data)})
    assert (response.status_code, batch.rows.filter(state=ImportRow.BAD).count()) == (302, 0)
    assert page.post(f"{here}mended/", {}).status_code == 422


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in this file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "no table that we can read"),
        (as_csv([HEADER]), "no line below it"),
    ],
)
def test_a_file_that_is_no_list_is_refused_on_the_page(page, data, said):
    response = sent(page, data)
    assert (response.status_code, said in words(response), Import.objects.count()) == (200, True, 0)


def test_two_columns_cannot_be_the_same(page, staff):
    batch = brought(staff, as_csv([HEADER, line(1)]))
    here = reverse("organisations:import", args=[batch.pk])
    chosen = {f"c{at}": "phone" for at in range(len(HEADER))}
    response = page.post(here, {"do": "columns", **chosen})
    assert response.status_code == 200
    assert page.get(f"{here}?step=columns").status_code == 200


@pytest.mark.parametrize("state", ["bad", "likely", "changed", "new", "same", "skipped"])
def test_every_kind_of_line_is_shown_with_as_many_queries(page, staff, state, django_assert_max_num_queries):
    there = [
        NewOrganisation({"name_zh": "另一个小组", "phone": f"0717600{n:04d}"}, str(n)) for n in range(60, 90)
    ]
    create_organisations(SYSTEM, there, source=Source("import", "x"), dataset="other")
    rows = many(90, bad=8)
    written(staff, brought(staff, as_csv([HEADER, *rows[:30]])))
    rows[:5] = [line(n, 邮箱="new@example.org") for n in range(1, 6)]
    batch = brought(staff, as_csv([HEADER, *rows, rows[40]]))
    here = reverse("organisations:import", args=[batch.pk])
    with django_assert_max_num_queries(14):
        response = page.get(here, {"show": state})
    assert response.status_code == 200
    assert "Line" in words(response) or "行" in words(response)


def test_lines_that_were_dropped_or_never_were_are_not_there(page, staff):
    batch = brought(staff, as_csv([HEADER, line(1)]))
    here = reverse("organisations:import", args=[batch.pk])
    assert page.get(f"{here}lines/999/").status_code == 404
    assert page.get("/organisations/import/999999/").status_code == 404


def test_charlie_is_kept_out(client, charlie, staff):
    batch = brought(staff, as_csv([HEADER, line(1)]))
    client.force_login(charlie)
    here = reverse("organisations:import", args=[batch.pk])
    for address in (START, here, f"{here}lines/2/", f"{here}bad-lines.csv"):
        assert client.get(address).status_code == 403
    assert client.post(here, {"do": "confirm"}).status_code == 403
    assert imports.check_rows(batch.pk) is None
