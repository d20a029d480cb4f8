"""What speaks against answers that came in: the form's rules, and a clock that was wrong. Kept beside them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms import Answer, Form, check
from ngo2.questionnaires.xforms.moments import parsed

CLOCK = "clock"
WRONG_BY = timedelta(hours=1)
_FARTHEST = timedelta(hours=14)  # it is tomorrow there already
Found = list[str]  # path, kind, sentence


def against(
    form: Form,
    document: bytes,
    rows: Sequence[Answer],
    *,
    received_at: datetime,
    sent_at: datetime | None = None,
) -> list[Found]:
    found = [[one.path, one.kind, one.sentence] for one in check(form, document)]
    return [*found, *_clock(form, rows, received_at, sent_at)]


def _clock(
    form: Form, rows: Sequence[Answer], received_at: datetime, sent_at: datetime | None
) -> Iterator[Found]:
    """Of a device that was without a network only the future is strange; when it sends we see its clock beside ours."""
    if sent_at is not None and abs(sent_at - received_at) > WRONG_BY:
        said = _("The clock of the device was wrong: it said %(said)s when these answers came in at %(at)s.")
        yield ["", CLOCK, said % {"said": _read(sent_at), "at": _read(received_at)}]
    for row in rows:
        definition = form.definitions.get(row.path)
        if definition is None or definition.bind.preload not in {"timestamp", "date"}:
            continue
        moment = parsed(row.value)
        if moment is not None and _is_later(moment, received_at):
            said = _("The clock of the device was ahead: this lies after the answers came in at %(at)s.")
            yield [row.path, CLOCK, said % {"at": _read(received_at)}]


def _is_later(moment: date | datetime, received_at: datetime) -> bool:
    if isinstance(moment, datetime):
        return moment > received_at + WRONG_BY
    return moment > (received_at + _FARTHEST).date()


def _read(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
