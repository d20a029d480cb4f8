"""What the page of a trend is made from. Loaded by the view that needs it, as `board.py` is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from ngo2.kernel.charts import vegalite
from ngo2.surveys.forms.results import TrendForm
from ngo2.surveys.models import Wave
from ngo2.surveys.queries import comparability
from ngo2.surveys.queries.choices import weights
from ngo2.surveys.queries.comparability import Judged
from ngo2.surveys.queries.samples import sample
from ngo2.surveys.queries.standing import standings
from ngo2.surveys.results import drawing, trend_file, words
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import WEIGHTS, Sample, Weights
from ngo2.surveys.results.trends import Incomparable, Trend, tested, together, trend
from ngo2.surveys.services.results import naming
from ngo2.surveys.statistics.refusing import Unsound, sentence
from ngo2.surveys.views.board import A_PAGE
from ngo2.surveys.words import called

MOST_TOLD = 8


@dataclass
class TwoWaves:
    earlier: Wave
    later: Wave
    samples: tuple[Sample, Sample]
    naming: Naming
    form: TrendForm
    query: QueryDict
    obstacle: str = ""  # why the weights that were asked for are not used

    @classmethod
    def of(cls, later: Wave, earlier_waves: Sequence[Wave], query: QueryDict) -> "TwoWaves":
        """The latest of the earlier waves, where none is asked for."""
        form = TrendForm(
            query,
            [(str(one.pk), called(one)) for one in earlier_waves],
            weights(),
        )
        earlier = next((one for one in earlier_waves if str(one.pk) == form.chosen("with")), earlier_waves[0])
        form.initial["with"] = str(earlier.pk)
        assert later.edition is not None
        how: Weights = next((one for one in WEIGHTS if one == form.chosen("weights")), "none")
        names = naming(later.edition, standings(later))
        try:
            return cls(earlier, later, (sample(earlier, how), sample(later, how)), names, form, query)
        except Unsound as unsound:
            both = (sample(earlier, "none"), sample(later, "none"))
            return cls(earlier, later, both, names, form, query, sentence(unsound))

    @cached_property
    def waves(self) -> tuple[str, str]:
        return called(self.earlier), called(self.later)

    @cached_property
    def judged(self) -> list[Judged]:
        return comparability.items(self.earlier, self.later)

    @cached_property
    def _found(self) -> tuple[list[Trend], list[tuple[str, str]]]:
        """(what may be drawn, what may not: question and why)"""
        drawn, left_out = [], []
        for one in self.judged:
            try:
                drawn.append(trend(*self.samples, one, self.naming))
            except Incomparable as why:
                left_out.append((one.item.new_text or one.item.old_text or one.name, str(why)))
        return together(drawn), left_out

    @property
    def trends(self) -> list[Trend]:
        return self._found[0]

    @property
    def left_out(self) -> list[tuple[str, str]]:
        return self._found[1]

    def context(self) -> dict[str, Any]:
        page = Paginator(self.trends, A_PAGE).get_page(self.query.get("page"))
        specs = [drawing.trend(one, self.waves) for one in page.object_list]
        drawn = iter(vegalite.svgs([one for one in specs if one]))
        blocks = [
            (one, next(drawn) if spec else "") for one, spec in zip(page.object_list, specs, strict=True)
        ]
        return {
            "form": self.form,
            "obstacle": self.obstacle,
            "earlier": self.earlier,
            "waves": self.waves,
            "valid": [one.respondents for one in self.samples],
            "notes": [" ".join(filter(None, words.weights_told(one))) for one in self.samples],
            "pooled": self._pooled(),
            "blocks": blocks,
            "page": page,
            "drawn": len(self.trends),
            "left_out": self.left_out,
            "telling": self._telling(),
            "files": self._files(),
            "has_small": any(
                any(step.small for step in one.steps) or any(pair.small for pair in one.twice)
                for one in page.object_list
            ),
            "to_look": sum(one.needs_a_look for one in self.judged),
        }

    def rows(self) -> Any:
        about = [
            self.later.survey.title,
            " · ".join(self.waves),
            str(words.WEIGHTS[self.samples[1].weights]),
            *(note for note in map(self._note, self.samples) if note),
        ]
        return trend_file.rows(self.trends, self.left_out, self.waves, about)

    def _note(self, one: Sample) -> str:
        return " ".join(part for part in words.sample_told(one, self.naming) if part)

    def _pooled(self) -> list[str]:
        """Once where it was the same in both waves."""
        first, second = (words.pooled_told(one, self.naming) for one in self.samples)
        if first == second:
            return first
        both = zip(self.waves, (first, second), strict=True)
        return [f"{called}: {told}" for called, each in both for told in each]

    def _telling(self) -> list[tuple[str, str]]:
        """(question and answer, sentence) of what moved, the surest first."""
        moved = [
            (step.between, one, step)
            for one in self.trends
            for step in tested(one)
            if step.between and step.between.corrected < 0.05
        ]
        return [
            (
                f"{one.title} – {step.label}",
                words.between(between, one.tests[0], is_share=one.is_share),
            )
            for between, one, step in sorted(moved, key=lambda each: each[0].p)[:MOST_TOLD]
        ]

    def _files(self) -> list[tuple[str, str]]:
        query = self.query.copy()
        query.pop("page", None)
        query["with"] = str(self.earlier.pk)
        return [
            (ending.upper(), f"{reverse('surveys:trend_table', args=[self.later.pk, ending])}?{query.urlencode()}")
            for ending in ("csv", "xlsx")
        ]  # fmt: skip
