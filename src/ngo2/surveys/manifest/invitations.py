"""Open surveys that ask an organisation: they wait for whoever runs its record, until answered or refused."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.accounts.models import Person
from ngo2.kernel.queue.kinds import Item, ItemKind
from ngo2.organisations.models import Membership
from ngo2.organisations.queries import edited_by
from ngo2.surveys import links, words
from ngo2.surveys.models import Invitation
from ngo2.surveys.queries import waiting_for
from ngo2.surveys.services.quotas import is_full

MOST = 50


def items(person: Any) -> Iterator[Item]:
    for one in waiting_for(edited_by(person))[:MOST]:
        organisation = one.respondent.organisation
        if organisation is None or (one.outcome != Invitation.STARTED and is_full(one.wave, organisation)):
            continue
        yield Item(
            key=str(one.pk),
            title=_("“%(name)s” is asked to answer “%(survey)s”")
            % {"name": organisation.name, "survey": one.wave.survey.title},
            why=_why(one),
            since=one.invited_at or one.wave.opened_at or one.wave.survey.made_at,
            url=links.path(one),
            action=_("Go on answering") if one.outcome == Invitation.STARTED else _("Look and answer"),
        )


def _why(one: Invitation) -> str:
    said = _("What the record says is filled in already. You may also say that you do not want to.")
    return f"{said} {words.until(one.wave)}".strip()


def may_answer(person: Any) -> bool:
    return bool(person.is_active and edited_by(person).exists())


def answerers(key: str) -> Iterable[Any]:
    """Whoever runs the record that is asked; with "" any that is."""
    found = Invitation.objects.filter(outcome__in=Invitation.OPEN)
    if key:
        found = found.filter(pk=key if key.isdecimal() and len(key) < 18 else 0)
    members = Person.objects.filter(
        is_active=True,
        memberships__role__in=(Membership.OWNER, Membership.EDITOR),
        memberships__suspended_at=None,
        memberships__organisation__in=found.values("respondent__organisation"),
    )
    return members.distinct().order_by("pk")


KIND = ItemKind(
    "surveys.invitations",
    gettext_lazy("surveys that ask you"),
    items,
    may_answer,
    deciders=answerers,
    seconds=900,
)
