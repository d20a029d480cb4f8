"""Letters that come in rounds: how often, up to when somebody was told, and the link that stops one of them.

Rooms above keep rows with `every` and `told_until`; those that may be told at once have `letter_at` too. Whoever is
told moves the mark with `mark`, in the transaction of the entry from which the letter is written: neither is there
without the other, and two rounds at once meet at its condition.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.notify.models import Message
from ngo2.lib.refusals import Hidden

NOW, DAILY, WEEKLY = "now", "daily", "weekly"
WORDS = {WEEKLY: _("Once a week"), DAILY: _("Once a day"), NOW: _("At once")}
EARLY = timedelta(hours=12)  # counts as due, so that a late run does not move all that follow
APART = timedelta(hours=1)  # letters "at once": what comes in a flood comes in one letter
LAG = timedelta(minutes=1)  # what is found is committed a little after its date: left for the next round
LONGEST = timedelta(days=31)  # who was away for longer hears of the last month

_AT_ONCE = 500


def due(rows: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    """Who waits for a letter of the day or of the week."""
    daily = Q(every=DAILY, told_until__lte=now - timedelta(days=1) + EARLY)
    weekly = Q(every=WEEKLY, told_until__lte=now - timedelta(days=7) + EARLY)
    return rows.filter(daily | weekly)


def due_at_once(rows: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    """Who wants to hear at once and had no letter within the hour; nobody at night."""
    if not is_day(now):
        return rows.none()
    return rows.filter(Q(letter_at=None) | Q(letter_at__lte=now - APART), every=NOW)


def is_day(now: datetime) -> bool:
    """Whether nobody minds being written to."""
    return settings.NGO2_ASK_FROM_HOUR <= timezone.localtime(now).hour < settings.NGO2_ASK_TO_HOUR


def since(one: Any, until: datetime) -> datetime:
    """What happened after this is news to them."""
    return max(one.told_until or until, until - LONGEST)


def mark(rows: QuerySet[Any], one: Any, until: datetime, **more: Any) -> bool:
    """Whether it was ours to tell: not when somebody else did meanwhile, or when it left `rows`."""
    return bool(rows.filter(pk=one.pk, told_until=one.told_until).update(told_until=until, **more))


def pass_over(rows: QuerySet[Any], quiet: Sequence[int], until: datetime) -> None:
    """Nothing new for these: their marks move and no letter is written; never backwards."""
    for begin in range(0, len(quiet), _AT_ONCE):
        some = rows.filter(pk__in=quiet[begin : begin + _AT_ONCE], told_until__lt=until)
        some.update(told_until=until)


def withhold(one: Model) -> None:
    """Letters about it that are written and have not gone out."""
    about = {"entry__object_type": one._meta.label_lower, "entry__object_id": str(one.pk)}
    Message.objects.filter(state=Message.WAITING, **about).update(state=Message.CANCELLED)


def token(pk: int, salt: str) -> str:
    """For the link in a letter: whoever holds it may do this one thing to this one row."""
    return signing.dumps(pk, salt=salt)


def held(text: str, salt: str) -> int:
    """Never expires: stopping must work from the oldest letter. Hidden when it was never ours."""
    try:
        return int(signing.loads(text, salt=salt))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Hidden("letter") from error
