"""Three signals of trust, side by side and never added up. Later issues put real checks in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Signal:
    label: str
    text: str
    tone: str = ""


def signals(claimed: bool) -> list[Signal]:
    """The honest present state: nothing has been checked, and who speaks on this page."""
    speaks = (
        _("The organisation runs this page itself. Nobody has checked its papers yet.")
        if claimed
        else _("Nobody from the organisation runs this page yet, and nobody has checked its papers.")
    )
    return [
        Signal(_("Identity: not checked yet"), speaks),
        Signal(
            _("Openness: not looked at yet"),
            _("How much it tells about its work and money has not been rated."),
        ),
        Signal(
            _("Others: nobody has vouched yet"), _("No organisation that knows it has spoken for it here.")
        ),
    ]


def context(organisation: Any, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    return {"signals": signals(organisation.claimed_at is not None)}
