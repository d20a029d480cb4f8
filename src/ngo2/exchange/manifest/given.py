"""What hours, certificates and conditions contribute: verbs, messages, and what their tables hold of persons."""

from django.utils.translation import gettext_lazy as _

from ngo2.exchange import rules
from ngo2.exchange.manifest import introductions
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import Recipient, types
from ngo2.lib.actors import person_actor
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, days, declare

# The law asks that the record is kept and says no number (regulations art. 19); contracts are asked about for three
# years, and volunteers ask for certificates when they apply for something, years later.
NAME_KEPT = days(5 * 365, "last_at")


def contribute() -> None:
    verbs.add(
        Verb("exchange.hours.recorded", _("Hours of a volunteer were recorded")),
        Verb("exchange.hours.corrected", _("Hours of a volunteer were corrected")),
        Verb("exchange.hours.struck", _("Hours of a volunteer were struck out")),
        Verb("exchange.hours.confirmed", _("Hours of a volunteer were confirmed")),
        Verb("exchange.hours.objected", _("Somebody objects to hours that were recorded")),
        Verb("exchange.certificate.issued", _("A certificate of hours was issued")),
        Verb("exchange.goods.acknowledged", _("What was received was written down")),
    )
    types.add(RECORDED, OBJECTED)
    _declare()


def helpers(entry: Entry) -> list[Recipient]:
    return [one for one in introductions.both(entry) if not _receives(entry, one)]


def helped(entry: Entry) -> list[Recipient]:
    return [one for one in introductions.both(entry) if _receives(entry, one)]


def _receives(entry: Entry, one: Recipient) -> bool:
    return bool(rules.receives(person_actor(one.person), introductions.of_entry(entry)))


RECORDED = introductions.message(
    "hours_recorded",
    _("Hours were recorded for you"),
    ("exchange.hours.recorded", "exchange.hours.corrected"),
    helpers,
    _("%(number)s: hours to confirm"),
    _("For “%(title)s” (%(number)s) hours were recorded. Please confirm them, or say what is not right."),
    link=introductions.hours_page,
)
OBJECTED = introductions.message(
    "hours_objected",
    _("Somebody objects to hours that you recorded"),
    ("exchange.hours.objected",),
    helped,
    _("%(number)s: hours are not right"),
    _(
        "For “%(title)s” (%(number)s) somebody says that hours are not right. Please look at them and correct them."
    ),
    link=introductions.hours_page,
)


def _declare() -> None:
    declare("exchange.Goods")
    # What an organisation says in public of the work; it names nobody.
    declare("exchange.Care", plain={"risks", "insurance", "insurance_how"})
    declare(
        "exchange.Volunteer",
        title=_("Hours that you gave"),
        person="person",
        fields={
            "person": Personal(
                _("So that you see and confirm your hours."), UNTIL_ERASED, label=_("That you helped")
            ),
            "name": Personal(
                _("The law asks for the name in the record of volunteers and on certificates."),
                NAME_KEPT,
                label=_("Your name"),
            ),
        },
    )
    declare(
        "exchange.Service",
        title=_("Days on which you helped"),
        person="volunteer__person",
        fields={
            "training": Personal(
                _("The law asks for it in the record."), UNTIL_ERASED, label=_("Training you got")
            ),
            "praise": Personal(
                _("The law asks for it in the record."), UNTIL_ERASED, label=_("What was said of your help")
            ),
            "objection": Personal(
                _("So that the record is put right."), UNTIL_ERASED, label=_("Your objection")
            ),
            "person": Personal(
                _("To know who recorded it."), UNTIL_ERASED, label=_("That you recorded it"), person="person"
            ),
        },
        # Hours, days and what was done stay as the record of the organisation, without the name.
        plain={"what", "state"},
    )
    declare(
        "exchange.Certificate",
        title=_("Certificates that you asked for"),
        person="person",
        fields={
            "person": Personal(
                _("To know who had it issued."), UNTIL_ERASED, label=_("That you had it issued")
            ),
        },
        plain={"rows", "insurance", "version"},
    )
    declare(
        "exchange.Acknowledgement",
        title=_("Goods that you took in"),
        person="person",
        fields={
            "person": Personal(_("To know who wrote it."), UNTIL_ERASED, label=_("That you wrote it")),
            "handler": Personal(
                _("The law asks who took a gift in (charity law, art. 38)."),
                UNTIL_ERASED,
                erase=Erase.KEEP(_("It stands on the paper that whoever gave holds.")),
                label=_("Name on the acknowledgement"),
            ),
        },
        plain={"wish"},
    )
