"""Which questions of a wave stand beside which of an earlier one, and whether their answers may be compared."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.questionnaires.xlsform.comparing import (
    DROPPED,
    NEW,
    RETYPED,
    REWORDED,
    Item,
    comparable,
    compare_in_all,
)
from ngo2.questionnaires.xlsform.lines import Choice, code_of, lines
from ngo2.questionnaires.xlsform.sheets import Sheets
from ngo2.surveys.models import Comparability, Wave

Codes = list[tuple[str, str]]  # (code, label)


@dataclass(frozen=True)
class Judged:
    """A pair of questions with its verdict: a person's where there is one, else that of the two forms."""

    item: Item
    decided: Comparability | None = None

    @property
    def name(self) -> str:
        return self.item.new or self.item.old

    @property
    def before(self) -> str:
        return self.item.old

    @property
    def is_pair(self) -> bool:
        return bool(self.item.old and self.item.new)

    @property
    def is_comparable(self) -> bool:
        if not self.is_pair:
            return False
        return self.decided.is_comparable if self.decided else comparable(self.item)

    @property
    def mapping(self) -> Mapping[str, str]:
        """Earlier code to later code, "" where there is none any more."""
        return self.decided.mapping if self.decided and self.decided.mapping else self.item.mapping

    @property
    def needs_a_look(self) -> bool:
        """Nobody decided, and what the forms say is not plain."""
        return self.decided is None and self.is_pair and not comparable(self.item)

    @property
    def why_not(self) -> str:
        """A sentence for readers of results; "" where the answers may be compared."""
        if self.is_comparable:
            return ""
        if self.item.verdict == NEW:
            return _("It was not asked in the earlier wave.")
        if self.item.verdict == DROPPED:
            return _("It was not asked again.")
        if self.decided:
            return _("Whoever runs the survey decided: %(why)s") % {"why": self.decided.note}
        if self.item.verdict == RETYPED:
            return _("It was asked in another way: answers of another kind cannot stand beside each other.")
        if self.item.verdict == REWORDED:
            return _("It was worded otherwise, and nobody has decided yet whether it asks the same.")
        return _("Its choices changed, and nobody has decided yet which of them mean the same.")


def earlier_waves(wave: Wave) -> QuerySet[Wave]:
    """Those that it can be compared with, the latest first."""
    found = Wave.objects.filter(survey=wave.survey_id, number__lt=wave.number, edition__isnull=False)
    return found.select_related("survey", "edition__form").order_by("-number")


def items(earlier: Wave, later: Wave, language: str = "") -> list[Judged]:
    """In the order of the later form, what was dropped at the end."""
    decided = {one.question: one for one in decisions(earlier, later)}
    old, new = sheets(earlier), sheets(later)
    partners = {name: one.before for name, one in decided.items()}
    found = []
    for item in compare_in_all(old, new, language or spoken(), partners):
        said = decided.get(item.new)
        found.append(Judged(item, said if said and said.before == item.old else None))
    return found


def decisions(earlier: Wave, later: Wave) -> QuerySet[Comparability]:
    return Comparability.objects.filter(earlier=earlier, later=later)


def sheets(wave: Wave) -> Sheets:
    assert wave.edition is not None  # as `earlier_waves` asks
    return Sheets.from_json(wave.edition.sheets)


def codes(wave: Wave, name: str) -> Codes:
    """What can be chosen there, as its form says."""
    line = next((one for one in lines(sheets(wave)) if one.name == name), None)
    return [(one.code, _label(one)) for one in line.choices] if line else []


def spoken() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _label(choice: Choice) -> str:
    own = [text for language, text in choice.labels.items() if code_of(language) == spoken() and text]
    return next(iter([*own, *choice.labels.values()]), choice.code)
