"""Needs and offers: examples of the demo, and a need of early 2020 that has ended."""

from typing import Any

_OFFER: dict[str, Any] = {
    "id": 719,
    "number": "0719",
    "side": "offer",
    "url": "https://ngo.example.org/en/exchange/719/",
    "title": "我们有公募资格，愿意与三家做儿童项目的小机构签协议，一起公开募捐",
    "kind": {"code": "financial", "name": "Money"},
    "about": {"code": "public_fundraiser", "name": "A qualified foundation as partner"},
    "organisation": {
        "id": 4981,
        "name": "Qianshan Children's Foundation",
        "url": "https://ngo.example.org/en/organisations/4981/",
    },
    "is_example": True,
    "reach": "country",
    "country": {"code": "CN", "name": "China"},
    "areas": [],
    "from_day": None,
    "until_day": "2027-05-05",
    "receipt": False,
    "registered_only": True,
    "pick_up": False,
    "lines": [
        {
            "item": "合作名额",
            "quantity": 3,
            "unit": {"code": "piece", "name": "pieces"},
            "promised": 0,
        }
    ],
    "posted_at": "2026-11-26T08:14:27.698329+00:00",
    "changed_at": "2026-11-26T08:14:27.698329+00:00",
}


ANSWERS: dict[str, Any] = {
    "needs": {
        "items": [
            {
                "id": 713,
                "number": "0713",
                "side": "need",
                "url": "https://ngo.example.org/en/exchange/713/",
                "title": "书屋想添 300 本小学低年级绘本和 6 个书架",
                "kind": {"code": "material", "name": "Goods and rooms"},
                "about": {"code": "books", "name": "Books and learning material"},
                "organisation": {
                    "id": 4988,
                    "name": "Bean Sprout Library",
                    "url": "https://ngo.example.org/en/organisations/4988/",
                },
                "is_example": True,
                "reach": "place",
                "country": {"code": "CN", "name": "China"},
                "areas": [
                    {"code": "430000", "name": "Hunan"},
                    {"code": "433100", "name": "湘西土家族苗族自治州"},
                    {"code": "433124", "name": "花垣县"},
                ],
                "from_day": None,
                "until_day": "2027-01-25",
                "receipt": False,
                "registered_only": False,
                "pick_up": False,
                "lines": [
                    {
                        "item": "绘本",
                        "quantity": 300,
                        "unit": {"code": "copy", "name": "copies"},
                        "promised": 0,
                    },
                    {
                        "item": "书架",
                        "quantity": 6,
                        "unit": {"code": "piece", "name": "pieces"},
                        "promised": 0,
                    },
                ],
                "posted_at": "2026-11-26T08:14:27.620279+00:00",
                "changed_at": "2026-11-26T08:14:27.620279+00:00",
            }
        ],
        "next": None,
    },
    "need": {
        "id": 217,
        "number": "0217",
        "side": "need",
        "url": "https://ngo.example.org/en/exchange/217/",
        "title": "需要医用外科口罩、医用防护口罩、防护服",
        "kind": {"code": "material", "name": "Goods and rooms"},
        "about": {"code": "medical", "name": "Medical and protective supplies"},
        "organisation": {
            "id": 226,
            "name": "青山区钢花村街社区卫生服务中心",
            "url": "https://ngo.example.org/en/organisations/226/",
        },
        "is_example": False,
        "reach": "place",
        "country": {"code": "CN", "name": "China"},
        "areas": [
            {"code": "420000", "name": "Hubei"},
            {"code": "420100", "name": "武汉市"},
            {"code": "420107", "name": "青山区"},
        ],
        "from_day": "2020-01-01",
        "until_day": "2020-02-29",
        "receipt": False,
        "registered_only": False,
        "pick_up": False,
        "lines": [
            {"item": "医用外科口罩", "quantity": 1000, "unit": None, "promised": 0, "arrived": 0},
            {"item": "医用防护口罩/N95口罩", "quantity": 300, "unit": None, "promised": 0, "arrived": 0},
        ],
        "posted_at": "2020-01-01T04:00:00+00:00",
        "changed_at": "2020-01-01T04:00:00+00:00",
        "state": "closed",
        "ending": {"code": "historic", "name": "From a list of the past"},
        "closed_at": "2020-02-29T04:00:00+00:00",
    },
    "offers": {
        "items": [_OFFER],
        "next": "NzE5Ol9iZUU4QkFLNzI5SGg5SmVmTWN3VG1xMXlVZFU0MC03QjFlak80WXdDMTg",
    },
    "offer": {
        **_OFFER,
        "lines": [
            {
                "item": "合作名额",
                "quantity": 3,
                "unit": {"code": "piece", "name": "pieces"},
                "promised": 0,
                "arrived": 0,
            }
        ],
        "state": "open",
        "ending": None,
        "closed_at": None,
    },
}
