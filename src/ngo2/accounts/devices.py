"""A browser in words that its owner knows again: a guess from what it says of itself."""

import re

from django.utils.translation import gettext as _

# Order matters: browsers inside apps, and those that pretend to be others, come first.
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("AlipayClient", "Alipay"),
    ("QQ/", "QQ"),
    ("MQQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("EdgA?/", "Edge"),
    ("Firefox/|FxiOS", "Firefox"),
    ("OPR/", "Opera"),
    ("Chrome/|CriOS", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS|OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh|Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def name(user_agent: str) -> str:
    """`Chrome, Android`; "A device" when it says nothing."""
    found = [_first(known, user_agent) for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(word for word in found if word) or _("A device")


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((word for pattern, word in known if re.search(pattern, user_agent)), "")
