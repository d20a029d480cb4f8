"""Letters that ask for answers: to whoever answers for the organisation, or to the address on its page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import MessageType, Recipient
from ngo2.surveys import links, words
from ngo2.surveys.models import Invitation
from ngo2.surveys.reaching import first_reached


def _invitation(entry: Entry) -> Invitation | None:
    rows = Invitation.objects.select_related("wave__survey", "respondent__organisation")
    return rows.filter(pk=entry.data.get("invitation")).first()


def recipients(entry: Entry) -> Iterable[Recipient]:
    """The first who can be reached; nobody once it was answered or refused."""
    one = _invitation(entry)
    if one is None or one.outcome not in Invitation.OPEN:
        return []
    organisation = one.respondent.organisation
    first = first_reached(organisation, entry.verb) if organisation else None
    return [first] if first else []


def context(entry: Entry) -> Mapping[str, object]:
    one = _invitation(entry)
    if one is None or one.respondent.organisation is None:
        return {"name": "–", "title": "–", "until": ""}
    return {
        "name": one.respondent.organisation.name,
        "title": one.wave.survey.title,
        "until": words.until(one.wave),
    }


def link(entry: Entry) -> str:
    one = _invitation(entry)
    return links.path(one) if one else ""


def _concerns(person: Any) -> bool:
    return bool(person.memberships.exists())


_BODY = _(
    "“%(name)s” is asked to answer “%(title)s”. %(until)s\n\nWhat your record says is filled in already, and you "
    "may stop and go on later, on another phone too. Behind the link you can also say that you do not want to.\n\n"
    "You see at once how you compare with groups like yours."
)
INVITED = MessageType(
    name="surveys.invited",
    label=_("A survey asks for your organisation's answers"),
    verbs=("surveys.invited",),
    recipients=recipients,
    subject=_("A few questions for “%(name)s”: %(title)s"),
    short=_("“%(name)s” is asked to answer “%(title)s”:"),
    body=_BODY,
    context=context,
    link=link,
    concerns=_concerns,
)
REMINDED = MessageType(
    name="surveys.reminded",
    label=_("A survey still waits for your organisation's answers"),
    verbs=("surveys.reminded",),
    recipients=recipients,
    subject=_("Still open for “%(name)s”: %(title)s"),
    short=_("Still open for “%(name)s”: “%(title)s”"),
    body=_BODY,
    context=context,
    link=link,
    concerns=_concerns,
)
