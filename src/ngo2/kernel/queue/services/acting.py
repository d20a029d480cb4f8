"""One press on an item. What it does, and whether it may, is the business of the service behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ngo2.kernel.queue import queries, replies
from ngo2.kernel.queue.kinds import Action, Item, ItemKind
from ngo2.kernel.queue.models import Handling
from ngo2.kernel.queue.services.finding import find_kind
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Denied, Hidden, Refused

MOST = 100  # of one batch


@dataclass
class Report:
    """What became of a batch: titles of what was done, and of what was not, with the reason."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def act(actor: Actor, kind_name: str, key: str, *, name: str, reply: str = "", answer: str = "") -> str:
    """Do the action `name`; returns the sentence that says what came of it.

    Own words go before the ready answer `reply`. Of two people who press at once the second hears a sentence, from
    the service that asks whether it still waits.
    """
    kind = find_kind(actor, kind_name)
    action = _action(kind, name)
    line = queries.line_of(actor.person, kind, key)
    item = line.item if line else None
    with transaction.atomic():
        said = action.do(actor, key, _words(kind, item, reply, answer) if action.answers else "")
        Handling.objects.filter(kind=kind.name, key=key).delete()
    if isinstance(said, (str, Promise)) and str(said):
        return str(said)
    return _("Done: %(what)s") % {"what": item.title if item else action.label}


def act_on_many(actor: Actor, kind_name: str, keys: Iterable[str], *, name: str) -> Report:
    """The same to each, one after the other: what is refused stops none of the others."""
    kind = find_kind(actor, kind_name)
    action = _action(kind, name)
    if not action.safe:
        raise Refused(_("This is decided one by one. Open each of them."))
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise Refused(_("Tick at least one of them first."), code="none")
    if len(wanted) > MOST:
        raise Refused(_("That is too many at once. Tick at most %(n)s.") % {"n": MOST})
    report = Report()
    for key in wanted:
        _one_of_many(actor, kind, action, key, report)
    return report


def _one_of_many(actor: Actor, kind: ItemKind, action: Action, key: str, report: Report) -> None:
    line = queries.line_of(actor.person, kind, key)
    if line is None:
        report.refused.append((_("One of them"), _("Somebody has decided it already.")))
        return
    try:
        with transaction.atomic():
            action.do(actor, key, "")
            Handling.objects.filter(kind=kind.name, key=key).delete()
    except Refused as refusal:
        report.refused.append((line.item.title, str(refusal)))
    except (Denied, Hidden):
        report.refused.append((line.item.title, _("You may not decide this.")))
    else:
        report.done.append(line.item.title)


def _action(kind: ItemKind, name: str) -> Action:
    found = kind.action(name)
    if found is None:
        raise Hidden("action")
    return found


def _words(kind: ItemKind, item: Item | None, reply: str, answer: str) -> str:
    own = answer.replace("\0", "").strip()
    if own or not reply:
        return own
    fills, language = (item.fills, item.language) if item else ({}, "")
    return replies.words_of(kind, reply, fills, language)
