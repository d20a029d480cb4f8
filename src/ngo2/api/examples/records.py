"""Records of a public list, divisions, causes and datasets."""

from typing import Any

_ORGANISATION: dict[str, Any] = {
    "id": 1,
    "url": "https://ngo.example.org/en/organisations/1/",
    "name": "International Federation of Red Cross and Red Crescent Societies",
    "name_en": "International Federation of Red Cross and Red Crescent Societies",
    "kind": {"code": "network", "name": "Network or support organisation"},
    "legal_status": {"code": "registered_abroad", "name": "Registered in its own country"},
    "causes": [
        {"code": "disaster-relief", "name": "Disaster relief"},
        {"code": "international", "name": "International cooperation"},
        {"code": "primary-health", "name": "Primary health and health education"},
    ],
    "country": {"code": "CH", "name": "Switzerland"},
    "areas": [],
    "precision": "county",
    "point": None,
    "freshness": {"code": "unconfirmed", "name": "not confirmed"},
    "confirmed_at": None,
    "verified_until": None,
    "changed_at": "2026-11-23T07:08:34.719031+00:00",
    "is_example": False,
}


ANSWERS: dict[str, Any] = {
    "organisations": {
        "items": [_ORGANISATION],
        "next": "NDgwOTpqSEpGZmdteHRic3pxTmNBN2IxNjh5NEtfYUV2eEZpYzB4ZWkyWTdnejF3",
        "licence": {
            "name": "That of each source; what an organisation says of itself may be quoted",
            "url": "https://ngo.example.org/en/open-data/",
        },
    },
    "organisation": {
        **_ORGANISATION,
        "view": "public",
        "facts": {
            "name_en": {
                "value": "International Federation of Red Cross and Red Crescent Societies",
                "source": "import",
                "source_label": "sahana/eden, about 2014 (MIT)",
                "source_url": "",
                "changed": "2026-11-23T07:08:34.719031+00:00",
                "confirmed": None,
                "imported": "2026-11-23T07:08:34.719031+00:00",
            },
            "name_short": {
                "value": "IFRC",
                "source": "import",
                "source_label": "sahana/eden, about 2014 (MIT)",
                "source_url": "",
                "changed": "2026-11-23T07:08:34.719031+00:00",
                "confirmed": None,
                "imported": "2026-11-23T07:08:34.719031+00:00",
            },
            "names_other": {
                "value": {
                    "ar": "الاتحاد الدولي لجمعيات الصليب الأحمر والهلال الأحمر",
                    "es": "Federación Internacional de Sociedades de la Cruz Roja y de la Media Luna Roja",
                    "fr": "Fédération Internationale des Sociétés de la Croix-Rouge et du Croissant-Rouge",
                    "id": "Federasi Internasional Perhimpunan Palang Merah dan Bulan Sabit Merah",
                    "it": "Federazione internazionale delle società di Croce Rossa e Mezzaluna Rossa",
                },
                "source": "import",
                "source_label": "sahana/eden, about 2014 (MIT)",
                "source_url": "",
                "changed": "2026-11-23T07:08:34.719031+00:00",
                "confirmed": None,
                "imported": "2026-11-23T07:08:34.719031+00:00",
            },
            "kind": {
                "value": "network",
                "source": "import",
                "source_label": "sahana/eden, about 2014 (MIT)",
                "source_url": "",
                "changed": "2026-11-23T07:08:34.719031+00:00",
                "confirmed": None,
                "imported": "2026-11-23T07:08:34.719031+00:00",
            },
            "legal_status": {
                "value": "registered_abroad",
                "source": "import",
                "source_label": "sahana/eden, about 2014 (MIT)",
                "source_url": "",
                "changed": "2026-11-23T07:08:34.719031+00:00",
                "confirmed": None,
                "imported": "2026-11-23T07:08:34.719031+00:00",
            },
            "causes": {
                "value": ["disaster-relief", "primary-health", "international"],
                "source": "import",
                "source_label": "sahana/eden, about 2014 (MIT)",
                "source_url": "",
                "changed": "2026-11-23T07:08:34.719031+00:00",
                "confirmed": None,
                "imported": "2026-11-23T07:08:34.719031+00:00",
            },
        },
        "licence": {
            "name": "That of each source; what an organisation says of itself may be quoted",
            "url": "https://ngo.example.org/en/open-data/",
        },
    },
    "divisions": {
        "items": [
            {
                "code": "420100",
                "name": "武汉市",
                "name_en": None,
                "level": 2,
                "parent": "420000",
                "from_year": 1981,
                "to_year": None,
                "status": "current",
                "point": {"lat": 30.595592518745008, "lng": 114.3000310094868},
            },
            {
                "code": "420200",
                "name": "黄石市",
                "name_en": None,
                "level": 2,
                "parent": "420000",
                "from_year": 1981,
                "to_year": None,
                "status": "current",
                "point": {"lat": 30.20347272006671, "lng": 115.03358918392037},
            },
        ]
    },
    "resolve": {
        "current": [
            {
                "code": "420600",
                "name": "襄阳市",
                "name_en": None,
                "level": 2,
                "parent": "420000",
                "from_year": 2010,
                "to_year": None,
                "status": "current",
                "point": {"lat": 32.01096815372441, "lng": 112.11633760472196},
            }
        ],
        "ambiguous": False,
        "retired": {
            "code": "420600",
            "name": "襄樊市",
            "name_en": None,
            "level": 2,
            "parent": "420000",
            "from_year": 1981,
            "to_year": 2010,
            "status": "renamed",
            "point": {"lat": 32.01096815372441, "lng": 112.11633760472196},
        },
        "common": {
            "code": "420600",
            "name": "襄阳市",
            "name_en": None,
            "level": 2,
            "parent": "420000",
            "from_year": 2010,
            "to_year": None,
            "status": "current",
            "point": {"lat": 32.01096815372441, "lng": 112.11633760472196},
        },
        "moved": [],
    },
    "one_division": {
        "division": {
            "code": "420600",
            "name": "襄阳市",
            "name_en": None,
            "level": 2,
            "parent": "420000",
            "from_year": 2010,
            "to_year": None,
            "status": "current",
            "point": {"lat": 32.01096815372441, "lng": 112.11633760472196},
        },
        "path": [{"code": "420000", "name": "Hubei"}, {"code": "420600", "name": "襄阳市"}],
        "children": [
            {
                "code": "420602",
                "name": "襄城区",
                "name_en": None,
                "level": 3,
                "parent": "420600",
                "from_year": 2010,
                "to_year": None,
                "status": "current",
                "point": {"lat": 32.01232956098743, "lng": 112.12797893457717},
            }
        ],
    },
    "all_causes": {
        "items": [
            {
                "code": "education",
                "parent": "",
                "name": "Education",
                "zh": "教育",
                "en": "Education",
                "icnptso": "B90",
                "ukcat": "ED",
            },
            {
                "code": "rural-education",
                "parent": "education",
                "name": "Rural education",
                "zh": "乡村教育",
                "en": "Rural education",
                "icnptso": "B12",
                "ukcat": "ED104",
            },
        ]
    },
    "all_datasets": {
        "items": [
            {
                "name": "causes",
                "title": "Causes",
                "description": "What organisations work for: the list of causes of this site, "
                "with the codes of two classifications.",
                "licence": "Apache-2.0",
                "columns": [
                    {
                        "key": "code",
                        "label": "Code",
                        "meaning": "The key of the cause. It stays the same when names change.",
                        "type": "code",
                        "unit": "",
                    },
                    {
                        "key": "parent",
                        "label": "Broader cause",
                        "meaning": "The code of the cause above; blank at the top.",
                        "type": "code",
                        "unit": "",
                    },
                ],
                "snapshots": [],
            }
        ]
    },
}
