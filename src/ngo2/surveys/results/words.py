"""Figures in sentences: what was weighted and what it costs, what a p means, what stands below a table."""

import math
import re
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import Sample
from ngo2.surveys.results.tables import LINEAR, Counts, Cross, Left, Means, Shown, Summary
from ngo2.surveys.results.testing import Tested
from ngo2.surveys.results.trends import Between
from ngo2.surveys.statistics.suppression import LEAST

DIFFERS: Final = 0.05  # chance of a difference, corrected, below which it is called one
TOO_DEAR: Final = 3.0  # design effect from which on a reader is warned
WEIGHTS = {
    "none": gettext_lazy("Not weighted: each answer counts as one"),
    "design": gettext_lazy("Weighted by the draw: each stands for as many as it was drawn for"),
    "province": gettext_lazy("Weighted to the provinces of all who could have been drawn"),
    "raked": gettext_lazy("Weighted to their provinces and kinds"),
}


def percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} %"


def span(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.1f}–{high:.1f}"


def figure(value: float | None) -> str:
    """Three digits that count, and no more than two behind the point; four stand together, as those of a year do."""
    if value is None or math.isnan(value):
        return "–"
    digits = 0 if abs(value) >= 100 or float(value).is_integer() else 1 if abs(value) >= 10 else 2
    return f"{value:{',' if abs(value) >= 10_000 else ''}.{digits}f}"


