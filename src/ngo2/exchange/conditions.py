"""What the law asks of a post or an answer beside its terms: goods that are safe, work that is insured. Pure.

Which is asked of what is said by the pack of the home country; where it asks nothing, nothing is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.exchange import kinds, law
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy

LONGEST = 300
NO_NEED, ORGANISER, OWN = "none", "organiser", "own"
INSURANCES: Mapping[str, object] = {
    NO_NEED: gettext_lazy("None is needed: nothing can happen"),
    ORGANISER: gettext_lazy("Whoever organises it insures them"),
    OWN: gettext_lazy("Volunteers bring their own"),
}


@dataclass(frozen=True)
class Declared:
    """Of goods: usable and safe; the day after which they may not be used; own products; unopened with their papers.

    `lasting`: what has no such day and may be used, like a wheelchair.
    """

    safe: bool = False
    expires_on: date | None = None
    own_product: bool = False
    sealed: bool = False
    lasting: bool = False


@dataclass(frozen=True)
class Care:
    """Of work by people: what could happen, in words, and who insures them, with a sentence of how."""

    risks: str = ""
    insurance: str = ""
    insurance_how: str = ""


def goods(
    told: Declared | None, *, side: str, kind: str, subkind: str, handed_over: date, today: date
) -> Declared | None:
    """`handed_over`: the last day on which it may change hands. Whoever gives says it, so a need asks for nothing."""
    rules = law.goods(kind, subkind)
    if rules is None or side == kinds.NEED:
        return None
    told = told or Declared()
    if not told.safe:
        raise Refused(
            _("Only what is usable and safe may be given. Say that it is, or leave out what is not."),
            field="safe",
        )
    if told.lasting and subkind in rules.lasting:
        return Declared(True, own_product=told.own_product, lasting=True)
    expires = told.expires_on if subkind in rules.dated else None
    if subkind in rules.dated:
        _keeps(told.expires_on, rules.spare, handed_over, today)
    if subkind in rules.sealed and not told.sealed:
        raise Refused(
            _(
                "Medical supplies are given unopened and with the number of their registration only. Say that they are."
            ),
            field="sealed",
        )
    return Declared(True, expires, told.own_product, told.sealed and subkind in rules.sealed)


def _keeps(expires: date | None, spare: int, handed_over: date, today: date) -> None:
    if expires is None:
        raise Refused(_("Until when may it be used? The date stands on the pack."), field="expires_on")
    if expires < today:
        raise Refused(_("That date is over: it may not be given any more."), field="expires_on")
    if expires < handed_over:
        raise Refused(
            _("It ends before the offer does (%(day)s). Choose an earlier last day for the offer.")
            % {"day": date_format(handed_over)},
            field="expires_on",
        )
    if expires - handed_over < timedelta(days=spare):
        last = expires - timedelta(days=spare)
        if last < today:
            raise Refused(
                _("At least %(n)s days have to be left when it is handed over. It is too late to give this.")
                % {"n": spare},
                field="expires_on",
            )
        raise Refused(
            _(
                "At least %(n)s days have to be left when it is handed over: end the offer on %(day)s at the latest."
            )
            % {"n": spare, "day": date_format(last)},
            field="expires_on",
        )


def care(told: Care | None, *, side: str, kind: str, subkind: str, text: str) -> Care | None:
    """Who seeks helpers tells them what could happen; who offers to help may not know it yet."""
    rules = law.volunteering(kind)
    if rules is None:
        return None
    told = told or Care()
    risks, how = tidy(told.risks), tidy(told.insurance_how)
    for field, said in (("risks", risks), ("insurance_how", how)):
        if len(said) > LONGEST:
            raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST}, field=field)
    if told.insurance and told.insurance not in INSURANCES:
        raise Refused(_("Please choose one of the answers in the list."), field="insurance")
    risky = subkind in rules.risky or rules.is_risky(f"{text}\n{risks}")
    if risky and told.insurance in {"", NO_NEED}:
        ground = rules.uninsured
        raise law.Unlawful(ground.sentence, field="insurance", code=ground.code, ways=ground.ways)
    if told.insurance in {ORGANISER, OWN} and risky and not how:
        raise Refused(
            _("Please say in a sentence which insurance it is, and what it covers."), field="insurance_how"
        )
    if risky and not risks and side == kinds.NEED:
        raise Refused(
            _("Please say what could happen: whoever comes has to know it before (charity law, art. 65)."),
            field="risks",
        )
    return Care(risks, told.insurance, how)
