"""The team writes its own ready answers, in both languages."""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.queue import replies
from ngo2.kernel.queue.kinds import ItemKind, kinds
from ngo2.kernel.queue.models import Reply
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused

LONGEST = 500
MOST = 40  # of one kind


def save_reply(actor: Actor, kind: ItemKind, *, name: str = "", zh: str, en: str) -> Reply:
    """`name` is the one of a ready answer that is there; "" writes a new one."""
    authorise(actor, "queue.run_house")
    words = {"zh": _clean(zh), "en": _clean(en)}
    for field, text in words.items():
        _check(kind, field, text)
    known = [one.name for one in replies.answers(kind)]
    if name and name not in known:
        raise Hidden("reply")
    if not name and len(known) >= MOST:
        raise Refused(_("There are enough ready answers here. Change one of them, or hide one first."))
    with transaction.atomic():
        row, _made = Reply.objects.update_or_create(
            kind=kind.name,
            name=name or f"own-{get_random_string(8).lower()}",
            defaults={**words, "hidden": False, "person": actor.person, "at": timezone.now()},
        )
        _tell(actor, kind, row.name)
    return row


def hide_reply(actor: Actor, kind: ItemKind, *, name: str) -> None:
    """It is offered no longer. Its words stay, so that it can be put back."""
    authorise(actor, "queue.run_house")
    found = next((one for one in replies.answers(kind) if one.name == name), None)
    if found is None:
        raise Hidden("reply")
    with transaction.atomic():
        Reply.objects.update_or_create(
            kind=kind.name,
            name=name,
            defaults={
                "zh": found.zh, "en": found.en, "hidden": True, "person": actor.person, "at": timezone.now(),
            },
        )  # fmt: skip
        _tell(actor, kind, name)


def restore_reply(actor: Actor, kind: ItemKind, *, name: str) -> None:
    """Back to the words of the app; one of our own is offered again."""
    authorise(actor, "queue.run_house")
    row = Reply.objects.filter(kind=kind.name, name=name)
    with transaction.atomic():
        declared = name in {one.name for one in kind.replies}
        if not (row.delete()[0] if declared else row.update(hidden=False, at=timezone.now())):
            raise Hidden("reply")
        _tell(actor, kind, name)


def kind_with_answers(name: str) -> ItemKind:
    if name not in kinds or not any(one.answers for one in kinds[name].actions):
        raise Hidden("kind")
    return kinds[name]


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()


def _check(kind: ItemKind, field: str, text: str) -> None:
    if not text:
        raise Refused(_("Please write it in both languages: the reader gets their own."), field=field)
    if len(text) > LONGEST:
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": LONGEST}, field=field)
    if unknown := replies.unknown_places(text, kind.fills):
        known = " ".join(f"{{{name}}}" for name in kind.fills) or "–"
        raise Refused(
            _("There is no {%(unknown)s} here. You can use: %(known)s")
            % {"unknown": unknown[0], "known": known},
            field=field,
        )


def _tell(actor: Actor, kind: ItemKind, name: str) -> None:
    record(actor, "queue.reply.changed", data={"kind": kind.name, "name": name})