def chance(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def sample_told(sample: Sample, naming: Naming) -> list[str]:
    """Sentences about weights, what they cost and what was put together for them."""
    return [*weights_told(sample), *pooled_told(sample, naming)]


def weights_told(sample: Sample) -> list[str]:
    if sample.design is None:
        return [
            _("Intervals are those of a simple random sample (Wilson, 95 %).") if sample.respondents else ""
        ]
    told = [
        _("Design effect of the weights %(effect)s: %(n)d answers say as much as %(few)s equal ones would.")
        % {"effect": f"{sample.effect:.2f}", "n": sample.respondents, "few": f"{sample.effective:.0f}"},
        _("Intervals by linearisation (Taylor, logit, 95 %), with the finite population."),
    ]
    if sample.effect > TOO_DEAR:
        told.append(
            _("Weights as unequal as these say little. Weight by less, or ask more of those who are missing.")
        )
    if sample.unasked:
        told.append(
            ngettext(
                "%(n)d answer came without an invitation, stands for nobody else and is left out here.",
                "%(n)d answers came without an invitation, stand for nobody else and are left out here.",
                sample.unasked,
            )
            % {"n": sample.unasked}
        )
    return told


def pooled_told(sample: Sample, naming: Naming) -> list[str]:
    """Each may name thirty provinces."""
    return [
        _("Put together, because fewer than 5 of each answered (%(what)s): %(names)s.")
        % {"what": naming.question(sample.traits[name].question), "names": _named(values, name, naming)}
        for name, values in (sample.pooled or {}).items()
    ]


def _named(values: Sequence[str], name: str, naming: Naming) -> str:
    question = Question(name, "single")
    told = (naming.answer(question, Category(one)) if one else _("not known") for one in values)
    return ", ".join(told)


def base(one: Shown) -> str:
    told = ngettext("%(n)d answered", "%(n)d answered", one.base) % {"n": one.base}
    respondents = getattr(one, "respondents", None)
    if respondents is not None:
        told = _("%(n)d told of by %(few)d respondents") % {"n": one.base, "few": respondents}
    return " · ".join([told, *left(one.left, is_grouped=isinstance(one, Cross | Means))])


def left(gaps: Left, *, is_grouped: bool = False) -> list[str]:
    rows = []
    if gaps.missing and is_grouped:
        rows.append(_("%(n)d left it out, or their group is not known") % {"n": gaps.missing})
    elif gaps.missing:
        rows.append(_("%(n)d left it out") % {"n": gaps.missing})
    if gaps.not_asked:
        rows.append(_("%(n)d were not asked") % {"n": gaps.not_asked})
    return rows


def method(one: Shown) -> str:
    if isinstance(one, Counts):
        if one.method == LINEAR:
            return _("95 % intervals by linearisation")
        return _("95 % intervals by Wilson")
    if isinstance(one, Cross):
        return _("Percent of each group; 95 % intervals by Wilson with its effective number")
    return _("Mean with its 95 % interval (t)")


def verdict(found: Tested) -> str:
    """One sentence, without numbers."""
    if found.reason:
        return {
            "sparse": _("Not tested: everybody gave one answer, or is in one group."),
            "cells": _("Not tested: the table has too many cells."),
        }.get(found.reason, _("Not tested: too few answered."))
    p = found.corrected
    if p < 0.001:
        return _("The groups differ: chance alone would hardly ever make such a difference.")
    if p < 0.01:
        return _(
            "The groups differ: chance alone would make such a difference less than once in 100 surveys."
        )
    if p < DIFFERS:
        return _(
            "The groups seem to differ: chance alone would make such a difference less than once in 20 surveys."
        )
    return _("No difference that could not be chance.")


def test(found: Tested) -> str:
    """One sentence and its numbers."""
    if found.reason:
        return verdict(found)
    numbers = f"{chance(found.corrected)}, {_method(found.method)}, V = {found.v:.2f}, n = {found.n}"
    if found.tests > 1:
        holm = _("corrected for %(n)d tests (Holm)") % {"n": found.tests}
        numbers = f"{numbers}, {holm}"
    return f"{verdict(found)} ({numbers})"


def _method(method: str) -> str:
    """As `exact.fisher` writes it, in the reader's language."""
    drawn = re.fullmatch(r"(\w+), (\d+) draws, seed (\d+)", method)
    if drawn is None:
        return method
    told = dict(zip(("test", "n", "seed"), drawn.groups(), strict=True))
    return _("%(test)s, %(n)s tables drawn at random, start number %(seed)s") % told


def points(value: float) -> str:
    return f"{round(value, 1) + 0.0:+.1f}".replace("-", "−")


def moved(value: float, is_share: bool) -> str:
    """A difference with its sign."""
    if is_share:
        return points(value)
    sign = "−" if value < 0 else "+"
    return f"{sign}{figure(abs(value))}"


def between(found: Between, tests: int, *, is_share: bool) -> str:
    """What lies between two waves, in one sentence with its numbers."""
    told = {
        "much": moved(found.value, is_share),
        "low": moved(found.low, is_share),
        "high": moved(found.high, is_share),
    }
    if is_share:
        said = _("%(much)s percentage points (%(low)s to %(high)s)") % told
    else:
        said = _("%(much)s (%(low)s to %(high)s)") % told
    told_p = chance(found.corrected if tests > 1 else found.p)
    if tests > 1:
        holm = _("corrected for %(n)d tests (Holm)") % {"n": tests}
        return f"{said}, {told_p}, {holm}"
    return f"{said}, {told_p}"


def title_of(one: Shown) -> str:
    """What a chart is called for those who hear it."""
    if isinstance(one, Cross | Means):
        return _("%(question)s, by: %(by)s") % {"question": one.title, "by": one.by}
    assert isinstance(one, Counts | Summary)
    return one.title


def trained(sample: Sample) -> str:
    """S5: whether who answered took part in our own trainings, so that nobody takes them for everybody."""
    yes = sum(one.trained is True for one in sample.standings)
    no = sum(one.trained is False for one in sample.standings)
    unknown = sample.respondents - yes - no
    if not sample.respondents:
        return _("Nobody's answers count yet, so it is not known how many took part in NGO 2.0 workshops.")
    if not yes + no:
        return _(
            "Whether those who answered took part in NGO 2.0 workshops is not known: their records do not say."
        )
    return _(
        "%(yes)d of %(n)d (%(share)s) took part in an NGO 2.0 workshop, %(no)d did not, of %(unknown)d it is not known."
    ) % {
        "yes": yes,
        "n": sample.respondents,
        "share": percent(100 * yes / sample.respondents),
        "no": no,
        "unknown": unknown,
    }


def trained_published(sample: Sample) -> str:
    """The same as everybody may read it."""
    yes = sum(one.trained is True for one in sample.standings)
    no = sum(one.trained is False for one in sample.standings)
    if not yes + no or min(yes, no) >= LEAST:
        return trained(sample)
    few = _(
        "Fewer than %(least)d of the %(n)d who count took part in an NGO 2.0 workshop, as their records say."
    )
    most = _("Nearly all of the %(n)d who count took part in an NGO 2.0 workshop, as their records say.")
    return (few if yes < LEAST else most) % {"least": LEAST, "n": sample.respondents}
