"""What the record keeps about persons. Facts about an organisation are its own; who said them is not."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.files.models import File
from ngo2.kernel.files.services import delete_file
from ngo2.kernel.privacy.obstacles import Obstacle
from ngo2.lib.actors import SYSTEM
from ngo2.lib.personal import UNTIL_ERASED, UNTIL_REMOVED, Erase, Personal, Retention, declare
from ngo2.organisations.services import sole_ownerships

_HALF_A_YEAR = Retention(_("Half a year after the decision."), 180, "decided_at")
_FORGET = "ngo2.organisations.manifest.personal_data.forget_claims"


def declare_all() -> None:
    declare(
        "organisations.Organisation",
        plain={
            *("state", "name", "name_en", "search_text", "kind", "legal_status", "credit_code", "country"),
            *(
                "area1",
                "area2",
                "area3",
                "shown_level",
                "dataset",
                "external_id",
                "facts",
                "grade",
                "closing",
            ),
        },
    )
    declare("organisations.CauseOf", plain={"cause"})
    _assertions()
    _memberships()
    _claims()
    _partners()


def _assertions() -> None:
    declare(
        "organisations.Assertion",
        title=_("What you said about organisations"),
        person="person",
        fields={
            "person": Personal(
                _("To know who said a fact, and to ask again."), UNTIL_ERASED, label=_("That you said it")
            ),
            "note": Personal(
                _("To see why a correction was proposed."), UNTIL_ERASED, label=_("Why you proposed it")
            ),
            "decided_by": Personal(
                _("To see who took or declined a correction."),
                UNTIL_ERASED,
                person="decided_by",
                label=_("That you decided on it"),
            ),
        },
        plain={"field", "value", "how", "state", "source", "source_label", "source_url"},
    )


def _memberships() -> None:
    declare(
        "organisations.Membership",
        title=_("Organisations that you act for"),
        person="person",
        fields={
            "role": Personal(
                _("To let you do your work there."),
                UNTIL_REMOVED,
                erase=Erase.DELETE_ROW,
                label=_("What you may do"),
            ),
            "answers": Personal(
                _("To know whom to ask."),
                UNTIL_REMOVED,
                erase=Erase.DELETE_ROW,
                label=_("Whether you may be asked"),
            ),
            "since": Personal(
                _("To see how long you have been there."),
                UNTIL_REMOVED,
                erase=Erase.DELETE_ROW,
                label=_("Member since"),
            ),
        },
        plain={"person"},
    )
    declare(
        "organisations.Invitation",
        title=_("Invitations into organisations"),
        person="made_by",
        fields={
            "made_by": Personal(_("To show who invites."), UNTIL_ERASED, label=_("You invited somebody")),
            "used_by": Personal(
                _("To see who came in by it."),
                UNTIL_ERASED,
                person="used_by",
                label=_("You used an invitation"),
            ),
        },
        plain={"role", "digest"},
    )


def _claims() -> None:
    words = {
        "proof": _("How you showed that a record is yours"),
        "note": _("What you wrote to us about it"),
        "answer": _("What we answered"),
        "document": _("The document that you sent"),
    }
    reason = _("To decide whether a record is yours.")
    declare(
        "organisations.Claim",
        title=_("Records that you claimed"),
        person="person",
        fields={
            **{
                name: Personal(reason, _HALF_A_YEAR, "sensitive", erase=Erase.CALL(_FORGET), label=label)
                for name, label in words.items()
            },
            "decided_by": Personal(
                _("To see who of the team decided."),
                UNTIL_ERASED,
                person="decided_by",
                label=_("You decided on a claim"),
            ),
        },
        plain={"person", "state", "address_kind", "code_digest"},
    )


def _partners() -> None:
    declare(
        "organisations.Partner",
        title=_("Partners that you made"),
        person="made_by",
        fields={
            "made_by": Personal(_("To see who of the team made it."), UNTIL_ERASED, label=_("You made it"))
        },
    )
    declare("organisations.Remit", plain={"country", "division", "cause"})


def forget_claims(person: Any, rows: Any) -> None:
    """The words are emptied and the documents deleted; that there was a claim stays while its person stays."""
    documents = list(rows.exclude(document=None).values_list("document", flat=True))
    for file in File.objects.filter(pk__in=documents, deleted_at=None):
        delete_file(SYSTEM, file)
    rows.update(note="", answer="", document=None)
    if person is not None:
        rows.delete()


def _first_hand_over(person: Any) -> list[str]:
    return [
        gettext("Only you own “%(name)s”. Make somebody else an owner there first.") % {"name": one.name}
        for one in sole_ownerships(person)
    ]


SOLE_OWNER = Obstacle("organisations.sole_owner", _first_hand_over)
