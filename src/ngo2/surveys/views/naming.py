"""What the pages of whoever runs surveys hold around their subject: the way there, filters, whom it is about."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.organisations import directory
from ngo2.organisations.directory import Option
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.speaking import spoken, told
from ngo2.surveys.exclusions import REASONS
from ngo2.surveys.models import Wave
from ngo2.surveys.queries import Funnel, frames
from ngo2.surveys.words import OUTCOMES


def trail(last: str, *between: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Surveys"), reverse("surveys:running")), *between, (last, "")]


def frame(wave: Wave) -> list[str]:
    """Whom it is about, in words; empty: all."""
    filters = frames.read(wave.frame)
    place = directory.Place(filters.country, (filters.area,) if filters.area else ()).name
    return [one for one in (place, *directory.chosen(filters)) if one]


def outcome_options(wave: Wave, current: str) -> list[Option]:
    counts: dict[str, Any] = dict(wave.invitations.values_list("outcome").annotate(n=Count("pk")))
    here = wave.get_absolute_url()
    rows = [Option(_("Everybody"), here, sum(counts.values()), not current)]
    return rows + [
        Option(str(words), f"{here}?outcome={key}", counts[key], key == current)
        for key, (words, _tone) in OUTCOMES.items()
        if counts.get(key)
    ]


def answers(response: Response) -> list[tuple[str, str]]:
    """(question, answer in words) of what was answered."""
    form = form_of(response.edition)
    session = form.resume(response.xml.encode(), timezone.localtime())
    language = spoken(form.languages, get_language() or "")
    return [(label, answer) for _path, label, answer in told(session, language) if answer]


def steps(funnel: Funnel) -> list[tuple[str, int, bool]]:
    """(step, number, whether it is one of the reasons below another)."""
    rows: list[tuple[str, int, bool]] = [(_("invited"), funnel.invited, False)]
    if funnel.unasked:
        rows.append((_("came without an invitation"), funnel.unasked, False))
    rows += [(_("do not want to"), funnel.refused, False), (_("begun"), funnel.started, False)]
    rows.append((_("received"), funnel.received, False))
    rows += [
        (_("does not count: %(why)s") % {"why": REASONS[key]}, n, True) for key, n in funnel.excluded.items()
    ]
    rows.append((_("valid"), funnel.valid, False))
    return rows


def rate(funnel: Funnel) -> str:
    return "" if funnel.rate is None else f"{100 * funnel.rate:.1f} %"
