import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ngo2.kernel.files.forgetting import forget, own_bytes, rows_of, sweep
from ngo2.kernel.files.models import File, Usage
from ngo2.kernel.files.services import delete_file, keep_document, keep_image
from ngo2.kernel.files.tests.corpus import GOOD_PDF
from ngo2.kernel.files.waiting import held, hold, release
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Hidden

pytestmark = pytest.mark.django_db


def test_own_files_go_an_organisations_stay_without_the_name(
    alice, charlie, team, upload, django_capture_on_commit_callbacks
):
    own = keep_image(person_actor(alice), f"person:{alice.pk}", upload(), purpose="face")
    logo = keep_image(person_actor(alice), team, upload(name="王芳拍的.jpg"), purpose="logo", public=True)
    others = keep_image(person_actor(charlie), f"person:{charlie.pk}", upload(name="c.jpg"), purpose="face")
    with django_capture_on_commit_callbacks(execute=True):
        forget(alice, rows_of(alice))
    left = {
        file.pk: (file.name, file.created_by_id, default_storage.exists(file.path))
        for file in File.objects.all()
    }
    assert left == {logo.pk: ("file.jpg", None, True), others.pk: ("c.jpg", charlie.pk, True)}
    assert not any(default_storage.exists(path) for path in own.paths())
    assert set(Usage.objects.values_list("scope", flat=True)) == {team, f"person:{charlie.pk}"}


def test_the_export_holds_ones_own_files_and_no_deleted_ones(alice, team, upload):
    actor, mine = person_actor(alice), f"person:{alice.pk}"
    own = keep_document(actor, mine, ContentFile(GOOD_PDF, "证书.pdf"), purpose="paper")
    gone = keep_document(actor, mine, ContentFile(GOOD_PDF, "old.pdf"), purpose="paper")
    delete_file(actor, gone)
    keep_image(actor, team, upload(), purpose="logo")
    assert list(own_bytes(alice, rows_of(alice))) == [(f"files/{own.pk}-证书.pdf", GOOD_PDF)]


def test_what_waits_for_a_second_press_goes_by_itself_after_a_day():
    first, second = hold(ContentFile(b"one")), hold(ContentFile(b"two"))
    assert (held(first), held(second)) == (b"one", b"two")
    release(second)
    long_ago = time.time() - 2 * 86400
    assert sweep() == 0
    os.utime(default_storage.path(first), (long_ago, long_ago))
    assert sweep() == 1
    for path in (first, second, "waiting/../../secret", ""):
        with pytest.raises(Hidden):
            held(path)
