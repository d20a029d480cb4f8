"""Every text of the answering page, for `<script type="application/json" data-words>`: the script has none of its own.

`__name__` in a text is filled in by the script; a translation keeps these words as they are.
"""

from django.utils.translation import gettext as _


def texts() -> dict[str, str]:
    """In the language that is active now."""
    return {
        # enketo-core's own
        "constraint.invalid": _("This answer does not fit. Please change it."),
        "constraint.required": _("Please answer this question."),
        "form.required": _("required"),
        "hint.guidance.details": _("More about this question"),
        "filepicker.placeholder": _("Press here to choose a file (at most __maxSize__)"),
        "filepicker.notFound": _("The file __existing__ is not on this device. Choose it again."),
        "filepicker.waitingForPermissions": _("Allow the browser to keep files, then go on."),
        "filepicker.resetWarning": _("Remove this __item__?"),
        "filepicker.toolargeerror": _("This file is larger than __maxSize__. Choose a smaller one."),
        "filepicker.file": _("file"),
        "selectpicker.noneselected": _("Nothing chosen yet"),
        "selectpicker.numberselected": _("__number__ chosen"),
        "rankwidget.tapstart": _("Tap here, then bring the answers into order"),
        "rankwidget.clickstart": _("Press here, then bring the answers into order"),
        "widget.comment.update": _("Keep the comment"),
        "alert.gotonotfound.msg": _("The form has no question __path__."),
        "alert.valuehasspaces.multiple": _(
            "A choice has a space in its value: __value__. Tell who made the form."
        ),
        "confirm.repeatremove.heading": _("Delete these answers?"),
        "confirm.repeatremove.msg": _("They cannot be brought back."),
        # ours
        "loading": _("The form is being loaded …"),
        "unreachable": _("The form could not be loaded. Check the connection and load the page again."),
        "broken": _("The form has mistakes and may not work. Tell who made it: __errors__"),
        "checking": _("Your answers are being checked …"),
        "invalid": _(
            "Some answers are missing or do not fit. They are marked in the form: change them, then finish."
        ),
        "finish": _("Finish and send"),
        "finished": _("Your answers are kept on this device and will be sent. You may close this page."),
        "finish.next": _("Save and next"),
        "finished.next": _(
            "Kept on this phone, and sent when there is a network. Here is a fresh form for the next one."
        ),
        "consent.adult": _(
            "Only people of 18 years or older can answer. Please pass this on to a grown-up colleague."
        ),
        "consent.agreed": _("Please read the text and tick that you agree; without that we may ask nothing."),
        "consent.refused": _("Nothing was kept. Ask the next one."),
        "page.previous": _("Back"),
        "page.next": _("Next"),
        "storage.full": _(
            "Nothing could be kept on this device. Free some space and try again; do not close the page."
        ),
        "offline.ready": _("This form also opens without a connection."),
        "draft.kept": _("Your unfinished answers are kept on this device."),
        "draft.opened": _("You go on with answers that you began earlier."),
        "draft.gone": _("These answers were finished in another window. Begin new ones if you need to."),
        "draft.continue": _("Go on"),
        "both": _(
            "You see the unfinished answers of this device. Page by page, something else was kept meanwhile; it is "
            "still there. Only what is sent first counts."
        ),
        "both.keep": _("Go on with these"),
        "both.take": _("Take those of the pages instead"),
        "both.sure": _(
            "Take the answers that were kept page by page? The unfinished ones on this device are deleted."
        ),
        "kept.title": _("On this device"),
        "kept.unsent": _("Not sent yet: __count__"),
        "kept.none": _("Everything has been sent."),
        "state.draft": _("Unfinished, last changed __when__"),
        "state.waiting": _("Finished __when__, waiting to be sent"),
        "state.waiting.again": _(
            "Finished __when__; sending has not worked yet (__tries__ times) and is tried again"
        ),
        "state.sent": _("Arrived __when__"),
        "state.sent.number": _("Arrived __when__ with number __number__"),
        "state.conflict": _(
            "Other answers with the same number have arrived. Save these to a file and ask for help."
        ),
        "state.refused": _("Not accepted. Read why, then send again or save to a file."),
        "send.now": _("Send now"),
        "send.again": _("Send again"),
        "export.all": _("Save all unsent answers to a file"),
        "export.one": _("Save to a file"),
        "export.where": _(
            "__count__ answers were saved as __name__, in the folder for downloads of this device."
        ),
        "delete": _("Delete"),
        "delete.sure": _(
            "Delete the answers “__title__” from this device? They have not arrived and would be lost."
        ),
        "receipt.delete": _("Remove from this list"),
        "repeat.add": _("Add one more"),
        "repeat.remove": _("Remove this one"),
        "reset": _("Empty this answer"),
        "download": _("Save this file"),
        "preview": _("The picture that you chose"),
        "language": _("Language of the form"),
        "place.ask": _("Use the place where I am"),
        "place.waiting": _("Looking for the place …"),
        "place.found": _("Found, within __metres__ metres."),
        "place.failed": _(
            "The place could not be found. Allow it in the browser, or type latitude and longitude."
        ),
    }
