"""What conversations keep about persons."""

from django.utils.translation import gettext_lazy as _

from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, Retention, declare

_KEPT = Retention(
    _("Three years, as long as either side can bring a claim; or until you erase your account.")
)
_FORGET = Erase.CALL("ngo2.conversations.services.forgetting.forget")


def declare_all() -> None:
    declare("conversations.Conversation", plain={"scope"})
    declare(
        "conversations.Message",
        title=_("Private messages that you wrote"),
        person="person",
        attachments="ngo2.conversations.services.forgetting.own_bytes",
        fields={
            "text": Personal(
                _("So that the other side can read it. It is in no letter, no list and no index."),
                _KEPT,
                erase=_FORGET,
                label=_("What you wrote"),
            ),
            "attachment": Personal(
                _("So that the other side can open what you sent along."),
                _KEPT,
                erase=_FORGET,
                label=_("What you sent along"),
            ),
            "person": Personal(_("To say who wrote it."), _KEPT, label=_("That you wrote it")),
        },
        plain={"side", "key"},
    )
    declare(
        "conversations.Reading",
        title=_("How far you have read in conversations"),
        person="person",
        fields={
            "person": Personal(
                _(
                    "To show you what is new, to tell you once that something waits, and the other side that it "
                    "was read."
                ),
                UNTIL_ERASED,
                erase=Erase.DELETE_ROW,
                label=_("How far you have read"),
            )
        },
    )
    declare(
        "conversations.Look",
        title=_("Conversations at which you asked the platform team to look"),
        person="person",
        fields={
            "person": Personal(
                _("So that both sides know who asked."), UNTIL_ERASED, label=_("That you asked")
            ),
            "reason": Personal(
                _("So that the team knows what to look for."), UNTIL_ERASED, label=_("What you asked")
            ),
        },
        plain={"side", "answer"},
    )
