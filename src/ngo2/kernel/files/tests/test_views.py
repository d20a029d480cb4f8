import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template

from ngo2.kernel.files.services import delete_file, keep_document, keep_image, mark_minor
from ngo2.kernel.files.tests.corpus import GOOD_PDF, photo, picture, saved
from ngo2.lib.actors import person_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(alice, team, upload):
    return keep_image(
        person_actor(alice),
        team,
        upload(saved(picture(size=(1000, 700)), "JPEG")),
        purpose="logo",
        public=True,
    )


@pytest.fixture
def private(alice, team):
    return keep_document(person_actor(alice), team, ContentFile(GOOD_PDF, "证书.pdf"), purpose="claim")


def headers(answer):
    names = [
        "Content-Type",
        "Cache-Control",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Content-Disposition",
    ]
    return [answer.get(name) for name in names]


def test_a_public_picture_is_shown_to_everybody_without_a_session(
    client, public, stored, django_assert_num_queries
):
    with django_assert_num_queries(1):
        answer = client.get(f"/files/{public.pk}/")
    assert answer.content == stored(public.path)
    assert headers(answer) == [
        "image/jpeg", "public, max-age=31536000, immutable", "default-src 'none'; sandbox", "nosniff",
        'inline; filename="photo.jpg"',
    ]  # fmt: skip
    assert (answer.cookies, "Cookie" in answer.get("Vary", "")) == ({}, False)
    again = client.get(f"/files/{public.pk}/", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_narrow_copies(client, public):
    sizes = {}
    for width in (320, 960):
        answer = client.get(f"/files/{public.pk}/{width}/")
        sizes[width] = (len(answer.content), answer["ETag"])
    assert sizes[320][0] < sizes[960][0]
    assert sizes[320][1] != sizes[960][1]
    assert client.get(f"/files/{public.pk}/500/").status_code == 404


def test_a_small_picture_is_its_own_copy(client, alice, team):
    file = keep_image(
        person_actor(alice),
        team,
        ContentFile(saved(picture(size=(200, 100)), "PNG"), "a.png"),
        purpose="x",
        public=True,
    )
    assert client.get(f"/files/{file.pk}/320/").content == client.get(f"/files/{file.pk}/").content


def test_a_document_is_only_ever_a_download(client, alice, private):
    client.force_login(alice)
    answer = client.get(f"/files/{private.pk}/")
    assert answer.content == GOOD_PDF
    assert headers(answer) == [
        "application/pdf", "private, no-store", "default-src 'none'; sandbox", "nosniff",
        "attachment; filename*=utf-8''%E8%AF%81%E4%B9%A6.pdf",
    ]  # fmt: skip
    assert "ETag" not in answer


def test_who_reads_a_private_file(client, alice, bob, charlie, private):
    anonymous = client.get(f"/files/{private.pk}/")
    assert (anonymous.status_code, "%PDF" in str(anonymous.content)) == (302, False)
    statuses = {}
    for person in (alice, bob, charlie):
        client.force_login(person)
        statuses[person.name] = client.get(f"/files/{private.pk}/").status_code
    assert statuses == {"Alice": 200, "Bob": 200, "Charlie": 404}


def test_what_is_deleted_hidden_lost_or_never_was(client, alice, public, private):
    mark_minor(person_actor(alice), public)
    assert client.get(f"/files/{public.pk}/").status_code == 302
    assert client.get(f"/files/{public.pk}/320/").status_code == 302
    client.force_login(alice)
    delete_file(person_actor(alice), private)
    assert client.get(f"/files/{private.pk}/").status_code == 404
    assert client.get(f"/files/{uuid.uuid4()}/").status_code == 404
    default_storage.delete(public.path)
    assert client.get(f"/files/{public.pk}/").status_code == 404
    assert client.post(f"/files/{public.pk}/").status_code == 405


def test_picture_offers_each_width(public):
    html = Template("{% load files %}{% picture file alt=alt sizes='50vw' %}").render(
        Context({"file": public, "alt": "<x>"})
    )
    base = f"/files/{public.pk}/"
    assert html.strip() == (
        f'<img src="{base}" srcset="{base}320/ 320w, {base}960/ 960w, {base} 1000w" sizes="50vw" width="1000"'
        ' height="700" alt="&lt;x&gt;" loading="lazy" decoding="async">'
    )


def test_the_shelf_is_readable_by_us_only(public, shelf):
    assert {path.stat().st_mode & 0o777 for path in shelf.rglob("*") if path.is_file()} == {0o600}
    assert photo()  # the corpus can be made
