import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from ngo2.kernel.files import quota, services
from ngo2.kernel.files.forgetting import forget_deleted, sweep
from ngo2.kernel.files.models import File, Usage
from ngo2.kernel.files.queries import files_of
from ngo2.kernel.files.services import (
    delete_file,
    keep_document,
    keep_image,
    keep_lighter,
    mark_minor,
    read,
)
from ngo2.kernel.files.tests import corpus
from ngo2.kernel.files.tests.corpus import GOOD_PDF
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import ANONYMOUS, SYSTEM, Actor, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.lib.tests.racing import race

pytestmark = pytest.mark.django_db


def told():
    return list(Entry.objects.order_by("pk").values_list("verb", "scope", "data"))


def test_keep_image_keeps_and_tells(alice, team, upload):
    file = keep_image(person_actor(alice), team, upload(name="我们的标志.png"), purpose="logo", public=True)
    file.refresh_from_db()
    assert (file.scope, file.kind, file.purpose, file.visibility, file.created_by) == (
        team, File.IMAGE, "logo", File.PUBLIC, alice,
    )  # fmt: skip
    assert (file.name, file.content_type) == ("我们的标志.jpg", "image/jpeg")
    assert told() == [("files.kept", team, {"purpose": "logo", "kind": "image"})]
    assert Usage.objects.get().bytes == file.bytes > 0
    assert list(files_of(team, "logo")) == [file]


def test_keep_document_keeps_a_pdf_as_it_came_and_privately(alice, team, stored):
    file = keep_document(person_actor(alice), team, ContentFile(GOOD_PDF, "登记证书.PDF"), purpose="claim")
    assert (file.kind, file.visibility, file.name, file.content_type) == (
        File.DOCUMENT, File.PRIVATE, "登记证书.pdf", "application/pdf",
    )  # fmt: skip
    assert stored(file.path) == GOOD_PDF


def test_a_photo_of_a_paper_is_a_document_too(alice, team, upload):
    file = keep_document(person_actor(alice), team, upload(), purpose="claim")
    assert (file.kind, file.visibility) == (File.IMAGE, File.PRIVATE)


@pytest.mark.parametrize("scope", ["nobody:1", "team", "team:", ""])
def test_a_scope_that_nobody_declared_is_nobodys(scope, alice, team, upload):
    with pytest.raises(Hidden):
        keep_image(person_actor(alice), scope, upload(), purpose="logo")
    with pytest.raises(Hidden):
        keep_image(SYSTEM, scope, upload(), purpose="logo")


def test_who_may_add(alice, bob, charlie, team, upload):
    for actor, refusal in [
        (ANONYMOUS, SignInNeeded),
        (person_actor(bob), Denied),  # reads it, so he hears that he may not
        (person_actor(charlie), Hidden),
    ]:
        for keep in (keep_image, keep_document):
            with pytest.raises(refusal):
                keep(actor, team, upload(), purpose="logo")
    keep_image(Actor("import", label="demo"), team, upload(), purpose="logo")
    keep_image(person_actor(charlie), f"person:{charlie.pk}", upload(), purpose="face")
    with pytest.raises(Hidden):
        keep_image(person_actor(charlie), f"person:{alice.pk}", upload(), purpose="face")


def test_who_may_delete(alice, bob, charlie, team, upload):
    file = keep_image(person_actor(alice), team, upload(), purpose="logo")
    for actor, refusal in [
        (ANONYMOUS, SignInNeeded),
        (person_actor(bob), Denied),
        (person_actor(charlie), Hidden),
    ]:
        for act in (delete_file, mark_minor):
            with pytest.raises(refusal):
                act(actor, file)
    delete_file(person_actor(alice), file)
    delete_file(person_actor(alice), file)  # twice is once
    assert [verb for verb, _scope, _data in told()] == ["files.kept", "files.deleted"]
    assert (list(files_of(team)), Usage.objects.get().bytes) == ([], 0)


def test_a_child_is_never_public(alice, team, upload):
    with pytest.raises(Refused) as refused:
        keep_image(person_actor(alice), team, upload(), purpose="story", public=True, shows_minor=True)
    assert (refused.value.field, refused.value.code) == ("file", "minor")
    file = keep_image(person_actor(alice), team, upload(), purpose="story", public=True)
    mark_minor(person_actor(alice), file)
    mark_minor(person_actor(alice), file)
    file.refresh_from_db()
    assert (file.visibility, file.shows_minor) == (File.PRIVATE, True)
    assert [verb for verb, _scope, _data in told()] == ["files.kept", "files.hidden"]
    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.update(visibility=File.PUBLIC)


