"""The weekly letter, and the note to whom something was given. Counted when it is written, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import MessageType, Recipient
from ngo2.kernel.queue import queries
from ngo2.kernel.queue.kinds import kinds

NEXT = 3  # deadlines that the letter names


def _person(pk: Any) -> Any:
    return get_user_model()._default_manager.filter(pk=pk, is_active=True).first() if pk else None


def reader(entry: Entry) -> list[Recipient]:
    """Nobody, when all was done between the morning and now."""
    person = _person(entry.object_id)
    return [Recipient(person)] if person and queries.anything(person) else []


def counted(entry: Entry) -> Mapping[str, object]:
    today = queries.today_of(_person(entry.object_id), shown=NEXT)
    kinds_said = [f"· {one.number} {one.kind.label}" for one in today.counts]
    lines = today.lines
    oldest = min(
        (one for one in lines if not one.item.deadline), key=lambda one: one.item.since, default=None
    )
    said = ["\n".join(kinds_said)]
    due = [f"· {one.item.title} ({one.when})" for one in lines if one.item.deadline][:NEXT]
    if due:
        said.append("\n".join([_("Next deadlines of the law:"), *due]))
    if oldest:
        said.append(
            _("Waits longest: %(what)s (%(when)s)") % {"what": oldest.item.title, "when": oldest.when}
        )
    things = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", today.total)
    return {"things": things % {"n": today.total}, "list": "\n\n".join(said)}


def given_to(entry: Entry) -> list[Recipient]:
    person = _person(entry.data.get("person"))
    return [Recipient(person)] if person and str(person.pk) != entry.actor_id else []


def about_given(entry: Entry) -> Mapping[str, object]:
    person, kind = _person(entry.data.get("person")), kinds[str(entry.data["kind"])]
    line = queries.line_of(person, kind, str(entry.data["key"])) if kind.may_decide(person) else None
    return {"what": line.item.title if line else str(kind.label)}


def decides_something(person: Any) -> bool:
    return bool(queries.kinds_of(person))


DIGEST = MessageType(
    name="queue.digest",
    label=gettext_lazy("Every Monday: what waits for your decision"),
    verbs=("queue.digest",),
    recipients=reader,
    context=counted,
    subject="%(things)s",
    body=gettext_lazy("%(list)s\n\nThe most urgent stands first on the page below."),
    channels=("email",),
    link=lambda entry: reverse("queue:today"),
    concerns=decides_something,
)
GIVEN = MessageType(
    name="queue.given",
    label=gettext_lazy("A colleague gives you something to decide"),
    verbs=("queue.item.assigned",),
    recipients=given_to,
    context=about_given,
    subject=gettext_lazy("For you to decide: %(what)s"),
    body=gettext_lazy("A colleague gave you this: %(what)s"),
    channels=("email", "inapp"),
    link=lambda entry: reverse("queue:today") + "?mine=1",
    concerns=decides_something,
)
