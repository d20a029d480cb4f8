"""Rules 4.4, in every output: what a protected record may not tell is looked for in all that the public can get."""

import json
import re

import pytest
from django.core.cache import cache

from ngo2.lib.actors import SYSTEM
from ngo2.organisations import disclosure, queries
from ngo2.organisations.directory import Filters
from ngo2.organisations.facts.choices import UNREGISTERED
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations
from ngo2.organisations.sources import OWNER, Source
from ngo2.organisations.tests.seen import json_ld, seen

pytestmark = pytest.mark.django_db

STREET = "幸福里七号三单元"
EXACT = ("23.9312345", "108.1054321")
ADDRESS = f"广西都安瑶族自治县安阳镇{STREET}"
FACTS = {
    "name_zh": "向日葵之家",
    "kind": "grassroots_ngo",
    "legal_status": "registered_service",
    "credit_code": "52451228MJE0000000",
    "registrar": "都安瑶族自治县民政局",
    "register_id": {"scheme": "county", "id": "都安-217"},
    "division": {"code": "451228", "name": "都安安阳镇幸福里"},
    "address": ADDRESS,
    "point": {"lat": EXACT[0], "lng": EXACT[1], "crs": "wgs84", "precision": "point"},
    "service_area": {"divisions": ["451228", "451229", "450100"]},
    "phone": "0778-2260217",
    "causes": ["domestic-violence"],
}
# What tells the county, the city, the very place.
VERY_PLACE = (STREET, ADDRESS, "23.931", "108.105", "幸福里")
COUNTY = ("都安", "451228", "大化", "451229")
CITY = ("河池", "4512", "南宁", "450100")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+")


@pytest.fixture
def record(db):
    """A record with all of FACTS, said by the organisation itself or by another source."""

    def make(source=OWNER, **facts):
        cache.clear()
        rows = [NewOrganisation({**FACTS, **facts}, "1")]
        made = create_organisations(SYSTEM, rows, source=source, dataset="protected")[0]
        assert made.refused == {}
        return made.organisation

    return make


def outputs(client, one):
    """Everything that the public can get about the record: {where: text}."""
    texts = {}
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}/organisations/{one.pk}/")
        texts[f"{prefix} page"] = page.text
        texts[f"{prefix} JSON-LD"] = json.dumps(json_ld(page), ensure_ascii=False)
        texts[f"{prefix} history"] = client.get(f"{prefix}/organisations/{one.pk}/history/").text
        texts[f"{prefix} home"] = client.get(f"{prefix}/").text
        for url in (
            "",
            "in/CN/",
            "in/CN/450000/",
            "?q=向日葵",
            "?kind=grassroots_ngo",
            "in/CN/?q=向日葵&cause=domestic-violence",
        ):
            texts[f"{prefix} directory {url}"] = client.get(f"{prefix}/organisations/{url}").text
    columns = {
        name: getattr(one, name)
        for name in ("area1", "area2", "area3", "shown_lat", "shown_lng", "search_text")
    }
    texts["columns of lists"] = repr(columns)
    texts["public facts"] = json.dumps(disclosure.public_facts(one.country, one.facts), ensure_ascii=False)
    return texts


def leaks(texts, secrets):
    """Moments are no places: their seconds may read like the code of a city."""
    plain = {where: MOMENT.sub("", text) for where, text in texts.items()}
    return [(where, secret) for where, text in plain.items() for secret in secrets if secret in text]


def found_in(area):
    return queries.matching(Filters(country="CN", area=area)).exists()


def test_M6_consented_and_registered_shows_the_exact_place(client, record):
    one = record(publish_exact=True)
    page = client.get(f"/organisations/{one.pk}/")
    assert (one.shown_level, one.shown_lat, one.shown_lng) == ("exact", 23.9312345, 108.1054321)
    assert ADDRESS in seen(page)
    assert json_ld(page)["geo"] == {
        "@type": "GeoCoordinates",
        "latitude": 23.9312345,
        "longitude": 108.1054321,
    }
    assert json_ld(page)["address"]["streetAddress"] == ADDRESS


COARSENED = [
    pytest.param({}, id="no consent yet"),
    pytest.param({"publish_exact": False}, id="consent refused"),
    pytest.param({"publish_exact": True, "sensitivity": "sensitive"}, id="sensitive in spite of consent"),
    *(
        pytest.param({"publish_exact": True, "legal_status": status}, id=f"{status} in spite of consent")
        for status in sorted(UNREGISTERED)
    ),
]


@pytest.mark.parametrize("facts", COARSENED)
def test_M6_coarsened_pin_never_leaks_the_exact_place(client, record, facts):
    one = record(**facts)
    assert leaks(outputs(client, one), VERY_PLACE) == []
    assert one.shown_level == "county"
    assert abs(one.shown_lat - 23.9312345) > 0.0001
    assert (one.area1, one.area2, one.area3) == ("450000", "451200", "451228")
    page = client.get(f"/organisations/{one.pk}/")
    assert "广西壮族自治区河池市都安瑶族自治县" in seen(page)
    assert "geo" not in json_ld(page)
    assert found_in("451228")


