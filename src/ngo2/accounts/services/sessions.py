"""Where somebody is signed in, and the end of it."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ngo2.accounts import queries
from ngo2.accounts.models import Person
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden


def sign_out_everywhere(actor: Actor, person: Person) -> None:
    authorise(actor, "accounts.person.change", person)
    end_sessions(actor, person)


def sign_out_one(actor: Actor, person: Person, pk: int) -> None:
    """End one session of the list."""
    authorise(actor, "accounts.person.change", person)
    with transaction.atomic():
        session = queries.live_sessions(person).filter(pk=pk).first()
        if session is None:
            raise Hidden("session")
        Session.objects.filter(session_key=session.session_key).delete()
        session.delete()
        record(actor, "accounts.session.ended", person)


def end_sessions(actor: Actor, person: Person) -> None:
    """All of them, at once, also those not in the list: the epoch is part of what a session must match."""
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
        queries.sessions_of(person).delete()
        UserSession.objects.filter(user=person).delete()
        record(actor, "accounts.sessions.ended", person)
    person.refresh_from_db(fields=["session_epoch"])


def forget_ended_sessions() -> int:
    """Rows of sessions that ran out, and what was noted about them."""
    gone = Session.objects.filter(expire_date__lte=timezone.now()).delete()[0]
    left = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return gone + left.delete()[0]
