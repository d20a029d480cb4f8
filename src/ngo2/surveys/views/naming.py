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
from ngo2.surveys.models import Wave
from ngo2.surveys.queries import frames
from ngo2.surveys.words import OUTCOMES, TRAINED


def trail(last: str, *between: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Surveys"), reverse("surveys:running")), *between, (last, "")]


def frame(wave: Wave) -> list[str]:
    """Whom it is about, in words; empty: all."""
    filters = frames.read(wave.frame)
    place = directory.Place(filters.country, (filters.area,) if filters.area else ()).name
    trained = TRAINED.get(frames.trained(wave.frame), "")
    return [str(one) for one in (place, *directory.chosen(filters), trained) if one]


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
