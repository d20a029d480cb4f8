"""Records to ask about, and links to follow, made for the tests."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ngo2.accounts.addresses import EMAIL, PHONE
from ngo2.accounts.models import Identity
from ngo2.kernel.journal.outbox import deliver_due as hand_over
from ngo2.organisations.models import Asking, Membership, Organisation
from ngo2.organisations.services import askings
from ngo2.organisations.tests.test_freshness import backdate

NOON = datetime(2030, 5, 6, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
NIGHT = datetime(2030, 5, 6, 23, tzinfo=ZoneInfo("Asia/Shanghai"))


def reachable(person, *, email="", phone=""):
    for kind, value in ((EMAIL, email), (PHONE, phone)):
        if value:
            Identity.objects.create(person=person, kind=kind, value=value, verified_at=NOON)
    Membership.objects.filter(person=person).update(answers=True)


def grown_old(organisation, months=30):
    organisation.refresh_from_db()
    backdate(organisation, months * 31)
    return organisation


def letter(organisation):
    """The newest letter about it, after one was asked for now."""
    made = askings.ask(Organisation.objects.get(pk=organisation.pk))
    assert made is not None
    hand_over()
    return made


def address(asking, language=""):
    return f"{language}/c/{askings.token(asking)}/"


def said(organisation):
    """Everything that an answer writes, without what differs by itself."""
    rows = organisation.assertions.order_by("field", "pk").values_list(
        "field", "value", "how", "state", "source"
    )
    return [row for row in rows if row[4] != "import"]


def letters():
    return Asking.objects.filter(kind=Asking.LETTER)