def test_M6_a_register_that_prints_an_address_is_quoted_but_the_point_stays_at_the_county(client, record):
    one = record(source=Source("register", "Register", "https://register.example.org/1"))
    page = client.get(f"/organisations/{one.pk}/")
    assert ADDRESS in seen(page)
    assert leaks(outputs(client, one), ("23.931", "108.105")) == []
    assert one.shown_level == "county"


@pytest.mark.parametrize("kind", ["register", "import"])
@pytest.mark.parametrize(
    "facts", [{"sensitivity": "sensitive"}, {"legal_status": "unregistered"}, {"sensitivity": "hidden"}]
)
def test_M6_no_list_can_lift_a_protection(client, record, kind, facts):
    one = record(source=Source(kind, "List"), publish_exact=True, **facts)
    assert leaks(outputs(client, one), VERY_PLACE) == []


def test_M6_an_imported_address_is_not_shown_without_consent(client, record):
    assert leaks(outputs(client, record(source=Source("import", "List"))), VERY_PLACE) == []


@pytest.mark.parametrize("facts", [{}, {"publish_exact": True}, {"legal_status": "unregistered"}])
def test_M6_a_hidden_place_is_told_by_its_province_only(client, record, facts):
    one = record(sensitivity="hidden", **facts)
    texts = outputs(client, one)
    # The grid and the lists of places name other places; nothing else may stand in any output.
    assert leaks(texts, (*VERY_PLACE, *COUNTY, *CITY)) == []
    assert (one.area1, one.area2, one.area3, one.shown_lat, one.shown_lng) == ("450000", "", "", None, None)
    page = client.get(f"/organisations/{one.pk}/")
    assert "广西壮族自治区" in seen(page)
    assert json_ld(page)["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "CN",
        "addressRegion": "广西壮族自治区",
    }
    assert json_ld(page)["areaServed"] == ["广西壮族自治区"]
    assert "identifier" not in json_ld(page)
    assert found_in("450000")
    assert not found_in("451200")
    assert not found_in("451228")


def test_M6_the_area_code_of_a_hidden_place_shows_only_when_the_organisation_gave_the_number(client, record):
    """0778 is Hechi: a list may not tell the city; a shelter that asks to be called may."""
    listed = record(source=Source("import", "List"), sensitivity="hidden")
    assert leaks(outputs(client, listed), ("0778", "778226", "2260217")) == []
    assert assert_facts(SYSTEM, listed, {"phone": "0778-2260217"}, source=OWNER).refused == {}
    assert json_ld(client.get(f"/organisations/{listed.pk}/"))["telephone"] == "+867782260217"


def test_M6_a_search_for_the_place_does_not_find_who_is_hidden(client, record):
    record(sensitivity="hidden")
    for typed in ("都安", "河池市", STREET, "0778"):
        cache.clear()
        page = client.get("/organisations/", {"q": typed})
        assert "向日葵之家" not in page.text, typed


def test_M6_hiding_takes_the_place_out_of_every_output_at_once(client, record):
    one = record(publish_exact=True)
    before = outputs(client, one)
    assert leaks(before, [STREET])
    assert assert_facts(SYSTEM, one, {"sensitivity": "hidden"}, source=OWNER).changed == ["sensitivity"]
    one.refresh_from_db()
    assert leaks(outputs(client, one), (*VERY_PLACE, *COUNTY, *CITY)) == []


def test_M6_members_only_fields_are_in_no_output(client, record):
    texts = outputs(client, record(sensitivity="sensitive", publish_exact=True))
    texts = {where: text for where, text in texts.items() if where != "columns of lists"}
    assert leaks(texts, ("publish_exact", "sensitivity", "Protection", "Show the exact place")) == []


def test_the_public_facts_never_hold_more_keys_than_the_record(record):
    one = record()
    shown = disclosure.public_facts(one.country, one.facts)
    assert set(shown) == set(one.facts) - {"address", "point"}
    assert shown["division"]["v"] == {"code": "451228"}
    assert one.facts["address"]["v"] == ADDRESS, "the record itself keeps what its members may see"


def test_a_planted_leak_is_found():
    assert leaks({"page": f"<p>{ADDRESS}</p>"}, VERY_PLACE)


def test_a_split_division_stays_as_coarse_as_it_is_certain(record):
    """A county that became two: the city that holds both is certain, one of the two is not."""
    one = record(division={"code": "130421", "as_of_year": 2010})
    assert (one.area1, one.area2, one.area3) == ("130000", "130400", "")
    assert Organisation.objects.get(pk=one.pk).shown_lat is not None
    assert disclosure.public_facts(one.country, one.facts)["division"]["v"] == {"code": "130400"}
