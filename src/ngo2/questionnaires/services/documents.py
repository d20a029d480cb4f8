"""What comes in is read and judged before anything is kept, whether it comes alone or with many others."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires import kinds
from ngo2.questionnaires.limits import LONGEST_DOCUMENT
from ngo2.questionnaires.models import LONGEST_ID, Answer, Edition, Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services.findings import against
from ngo2.questionnaires.xforms import Answer as Row
from ngo2.questionnaires.xforms import Form, Unfit, Unreadable, answers_of

GRACE = timedelta(days=1)  # clocks differ, and a device may have been offline
ALTERED, WITHDRAWN, CLOSED, OTHER = "altered", "withdrawn", "closed", "other"


@dataclass(frozen=True)
class Document:
    """`files`: names of files in the answers. `findings`: what speaks against them."""

    rows: Sequence[Row]
    instance_id: str
    digest: str
    files: Sequence[str]
    findings: list[list[str]]

    def answers_to(self, response: Response) -> Iterator[Answer]:
        for row in self.rows:
            yield Answer(response=response, path=row.path, place=row.repeat, value=row.value)


def read_document(
    edition: Edition, document: bytes, *, received_at: datetime, sent_at: datetime | None = None
) -> Document:
    """Raises Refused where they cannot be read, or nobody could tell whether they came twice."""
    if len(document) > LONGEST_DOCUMENT:
        raise Refused(
            _("These answers are larger than 10 MB. Send photos as files, not as text."), code="large"
        )
    form = form_of(edition)
    try:
        rows = answers_of(form, document)
    except (Unreadable, Unfit) as unfit:
        raise Refused(str(unfit), code="unreadable") from None
    return Document(
        rows,
        _instance_id(rows),
        hashlib.sha256(document).hexdigest(),
        [row.value for row in rows if row.value and _is_file(form, row.path)],
        against(form, document, rows, received_at=received_at, sent_at=sent_at),
    )


def _is_file(form: Form, path: str) -> bool:
    question = form.questions.get(path)
    return question is not None and question.control == "upload"


def _instance_id(rows: Sequence[Row]) -> str:
    for row in rows:
        if row.path.endswith("/meta/instanceID") and 0 < len(row.value) <= LONGEST_ID:
            return row.value
    raise Refused(
        _(
            "These answers carry no instanceID, so nobody could tell whether they came twice. Send them with one."
        ),
        code="unreadable",
    )


def altered() -> Refused:
    return Refused(
        _("Other answers were received under the same number already, and they stay. Nothing was changed."),
        code=ALTERED,
    )


def still_open(edition: Edition, *, begun: bool) -> None:
    about = kinds.about(edition.form.scope)
    now = timezone.now()
    patience = GRACE if begun else timedelta(0)
    if about is None or (edition.closed_at and not begun):
        raise Refused(_("Nothing more is asked here. Thank you for coming."), code=CLOSED)
    if about.closes and now >= about.closes + patience:
        raise Refused(
            _("This closed on %(day)s. Thank you for coming.") % {"day": _day(about.closes)}, code=CLOSED
        )


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at))
