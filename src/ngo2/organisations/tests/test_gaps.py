"""Gaps are counted in the smallest places, and every place is counted once."""

import pytest

from ngo2.organisations import gaps, queries
from ngo2.organisations.gaps import Counted, Gap


def by_code(found: list[Gap]) -> dict[str, Gap]:
    return {one.code: one for one in found}


def test_an_empty_country_is_one_gap():
    found = gaps.gaps("CN", "", [])
    assert {one.state for one in found} == {gaps.NOBODY}
    assert (
        sum(one.nobody for one in found)
        == sum(one.smallest for one in found)
        == len(list(gaps.smallest("CN", found)))
    )
    assert len(found) == 34


def test_who_gives_and_who_does_not_are_told_apart():
    counted = [
        Counted(("450000", "451200", "451203"), 3, 1, 2),
        Counted(("450000", "451200", "451221"), 2, 0, 0),
        Counted(("450000", "450100", "450102"), 1, 1, 1),
        Counted(("450000", "", ""), 5, 0, 5),  # protected: known at the province only
    ]
    guangxi = by_code(gaps.gaps("CN", "", counted))["450000"]
    assert (guangxi.all, guangxi.donors, guangxi.old, guangxi.groups) == (11, 2, 8, 9)
    assert guangxi.no_donor == 1
    assert guangxi.nobody == guangxi.smallest - 3
    assert guangxi.is_old
    hechi = by_code(gaps.gaps("CN", "450000", counted))["451200"]
    states = {code: one.state for code, one in by_code(hechi.below).items() if one.all}
    assert states == {"451203": gaps.BOTH, "451221": gaps.NO_DONOR}
    nanning = by_code(gaps.gaps("CN", "450000", counted))["450100"]
    assert by_code(nanning.below)["450102"].state == gaps.ONLY_DONORS


def test_a_city_without_counties_is_a_smallest_place():
    """Dongguan has none (rules 4.2)."""
    dongguan = by_code(gaps.gaps("CN", "440000", [Counted(("440000", "441900", ""), 1, 0, 0)]))["441900"]
    assert (dongguan.smallest, dongguan.no_donor, dongguan.below) == (1, 1, [])


def test_counts_come_from_what_the_public_sees(imported):
    imported(division="451203", kind="foundation", causes=["health"])
    imported(division="451203", name_en="two")
    imported(division="451203", sensitivity="hidden", name_en="three", staff=1)
    told = {one.path: one[1:] for one in queries.counted_by_division("CN")}
    assert told == {("450000", "451200", "451203"): (2, 1, 2), ("450000", "", ""): (1, 0, 1)}
    assert {one.path for one in queries.counted_by_division("CN", "health")} == {
        ("450000", "451200", "451203")
    }


@pytest.mark.parametrize("path", ["/gaps/", "/en/gaps/", "/gaps/450000/", "/en/gaps/450000/?cause=health"])
def test_the_page(client, imported, path, django_assert_max_num_queries):
    imported(division="451203", kind="foundation", causes=["health"])
    with django_assert_max_num_queries(6):
        answer = client.get(path)
    assert answer.status_code == 200
    assert "451200" in answer.text or "450000" in answer.text


@pytest.mark.parametrize("code", ["999999", "451203", "%00", "x" * 300])
def test_there_is_no_such_place(client, db, code):
    assert client.get(f"/gaps/{code}/").status_code == 404


def test_an_unknown_cause_is_no_cause(client, db):
    assert client.get("/gaps/?cause=%27--").status_code == 200


def test_the_table_leaves_as_a_file(client, imported):
    imported(division="451203", kind="foundation")
    rows = b"".join(client.get("/en/open-data/gaps.csv").streaming_content).decode("utf-8-sig").splitlines()
    (line,) = [row for row in rows if row.startswith("451203")]
    assert ",0,1," in line
    assert "only_donors" in line


@pytest.mark.parametrize("path", ["/en/", "/en/map/", "/en/about/"])
def test_the_table_is_found_from_where_people_are(client, db, path):
    assert 'href="/en/gaps/"' in client.get(path).text


def test_the_link_of_a_line_lists_all_that_it_counts(client, imported):
    """Donors too: the number of organisations alone is no link, for no list shows just these."""
    imported(division="451203", kind="foundation")
    imported(division="451203", kind="grassroots_ngo")
    row = client.get("/en/gaps/450000/").text.partition("河池市")[2].partition("</tr>")[0]
    assert '<td class="number">1</td><td class="number">1</td>' in row
    assert client.get(row.partition('<a href="')[2].partition('"')[0]).context["total"] == 2
