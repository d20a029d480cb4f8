"""Red Cross and Red Crescent societies (data/red_cross/SOURCE.md, which says why they are what they are)."""

from collections import Counter

from ngo2.demo.readers import files, webs
from ngo2.demo.rows import Facts, Row, Rows, Tally, given
from ngo2.kernel import packs

DATASET = "red_cross"
LABEL = "sahana/eden, about 2014 (MIT)"
FEDERATION = "International Federation of Red Cross and Red Crescent Societies"
COMMITTEE = "International Committee of the Red Cross"
_NAME = "Name L10n:"


def read(tally: Tally | None = None) -> Rows:
    tally = Counter() if tally is None else tally
    for line in files.records(f"{DATASET}/national_societies.csv"):
        tally["rows"] += 1
        yield Row(external_id(line), _facts(line), LABEL)


def external_id(line: dict[str, str]) -> str:
    """ISO code: each country has one society; the two international bodies go by their acronym."""
    return line["Country"] or line["Acronym"]


def _facts(line: dict[str, str]) -> Facts:
    name, iso = line["Organisation"], line["Country"] or "CH"
    country, area = packs.locate(iso)
    return given(
        name_en=name,
        name_short=line["Acronym"],
        names_other={
            key.removeprefix(_NAME): value for key, value in line.items() if key.startswith(_NAME) and value
        },
        kind="network" if name == FEDERATION else "public_institution",
        legal_status=_legal_status(iso, area),
        causes=["disaster-relief", "primary-health", "international"]
        if name in {FEDERATION, COMMITTEE}
        else ["disaster-relief", "primary-health"],
        country=country,
        division={"code": area, "as_of_year": None, "name": packs.country_name(iso, "en")} if area else None,
        service_area={"countrywide": True, "divisions": []} if line["Country"] and not area else None,
        website=webs.tidy(line["Website"]),
    )


def _legal_status(iso: str, area: str) -> str:
    if area:
        return ""
    return "public_body" if iso == "CN" else "registered_abroad"
