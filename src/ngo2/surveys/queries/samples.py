"""The answers of a wave that count, weighted as somebody chose. Loads NumPy: import it where you need it."""

from collections.abc import Sequence

from ngo2.surveys.models import Wave
from ngo2.surveys.queries.standing import Standing, kinds_of_frame, standings
from ngo2.surveys.results.sample import Sample, Weights, counted, weighted
from ngo2.surveys.services import columns


def everybody(wave: Wave, rows: Sequence[Standing] | None = None) -> Sample:
    """Of a wave that has a form; without weights."""
    assert wave.edition is not None
    made = columns.columns_of(wave.edition)
    return counted(made.answers, made.responses, standings(wave) if rows is None else rows)


def sample(wave: Wave, how: Weights) -> Sample:
    """Raises Unsound where the weights cannot be made."""
    return weighted(everybody(wave), how, wave.counts, kinds_of_frame(wave) if how == "raked" else None)
