"""Keep what people upload: images re-encoded and free of EXIF, documents checked, all within a quota."""

import hashlib
import secrets
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.core.files.base import File as Upload
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.files import quota, workshop
from ngo2.kernel.files.models import WIDTHS, File
from ngo2.kernel.files.names import UNKNOWN, harmless
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused

# Longest side in pixels and most bytes. What the public loads must be light; what is read must be legible.
PUBLIC_SIZE, PRIVATE_SIZE = (1600, 120_000), (2400, 900_000)


def keep_image(
    actor: Actor,
    scope: str,
    upload: Upload,
    *,
    purpose: str,
    public: bool = False,
    shows_minor: bool = False,
) -> File:
    """Keep a picture in `scope` ("organisation:42"). What its name and type claim is ignored.

    Raises Refused (field "file") when it is none, too large, or over the quota. With `shows_minor` (a child
    can be recognised) it cannot be public.
    """
    authorise(actor, "files.write", scope)
    if public and shows_minor:
        raise Refused(
            _("A picture that shows a child cannot be public. Choose another, or keep it private."),
            field="file",
            code="minor",
        )
    side, most = PUBLIC_SIZE if public else PRIVATE_SIZE
    made = workshop.work(workshop.read(upload), "image", side=side, most=most, widths=WIDTHS)
    return _keep(
        actor, scope, made, upload, File.IMAGE, purpose=purpose, public=public, shows_minor=shows_minor
    )


def keep_document(actor: Actor, scope: str, upload: Upload, *, purpose: str) -> File:
    """Keep a PDF as it came, or a picture of a paper (re-encoded). Private, and served as a download only."""
    authorise(actor, "files.write", scope)
    data = workshop.read(upload)
    if data.startswith(b"%PDF-"):
        made = workshop.work(data, "document")
        return _keep(actor, scope, made, upload, File.DOCUMENT, purpose=purpose)
    side, most = PRIVATE_SIZE
    try:
        made = workshop.work(data, "image", side=side, most=most, widths=WIDTHS)
    except Refused as refused:
        raise workshop.refusal("not_a_document") if refused.code == "not_an_image" else refused from None
    return _keep(actor, scope, made, upload, File.IMAGE, purpose=purpose)


def keep_as_sent(actor: Actor, scope: str, upload: Upload, *, purpose: str) -> File:
    """Keep the very bytes, whatever they are: what a device sends as evidence must compare with what it kept.

    Nothing looks into it, so it is private, and served as a download of unknown type only.
    """
    authorise(actor, "files.write", scope)
    data = workshop.read(upload)
    made = workshop.Work(UNKNOWN, 0, 0, [data])
    return _keep(actor, scope, made, upload, File.ORIGINAL, purpose=purpose)


def keep_lighter(actor: Actor, file: File, *, purpose: str) -> File:
    """A copy of a picture that is here, as light as what the public loads. Private: for a room that shows it itself."""
    authorise(actor, "files.write", file.scope)
    if file.shows_minor:
        raise Refused(
            _("A picture that shows a child cannot be public. Choose another, or keep it private."),
            field="file",
            code="minor",
        )
    side, most = PUBLIC_SIZE
    whole = read(file)
    made = workshop.work(whole, "image", side=side, most=most, widths=WIDTHS)
    return _keep(actor, file.scope, made, ContentFile(whole, name=file.name), File.IMAGE, purpose=purpose)


def read(file: File, width: int = 0) -> bytes:
    """The bytes, or those of a narrower copy; Hidden when the row came back from a backup without them."""
    try:
        with default_storage.open(file.copy(width)) as stored:
            return bytes(stored.read())
    except FileNotFoundError:
        raise Hidden(str(file.pk)) from None


def delete_file(actor: Actor, file: File) -> None:
    """Gone for everybody at once; the bytes follow after 30 days, the quota is free now."""
    authorise(actor, "files.write", file.scope)
    with transaction.atomic():
        if File.objects.filter(pk=file.pk, deleted_at=None).update(deleted_at=timezone.now()):
            quota.give_back(file.scope, file.bytes)
            record(actor, "files.deleted", file, scope=file.scope)


def mark_minor(actor: Actor, file: File) -> None:
    """A child can be recognised in it: from now on the picture is private, whoever linked to it."""
    authorise(actor, "files.write", file.scope)
    with transaction.atomic():
        hidden = File.objects.filter(pk=file.pk, shows_minor=False)
        if hidden.update(shows_minor=True, visibility=File.PRIVATE):
            record(actor, "files.hidden", file, scope=file.scope)


def _keep(
    actor: Actor,
    scope: str,
    made: workshop.Work,
    upload: Upload,
    kind: str,
    *,
    purpose: str,
    public: bool = False,
    shows_minor: bool = False,
) -> File:
    token = secrets.token_hex(20)
    file = File(
        scope=scope,
        kind=kind,
        purpose=purpose,
        visibility=File.PUBLIC if public else File.PRIVATE,
        shows_minor=shows_minor,
        name=harmless(upload.name or "", made.content_type),
        content_type=made.content_type,
        path=f"{token[:2]}/{token[2:]}",
        bytes=sum(map(len, made.parts)),
        sha256=hashlib.sha256(made.parts[0]).hexdigest(),
        width=made.width,
        height=made.height,
        created_by=actor.person,
    )
    written: list[str] = []
    try:
        with transaction.atomic():
            quota.spend(scope, file.bytes)
            for path, part in zip(file.paths(), made.parts, strict=True):
                written.append(default_storage.save(path, ContentFile(part)))
            file.save(force_insert=True)
            record(actor, "files.kept", file, scope=scope, data={"purpose": purpose, "kind": kind})
    except BaseException:
        remove_bytes(written)  # when a transaction around ours fails later, `sweep` finds them
        raise
    return file


def remove_bytes(paths: Sequence[str]) -> None:
    for path in paths:
        default_storage.delete(path)
