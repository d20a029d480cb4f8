"""Charities of the United Kingdom with the labels of their activities (data/uk_charities/SOURCE.md)."""

import re
from collections import Counter

from ngo2.demo.readers import files, titles, webs
from ngo2.demo.rows import Facts, Row, Rows, Tally, given
from ngo2.kernel.packs import causes
from ngo2.kernel.packs.default.postcodes import postcode_area

DATASET = "uk_charities"
LABEL = "UK charity registers, 2020 (OGL 3.0); labels by charity-classification/ukcat (CC BY 4.0)"
MOST_CAUSES, LONGEST_SUMMARY = 5, 2000  # what the record holds
_REGISTERS = {
    "GB-CHC": (
        "Charity Commission for England and Wales",
        "https://register-of-charities.charitycommission.gov.uk/charity-search/-/charity-details/{}",
    ),
    "GB-SC": ("Office of the Scottish Charity Regulator", "https://www.oscr.org.uk/about-charities/search-the-register/charity-details?number={}"),
    "GB-NIC": ("Charity Commission for Northern Ireland", "https://www.charitycommissionni.org.uk/charity-details/?regId={}"),
}  # fmt: skip
_SCHOOL = re.compile(
    r"\b(?:SCHOOL|COLLEGE|UNIVERSITY|ACADEMY|CONSERVATOIRE)(?: TRUST| LIMITED| LTD| CIO)?$", re.IGNORECASE
)
_NOT_A_SCHOOL = re.compile(
    r"PRE.?SCHOOL|PLAYSCHOOL|\b(?:FRIENDS|FUND|ASSOCIATION|FOR|WITH|SUNDAY|FOOTBALL|SPORTS|SCHOLARSHIP|CONGREGATION)\b",
    re.IGNORECASE,
)
_CUT_SHORT = re.compile(r"\s[0-9][A-Z]?$", re.IGNORECASE)  # TR13 0W: the area is still sure


def read(tally: Tally | None = None) -> Rows:
    """One row per charity; the labels of a charity that was labelled twice are put together."""
    tally = Counter() if tally is None else tally
    groups: dict[str, list[dict[str, str]]] = {}
    for line in files.records(f"{DATASET}/charities.csv"):
        tally["rows"] += 1
        groups.setdefault(line["org_id"], []).append(line)
    tally["joined"] += tally["rows"] - len(groups)
    for org_id, group in groups.items():
        _, address = _REGISTERS[org_id.rsplit("-", 1)[0]]
        number = _number(org_id)
        yield Row(org_id, _facts(group, tally), LABEL, address.format(number), source_kind="register")


def _facts(group: list[dict[str, str]], tally: Tally) -> Facts:
    line = group[0]
    scheme = line["org_id"].rsplit("-", 1)[0]
    labels = [label for one in group for label in one["UKCAT"].split(";")]
    website, area = webs.tidy(line["web"]), postcode_area(_CUT_SHORT.sub("", line["postcode"]))
    tally["no web address in it"] += bool(line["web"] and not website)
    tally["no postcode area"] += not area
    return given(
        name_en=titles.sensible(line["name"]),
        kind=_kind(line["name"], labels),
        legal_status="registered_abroad",
        register_id={"scheme": scheme, "id": _number(line["org_id"])},
        registrar=_REGISTERS[scheme][0],
        country="GB",
        division={"code": area, "as_of_year": None, "name": line["postcode"].upper()} if area else None,
        causes=causes.from_ukcat(labels)[:MOST_CAUSES],
        summary_en=_shortened(line["activities"]),
        website=website,
        languages=["en"],
        finance=_finance(line),
    )


def _number(org_id: str) -> str:
    """As the register writes it: GB-SC-SC012345 keeps the letters that are part of the number."""
    return org_id.rsplit("-", 1)[1]


def _kind(name: str, labels: list[str]) -> str:
    if _SCHOOL.search(name) and not _NOT_A_SCHOOL.search(name):
        return "university"
    if "CV103" in labels:  # umbrella bodies
        return "network"
    return "foundation" if any(label.startswith("CA2") for label in labels) else "grassroots_ngo"


def _shortened(text: str) -> str:
    """At most LONGEST_SUMMARY characters, cut behind a sentence if there is one; shouting made quiet."""
    if text.isupper():
        text = ". ".join(part[:1] + part[1:].lower() for part in re.split(r"\.\s+", text))
    if len(text) <= LONGEST_SUMMARY:
        return text
    cut = text[: LONGEST_SUMMARY - 1]
    return cut[: cut.rfind(". ") + 1] if ". " in cut else cut + "…"


def _finance(line: dict[str, str]) -> list[dict[str, str | int | None]]:
    """The financial year that ends in `fye`; pounds. The registers' extract has two of the six numbers."""
    if not line["fye"]:
        return []
    return [
        {
            "year": int(line["fye"][:4]),
            "currency": "GBP",
            "income_total": round(float(line["income"])),
            "income_donations": None,
            "spending_total": round(float(line["spending"])),
            "spending_programme": None,
            "spending_management": None,
            "assets_end": None,
        }
    ]
