"""Pages of words: what this is, and under which licence the data stand."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import pack
from ngo2.kernel.ui import access, pages


@dataclass(frozen=True)
class Source:
    """A list or table that came from others. `licence_url` is where its words can be read."""

    what: Any
    name: str
    url: str
    licence: str
    licence_url: str = ""


_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
SOURCES = (
    Source(
        _("Institutions that asked for help, and who offered it, Hubei 2020"),
        "wuhan2020/wuhan2020",
        "https://github.com/wuhan2020/wuhan2020",
        "MIT",
    ),
    Source(
        _("Charities of the United Kingdom and what they do (UKCAT)"),
        "charity-classification/ukcat",
        "https://github.com/charity-classification/ukcat",
        "CC BY 4.0",
        _CC_BY,
    ),
    Source(
        _("Facts of the registers of charities of the United Kingdom"),
        "Charity Commission, OSCR, CCNI",
        "https://register-of-charities.charitycommission.gov.uk/",
        "OGL 3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Source(
        _("Red Cross and Red Crescent societies and their names"),
        "sahana/eden",
        "https://github.com/sahana/eden",
        "MIT",
    ),
    Source(
        _("Division codes of China and their history"),
        "yescallop/areacodes",
        "https://github.com/yescallop/areacodes",
        "CC0 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    Source(
        _("Centres of the divisions of China"),
        "cpca",
        "https://github.com/DQinYuan/chinese_province_city_area_mapper",
        "MIT",
    ),
)


@access.public
@pages.cached("organisations")
def about(request: HttpRequest) -> HttpResponse:
    notes = [pack().note(key) for key in ("money", "unregistered", "contact", "map", "advice")]
    context = {"canonical": settings.NGO2_SITE_URL + request.path, "notes": [note for note in notes if note]}
    return render(request, "portal/about.html", context)


@access.public
@pages.cached("organisations")
def licence(request: HttpRequest) -> HttpResponse:
    context = {"canonical": settings.NGO2_SITE_URL + request.path, "sources": SOURCES}
    return render(request, "portal/licence.html", context)
