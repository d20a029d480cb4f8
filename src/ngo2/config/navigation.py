"""What the header and footer of every page hold: the same for everybody."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, gettext

from ngo2 import __version__
from ngo2.operations import house


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _link(request: HttpRequest, label: str, name: str) -> Link | None:
    url = _url(name)
    if not url:
        return None
    return Link(
        label, url, request.path == url or (request.path.startswith(url) and url not in {"/", "/en/"})
    )


def context(request: HttpRequest) -> dict[str, Any]:
    entries = [
        _link(request, gettext("Map"), "organisations:map"),
        _link(request, gettext("Directory"), "organisations:directory"),
        _link(request, gettext("Needs"), "exchange:needs"),
        _link(request, gettext("Offers"), "exchange:offers"),
        _link(request, gettext("About"), "portal:about"),
    ]
    english = (get_language() or "").startswith("en")
    other = "zh-hans" if english else "en"
    return {
        "navigation": [entry for entry in entries if entry],
        "other_language_url": translate_url(request.get_full_path(), other),
        "other_language_label": "中文" if english else "English",
        "other_language_code": "zh-Hans" if english else "en",
        "home_url": _url("portal:home"),
        "mine_url": _url("portal:mine"),
        "about_url": _url("portal:about"),
        "gaps_url": _url("portal:gaps"),
        "numbers_url": _url("exchange:numbers"),
        "surveys_url": _url("surveys:surveys"),
        "licence_url": _url("portal:licence"),
        "open_data_url": _url("opendata:catalogue"),
        "api_url": _url("about_api:page"),
        "privacy_url": _url("privacy:notice"),
        "style_url": _url("ui:style"),
        "source_url": settings.NGO2_SOURCE_URL,
        "icp_number": settings.NGO2_ICP_NUMBER,
        "site_url": settings.NGO2_SITE_URL,
        "release": __version__,
        "demo": settings.DEMO,
        "alarms": house.alarms(request),
        "alarm_url": _url("operations:state"),
    }
