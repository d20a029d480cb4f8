"""The law at the door, as the pack of the home country says it. Pure: a country without rules here has none."""

from typing import Any

from ngo2.exchange import kinds
from ngo2.kernel.packs import home, pack
from ngo2.kernel.packs.law import Elsewhere, Goods, Party, Volunteering
from ngo2.lib.refusals import Refused
from ngo2.organisations import identity

APPEAL, OVERSEAS = "appeal", "overseas"


class Unlawful(Refused):
    """The law does not let it stand here: `ways` lead to where it may, `fact` of one's own record may mend it."""

    def __init__(
        self,
        message: object,
        field: str = "",
        code: str = "",
        ways: tuple[Elsewhere, ...] = (),
        fact: str = "",
    ) -> None:
        super().__init__(message, field, code)
        self.ways, self.fact = ways, fact


def no_appeal(*texts: str) -> None:
    """Raises Refused for an appeal for one person, with where it may stand (E6)."""
    rules = pack(home()).appeals
    if rules is not None and rules.caught("\n".join(texts)):
        raise Unlawful(rules.sentence, field="text", code=APPEAL, ways=rules.services)


def may_give(giver: Any) -> None:
    """Raises Refused when whoever gives is from abroad and has no number (E8). `giver`: an organisation, or None."""
    rules = pack(home()).overseas
    if rules is None or giver is None:
        return
    abroad = giver.legal_status in rules.statuses or pack(giver.country).country != home()
    if abroad and not (giver.facts.get(rules.number) or {}).get("v"):
        raise Refused(rules.sentence, code=OVERSEAS)


def party(organisation: Any) -> Party:
    """`organisation` None: a person in their own name."""
    if organisation is None:
        return Party()
    facts = {key: one.get("v") for key, one in organisation.facts.items()}
    return Party(organisation.legal_status, identity.is_verified(organisation), facts)


def receipt(receiver: Any, year: int) -> str:
    """Whether this organisation can give a deductible receipt, as its record says; "" when it says nothing."""
    rules = pack(home()).money
    return str(rules.receipt(party(receiver), year)) if rules is not None and receiver is not None else ""


def approval(kind: str, giver: Any) -> str:
    """Whose approval whoever gives money or goods may need first; "" when nobody's."""
    rules = pack(home()).money
    if rules is None or giver is None or kind not in {kinds.MATERIAL, kinds.FINANCIAL}:
        return ""
    statuses, note = rules.approval
    return str(note) if giver.legal_status in statuses else ""


def notes(kind: str, giver: Any, receiver: Any, year: int) -> list[str]:
    """What both sides of money or goods should know before they agree."""
    if kind not in {kinds.MATERIAL, kinds.FINANCIAL}:
        return []
    return [said for said in (receipt(receiver, year), approval(kind, giver)) if said]


def goods(kind: str, subkind: str) -> Goods | None:
    """What the law asks of goods like these; None where it asks nothing."""
    rules = pack(home()).goods
    return rules if rules is not None and kind == kinds.MATERIAL and subkind not in rules.exempt else None


def volunteering(kind: str) -> Volunteering | None:
    return pack(home()).volunteering if kind == kinds.HUMAN else None
