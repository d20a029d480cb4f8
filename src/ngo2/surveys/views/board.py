"""What pages of results are made from. Loaded by the view that needs it: NumPy and SciPy take a second."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.kernel.charts import vegalite
from ngo2.surveys.columns.values import Multi, Single
from ngo2.surveys.forms.results import ResultsForm
from ngo2.surveys.queries.answers import said_counts
from ngo2.surveys.queries.choices import Choices, weights
from ngo2.surveys.results import banner, drawing, words
from ngo2.surveys.results.asked import Said
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import Sample
from ngo2.surveys.results.tables import Cross, Shown, shown
from ngo2.surveys.results.testing import Key, Tested, most_telling, tested, with_tests
from ngo2.surveys.services.results import cut

A_PAGE = 8  # questions: each with its chart and its table


@dataclass
class Board:
    """The results of a wave as somebody asked for them."""

    choices: Choices
    query: QueryDict
    obstacle: str = ""  # why the weights that were asked for are not used

    @property
    def everybody(self) -> Sample:
        return self.choices.everybody

    @property
    def naming(self) -> Naming:
        return self.choices.naming

    @cached_property
    def form(self) -> ResultsForm:
        return ResultsForm(self.query, weights(), self.choices.by, self.choices.only)

    @cached_property
    def sample(self) -> Sample:
        made = cut(self.choices.wave, self.everybody, self.form.chosen("weights"), self.form.chosen("only"))
        self.obstacle = made.obstacle
        return made.sample

    @cached_property
    def by(self) -> Single | Multi | None:
        found = self.sample.column(self.form.chosen("by"))
        return found if isinstance(found, Single | Multi) else None

    @cached_property
    def tests(self) -> dict[Key, Tested]:
        return tested(self.sample, self.by)

    @cached_property
    def page(self) -> Any:
        names: list[Any] = [*self.choices.asked.questions, *self.choices.asked.said]
        return Paginator(names, A_PAGE).get_page(self.query.get("page"))

    @cached_property
    def blocks(self) -> list[dict[str, Any]]:
        """Of the questions on this page: table, chart and words, or how many said something."""
        tables = [
            None if isinstance(one, Said) else shown(self.sample, one.name, self.naming, self.by)
            for one in self.page.object_list
        ]
        tables = [with_tests(one, self.tests) if isinstance(one, Cross) else one for one in tables]
        specs = [drawing.spec(one) if one else None for one in tables]
        drawn = iter(vegalite.svgs([one for one in specs if one]))
        charts = [next(drawn) if one else "" for one in specs]
        said = self._said_counts([one for one in self.page.object_list if isinstance(one, Said)])
        return [
            self._block(one, table, chart) if table else self._words(one, said.get(one.path, 0))
            for one, table, chart in zip(self.page.object_list, tables, charts, strict=True)
        ]

    def context(self) -> dict[str, Any]:
        blocks = self.blocks
        return {
            "form": self.form,
            "blocks": blocks,
            "page": self.page,
            "valid": self.everybody.respondents,
            "inside": self.sample.respondents,
            "notes": [one for one in words.weights_told(self.sample) if one],
            "pooled": words.pooled_told(self.sample, self.naming),
            "obstacle": self.obstacle,
            "trained": words.trained(self.everybody),
            "has_small": any(one.get("has_small") for one in blocks),
            "by": self.naming.question(self.by.question) if self.by is not None else "",
            "telling": self._telling(),
            "files": self._files(),
            "narrowed": self.narrowed,
        }

    @property
    def narrowed(self) -> list[str]:
        name, _colon, value = self.form.chosen("only").rpartition(":")
        column = self.everybody.column(name) if name else None
        if column is None:
            return []
        chosen = [one for one in column.question.categories if one.value == value]
        title = self.naming.question(column.question)
        return [f"{title}: {self.naming.answer(column.question, one)}" for one in chosen]

    def rows(self) -> Any:
        """Of the file: the question that others are laid by is chosen."""
        assert self.by is not None
        title = f"{self.choices.wave.survey.title} · {_('Wave %(n)d') % {'n': self.choices.wave.number}}"
        by = self.naming.question(self.by.question)
        about = banner.about(self.sample, title, by, self.narrowed, self.naming)
        return banner.banner(self.sample, self.by, self.naming, about)

    # --- parts

    def _block(self, one: Any, table: Shown, chart: Any) -> dict[str, Any]:
        cells = list(getattr(table, "lines", ()))
        cells += [cell for row in getattr(table, "rows", ()) for cell in (row.line, *row.cells)]
        heads = [*getattr(table, "heads", ()), *(group[0] for group in getattr(table, "groups", ()))]
        return {
            "id": f"q-{one.name}",
            "title": table.title,
            "table": table,
            "chart": chart,
            "base": words.base(table),
            "method": words.method(table),
            "has_small": any(cell.small for cell in (*cells, *heads)),
            "test": words.test(table.test) if isinstance(table, Cross) and table.test else "",
            "option_tests": self._option_tests(table),
        }

    def _option_tests(self, table: Shown) -> list[tuple[str, str]]:
        rows = getattr(table, "rows", ()) if getattr(table, "several", False) else ()
        return [(row.line.label, words.test(row.test)) for row in rows if row.test and not row.test.reason]

    def _words(self, one: Said, n: int) -> dict[str, Any]:
        here = reverse("surveys:said", args=[self.choices.wave.pk])
        return {
            "id": f"q-{one.name}",
            "title": one.label(self.naming.language),
            "said": n,
            "url": f"{here}?{_encoded(question=one.name)}",
        }

    def _said_counts(self, asked: list[Said]) -> dict[str, int]:
        """How many answers in words stand behind each path: one query, however many questions."""
        if not asked:
            return {}
        return said_counts(self.choices.wave, [one.path for one in asked])

    def _telling(self) -> list[tuple[str, str]]:
        """(question, test) of what differs most by the groups, wherever in the form it stands."""
        found = []
        names = [one.name for one in self.choices.asked.questions]
        for name, value in most_telling(self.tests, names)[:5]:
            column = self.sample.column(name)
            if column is None:
                continue
            options = [one for one in column.question.categories if one.value == value]
            label = self.naming.question(column.question)
            if options:
                label = f"{label} – {self.naming.answer(column.question, options[0])}"
            found.append((label, words.test(self.tests[name, value])))
        return found

    def _files(self) -> list[tuple[str, str]]:
        if self.by is None:
            return []
        query = self.query.copy()
        query.pop("page", None)
        wave = self.choices.wave.pk
        return [
            (ending.upper(), f"{reverse('surveys:results_table', args=[wave, ending])}?{query.urlencode()}")
            for ending in ("csv", "xlsx")
        ]  # fmt: skip


def _encoded(**told: str) -> str:
    query = QueryDict(mutable=True)
    query.update(told)
    return query.urlencode()
