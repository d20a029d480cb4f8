"""Whether words tell how to reach somebody: a phone number, a mail address, the name of an account. Pure.

What stands in public of a person has a consent of its own; organisations are reached by what their page says.
"""

import re
import unicodedata

_MAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+\s?\.\s?\w")
_YEAR = r"\b(?:19|20)\d\d"
_DAYS = re.compile(rf"{_YEAR}(?:[-./年]\s?\d{{1,2}}[-./月]\s?\d{{1,2}}|\s?[-–~]\s?(?:19|20)\d\d)\b")
# Seven digits and more, as phones are written; a thousand is written with commas, which are no part of a phone.
_NUMBER = re.compile(r"(?:[\d〇零一二三四五六七八九幺][\s()-]{0,2}){7,}")
_ROUND = re.compile(r"\d+0{4}\b")
_ACCOUNT = re.compile(
    r"(?:微信|薇信|威信|v信|[加找]v|vx|wx|wechat|weixin|qq|抖音|小红书|微博|whatsapp|telegram|instagram|line\s?id|skype)"
    r"(?:号|id)?[\s:：是为=-]{0,3}(?=[a-z_-]*[\d_-]|[a-z]{6})[a-z0-9][-_a-z0-9]{4,}"
    r"|(?<![\w@])@[a-z0-9_.]{4,}|https?://|www\.",
)


def tells_how_to_reach(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _MAIL.search(plain) or _ACCOUNT.search(plain):
        return True
    return any(not _ROUND.fullmatch(found.strip()) for found in _NUMBER.findall(_DAYS.sub(" ", plain)))
