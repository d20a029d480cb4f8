"""Why a row is in the plan, and why something is missing or left, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

_SENTENCES: dict[str, Any] = {
    "locked": _("Stays, because somebody fixed it."),
    "partly_locked": _("%(n)s of it stay, because somebody fixed them."),
    "fits": _("Fits with %(n)s of 100 points."),
    "only_offer": _("It is the only offer that can serve this need."),
    "best_offer": _("It fits this need best of %(n)s offers."),
    "better_taken": _("“%(name)s” would fit better, and is of more use to others or has no more to give."),
    "only_need": _("No other need can use this offer."),
    "first_share": _("Part of the first %(n)s %% of what is asked for, which come before more for others."),
    "shared": _("There is not enough for all: this need gets %(n)s of the %(of)s that it asks for."),
    "nobody_has": _("No offer can serve this need. Ask for more offers, or widen what may serve it."),
    "given_to_others": _("All that could serve this need is given to others. Ask for more offers."),
    "could_be_more": _(
        "Something could still be given here. Ask for the best plan, which takes a little longer."
    ),
    "nobody_needs": _("No need can use this offer. Ask who else could, or keep it for later."),
    "all_served": _("All that can use this offer have what they ask for. Keep it for later."),
}


@dataclass(frozen=True)
class Reason:
    """`key` is for programs and never changes; `str()` is the sentence in the reader's language."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = str(_SENTENCES[self.key])
        return sentence % self.values if self.values else sentence
