"""What checks, vouches and hand-overs keep about persons, and for how long."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.files.models import File
from ngo2.kernel.files.services import delete_file
from ngo2.lib.actors import SYSTEM
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, Retention, declare
from ngo2.organisations.models import Verification

_HALF_A_YEAR = Retention(_("Half a year after the decision."), 180, "decided_at")
_TWO_YEARS = Retention(_("For two years."), 730, "at")
_HERE = "ngo2.organisations.manifest.trust_personal"


def declare_all() -> None:
    _checks()
    _vouches()
    _handovers()


def _checks() -> None:
    reason = _("To check who an organisation is.")
    call = Erase.CALL(f"{_HERE}.forget_checks")
    words = {
        "note": _("What you wrote to us for the check"),
        "answer": _("What we answered"),
        "document": _("The document that you sent for the check"),
    }
    declare(
        "organisations.Verification",
        title=_("Checks of an organisation's identity"),
        person="asked_by",
        fields={
            "asked_by": Personal(
                _("To answer whoever asked."), UNTIL_ERASED, label=_("You asked for a check")
            ),
            **{
                name: Personal(reason, _HALF_A_YEAR, "sensitive", erase=call, label=label)
                for name, label in words.items()
            },
            "decided_by": Personal(
                _("To see who looked."), UNTIL_ERASED, person="decided_by", label=_("You decided on a check")
            ),
        },
        plain={"how", "state", "source_url"},
    )


def _vouches() -> None:
    declare(
        "organisations.Vouch",
        title=_("Organisations that you vouched for in the name of yours"),
        person="person",
        fields={
            "person": Personal(
                _("To see who spoke in the name of an organisation."), UNTIL_ERASED, label=_("You vouched")
            )
        },
        plain={"note"},  # the public word of an organisation
    )


def _handovers() -> None:
    reason = _("To decide whether a record changes hands.")
    call = Erase.CALL(f"{_HERE}.forget_handovers")
    words = {
        "proof": _("How you showed that you belong there"),
        "note": _("What you wrote about it"),
        "answer": _("What we answered"),
        "document": _("The document that you sent"),
    }
    declare(
        "organisations.Handover",
        title=_("Records that you asked to take over"),
        person="person",
        fields={
            **{
                name: Personal(reason, _HALF_A_YEAR, "sensitive", erase=call, label=label)
                for name, label in words.items()
            },
            "decided_by": Personal(
                _("To see who decided or stopped it."),
                UNTIL_ERASED,
                person="decided_by",
                label=_("You decided on a hand-over, or stopped it"),
            ),
        },
        plain={"person", "state"},
    )
    declare(
        "organisations.Voice",
        title=_("Hand-overs for which you spoke"),
        person="person",
        fields={
            "person": Personal(
                _("So that one person has one voice."),
                _TWO_YEARS,
                erase=Erase.DELETE_ROW,
                label=_("You spoke for somebody"),
            )
        },
    )


def forget_checks(person: Any, rows: Any) -> None:
    """The papers go and the words are emptied; that the organisation was checked stays with the organisation."""
    _delete_documents(rows)
    if person is not None:  # nobody is left to answer, and nothing to look at
        waiting = rows.filter(state=Verification.WAITING, how=Verification.DOCUMENT)
        waiting.update(state=Verification.WITHDRAWN, decided_at=timezone.now())
    rows.update(note="", answer="", document=None)


def forget_handovers(person: Any, rows: Any) -> None:
    _delete_documents(rows)
    rows.update(note="", answer="", document=None)
    if person is not None:
        rows.delete()


def _delete_documents(rows: Any) -> None:
    documents = list(rows.exclude(document=None).values_list("document", flat=True))
    for file in File.objects.filter(pk__in=documents, deleted_at=None):
        delete_file(SYSTEM, file)
