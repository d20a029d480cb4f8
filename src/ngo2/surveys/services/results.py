"""What results are counted from: weighted and narrowed, and called by its name."""

from dataclasses import dataclass

from django.utils.translation import get_language

from ngo2.kernel.packs import home
from ngo2.questionnaires.models import Edition
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.speaking import spoken
from ngo2.surveys.models import Wave
from ngo2.surveys.queries.standing import Standing, kinds_of_frame
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import WEIGHTS, Sample, Weights, chose, part, weighted
from ngo2.surveys.statistics.refusing import Unsound, sentence


@dataclass(frozen=True)
class Cut:
    """`sample` is what is looked at, `others` who was left out by the filter, None without one. `unsound`: of the
    weights that were asked for and are not used."""

    sample: Sample
    others: Sample | None = None
    unsound: Unsound | None = None

    @property
    def obstacle(self) -> str:
        """Why the weights that were asked for are not used, in the language of now."""
        return sentence(self.unsound) if self.unsound else ""


def cut(wave: Wave, everybody: Sample, weights: str, only: str) -> Cut:
    """Weighted as a whole, then narrowed: a part keeps the weights and the errors of the draw."""
    how: Weights = next((one for one in WEIGHTS if one == weights), "none")
    kinds = kinds_of_frame(wave) if how == "raked" else None
    refused = None
    try:
        whole = weighted(everybody, how, wave.counts, kinds)
    except Unsound as unsound:
        refused = unsound
        whole = everybody
    name, _colon, value = only.rpartition(":")
    inside = chose(whole, name, value) if name else None
    if inside is None:
        return Cut(whole, unsound=refused)
    return Cut(part(whole, inside), part(whole, ~inside), refused)


def naming(edition: Edition, rows: list[Standing]) -> Naming:
    """In the language of now."""
    language = spoken(form_of(edition).languages, get_language() or "")
    return Naming(language, next((one.country for one in rows if one.country), home()))
