"""The platform team, or the partner for this part, looks at the evidence: accepts, declines, or takes it back later."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations import identity, queries, remits, rules
from ngo2.organisations.models import Organisation, Verification
from ngo2.organisations.services.checks.asking import LONGEST, decided_already, register_page, tell
from ngo2.organisations.services.checks.standing import settle
from ngo2.organisations.services.standing import locked

LASTS = timedelta(days=365)
REMINDED_AT = (60, 14)  # days before the end
_HOWS = {Verification.DOCUMENT, Verification.REGISTER, Verification.VISIT}


def decide_check(
    actor: Actor,
    check: Verification,
    *,
    accept: bool,
    until: date | None = None,
    how: str = "",
    source_url: str = "",
    answer: str = "",
    seen: str = "",
) -> Verification:
    """`until`: the last day on which it counts; a year at most, less when the paper ends sooner.

    `how` says what was really looked at, `seen` is the revision of the facts that the page showed
    (`identity.revision`): whoever changed the name meanwhile gets no check of the old one.
    """
    organisation = check.organisation
    authorise(actor, "organisations.verify", organisation)
    not_ones_own(actor, organisation)
    if not accept and not answer.strip():
        raise Refused(_("Tell the organisation why, and what would help."), field="answer")
    last = last_day(until) if accept else None
    page = register_page(source_url) if accept and how == Verification.REGISTER else ""
    with transaction.atomic():
        organisation = locked(organisation.pk)
        if accept and seen and seen != identity.revision(organisation.facts):
            raise Refused(
                _(
                    "The name, code or status was changed while you were looking. Compare once more, then decide."
                ),
                code="overtaken",
            )
        said = (
            {"how": how if how in _HOWS else check.how, "source_url": page or check.source_url}
            if accept
            else {}
        )
        decided = Verification.objects.filter(pk=check.pk, state=Verification.WAITING).update(
            state=Verification.VALID if accept else Verification.DECLINED,
            decided_at=timezone.now(),
            decided_by=actor.person,
            decided_for=in_whose_name(actor, organisation),
            answer=answer.strip()[:LONGEST],
            until=last,
            reminded=_known_already(last),
            **said,
        )
        if not decided:
            raise decided_already()
        check = Verification.objects.select_related("organisation").get(pk=check.pk)
        settle(organisation.pk)
        verb = "accepted" if accept else "declined"
        tell(actor, f"organisations.verification.{verb}", check, **({"until": str(last)} if last else {}))
    return check


def renew_check(actor: Actor, check: Verification) -> Verification:
    """A year more, asked for while it counts, by the same page, when nothing that it rests on has changed since.

    The page is opened once more; there is nothing to compare anew.
    """
    organisation = Organisation.objects.get(pk=check.organisation_id)
    authorise(actor, "organisations.verify", organisation)
    seen = identity.revision(organisation.facts)
    if not Verification.objects.filter(queries.renewing(), pk=check.pk).exists():
        raise Refused(
            _("Something is not as it was when it was checked. Open it, compare once more, then decide."),
            code="overtaken",
        )
    return decide_check(actor, check, accept=True, seen=seen)


def withdraw_check(actor: Actor, organisation: Organisation, *, reason: str) -> None:
    """What was accepted counts no longer, from now on. The reason is told to the owners."""
    authorise(actor, "organisations.verify", organisation)
    not_ones_own(actor, organisation)
    if not reason.strip():
        raise Refused(_("Say why it no longer counts; the owners read it."), field="answer")
    with transaction.atomic():
        locked(organisation.pk)
        valid = Verification.objects.filter(
            organisation=organisation, state=Verification.VALID, until__gte=timezone.localdate()
        )
        last = valid.select_related("organisation").order_by("-until", "-pk").first()
        if last is None:
            raise Refused(_("There is no check that counts (any more)."), code="decided")
        valid.update(
            state=Verification.WITHDRAWN,
            decided_at=timezone.now(),
            decided_by=actor.person,
            decided_for=in_whose_name(actor, organisation),
            answer=reason.strip()[:LONGEST],
        )
        settle(organisation.pk)
        tell(actor, "organisations.verification.withdrawn", last)


def not_ones_own(actor: Actor, organisation: Organisation) -> None:
    if rules.is_member(actor, organisation):
        raise Refused(
            _("You belong to this organisation yourself. Somebody else has to decide about it."), code="own"
        )


def in_whose_name(actor: Actor, organisation: Organisation) -> Organisation | None:
    """The partner that decides; None: the platform team."""
    return None if rules.is_staff(actor) else remits.partner_for(actor.person, organisation)


def last_day(until: date | None) -> date:
    today = timezone.localdate()
    most = today + LASTS
    if until is None:
        return most
    if until < today:
        raise Refused(
            _("This day is over. Take the last day of the certificate, or decline and ask for a new one."),
            field="until",
        )
    if until > most:
        raise Refused(
            _("A check counts for a year at most: who signs and where they are changes."), field="until"
        )
    return until


def _known_already(last: date | None) -> int | None:
    """Who hears today that it ends in three weeks need not hear tomorrow that it ends in less than sixty days."""
    left = (last - timezone.localdate()).days if last else None
    return min((days for days in REMINDED_AT if left is not None and left <= days), default=None)
