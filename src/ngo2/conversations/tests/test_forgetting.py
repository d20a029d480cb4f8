"""Words and files are their author's: exported, erased, and gone after their time; the place of each message stays."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from ngo2.accounts.models import Identity
from ngo2.conversations import services
from ngo2.conversations.models import Look, Message, Reading
from ngo2.conversations.services.forgetting import KEPT
from ngo2.kernel.files.models import File, Usage
from ngo2.kernel.files.tests.conftest import upload
from ngo2.kernel.privacy import erasure, export
from ngo2.lib.actors import person_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["upload"]
MINE, THEIRS = "My mother is ill.", "We are sorry to hear that."


@pytest.fixture
def said(write, upload, alice, erin):
    made = write(alice, MINE, upload=upload())
    write(erin, THEIRS, upload=upload())
    return made.attachment


def bytes_kept(file):
    return default_storage.exists(file.path)


def test_the_export_holds_ones_own_words_and_files_and_nobody_elses(said, alice):
    with export.build(alice) as made, zipfile.ZipFile(io.BytesIO(made.read())) as archive:
        told = archive.read("my-data.json").decode()
        names = [name for name in archive.namelist() if name.startswith("conversations/")]
    assert MINE in told
    assert THEIRS not in told
    assert len(names) == 1


@pytest.mark.django_db(transaction=True)
def test_erased_the_words_and_files_go_and_the_place_stays(said, talk, client, alice, erin):
    services.ask_look(person_actor(alice), talk(), reason="My mother is ill, and they ask for money.")
    erasure.erase(alice)
    first, second = Message.objects.order_by("number")
    assert (first.number, first.text, first.person, first.attachment) == (1, "", None, None)
    assert (second.text, second.attachment is None) == (THEIRS, False)
    assert not bytes_kept(said)
    assert File.objects.count() == 1
    assert Usage.objects.get(scope=said.scope).bytes == second.attachment.bytes
    assert not Reading.objects.filter(person=alice).exists()
    assert Look.objects.get().reason == ""
    client.force_login(erin)
    page = client.get(f"/en/conversations/{talk().conversation.pk}/").content.decode()
    assert "Removed: whoever wrote this has erased their account." in page
    assert "Alice" not in page
    assert "mother" not in page
    assert page.index('id="m1"') < page.index('id="m2"')


@pytest.mark.django_db(transaction=True)
def test_after_three_years_messages_go_with_their_files(said, talk):
    Message.objects.filter(number=1).update(at=timezone.now() - KEPT - timedelta(days=1))
    assert services.forget_old() == 1
    assert services.forget_old() == 0
    assert [one.number for one in Message.objects.all()] == [2]
    assert not bytes_kept(said)
    assert talk().conversation.last == 2  # what comes is numbered on


def test_a_name_is_shown_and_nobodys_address(said, talk, client, erin, alice):
    """Writing to each other gives no contact away (E5)."""
    Identity.objects.create(person=alice, kind="phone", value="+8613900139000", verified_at=timezone.now())
    client.force_login(erin)
    page = client.get(f"/en/conversations/{talk().conversation.pk}/").content.decode()
    assert "Alice" in page
    assert "13900139000" not in page
