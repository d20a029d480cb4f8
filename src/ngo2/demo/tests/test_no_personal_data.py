"""What ships in data/ is about organisations. Somebody's mobile number or token would show here."""

import re

import pytest

from ngo2.kernel.packs import data

MOBILE = re.compile(r"(?<![0-9A-Za-z=_/.-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SESSION = re.compile(r"[?&](?:uin|key|pass_ticket|exportkey|sharer_shareid|sessionid)=")
IDENTITY_CARD = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\w)"
)
FILES = sorted(path for path in data.FOLDER.rglob("*") if path.suffix in {".csv", ".json", ".md"})


def personal(text):
    found = [match[0] for pattern in (MOBILE, SESSION, IDENTITY_CARD) for match in pattern.finditer(text)]
    return found + [one for one in EMAIL.findall(text) if not one.endswith("@example.org")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(data.FOLDER)))
def test_no_file_holds_a_private_contact(path):
    assert personal(path.read_text(encoding="utf-8-sig")) == []


@pytest.mark.parametrize(
    "text",
    [
        "联系人 13800138000",
        "电话:+86 138-0013-8000，",
        "write to zhang.san@mail.example.com",
        "https://mp.weixin.qq.com/s?mid=1&uin=MTIzNDU2",
        "身份证 11010519491231002X",
    ],
)
def test_the_patterns_would_find_one(text):
    assert personal(text)
