"""What trust contributes: verbs, schedules, files, the signals that the record gives itself."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.files.scopes import Scope, id_in, scopes
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import types
from ngo2.kernel.queue.kinds import kinds
from ngo2.lib.actors import Actor
from ngo2.organisations import rules
from ngo2.organisations.manifest import trust_messages, trust_personal, trust_queue
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import checks, handovers
from ngo2.organisations.signals import IDENTITY, VOUCHED, Signal, signals
from ngo2.organisations.views.signals import identity_signal, vouched_signal

PAGES = ("organisations", "organisation:{object_id}")
_ONE = ("organisation:{object_id}",)


def contribute() -> None:
    _verbs()
    schedule.add(
        Scheduled(
            "organisations.end_checks",
            checks.end_checks,
            DAILY,
            "Take the signal of checks that are over off the pages.",
            time(0, 5),
        ),
        Scheduled(
            "organisations.remind_of_checks",
            checks.remind_owners,
            DAILY,
            "Remind owners 60 and 14 days before a check ends.",
            time(9, 0),
        ),
        Scheduled(
            "organisations.finish_handovers",
            handovers.finish_due,
            timedelta(hours=1),
            "Finish hand-overs whose week is over.",
        ),
        Scheduled(
            "organisations.forget_handovers",
            handovers.give_up_old,
            DAILY,
            "End hand-overs for which nobody spoke within a month.",
            time(4, 10),
        ),
    )
    scopes.add(
        Scope("check", may_read=sees_check, may_write=shows_itself),
        Scope("handover", may_read=sees_handover, may_write=is_asker, owner=asker_of),
    )
    signals.add(Signal(IDENTITY, identity_signal), Signal(VOUCHED, vouched_signal))
    types.add(*trust_messages.ALL)
    kinds.add(*trust_queue.ALL)
    trust_personal.declare_all()


def _verbs() -> None:
    verbs.add(
        Verb("organisations.verification.asked", _("The organisation asked that its identity is checked")),
        Verb("organisations.verification.cancelled", _("It took that back")),
        Verb("organisations.verification.accepted", _("Its identity was checked"), touches=PAGES, shown=True),
        Verb("organisations.verification.declined", _("A check of its identity was declined")),
        Verb(
            "organisations.verification.withdrawn",
            _("The check of its identity was withdrawn"),
            touches=PAGES,
            shown=True,
        ),
        Verb(
            "organisations.verification.unsettled",
            _("Name, code or status changed: its identity has to be checked again"),
            touches=PAGES,
            shown=True,
        ),
        Verb("organisations.verification.ends_soon", _("The check of its identity ends soon")),
        Verb(
            "organisations.verification.ended",
            _("The check of its identity ended"),
            touches=PAGES,
            shown=True,
        ),
        Verb("organisations.vouch.given", _("Another organisation vouches for it"), touches=_ONE, shown=True),
        Verb(
            "organisations.vouch.withdrawn",
            _("Another organisation took its word back"),
            touches=_ONE,
            shown=True,
        ),
        Verb("organisations.vouch.reported", _("A member reported a word that others gave")),
        Verb("organisations.vouch.kept", _("A reported word was looked at and stays")),
        Verb("organisations.handover.asked", _("Somebody asked to take the record over")),
        Verb("organisations.handover.shown", _("Somebody sent a document to take the record over")),
        Verb("organisations.handover.spoken", _("Somebody spoke for a hand-over")),
        Verb("organisations.handover.begun", _("The week of a hand-over began")),
        Verb("organisations.handover.declined", _("A hand-over was declined")),
        Verb("organisations.handover.cancelled", _("A hand-over was taken back")),
        Verb("organisations.handover.lapsed", _("A hand-over ended, because nobody spoke for it")),
        Verb("organisations.handover.stopped", _("A hand-over was stopped")),
        Verb("organisations.handover.done", _("The record changed hands"), touches=PAGES, shown=True),
    )


def _organisation(number: str) -> Organisation | None:
    return Organisation.objects.filter(pk=number).first() if number.isdecimal() else None


def _decides(actor: Actor, organisation: Organisation | None) -> bool:
    return organisation is not None and (rules.is_staff(actor) or rules.is_partner_for(actor, organisation))


def sees_check(actor: Actor, scope: str) -> bool:
    """`check:<organisation>`: its members, the platform team, and the partner that looks after it."""
    organisation = _organisation(id_in(scope))
    return rules.is_member(actor, organisation) or _decides(actor, organisation)


def shows_itself(actor: Actor, scope: str) -> bool:
    return rules.is_editor(actor, _organisation(id_in(scope)))


def asker_of(scope: str) -> str:
    return id_in(scope).rpartition(".")[2]


def is_asker(actor: Actor, scope: str) -> bool:
    """`handover:<organisation>.<person>`: nobody else adds to it, and no member of the record reads it."""
    return actor.kind == "person" and rules.is_signed_in(actor) and actor.id == asker_of(scope)


def sees_handover(actor: Actor, scope: str) -> bool:
    return is_asker(actor, scope) or _decides(actor, _organisation(id_in(scope).rpartition(".")[0]))
