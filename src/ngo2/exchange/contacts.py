"""Ways to reach somebody, left out of words that leave the house as data. Pure.

A page can be corrected at once; what programs and files took along cannot be called back.
"""

import re

from ngo2.kernel.packs import home
from ngo2.lib import phones

GONE = "…"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ACCOUNT = re.compile(r"(?i)(?:微信号?|wechat|weixin|vx|qq群?号?|telegram)\s*[:：]?\s*[a-z0-9_-]{5,}")
_MAYBE_PHONE = re.compile(r"(?:\d[\s().-]*){7}")


def left_out(text: str) -> str:
    """Without phone numbers, mail addresses and accounts of messengers."""
    bare = _ACCOUNT.sub(GONE, _MAIL.sub(GONE, text))
    if not _MAYBE_PHONE.search(bare):
        return bare
    for begin, end in reversed(phones.places(bare, home())):
        bare = bare[:begin] + GONE + bare[end:]
    return bare
