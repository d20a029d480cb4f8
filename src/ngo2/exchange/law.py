"""The law at the door, as the pack of the home country says it. Pure: a country without rules here has none."""

from typing import Any

from ngo2.kernel.packs import home, pack
from ngo2.kernel.packs.base import Appeals
from ngo2.lib.refusals import Refused

APPEAL, OVERSEAS = "appeal", "overseas"


def appeal_in(text: str) -> Appeals | None:
    """What the law says when this is an appeal for one person; None when it is none (E6)."""
    rules = pack(home()).appeals
    return rules if rules is not None and rules.caught(text) else None


def no_appeal(*texts: str) -> None:
    """Raises Refused for an appeal for one person, with where it may stand."""
    if (rules := appeal_in("\n".join(texts))) is not None:
        raise Refused(rules.sentence, field="text", code=APPEAL)


def may_give(giver: Any) -> None:
    """Raises Refused when whoever gives is from abroad and has no number (E8). `giver`: an organisation, or None."""
    rules = pack(home()).overseas
    if rules is None or giver is None:
        return
    abroad = giver.legal_status in rules.statuses or pack(giver.country).country != home()
    if abroad and not (giver.facts.get(rules.number) or {}).get("v"):
        raise Refused(rules.sentence, code=OVERSEAS)
