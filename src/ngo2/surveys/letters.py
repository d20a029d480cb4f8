"""What stands on paper that asks: a letter for each who is invited, a poster for the wall. In Chinese and English."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.kernel.ui.qr import drawn
from ngo2.lib.text import tidy
from ngo2.organisations import disclosure
from ngo2.organisations.directory import place_line
from ngo2.organisations.models import Organisation
from ngo2.surveys import links
from ngo2.surveys.models import Invitation, Survey, Wave

LANGUAGES = ("zh-hans", "en")
LONGEST = 500  # characters of titles and what a survey is about, in both languages together


def letter(invitation: Invitation) -> dict[str, Any]:
    """The link is that of the e-mail: whoever got both answers once."""
    organisation, wave = invitation.respondent.organisation, invitation.wave
    assert organisation is not None  # only those with a record are written to
    with translation.override(LANGUAGES[0]):
        link = settings.NGO2_SITE_URL + links.path(invitation)
        address = _address(organisation)
    return _paper(wave.survey, link) | {
        "number": f"{wave.survey.pk}-{wave.number}-{invitation.respondent.number}",
        "name": organisation.name,
        "address": address,
        "texts": [_in(language, _letter, organisation.name, wave.closes_at) for language in LANGUAGES],
    }


def poster(wave: Wave) -> dict[str, Any]:
    return _paper(wave.survey, links.begin_address(wave)) | {
        "texts": [_in(language, _poster, wave.closes_at) for language in LANGUAGES],
    }


def _paper(survey: Survey, link: str) -> dict[str, Any]:
    titles = _both(survey, "title")
    left = (LONGEST - sum(map(len, titles))) // len(LANGUAGES)
    return {
        "titles": titles,
        "abouts": [tidy(one)[:left] for one in _both(survey, "about")],
        "link": link.partition("://")[2],
        "qr": drawn(link),
    }


def _both(survey: Survey, what: str) -> list[str]:
    """Once where it was written in one language only."""
    said = (survey.said(what, language) for language in LANGUAGES)
    return list(dict.fromkeys(one for one in said if one))


def _in(language: str, write: Any, *said: Any) -> list[str]:
    with translation.override(language):
        return [one for one in write(*said) if one]


def _letter(name: str, closes: datetime | None) -> list[str]:
    return [
        _("“%(name)s” is asked to answer a few questions.") % {"name": name},
        _(
            "Scan the code with a phone, or type the address beside it. What your record says is filled in already, "
            "and you may stop and go on later, on another phone too. At the end you see how you compare with groups "
            "like yours."
        ),
        _until(closes),
        _(
            "You do not want to? Say so behind the same link, and nobody asks again. The link is yours alone: "
            "please do not pass it on."
        ),
    ]


def _poster(closes: datetime | None) -> list[str]:
    return [
        _("Scan, answer, and see at once how you compare with groups like yours."),
        _("It takes no sign-in. Every organisation answers once."),
        _until(closes),
    ]


def _until(closes: datetime | None) -> str:
    return _("It is open until %(day)s.") % {"day": date_format(timezone.localtime(closes))} if closes else ""


def _address(organisation: Organisation) -> str:
    """As far as everybody may know it: who runs a survey need not be of the team."""
    said = disclosure.value(disclosure.public_facts(organisation.country, organisation.facts), "address")
    areas = (organisation.area1, organisation.area2, organisation.area3)
    return str(said or place_line(organisation.country, areas))
