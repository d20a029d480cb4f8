"""A question in two waves: then, now and what lies between."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking
from ngo2.surveys.models import Wave
from ngo2.surveys.queries import comparability
from ngo2.surveys.reports.faces import Face
from ngo2.surveys.reports.kinds import Kind, Settings
from ngo2.surveys.words import called


class PairForm(Asking):
    pair = forms.ChoiceField(
        label=_("Question, by the earlier wave"), help_text=_("Only what may be compared stands here.")
    )
    weights = forms.ChoiceField(label=_("Weights"), required=False)

    def clean(self) -> dict[str, Any]:
        """As the block keeps it."""
        told = super().clean() or {}
        earlier, _colon, question = told.get("pair", "").partition(":")
        return {"earlier": earlier, "question": question, "weights": told.get("weights", "")}


def _form(wave: Wave, data: Any, initial: Settings) -> PairForm:
    from ngo2.surveys.queries.choices import weights  # noqa: PLC0415 (NumPy: not every process has to load it)

    pair = f"{initial['earlier']}:{initial['question']}" if initial else ""
    made = PairForm(data, initial={"pair": pair, "weights": initial.get("weights", "")})
    made.let_choose(
        "pair", [(called(one), _questions(one, wave)) for one in comparability.earlier_waves(wave)]
    )
    made.let_choose("weights", weights())
    return made


def _questions(earlier: Wave, wave: Wave) -> list[tuple[str, str]]:
    """What is answered in words, or several times by each, has no trend."""
    from ngo2.surveys.services import columns  # noqa: PLC0415 (as above)

    assert earlier.edition is not None  # as `earlier_waves` asks
    assert wave.edition is not None  # a report is of a wave that was opened
    then, now = columns.asked_of(earlier.edition), columns.asked_of(wave.edition)
    found = []
    for one in comparability.items(earlier, wave):
        sides = then.question(one.before), now.question(one.name)
        if one.is_comparable and all(side is not None and not side.table for side in sides):
            found.append((f"{earlier.pk}:{one.name}", one.item.new_text or one.name))
    return found


def _asks(settings: Settings) -> list[Any]:
    from ngo2.surveys.reports.counting import Ask  # noqa: PLC0415 (as above)

    weights = str(settings.get("weights") or "none")
    return [Ask(str(settings["question"]), weights=weights, earlier=int(settings["earlier"]))]


def _freeze(settings: Settings, data: Any) -> Face:
    from ngo2.surveys.reports.trend_face import facing  # noqa: PLC0415 (as above)

    return facing(data.trends, _asks(settings)[0])


def _has_earlier(wave: Wave) -> bool:
    return comparability.earlier_waves(wave).exists()


TWO_WAVES = Kind("two_waves", _("Two waves compared"), _freeze, _form, _asks, suits=_has_earlier)
