"""Ready answers that fit most cases; the team may write its own words over them (/today/replies/)."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.queue.kinds import Ready

CLAIMS = (
    Ready(
        "document",
        _(
            "Please send a photo of the registration certificate, or of a letter with the stamp of the organisation. "
            "Your own papers are not needed."
        ),
    ),
    Ready(
        "contact",
        _("Please give a phone number of the organisation at which we can ask for you, and when somebody is there."),
    ),
    Ready(
        "host",
        _("Please send a letter of the organisation that you belong to, with its stamp or from its own e-mail."),
    ),
    Ready(
        "other",
        _("This record belongs to another organisation of a similar name. Please put your own in as a new one."),
    ),
)  # fmt: skip
PROPOSALS = (
    Ready("thanks", _("Thank you for looking after “{name}”.")),
    Ready("how", _("Please say how you know, for instance where it stands, and propose it again.")),
    Ready("checked", _("We asked there: what the record says is right.")),
)
HELD = (
    Ready("paper", _("Please send a photo of the paper on which it stands, then change it again: {fact}.")),
    Ready(
        "register", _("The public register says something else. Please write it as it stands there: {fact}.")
    ),
    Ready("who", _("We could not find out who changed this. Please call us before you change it again.")),
)
