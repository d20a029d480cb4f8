"""Ways to reach somebody in words that were written freely: found before they are told, and left out of data.

What stands in public of a person has a consent of its own; organisations are reached by what their page says. Pure.
"""

import re
import unicodedata

from ngo2.kernel.packs import home
from ngo2.lib import phones

GONE = "…"
_MAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)+")
_ACCOUNT = re.compile(
    r"(?:微信|薇信|威信|v信|[加找]v|vx|wx|wechat|weixin|qq|抖音|小红书|微博|whatsapp|telegram|instagram|line\s?id|skype)"
    r"(?:号|群|id)?[\s:：是为=-]{0,3}(?=[a-z_-]*[\d_-]|[a-z]{6})[a-z0-9][-_a-z0-9]{4,}"
    r"|(?<![\w@])@[a-z0-9_.]{4,}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|www\.")
_YEAR = r"\b(?:19|20)\d\d"
_DAYS = re.compile(rf"{_YEAR}(?:[-./年]\s?\d{{1,2}}[-./月]\s?\d{{1,2}}|\s?[-–~]\s?(?:19|20)\d\d)\b")
# Seven digits and more, as phones are written; a thousand is written with commas, which are no part of a phone.
_NUMBER = re.compile(r"(?:[\d〇零一二三四五六七八九幺][\s()-]{0,2}){7,}")
_ROUND = re.compile(r"\d+0{4}\b")
_MAYBE_PHONE = re.compile(r"(?:\d[\s().-]*){7}")


def tells_how_to_reach(text: str) -> bool:
    """To refuse words about a person: rather once too often, for whoever wrote them can write others."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if any(pattern.search(plain) for pattern in (_MAIL, _ACCOUNT, _ADDRESS)):
        return True
    return any(not _ROUND.fullmatch(found.strip()) for found in _NUMBER.findall(_DAYS.sub(" ", plain)))


def left_out(text: str) -> str:
    """Without phone numbers, mail addresses and accounts: for data, which cannot be called back as a page can.

    A number goes only where it is a phone number of the home country or abroad: amounts have to stay.
    """
    bare = _ACCOUNT.sub(GONE, _MAIL.sub(GONE, text))
    if not _MAYBE_PHONE.search(bare):
        return bare
    for begin, end in reversed(phones.places(bare, home())):
        bare = bare[:begin] + GONE + bare[end:]
    return bare
