"""Answers of which somebody says that they are an organisation's: whoever runs its record decides, or the team."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.accounts.models import Person
from ngo2.kernel.queue.kinds import Action, Item, ItemKind, the_team
from ngo2.kernel.queue.rows import Rows
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Hidden
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.queries import edited_by
from ngo2.surveys.models import Belonging
from ngo2.surveys.services.belonging import decide_belonging


def waiting() -> QuerySet[Belonging]:
    found = Belonging.objects.filter(is_right=None, organisation__state=Organisation.ACTIVE)
    return found.select_related("organisation", "response__edition__form").order_by("said_at", "pk")


def items(person: Any) -> Rows:
    found = waiting() if person.is_staff else waiting().filter(organisation__in=edited_by(person))
    return Rows(found, _item)


def _item(one: Belonging) -> Item:
    record = one.organisation
    return Item(
        key=str(one.pk),
        title=_("Somebody answered “%(survey)s” for “%(name)s”")
        % {"survey": one.response.edition.form.title, "name": record.name},
        why=_(
            "They call it “%(said)s”. When it is right, the answers count for this organisation; its record stays "
            "as it is."
        )
        % {"said": one.name},
        since=one.said_at,
        url=record.get_absolute_url(),
        action=_("Look at the record"),
        divisions=tuple(filter(None, (record.area1, record.area2, record.area3))),
        causes=tuple((record.facts.get("causes") or {}).get("v") or ()),
    )


def may_decide(person: Any) -> bool:
    return bool(person.is_active and (person.is_staff or edited_by(person).exists()))


def deciders(key: str) -> Iterable[Any]:
    """The team, and whoever may change the record."""
    found = waiting().filter(pk=key) if key.isdecimal() else waiting()
    members = Person.objects.filter(
        is_active=True,
        is_staff=False,
        memberships__role__in=(Membership.OWNER, Membership.EDITOR),
        memberships__suspended_at=None,
        memberships__organisation__in=found.order_by().values("organisation"),
    )
    return [*the_team(), *members.distinct().order_by("pk")]


def _decide(actor: Actor, key: str, *, is_right: bool) -> str:
    found = waiting().filter(pk=key).first() if key.isdecimal() else None
    if found is None:
        raise Hidden("belonging")
    decide_belonging(actor, found, is_right=is_right)
    return _("The answers count for it now.") if is_right else _("The answers stay without a record.")


KIND = ItemKind(
    "surveys.belongings",
    gettext_lazy("answers that may be an organisation's"),
    items,
    may_decide,
    actions=(
        Action(
            "right",
            gettext_lazy("It is right"),
            lambda actor, key, _answer: _decide(actor, key, is_right=True),
        ),
        Action(
            "wrong",
            gettext_lazy("It is another one"),
            lambda actor, key, _answer: _decide(actor, key, is_right=False),
        ),
    ),
    deciders=deciders,
)
