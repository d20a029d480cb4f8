"""A question as a table, or as a chart with its table."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.asking import Asking
from ngo2.surveys.forms.results import ResultsForm
from ngo2.surveys.models import Wave
from ngo2.surveys.reports.faces import Face
from ngo2.surveys.reports.kinds import Kind, Settings


class FigureForm(Asking):
    question = forms.ChoiceField(label=_("Question"))
    by = forms.ChoiceField(label=_("By groups of"), required=False)
    only = forms.ChoiceField(label=_("Only those who said"), required=False)
    weights = forms.ChoiceField(label=_("Weights"), required=False)


def _form(wave: Wave, data: Any, initial: Settings) -> FigureForm:
    from ngo2.surveys.queries.choices import choices_of, weights  # noqa: PLC0415 (NumPy: not every process loads it)

    made = FigureForm(data, initial=dict(initial))
    choices = choices_of(wave)
    offered = ResultsForm({}, weights(), choices.by, choices.only)
    for name in ("by", "only", "weights"):
        field: Any = offered.fields[name]
        made.let_choose(name, field.choices)
    made.let_choose("question", choices.questions)
    return made


def _asks(settings: Settings) -> list[Any]:
    from ngo2.surveys.reports.counting import Ask  # noqa: PLC0415 (as above)

    question, by, only = (str(settings.get(name) or "") for name in ("question", "by", "only"))
    return [Ask(question, by, only, str(settings.get("weights") or "none"))]


def _freeze(settings: Settings, data: Any, has_chart: bool) -> Face:
    from ngo2.surveys.reports.facing import facing  # noqa: PLC0415 (as above)
    from ngo2.surveys.results import words  # noqa: PLC0415 (as above)

    ask = _asks(settings)[0]
    made = facing(data.table(ask))
    sample, obstacle = data.cut(ask).sample, data.cut(ask).obstacle
    if narrowed := data.narrowed(ask):
        only = gettext("Only: %(only)s") % {"only": narrowed}
        made["caption"] = f"{made['caption']} · {only}" if made["caption"] else only
    if sample.weights != "none":
        made["notes"] += [str(words.WEIGHTS[sample.weights]), *words.sample_told(sample, data.naming)]
    if obstacle:
        made["notes"].append(obstacle)
    if not has_chart:
        made["shape"] = ""
    return made


CHART = Kind(
    "chart", _("Chart of a question, with its table"), partial(_freeze, has_chart=True), _form, _asks
)
TABLE = Kind("table", _("Table of a question"), partial(_freeze, has_chart=False), _form, _asks)
