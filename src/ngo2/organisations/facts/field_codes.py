"""The two digits by which a fact is called on paper and when it is keyed. Stable: sheets lie in drawers for years.

The first digit is the part of the record, so that people know where to look. A new fact gets a new number; the number
of a fact that is gone is never given to another.
"""

FIELD_CODES: dict[str, str] = {
    "name_zh": "01",
    "name_en": "02",
    "name_short": "03",
    "names_former": "04",
    "names_other": "05",
    "kind": "11",
    "legal_status": "12",
    "host": "13",
    "credit_code": "14",
    "register_id": "15",
    "overseas_filing": "16",
    "registrar": "17",
    "founded": "18",
    "summary_zh": "21",
    "summary_en": "22",
    "causes": "23",
    "languages": "24",
    "country": "31",
    "division": "32",
    "address": "33",
    "point": "34",
    "publish_exact": "35",
    "sensitivity": "36",
    "service_area": "37",
    "staff": "41",
    "volunteers": "42",
    "budget_band": "43",
    "phone": "51",
    "email": "52",
    "website": "53",
    "wechat": "54",
    "microblog": "55",
    "qq_group": "56",
    "projects": "61",
    "finance": "71",
    "trained": "72",
    "fundraising_certificate": "73",
    "receipt_years": "74",
    "receipts_partner": "75",
}
FIELD_OF: dict[str, str] = {code: key for key, code in FIELD_CODES.items()}
