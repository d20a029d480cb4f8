"""When a figure would not be sound, none is given: what the reason is called and what to tell a person."""

from typing import Final

from django.utils.translation import gettext as _

CODES: Final = (
    "weights",
    "length",
    "empty",
    "empty_cell",
    "unknown_cell",
    "unequal_margins",
    "not_converged",
    "lonely",
    "nested",
    "population",
    "one_psu",
    "sparse",
    "twice",
    "cells",
)


class Unsound(ValueError):
    """`code` is one of CODES; `where` names the cell, stratum or margin."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code}: {where}" if where else code)
        self.code, self.where = code, where


def sentence(unsound: Unsound) -> str:
    """What to tell whoever asked for the figure."""
    said = {"where": unsound.where}
    return {
        "weights": _("A weight is negative, infinite or missing. Correct the weights, then reckon again."),
        "length": _("Weights and answers are not equally many. Make the columns of this survey anew."),
        "empty": _("Nobody answered this. Choose another question or a wider filter."),
        "empty_cell": _(
            "Nobody in the sample belongs to “%(where)s”, so no weight can stand for them. Put it together with a "
            "neighbouring group."
        ),
        "unknown_cell": _("The population figures lack “%(where)s”. Add it, or leave these answers out."),
        "unequal_margins": _(
            "The population figures add up to different sums (“%(where)s”). Correct them so that they agree."
        ),
        "not_converged": _(
            "The weights do not settle: the population figures contradict each other (“%(where)s”). Use fewer or "
            "wider groups."
        ),
        "lonely": _(
            "Stratum “%(where)s” has one sampling unit only, so its spread is unknown. Put it together with a similar "
            "stratum, or choose the careful rule “adjust”."
        ),
        "nested": _("Cluster “%(where)s” appears in two strata. Number the clusters within each stratum."),
        "population": _(
            "The population of stratum “%(where)s” is smaller than its sample. Correct the figure."
        ),
        "one_psu": _("There is one sampling unit only, so no interval can be given. Ask more groups."),
        "sparse": _("The table has too many empty cells for this test. Put similar answers together."),
        "twice": _("“%(where)s” answered twice in one wave. Keep one answer, then reckon again."),
        "cells": _("A table of %(where)s cells is too large. Choose questions with fewer answers."),
    }[unsound.code] % said
