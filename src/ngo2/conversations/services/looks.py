"""One side asks the platform team to look: it may read until that is settled."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.conversations import limits
from ngo2.conversations.models import LONGEST_REASON, Look
from ngo2.conversations.scopes import Talk
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.lib.text import tidy

SHORTEST = 5


def ask_look(actor: Actor, talk: Talk, *, reason: str) -> Look:
    """Both sides see that it was asked, and why."""
    authorise(actor, "conversations.ask_look", talk)
    reason = _sentence(reason, _("Please say in a sentence what the team should look at."))
    limits.asking(actor.person)
    side = talk.about.side_of(actor.person)
    try:
        with transaction.atomic():
            made = Look.objects.create(
                conversation=talk.conversation,
                side=side.key if side else "",
                person=actor.person,
                reason=reason,
                asked_at=timezone.now(),
            )
            _tell(actor, "asked", made)
    except IntegrityError:
        raise Refused(_("The team has been asked already, and will look."), code="asked") from None
    return made


def note_look(actor: Actor, talk: Talk) -> None:
    """The team reads: each time stands in the journal, the first also where both sides see it."""
    authorise(actor, "conversations.settle_look", talk)
    with transaction.atomic():
        look = Look.objects.filter(conversation=talk.conversation, settled_at=None).first()
        if look is None:  # settled in this moment
            raise Hidden("look")
        Look.objects.filter(pk=look.pk, seen_at=None).update(seen_at=timezone.now())
        _tell(actor, "seen", look)


def settle_look(actor: Actor, talk: Talk, *, answer: str) -> Look:
    """Both sides read the answer, and the team reads no more."""
    authorise(actor, "conversations.settle_look", talk)
    answer = _sentence(answer, _("Please answer in a sentence: both sides read it."))
    with transaction.atomic():
        open_one = Look.objects.filter(conversation=talk.conversation, settled_at=None)
        look = open_one.first()
        if look is None or not open_one.update(settled_at=timezone.now(), answer=answer):
            raise Refused(_("Somebody has already settled this."), code="settled")
        _tell(actor, "settled", look)
    look.refresh_from_db()
    return look


def _sentence(said: str, missing: str) -> str:
    said = tidy(said)
    if len(said) < SHORTEST:
        raise Refused(missing, field="text")
    if len(said) > LONGEST_REASON:
        raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST_REASON}, field="text")
    return said


def _tell(actor: Actor, what: str, look: Look) -> None:
    conversation = look.conversation
    data = {"look": look.pk, "side": look.side}
    record(actor, f"conversations.look.{what}", conversation, scope=conversation.scope, data=data)
