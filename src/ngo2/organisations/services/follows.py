"""Following a place or a cause: asked for, confirmed, changed, stopped."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.accounts import addresses
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.kernel.notify import rounds
from ngo2.kernel.notify.services import send_now
from ngo2.lib.actors import ANONYMOUS, Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import follow_links
from ngo2.organisations.following import Area, of_columns, title
from ngo2.organisations.models import Subscription

MOST = 20  # follows of one person, or of one address
EVERY = (Subscription.WEEKLY, Subscription.DAILY)
UNCONFIRMED_DAYS, STOPPED_DAYS = 3, 30
LINK = Actor("link", label="follow")
_CLIENT, _ADDRESS = (30, timedelta(hours=1)), (5, timedelta(days=1))


def follow(actor: Actor, wanted: Area, *, every: str = Subscription.WEEKLY) -> Subscription:
    """For who is signed in. The same wish twice is one."""
    authorise(actor, "organisations.follow")
    _known(every)
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=actor.person.pk)  # one wish of a person at a time
        mine = list(_live(Subscription.objects.filter(person=actor.person)))
        if found := _same(mine, wanted):
            return found
        if len(mine) >= MOST:
            raise Refused(
                _("You follow %(n)d places already. Stop one of them first.") % {"n": MOST}, code="most"
            )
        now = timezone.now()
        made = Subscription.objects.create(
            person=actor.person,
            language=get_language() or settings.LANGUAGE_CODE,
            every=every,
            made_at=now,
            confirmed_at=now,
            told_until=now,
            **wanted.columns,
        )
        record(actor, "organisations.follow.begun", made)
    return made


def ask_to_follow(address: str, wanted: Area, *, client: str, every: str = Subscription.WEEKLY) -> None:
    """For who is not: a letter with a link that confirms. The answer is the same whether the address follows
    something already, has too many, or was never here. Call it outside a transaction: a letter is sent."""
    _known(every)
    email = _email(address)
    spend("organisations.follow.client", client, *_CLIENT)
    spend("organisations.follow.address", email, *_ADDRESS)
    one = _wish(email, wanted, every)
    send_now("email", email, *(_please_confirm(one) if one else _too_many()))


def _email(address: str) -> str:
    if "@" not in address:
        raise Refused(_("Please write your e-mail address. It looks like name@example.org."), field="email")
    try:
        return addresses.read(address).value
    except Refused as refusal:
        raise Refused(refusal.message, field="email") from None


def _wish(email: str, wanted: Area, every: str) -> Subscription | None:
    """The one there is, or a new one; None when there are enough."""
    with transaction.atomic():
        mine = list(_live(Subscription.objects.filter(person=None, email=email)).order_by("pk"))
        found = _same(mine, wanted)
        if found is not None or len(mine) >= MOST:
            return found
        made = Subscription.objects.create(
            email=email,
            language=get_language() or settings.LANGUAGE_CODE,
            every=every,
            made_at=timezone.now(),
            **wanted.columns,
        )
        record(ANONYMOUS, "organisations.follow.asked", made)
    return made


def find_asked(token: str) -> Subscription:
    """Behind the link of a letter; Refused when it is too old or was stopped."""
    too_old = _("This link is too old. Ask for a new one: it takes a minute.")
    found = Subscription.objects.filter(pk=follow_links.to_confirm(token, too_old), person=None).first()
    if found is None or found.stopped_at is not None:
        raise Refused(too_old, code="expired")
    return found


def confirm_follow(token: str) -> Subscription:
    """Pressed twice is pressed once. Of two wishes for the same, one stays."""
    one = find_asked(token)
    with transaction.atomic():
        rows = Subscription.objects.filter(person=None, email=one.email).select_for_update().order_by("pk")
        same = [row for row in rows if of_columns(row) == of_columns(one) and row.stopped_at is None]
        if already := next((row for row in same if row.confirmed_at is not None), None):
            return already
        now = timezone.now()
        Subscription.objects.filter(pk=one.pk).update(confirmed_at=now, told_until=now)
        record(LINK, "organisations.follow.begun", one)
    one.refresh_from_db()
    return one


def change_follow(actor: Actor, one: Subscription, *, every: str) -> None:
    authorise(actor, "organisations.own_follow", one)
    _known(every)
    with transaction.atomic():
        if not _live(Subscription.objects.filter(pk=one.pk)).update(every=every):
            raise Refused(_("This was stopped already. Load the page again."))
        record(actor, "organisations.follow.changed", one, data={"every": every})


def stop_follow(actor: Actor, one: Subscription) -> None:
    """Pressed twice is pressed once."""
    authorise(actor, "organisations.own_follow", one)
    _stop(actor, Subscription.objects.filter(pk=one.pk))


def stop_by_link(token: str, *, everything: bool = False) -> None:
    """Whoever holds the link of a letter stops what it is about, or all that this reader follows."""
    one = Subscription.objects.filter(pk=follow_links.to_stop(token)).first()
    if one is not None:
        _stop(LINK, of_reader(one) if everything else Subscription.objects.filter(pk=one.pk))


def of_reader(one: Subscription) -> QuerySet[Subscription]:
    """All that the same reader follows."""
    owner: dict[str, Any] = (
        {"person_id": one.person_id} if one.person_id else {"person": None, "email": one.email}
    )
    return _live(Subscription.objects.filter(**owner))


def follow_of(actor: Actor, pk: int) -> Subscription:
    found = Subscription.objects.filter(pk=pk, person=actor.person).first() if actor.person else None
    if found is None:
        raise Hidden("follow")
    return found


def forget_unconfirmed() -> int:
    """Who never pressed the link; what was stopped goes by the purge of personal data."""
    old = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    return Subscription.objects.filter(confirmed_at=None, made_at__lt=old).delete()[0]


def _stop(actor: Actor, rows: QuerySet[Subscription]) -> None:
    with transaction.atomic():
        for one in rows.filter(stopped_at=None).order_by("pk"):
            if Subscription.objects.filter(pk=one.pk, stopped_at=None).update(stopped_at=timezone.now()):
                rounds.withhold(one)
                record(actor, "organisations.follow.stopped", one)


def _live(rows: QuerySet[Subscription]) -> QuerySet[Subscription]:
    return rows.filter(stopped_at=None)


def _same(mine: Iterable[Subscription], wanted: Area) -> Subscription | None:
    return next((one for one in mine if of_columns(one) == wanted), None)


def _known(every: str) -> None:
    if every not in EVERY:
        raise Refused(_("Please choose one of the answers in the list."), field="every")


def _please_confirm(one: Subscription) -> tuple[str, str]:
    place = title(of_columns(one))
    token = follow_links.token(one.pk, follow_links.CONFIRM)
    link = settings.NGO2_SITE_URL + reverse("organisations:confirm_follow", args=[token])
    body = _(
        "Somebody, we think you, wants to hear by e-mail what is new in the directory of NGO 2.0 about:\n\n"
        "%(place)s\n\n"
        "If that was you, open this page and press the button:\n%(link)s\n\n"
        "The link is good for three days. If it was not you, do nothing: no more letters will come, and your "
        "address is forgotten."
    )
    return _("Please confirm: news of %(place)s") % {"place": place}, body % {"place": place, "link": link}


def _too_many() -> tuple[str, str]:
    body = _(
        "Somebody, we think you, wants to hear what is new in one more place. This address follows %(n)d already, and "
        "that is the most. Each letter from us ends with a link that stops it: stop one, then ask again."
    )
    return _("You follow as much as you can"), body % {"n": MOST}
