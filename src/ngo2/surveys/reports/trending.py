"""All trends of a report, counted together. Loads NumPy and SciPy: import it where needed."""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.surveys.models import Wave
from ngo2.surveys.queries import comparability
from ngo2.surveys.queries.comparability import Judged
from ngo2.surveys.queries.samples import everybody
from ngo2.surveys.results.sample import Sample
from ngo2.surveys.results.trends import Incomparable, Trend, together, trend
from ngo2.surveys.services.results import Cut, cut

if TYPE_CHECKING:
    from ngo2.surveys.reports.counting import Ask, Data


class Trends:
    """What may not be compared is a sentence, for those blocks that ask for it."""

    def __init__(self, data: "Data") -> None:
        self.data = data
        self.asks = [ask for ask in data.asks if ask.earlier]
        self._told: dict[str, dict[Ask, Trend | str]] = {}
        self._judged: dict[int, list[Judged]] = {}
        self._cuts: dict[tuple[int, str], Cut] = {}

    @cached_property
    def waves(self) -> dict[int, Wave]:
        """The earlier ones that are asked for, by number, as far as they are there."""
        found = comparability.earlier_waves(self.data.wave).filter(pk__in={ask.earlier for ask in self.asks})
        return {one.pk: one for one in found} if self.asks else {}

    @cached_property
    def everybody(self) -> dict[int, Sample]:
        return {number: everybody(wave) for number, wave in self.waves.items()}

    def of(self, ask: "Ask") -> Trend:
        """In the language of now, corrected for all of this report (Holm); marked as small in it is also what a table
        of the report hides. Raises Refused."""
        language = get_language() or ""
        if language not in self._told:
            self._told[language] = self._all()
        found = self._told[language][ask]
        if isinstance(found, str):
            raise Refused(found)
        return found

    def samples(self, ask: "Ask") -> tuple[Sample, Sample]:
        """Raises Refused where the weights cannot be made."""
        key = (ask.earlier, ask.weights)
        if key not in self._cuts:
            self._cuts[key] = cut(self.waves[ask.earlier], self.everybody[ask.earlier], ask.weights, "")
        both = self._cuts[key], self.data.cut(ask)
        for one in both:
            if one.obstacle:
                raise Refused(one.obstacle)
        return both[0].sample, both[1].sample

    def _all(self) -> dict["Ask", Trend | str]:
        drawn: dict[Ask, Trend] = {}
        refused: dict[Ask, str] = {}
        for ask in self.asks:
            try:
                drawn[ask] = self._one(ask)
            except (Incomparable, Refused) as why:
                refused[ask] = str(why)
        return {**refused, **dict(zip(drawn, together(list(drawn.values())), strict=True))}

    def _one(self, ask: "Ask") -> Trend:
        if ask.earlier not in self.waves:
            raise Refused(_("The earlier wave is not there any more. Change this block or take it out."))
        pair = next((one for one in self._pairs(ask.earlier) if one.name == ask.question), None)
        if pair is None:
            raise Refused(_("This question is no longer in the form. Change this block or take it out."))
        found = trend(*self.samples(ask), pair, self.data.naming)
        hidden = self.data.hidden.get(ask.question, set())
        steps = tuple(replace(one, small=one.small or one.value in hidden) for one in found.steps)
        return replace(found, steps=steps)

    def _pairs(self, earlier: int) -> list[Judged]:
        if earlier not in self._judged:
            self._judged[earlier] = comparability.items(self.waves[earlier], self.data.wave)
        return self._judged[earlier]
