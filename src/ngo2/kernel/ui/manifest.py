from django.utils.translation import gettext_lazy as _

from ngo2.lib.personal import Erase, Personal, Retention, declare

_KEPT = Retention(_("Until you send the form or throw the draft away; at most 90 days."), 90, "saved_at")

declare(
    "ui.Draft",
    title=_("Unfinished forms"),
    person="person",
    fields={
        "data": Personal(
            _("So that a closed page or an empty battery loses nothing that you typed."),
            _KEPT,
            erase=Erase.DELETE_ROW,
            label=_("What you typed"),
        ),
    },
    plain={"person", "key"},
)
declare("ui.Receipt", plain={"digest", "location"})  # an address of a page, for two days
declare("ui.PageVersion", plain={"key"})
