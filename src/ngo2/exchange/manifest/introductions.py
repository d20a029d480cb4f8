"""What introductions contribute: verbs, messages, the clock, what the team looks at, and what their tables hold."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.exchange import endings, queries, tasks, words
from ngo2.exchange.manifest.files import INTRODUCTION
from ngo2.exchange.models import Introduction
from ngo2.exchange.posted import project_of
from ngo2.kernel.files.scopes import scopes
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import MessageType, Recipient, types
from ngo2.kernel.queue.kinds import Item, ItemKind, kinds, staff_only
from ngo2.lib.once import once
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, declare
from ngo2.organisations.queries import editors_of
from ngo2.organisations.references import Reference, Settled, references

MOST = 100
_PAGES = ("posts", "post:{object_id}", "numbers")


def contribute() -> None:
    verbs.add(
        Verb("exchange.introduction.asked", _("Somebody answered a need or an offer"), touches=("numbers",)),
        Verb("exchange.introduction.agreed", _("Both sides agreed"), touches=_PAGES),
        Verb("exchange.introduction.ended", _("An answer came to nothing, with a reason"), touches=_PAGES),
        Verb("exchange.agreement.written", _("An agreement was written")),
        Verb("exchange.contact.given", _("A contact was given to the other side")),
        Verb("exchange.contact.withdrawn", _("A contact was taken back")),
        Verb("exchange.delivery.confirmed", _("One side said what arrived")),
        Verb("exchange.delivery.differs", _("The two sides say different amounts"), touches=("numbers",)),
        Verb("exchange.delivery.done", _("Both sides said that it arrived"), touches=("{scope}", *_PAGES)),
    )
    scopes.add(INTRODUCTION)
    types.add(ASKED, AGREED, ENDED, GIVEN, SAID)
    kinds.add(DIFFERING, SILENT)
    references.add(
        Reference("exchange.Introduction", "organisation", _("Answers to needs and offers"), settle=_double)
    )
    schedule.add(
        Scheduled(
            "exchange.end_unanswered",
            tasks.end_unanswered,
            DAILY,
            "End answers to needs and offers that nobody answered in time.",
            time(0, 40),
        )
    )
    _declare()


def _double(reference: Reference, row: Any, kept: Any) -> Settled | None:
    """Both records had answered the same post: the one that goes is taken back, and its place is free."""
    if (
        not row.is_live
        or not kept.introductions.filter(post=row.post_id, state__in=[row.ASKED, row.AGREED]).exists()
    ):
        return None
    changes = {"state": row.ENDED, "ending": endings.WITHDRAWN, "ended_at": timezone.now()}
    changes |= {reference.column: kept.pk}
    waits = row.state == row.ASKED and row.post.waiting
    others = ((row.post, {"waiting": row.post.waiting - 1}),) if waits else ()
    project = project_of(row.post)
    if row.state == row.AGREED and project is not None:
        others = ((project, {"joined": max(0, project.joined - 1)}),)
    return Settled(
        changes=changes,
        others=others,
        words=gettext("Both had answered “%(title)s”. One answer stays.") % {"title": row.post.title},
    )


@once
def _of(entry: Entry) -> Introduction | None:
    return queries.introductions().filter(pk=entry.data.get("introduction")).first()


def owners(entry: Entry) -> list[Recipient]:
    one = _of(entry)
    return _but(entry, editors_of(one.post.organisation)) if one else []


def askers(entry: Entry) -> list[Recipient]:
    one = _of(entry)
    if one is None:
        return []
    people = editors_of(one.organisation) if one.organisation else [one.person] if one.person else []
    return _but(entry, [person for person in people if person.is_active])


def both(entry: Entry) -> list[Recipient]:
    found = {one.person.pk: one for one in [*owners(entry), *askers(entry)]}
    return list(found.values())


def _but(entry: Entry, people: list[Any]) -> list[Recipient]:
    """Not whoever did it."""
    return [Recipient(one) for one in people if str(one.pk) != entry.actor_id]


def about(entry: Entry) -> Mapping[str, object]:
    one = _of(entry)
    if one is None:
        return {"number": "–", "title": "–", "who": "–", "day": "–", "why": ""}
    return {
        "number": words.numbered(one.post.side, one.post.number),
        "title": one.post.title,
        "who": words.who(one),
        "day": one.answer_by.isoformat(),
        "why": " ".join(filter(None, (words.introduction_ending(one), one.ending_note))),
    }


def of_entry(entry: Entry) -> Introduction | None:
    return _of(entry)


def hours_page(entry: Entry) -> str:
    return reverse("exchange:hours", args=[entry.data["introduction"]])


def page(entry: Entry) -> str:
    return reverse("exchange:introduction", args=[entry.data["introduction"]])


def message(
    name: str,
    label: object,
    verbs: tuple[str, ...],
    recipients: Any,
    subject: object,
    body: object,
    *,
    about: Any = about,
    link: Any = page,
) -> MessageType:
    """About one introduction; who is told leads to its page."""
    return MessageType(
        name=f"exchange.{name}",
        label=label,
        verbs=verbs,
        recipients=recipients,
        subject=subject,
        body=body,
        context=about,
        link=link,
    )


ASKED = message(
    "asked",
    _("Somebody answers your need or offer"),
    ("exchange.introduction.asked",),
    owners,
    _("%(who)s answers %(number)s"),
    _(
        "%(who)s answers “%(title)s” (%(number)s). Please say yes or no until %(day)s; after that it ends by itself."
    ),
)
AGREED = message(
    "agreed",
    _("Your answer was taken"),
    ("exchange.introduction.agreed",),
    askers,
    _("Yes: %(number)s"),
    _(
        "Your answer to “%(title)s” (%(number)s) was taken. Give your contact if you like, and say when it arrived."
    ),
)
ENDED = message(
    "ended",
    _("An answer came to nothing"),
    ("exchange.introduction.ended",),
    both,
    _("%(number)s: it came to nothing"),
    _("“%(title)s” (%(number)s), answered by %(who)s, came to nothing. %(why)s"),
)
GIVEN = message(
    "given",
    _("The other side gave you a contact"),
    ("exchange.contact.given",),
    both,
    _("%(number)s: you can reach them now"),
    _(
        "For “%(title)s” (%(number)s) somebody of the other side gave their contact. It stands on the page of this"
        " answer."
    ),
)
SAID = message(
    "said",
    _("The other side said what arrived"),
    ("exchange.delivery.confirmed",),
    both,
    _("%(number)s: the other side says what arrived"),
    _(
        "For “%(title)s” (%(number)s) the other side said what was sent or arrived. Please say it from your side too."
    ),
)


def _item(one: Introduction, why: str, since: Any, stale: bool) -> Item:
    post = one.post
    return Item(
        key=str(one.pk),
        title=gettext("%(number)s: %(title)s")
        % {"number": words.numbered(post.side, post.number), "title": post.title},
        why=why,
        since=since,
        url=reverse("exchange:introduction", args=[one.pk]),
        action=gettext("Look at it"),
        divisions=post.areas,
        stale=stale,
    )


def differing(person: Any) -> Iterator[Item]:
    for one in queries.differing()[:MOST]:
        yield _item(one, gettext("The two sides say different amounts."), one.agreed_at, False)


def silent(person: Any) -> Iterator[Item]:
    for one in queries.silent()[:MOST]:
        days = (timezone.now() - one.agreed_at).days if one.agreed_at else 0
        why = gettext("Agreed %(n)s days ago, and nobody says whether it arrived.") % {"n": days}
        yield _item(one, why, one.agreed_at, True)


DIFFERING = ItemKind("exchange.differing", _("deliveries told differently"), differing, staff_only)
SILENT = ItemKind("exchange.silent", _("agreements that fell silent"), silent, staff_only)


def _declare() -> None:
    declare(
        "exchange.Introduction",
        title=_("Answers that you gave to needs and offers"),
        person="person",
        fields={
            "person": Personal(
                _("To bring both sides together."), UNTIL_ERASED, label=_("That you answered")
            ),
            "words": Personal(
                _("So that the other side knows who asks and why."), UNTIL_ERASED, label=_("What you wrote")
            ),
            "ending_note": Personal(
                _("So that both sides know why it ended."), UNTIL_ERASED, label=_("Why it ended")
            ),
        },
        plain={"state", "ending"},
    )
    declare("exchange.Promise")
    # What two sides agree on; it names no person.
    declare("exchange.Agreement", plain={"quality", "use", "deliver_how"})
    declare(
        "exchange.Confirmation",
        title=_("What you said of deliveries"),
        person="person",
        fields={
            "person": Personal(
                _("To know who said that it arrived."), UNTIL_ERASED, label=_("That you said it")
            ),
            "sentence": Personal(
                _("So that the other side reads how it went."), UNTIL_ERASED, label=_("Your sentence")
            ),
        },
        plain={"side", "photo"},
    )
    declare(
        "exchange.Release",
        title=_("Contacts that you gave to another side"),
        person="person",
        fields={
            "person": Personal(
                _("So that the other side can reach you, and as a record of your consent."),
                UNTIL_ERASED,
                erase=Erase.DELETE_ROW,
                label=_("That you gave your contact"),
            ),
        },
        plain={"version"},
    )
