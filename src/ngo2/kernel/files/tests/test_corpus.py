"""P10 of the promises: uploaded files cannot hurt anyone."""

import io
import re
import resource
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from ngo2.kernel.files import workshop
from ngo2.kernel.files.models import WIDTHS, File, Usage
from ngo2.kernel.files.services import keep_document, keep_image
from ngo2.kernel.files.tests.corpus import (
    GPS_MARK,
    HARMLESS_IMAGES,
    REFUSED_DOCUMENTS,
    REFUSED_IMAGES,
    SCRIPT,
    with_exif,
)
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Refused

SECONDS, MEMORY = 2.0, 200 * 2**20  # processor time of the child: a busy machine changes nothing
MARKS = [SCRIPT, GPS_MARK.encode(), b"Marker", b"PK\x03\x04", b"Exif", b"ICC_PROFILE", b"NETSCAPE", b"ANIM"]


def _spent_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture
def seen(monkeypatch):
    """What the workshop used, call by call: (seconds of processor time, bytes)."""
    calls = []
    work = workshop.work

    def watched(*args, **kwargs):
        began = _spent_by_children()
        memory = 0
        try:
            done = work(*args, **kwargs)
            memory = done.memory
            return done
        finally:
            calls.append((_spent_by_children() - began, memory))

    monkeypatch.setattr(workshop, "work", watched)
    return calls


def left_over(shelf):
    return [path for path in shelf.rglob("*") if path.is_file()] if shelf.exists() else []


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED_IMAGES)
def test_what_is_no_picture_is_refused_in_one_sentence(case, alice, team, seen, shelf):
    data, name, code = REFUSED_IMAGES[case]()
    with pytest.raises(Refused) as refused:
        keep_image(person_actor(alice), team, ContentFile(data, name), purpose="logo", public=True)
    assert (refused.value.code, refused.value.field, refused.value.message) == (
        code,
        "file",
        workshop.SENTENCES[code],
    )
    assert (File.objects.count(), Usage.objects.count(), left_over(shelf)) == (0, 0, [])
    assert all(seconds <= SECONDS for seconds, _memory in seen)


@pytest.mark.django_db
@pytest.mark.parametrize("case", HARMLESS_IMAGES)
def test_what_is_taken_is_a_plain_small_picture(case, alice, team, seen, shelf, stored, client):
    data, name = HARMLESS_IMAGES[case]()
    file = keep_image(person_actor(alice), team, ContentFile(data, name), purpose="logo", public=True)
    ((seconds, memory),) = seen
    assert (seconds <= SECONDS, memory <= MEMORY) == (True, True), f"{seconds:.1f} s, {memory >> 20} MB"
    bodies = [stored(path) for path in file.paths()]
    assert sum(map(len, bodies)) == file.bytes
    assert len(left_over(shelf)) == len(bodies) == 1 + sum(file.width > width for width in WIDTHS)
    for body in bodies:
        assert len(body) <= 120_000
        assert [mark for mark in MARKS if mark in body] == []
        image = Image.open(io.BytesIO(body))
        assert (image.format in {"JPEG", "WEBP"}, getattr(image, "n_frames", 1), len(image.getexif())) == (
            True,
            1,
            0,
        )
        assert max(image.size) <= 1600
    assert re.fullmatch(r"[^\x00-\x1f\x7f\u202e/\\\"]{1,116}\.(jpg|webp)", file.name)
    answer = client.get(f"/files/{file.pk}/")
    assert answer["Content-Type"] in {"image/jpeg", "image/webp"}
    assert "\n" not in answer["Content-Disposition"]


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED_DOCUMENTS)
def test_what_is_no_document_or_an_active_one_is_refused(case, alice, team, seen, shelf):
    data, name, code = REFUSED_DOCUMENTS[case]()
    with pytest.raises(Refused) as refused:
        keep_document(person_actor(alice), team, ContentFile(data, name), purpose="claim")
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert (File.objects.count(), left_over(shelf)) == (0, [])
    assert all(seconds <= SECONDS for seconds, _memory in seen)


@pytest.mark.django_db
@pytest.mark.parametrize(("orientation", "red"), [(1, "top"), (3, "bottom"), (6, "right"), (8, "left")])
def test_a_photo_held_sideways_stands_upright(orientation, red, alice, team, stored):
    file = keep_image(person_actor(alice), team, ContentFile(with_exif(orientation), "a.jpg"), purpose="logo")
    image = Image.open(io.BytesIO(stored(file.path))).convert("RGB")
    width, height = image.size
    middles = {
        "top": (width // 2, 8), "bottom": (width // 2, height - 8),
        "left": (8, height // 2), "right": (width - 8, height // 2),
    }  # fmt: skip
    reds = [
        side for side, at in middles.items() if image.getpixel(at)[0] > 180 and image.getpixel(at)[1] < 80
    ]
    assert reds == [red]
    assert (file.width, file.height) == image.size == ((400, 300) if orientation in {1, 3} else (300, 400))


def test_an_upload_too_large_is_refused_before_it_is_read():
    class Huge(ContentFile):
        def read(self, *args):
            raise AssertionError("was read")

    huge = Huge(b"")
    huge.size = workshop.LARGEST + 1
    with pytest.raises(Refused, match=r"12"):
        workshop.read(huge)


def test_a_child_that_dies_or_hangs_is_a_refusal(monkeypatch, tmp_path):
    for body in ("import os; os.abort()", "import time; time.sleep(60)", "print('', end='')"):
        script = tmp_path / "bad.py"
        script.write_text(body)
        monkeypatch.setattr(workshop, "SCRIPT", script)
        monkeypatch.setattr(workshop, "LIMITS", replace(workshop.LIMITS, patience=1))
        with pytest.raises(Refused) as refused:
            workshop.work(b"x", "image")
        assert refused.value.code == "broken"


def test_the_child_gets_no_secrets_from_our_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("NGO2_SECRET_KEY", "hush")
    script = tmp_path / "tell.py"
    script.write_text(
        "import json, os\n"
        "told = 'NGO2_SECRET_KEY' in os.environ\n"
        "print(json.dumps({'type': str(told), 'width': 0, 'height': 0, 'parts': [], 'memory': 0}))"
    )
    monkeypatch.setattr(workshop, "SCRIPT", script)
    assert workshop.work(b"x", "image").content_type == "False"
