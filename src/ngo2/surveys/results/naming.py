"""How questions, answers and groups are called, in one language."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ngo2.organisations import words
from ngo2.organisations.facts.choices import KINDS
from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.results.sample import KIND, PROVINCE, SIZE, TRAINED

LONGEST = 90  # characters of an answer in a chart or a head of a table


@dataclass(frozen=True)
class Naming:
    """`language` as the form writes it ("English (en)"); `country` whose provinces are named."""

    language: str
    country: str

    def question(self, question: Question) -> str:
        traits: dict[str, Callable[[], str]] = {
            KIND: lambda: _("Kind of organisation"),
            PROVINCE: lambda: _("Province"),
            SIZE: lambda: _("Paid staff, as the record says"),
            TRAINED: lambda: _("Took part in an NGO 2.0 workshop, as the record says"),
        }
        named = traits.get(question.name)
        return named() if named else question.label(self.language)

    def answer(self, question: Question, category: Category) -> str:
        value = category.value
        if question.name == KIND:
            return str(KINDS.get(value, value))
        if question.name == PROVINCE:
            return words.place_names(self.country, [value])[0] or value
        if question.name == SIZE:
            return _("11 or more") if value == "11-" else value.replace("-", "–")
        if question.name == TRAINED:
            return _("Yes") if value == "yes" else _("No")
        return category.label(self.language)
