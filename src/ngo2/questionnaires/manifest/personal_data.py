"""What questionnaires keep about persons."""

from django.utils.translation import gettext_lazy as _

from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, Retention, declare

_KEPT = Retention(_("As long as the text says to which you agreed, or until you take your answers back."))
_FORGET = Erase.CALL("ngo2.questionnaires.services.forgetting.forget")
_WHO_MADE = Personal(_("So that it is known who made it."), UNTIL_ERASED, label=_("That you made it"))


def declare_all() -> None:
    declare(
        "questionnaires.Form",
        title=_("Forms that you made"),
        person="made_by",
        fields={"made_by": _WHO_MADE},
        plain={"scope", "key", "title", "sheets"},
    )
    declare(
        "questionnaires.Edition",
        title=_("Forms that you gave out"),
        person="made_by",
        fields={"made_by": _WHO_MADE},
        plain={"sheets", "xform", "digest", "media", "languages", "facts"},
    )
    declare("questionnaires.Medium", plain={"name", "content", "content_type", "digest"})
    declare(
        "questionnaires.Response",
        title=_("Forms that you answered while signed in"),
        person="person",
        fields={
            "person": Personal(
                _("To lead you back to your answers."), _KEPT, erase=_FORGET, label=_("That you answered")
            ),
            "xml": Personal(
                _("Your answers, for what the form says that they are for."), _KEPT, label=_("Your answers")
            ),
            "keyed_by": Personal(
                _("To say who typed the answers in from paper."),
                UNTIL_ERASED,
                person="keyed_by",
                label=_("That you typed them in"),
            ),
        },
        plain={
            "instance_id",
            "state",
            "way",
            "digest",
            "language",
            "token",
            "findings",
            "prefilled",
            "reached",
            "asked",
        },
    )
    declare("questionnaires.Answer", plain={"path", "place", "value"})
    declare("questionnaires.Attachment", plain={"name", "digest"})
    declare(
        "questionnaires.Device",
        title=_("Devices that you let send answers"),
        person="made_by",
        fields={
            "made_by": _WHO_MADE,
            "label": Personal(_("To know the device again."), UNTIL_ERASED, label=_("Its name")),
        },
        plain={"name", "ha1"},
    )