def test_a_lighter_copy_is_private_light_and_a_file_of_its_own(alice, charlie, team, upload):
    large = upload(corpus.saved(corpus.picture(size=(3000, 2000)), "JPEG", quality=95))
    file = keep_image(person_actor(alice), team, large, purpose="letter")
    copy = keep_lighter(person_actor(alice), file, purpose="story")
    assert (copy.visibility, copy.purpose, copy.scope, copy.name) == (File.PRIVATE, "story", team, file.name)
    assert max(copy.width, copy.height) <= 1600 < max(file.width, file.height)
    assert len(read(copy)) <= 120_000
    assert len(read(copy, 320)) < len(read(copy))
    delete_file(person_actor(alice), copy)
    file.refresh_from_db()
    assert file.deleted_at is None
    with pytest.raises(Hidden):
        keep_lighter(person_actor(charlie), file, purpose="story")
    mark_minor(person_actor(alice), file)
    file.refresh_from_db()
    with pytest.raises(Refused, match=r"child|孩子"):
        keep_lighter(person_actor(alice), file, purpose="story")
    default_storage.delete(file.path)
    with pytest.raises(Hidden):
        read(file)


def test_the_quota_of_a_scope_is_the_end(alice, team, upload, settings, shelf):
    settings.NGO2_FILES_QUOTA_MB = 1
    Usage.objects.create(scope=team, bytes=999_000)
    with pytest.raises(Refused, match="1 MB") as refused:
        keep_image(person_actor(alice), team, upload(), purpose="logo")
    assert (refused.value.code, File.objects.count(), Usage.objects.get().bytes) == ("quota", 0, 999_000)
    assert not list(shelf.rglob("*"))
    keep_image(
        person_actor(alice), f"person:{alice.pk}", upload(), purpose="face"
    )  # another scope, another quota


@pytest.mark.django_db(transaction=True)
def test_racing_uploads_never_overdraw(settings):
    settings.NGO2_FILES_QUOTA_MB = 1
    assert race([lambda: quota.spend("team:1", 300_000)] * 8)[0] == 3
    assert Usage.objects.get().bytes == 900_000


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_twin_with_read_then_write_overdraws():
    Usage.objects.create(scope="team:1", bytes=0)
    barrier = threading.Barrier(8)

    def careless():
        used = Usage.objects.get(scope="team:1").bytes
        barrier.wait()
        if used + 300_000 > 1_000_000:
            raise Refused("full")
        Usage.objects.filter(scope="team:1").update(bytes=used + 300_000)

    assert race([careless] * 8)[0] > 3


def test_bytes_of_a_failed_upload_are_removed(alice, team, upload, shelf, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError("the row cannot be written")

    monkeypatch.setattr(services, "record", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_image(person_actor(alice), team, upload(), purpose="logo")
    assert [path for path in shelf.rglob("*") if path.is_file()] == []


def test_deleted_files_go_for_good_after_30_days(
    alice, team, upload, shelf, django_capture_on_commit_callbacks
):
    kept, deleted, fresh = (keep_image(person_actor(alice), team, upload(), purpose="logo") for _ in range(3))
    delete_file(person_actor(alice), deleted)
    delete_file(person_actor(alice), fresh)
    File.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now() - timedelta(days=30, minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_deleted() == 1
    assert set(File.objects.values_list("pk", flat=True)) == {kept.pk, fresh.pk}
    assert {path for path in (kept.path, deleted.path, fresh.path) if default_storage.exists(path)} == {
        kept.path, fresh.path,
    }  # fmt: skip


def test_sweep_removes_old_bytes_without_a_row_and_nothing_else(alice, team, upload, monkeypatch):
    assert sweep() == 0  # nothing was ever uploaded
    file = keep_image(person_actor(alice), team, upload(), purpose="logo")
    default_storage.save("ab/stray", ContentFile(b"x"))
    default_storage.save("ab/stray-320", ContentFile(b"x"))
    assert sweep() == 0  # they may belong to an upload that is not done
    monkeypatch.setattr("ngo2.kernel.files.forgetting._UNFINISHED", timedelta(0))
    assert sweep() == 2
    assert [default_storage.exists(path) for path in (*file.paths(), "ab/stray")] == [True] * len(
        file.paths()
    ) + [False]
