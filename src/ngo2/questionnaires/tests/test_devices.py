"""Devices of a form: made, shown once, taken back; and by whom."""

import base64
import json
import re
import zlib

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ngo2.kernel.files.services import keep_as_sent
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires.models import Device, Response
from ngo2.questionnaires.openrosa.codes import settings_code
from ngo2.questionnaires.openrosa.signing_in import hash_of
from ngo2.questionnaires.services import devices
from ngo2.questionnaires.tests.collecting import add_device, make_form


def test_a_device_gets_a_name_and_a_secret_that_nobody_keeps(form, alice):
    made = devices.make_device(person_actor(alice), form, label="  Phone of   Wang Fang ")
    kept = Device.objects.get()
    assert (kept.label, kept.form, kept.made_by) == ("Phone of Wang Fang", form, alice)
    assert kept.ha1 == hash_of(kept.name, made.secret)
    assert len(made.secret) == 24
    assert made.secret not in str(Device.objects.values().get())
    entry = Entry.objects.get(verb="questionnaires.device.made")
    assert (entry.object_id, entry.scope, entry.data) == (str(kept.pk), form.scope, {"form": form.pk})
    assert made.secret not in str(Entry.objects.values())


@pytest.mark.parametrize("label", ["", "   ", "x" * 81])
def test_a_device_needs_a_label_that_fits(form, alice, label):
    with pytest.raises(Refused) as refused:
        devices.make_device(person_actor(alice), form, label=label)
    assert refused.value.field == "label"
    assert not Device.objects.exists()


def test_a_form_has_so_many_devices_and_no_more(form, alice, monkeypatch):
    monkeypatch.setattr(devices, "MOST", 2)
    first = devices.make_device(person_actor(alice), form, label="1").device
    devices.make_device(person_actor(alice), form, label="2")
    with pytest.raises(Refused):
        devices.make_device(person_actor(alice), form, label="3")
    devices.revoke_device(person_actor(alice), first)
    devices.make_device(person_actor(alice), form, label="3")


def test_charlie_makes_and_takes_back_none(form, charlie):
    with pytest.raises(Hidden):
        devices.make_device(person_actor(charlie), form, label="Phone")
    with pytest.raises(Hidden):
        devices.revoke_device(person_actor(charlie), add_device(form).device)
    assert Device.objects.get().revoked_at is None


def test_a_device_is_taken_back_once(form, alice):
    device = add_device(form).device
    for _press in range(2):
        devices.revoke_device(person_actor(alice), device)
    assert Device.objects.get().revoked_at is not None
    assert Entry.objects.filter(verb="questionnaires.device.revoked").count() == 1


def test_a_device_is_found_by_the_key_of_its_form_only(form, alice):
    other = make_form(alice, key="other-ab12cd")
    device = add_device(form).device
    assert devices.live_device(form.key, device.name) == device
    assert devices.live_device(other.key, device.name) is None
    assert devices.live_device(form.key, "phone\0") is None
    devices.revoke_device(person_actor(alice), device)
    assert devices.live_device(form.key, device.name) is None


def test_a_device_adds_files_to_what_devices_sent_to_its_form_and_reads_none(form, alice):
    other = make_form(alice, key="other-ab12cd")
    mine, strange = (
        devices.device_actor(add_device(one, name).device) for one, name in ((form, "a"), (other, "b"))
    )
    sent, paged = (
        Response.objects.create(
            edition=form.editions.get(), instance_id=way, way=way, state="received", began_at=timezone.now()
        ).files_scope
        for way in ("device", "page")
    )
    assert may(mine, "files.write", sent)
    assert not may(mine, "files.write", paged)
    assert not may(strange, "files.write", sent)
    assert not may(mine, "files.write", form.scope)
    file = keep_as_sent(mine, sent, ContentFile(b"bytes", name="a.jpg"), purpose="answer")
    assert not may(mine, "files.read", file)
    devices.revoke_device(person_actor(alice), Device.objects.get(name="a"))
    assert not may(mine, "files.write", sent)


def test_the_code_holds_what_collect_reads():
    """As the Python example of docs.getodk.org/collect-import-export makes it: base64 of zlib of JSON."""
    code = settings_code("https://ngo.example/collect/visits", "phone", "s3cret", "走访")
    assert json.loads(zlib.decompress(base64.b64decode(code))) == {
        "general": {
            "server_url": "https://ngo.example/collect/visits",
            "username": "phone",
            "password": "s3cret",
        },
        "admin": {},
        "project": {"name": "走访"},
    }


def test_the_page_shows_the_secret_once(client, form, alice, settings):
    settings.NGO2_SITE_URL = "https://ngo.example"
    client.force_login(alice)
    address = reverse("questionnaires:devices", args=[form.pk])
    page = client.post(address, {"label": "Phone of Wang Fang"})
    text, device = page.content.decode(), Device.objects.get()
    secret = next(one for one in re.findall(r"<code[^>]*>([^<]+)</code>", text) if len(one) == 24)
    assert device.ha1 == hash_of(device.name, secret)
    assert device.name in text
    assert f"https://ngo.example/collect/{form.key}<" in text
    assert "<svg" in text
    assert page["Cache-Control"] == "no-store"
    again = client.get(address).content.decode()
    assert device.name in again
    assert "Phone of Wang Fang" in again
    assert secret not in again


def test_the_page_says_what_is_missing(client, form, alice):
    client.force_login(alice)
    page = client.post(f"/en/forms/{form.pk}/devices/", {"label": ""})
    assert "Please say whose device it is" in page.content.decode()
    assert not Device.objects.exists()
    form.editions.all().delete()
    assert "not given out yet" in client.get(f"/en/forms/{form.pk}/devices/").content.decode()


def test_a_press_takes_it_back_and_leaves_the_list(client, form, alice):
    device = add_device(form).device
    client.force_login(alice)
    address = reverse("questionnaires:devices", args=[form.pk])
    answer = client.post(reverse("questionnaires:revoke_device", args=[form.pk, device.pk]))
    assert answer["Location"] == address
    assert device.name not in client.get(address).content.decode()


def test_a_device_of_another_form_is_not_taken_back_here(client, form, alice):
    device = add_device(make_form(alice, key="other-ab12cd")).device
    client.force_login(alice)
    assert client.post(reverse("questionnaires:revoke_device", args=[form.pk, device.pk])).status_code == 404
    assert Device.objects.get().revoked_at is None


def test_the_list_asks_as_often_for_one_as_for_three(client, form, alice):
    client.force_login(alice)
    address = reverse("questionnaires:devices", args=[form.pk])
    counts = []
    for names in (["a1"], ["b2", "c3"]):
        for name in names:
            add_device(form, name)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
