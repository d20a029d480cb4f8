"""Forms are made, changed and given out. What was given out is never changed: a later change is another edition."""

import hashlib
import mimetypes
import re
from typing import Any

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.lib.text import tidy
from ngo2.questionnaires import kinds
from ngo2.questionnaires.divisions import divisions_csv
from ngo2.questionnaires.limits import LARGEST_MEDIUM, MOST_MEDIA
from ngo2.questionnaires.models import LONGEST_NAME, LONGEST_TITLE, Edition, Form, Medium
from ngo2.questionnaires.xforms import Unreadable, read
from ngo2.questionnaires.xlsform.converting import convert
from ngo2.questionnaires.xlsform.lines import DIVISIONS, PLACE, facts, form_languages, lines
from ngo2.questionnaires.xlsform.sheets import Sheets

_MEDIUM_NAME = re.compile(r"[\w.-]+", re.ASCII)


def make_form(actor: Actor, scope: str, *, title: str, sheets: Sheets | None = None) -> Form:
    """A form of `scope` ("survey:7"): an empty one, or with the sheets of a workbook."""
    if not kinds.may("edits", actor, scope):
        raise Hidden(scope)
    title = _title(title)
    now = timezone.now()
    with transaction.atomic():
        made = Form.objects.create(
            scope=scope,
            key=f"{slugify(title)[:40] or 'form'}-{get_random_string(6, '23456789abcdefghjkmnpqrstuvwxyz')}",
            title=title,
            sheets=(sheets or Sheets()).to_json(),
            made_by=actor.person,
            made_at=now,
            changed_at=now,
        )
        _lend_divisions(made)
        record(actor, "questionnaires.form.made", made, scope=scope)
    return made


def change_form(actor: Actor, form: Form, *, sheets: Sheets, seen: int, title: str = "") -> None:
    """`seen`: the count of changes (`Form.edited`) that the editor's page showed. Another change in between is
    refused, and nothing of either is lost: the page shows what stands now, with what was typed.
    """
    authorise(actor, "questionnaires.edit", form)
    changes: dict[str, Any] = {
        "sheets": sheets.to_json(),
        "changed_at": timezone.now(),
        "edited": F("edited") + 1,
    }
    if title:
        changes["title"] = _title(title)
    with transaction.atomic():
        if not Form.objects.filter(pk=form.pk, edited=seen).update(**changes):
            raise Refused(
                _(
                    "Somebody changed this form while you were writing. Look at it as it is now, then save again."
                ),
                code="overtaken",
            )
        form.refresh_from_db()
        _lend_divisions(form)
        record(actor, "questionnaires.form.changed", form, scope=form.scope)


def keep_medium(actor: Actor, form: Form, upload: Upload) -> Medium:
    """A file that the form names: a list of choices (CSV), a picture. The newest of a name counts."""
    authorise(actor, "questionnaires.edit", form)
    name = (upload.name or "").replace("\\", "/").rpartition("/")[2]
    if not _MEDIUM_NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise Refused(
            _(
                "The name of this file may hold letters without accents, digits, dots and dashes only. Rename it."
            ),
            field="file",
        )
    if not upload.size or upload.size > LARGEST_MEDIUM:
        raise Refused(_("A file of a form may have 5 MB, and not be empty."), field="file")
    upload.seek(0)
    content = upload.read()
    with transaction.atomic():
        if form.media.values("name").distinct().count() >= MOST_MEDIA:
            raise Refused(_("A form may have 40 files. Remove one first."), field="file")
        kept, is_new = _keep(form, name, content)
        record(
            actor, "questionnaires.form.changed", form, scope=form.scope, data={"medium": name, "new": is_new}
        )
    return kept


def drop_medium(actor: Actor, form: Form, name: str) -> None:
    """Takes a file out of the form. One that an edition means stays: whoever answers that one needs it."""
    authorise(actor, "questionnaires.edit", form)
    rows = form.media.filter(name=name)
    if not rows.exists():
        raise Refused(_("This file is no longer there."), field="file")
    for edition in form.editions.order_by("-number").only("number", "media"):
        if name in edition.media:
            raise Refused(
                _(
                    "Edition %(n)d was given out with this file, so it stays. Upload another under the same name."
                )
                % {"n": edition.number},
                field="file",
            )
    with transaction.atomic():
        rows.delete()
        record(actor, "questionnaires.form.changed", form, scope=form.scope, data={"medium": name})


def publish_edition(actor: Actor, form: Form) -> Edition:
    """Gives the form out as it stands. Raises `xlsform.FormError` with findings at their rows, or Refused.

    Nothing changed since the last edition: that one.
    """
    authorise(actor, "questionnaires.edit", form)
    sheets = Sheets.from_json(form.sheets)
    last = form.editions.order_by("-number").first()
    media = current_media(form)
    if last is not None and last.sheets == form.sheets and last.media == media and last.closed_at is None:
        return last
    number = (last.number if last else 0) + 1
    made = convert(sheets, form_id=form.key, version=str(number), title=form.title)
    try:
        read(made.xform, {one.name: bytes(one.content) for one in _newest(form).values()})
    except Unreadable as unreadable:
        raise Refused(str(unreadable), code="unreadable") from None
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                form=form,
                number=number,
                sheets=form.sheets,
                xform=made.xform.decode(),
                digest=hashlib.md5(made.xform, usedforsecurity=False).hexdigest(),
                media=media,
                languages=form_languages(sheets),
                facts=facts(sheets),
                made_by=actor.person,
                made_at=timezone.now(),
            )
            record(
                actor, "questionnaires.form.given_out", form, scope=form.scope, data={"edition": edition.pk}
            )
    except IntegrityError:
        raise Refused(_("Somebody gave this form out at the same moment. Load the page again.")) from None
    return edition


def close_edition(actor: Actor, edition: Edition) -> None:
    """Nobody begins it any more; who has begun goes on."""
    authorise(actor, "questionnaires.edit", edition.form)
    with transaction.atomic():
        if Edition.objects.filter(pk=edition.pk, closed_at=None).update(closed_at=timezone.now()):
            record(actor, "questionnaires.form.closed", edition.form, scope=edition.form.scope)


def _keep(form: Form, name: str, content: bytes) -> tuple[Medium, bool]:
    return Medium.objects.update_or_create(
        form=form,
        name=name,
        digest=hashlib.md5(content, usedforsecurity=False).hexdigest(),  # what the OpenRosa manifest tells
        defaults={
            "content": content,
            "content_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "kept_at": timezone.now(),
        },
    )


def _lend_divisions(form: Form) -> None:
    """A question for a place needs the list of places; a form that brings its own keeps that."""
    asks = any(line.kind == PLACE for line in lines(Sheets.from_json(form.sheets)))
    if asks and not form.media.filter(name=DIVISIONS).exists():
        _keep(form, DIVISIONS, divisions_csv())


def current_media(form: Form) -> dict[str, str]:
    return {name: one.digest for name, one in _newest(form).items()}


def _newest(form: Form) -> dict[str, Medium]:
    return {one.name: one for one in form.media.order_by("kept_at", "pk")}


def _title(title: str) -> str:
    title = tidy(title)
    if not title:
        raise Refused(_("Please give the form a title."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST_TITLE}, field="title")
    return title
