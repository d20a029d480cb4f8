"""The same answers give the same stored response, whichever way they come; signs of four bytes included."""

import base64
import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import etree

from ngo2.lib.actors import Actor, person_actor
from ngo2.questionnaires import prefilling
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.opened import form_of, in_browser
from ngo2.questionnaires.screens import screens
from ngo2.questionnaires.services import begin_response
from ngo2.questionnaires.services.devices import make_device
from ngo2.questionnaires.services.forms import make_form, publish_edition
from ngo2.questionnaires.xlsform.sheets import form_of as sheets_of

SAID = {
    "who": "山蚁 🐜𠮷 <公益> & “é”",
    "staff": "3",
    "channels": "web tv",
    "site": "yes",
    "url": "https://a.example/🌱",
    "day": "2026-03-01",
    "note": "",
}
YN = [("yn", "yes"), ("yn", "no"), ("c", "web"), ("c", "radio"), ("c", "tv")]


@pytest.fixture
def edition(survey, dana):
    """A group, several answers, a question that hangs on another, one that was skipped, a calculation."""
    sheets = sheets_of(
        survey=[
            {"type": "begin_group", "name": "g", "label": "Basics"},
            {"type": "text", "name": "who", "label": "Who?", "required": "yes"},
            {"type": "integer", "name": "staff", "label": "Staff"},
            {"type": "end_group"},
            {"type": "select_multiple c", "name": "channels", "label": "Channels"},
            {"type": "select_one yn", "name": "site", "label": "A site?"},
            {"type": "text", "name": "url", "label": "Where?", "relevant": "${site} = 'yes'"},
            {"type": "text", "name": "why", "label": "Why not?", "relevant": "${site} = 'no'"},
            {"type": "date", "name": "day", "label": "Since when?"},
            {"type": "text", "name": "note", "label": "More?"},
            {"type": "calculate", "name": "twice", "calculation": "${staff} * 2"},
        ],
        choices=[{"list_name": one, "name": name, "label": name.title()} for one, name in YN],
    )
    form = make_form(person_actor(dana), survey.scope, title="Same")
    form.sheets = sheets.to_json()
    form.save()
    return publish_edition(person_actor(dana), form)


def on_pages(client, edition, dana):
    session, put = prefilling.started(edition, None, None)
    begun = begin_response(
        Actor("link", "t"), edition, document=session.draft(), instance_id=session.instance_id, prefilled=put
    )
    _page_by_page(client, begun.response, begun.token)


def on_paper(client, edition, dana):
    client.force_login(dana)
    led = client.post(reverse("questionnaires:key", args=[edition.pk]))["Location"]
    _page_by_page(client, Response.objects.latest("pk"), led.rstrip("/").rpartition("/")[2])


def _page_by_page(client, response, token):
    """Every page in its order: what is asked next may hang on what was answered before."""
    at, seen = reverse("questionnaires:answer", args=[token]), set[str]()
    while True:
        response.refresh_from_db()
        session = form_of(response.edition).resume(response.xml.encode())
        screen = next((one for one in screens(session, "") if one.at not in seen), None)
        if screen is None:
            break
        seen.add(screen.at)
        told: dict[str, Any] = {"do": "on"}
        for number, path in enumerate(screen.paths):
            value = SAID[path.rpartition("/")[2]]
            told[f"q{number}"] = value.split() if path.endswith("/channels") else value
        assert client.post(f"{at}?at={screen.at}", told).status_code == 302
    assert client.post(f"{at}look/").status_code == 302


def as_a_browser_writes_it(edition):
    """Out of the model that Enketo gets: filled in, what was not asked taken out, calculated, and numbered."""
    model = etree.fromstring(in_browser(edition).given["model"].encode())
    root = etree.fromstring(etree.tostring(model.find(".//{*}instance")[0]))
    values = {
        **SAID,
        "twice": "6",
        "instanceID": f"uuid:{Response.objects.count():08d}-0000-4000-8000-000000000000",
    }
    for one in list(root.iter()):
        name = etree.QName(one).localname
        if name == "why":
            one.getparent().remove(one)
        elif name in values:
            one.text = values[name]
    return etree.tostring(root, encoding="utf-8")


def in_enketo(client, edition, dana):
    session, put = prefilling.started(edition, None, None)
    begun = begin_response(
        Actor("link", "t"), edition, document=session.draft(), instance_id=session.instance_id, prefilled=put
    )
    document = as_a_browser_writes_it(edition)
    ident = etree.fromstring(document).find(".//{*}instanceID").text
    document = document.replace(ident.encode(), session.instance_id.encode())
    address = reverse("questionnaires:app_submission", args=[begun.token])
    assert _sent(client, address, document, headers={"X-OpenRosa-Version": "1.0"}) == 201


def in_collecting(client, edition, dana):
    link = make_device(person_actor(dana), edition.form, label="One for many").link
    address = reverse("questionnaires:collect_submission", args=[link])
    document = as_a_browser_writes_it(edition)
    assert _sent(client, address, document, headers={"X-OpenRosa-Version": "1.0"}, **{"*agreed*": "1"}) == 201


def by_openrosa(client, edition, dana):
    made = make_device(person_actor(dana), edition.form, label="Collect")
    basic = base64.b64encode(f"{made.device.name}:{made.secret}".encode()).decode()
    address = reverse("collect:submission", args=[edition.form.key])
    document = as_a_browser_writes_it(edition)
    assert _sent(client, address, document, headers={"Authorization": f"Basic {basic}"}) == 201


def _sent(client, address, document, *, headers, **more):
    parts = {"xml_submission_file": SimpleUploadedFile("a.xml", document, "text/xml"), **more}
    return client.post(address, parts, headers=headers).status_code


def in_a_table(client, edition, dana):
    client.force_login(dana)
    text = io.StringIO()
    csv.writer(text).writerows([list(SAID), list(SAID.values())])
    address = reverse("questionnaires:bring", args=[edition.pk])
    client.post(address, {"file": SimpleUploadedFile("a.csv", text.getvalue().encode())})
    client.post(address, {"do": "take", "agreed": "on"})


WAYS = {
    "page": on_pages,
    "browser": in_enketo,
    "device": by_openrosa,
    "collecting": in_collecting,
    "paper": on_paper,
    "file": in_a_table,
}


def shape(element, ident):
    """The document without what its writer chose: prefixes, blanks, its number."""
    text = (element.text or "").strip().replace(ident, "ID")
    inner = [shape(child, ident) for child in element]
    return etree.QName(element).localname, dict(element.attrib), "" if inner else text, inner


def test_the_same_answers_give_the_same_stored_response_whichever_way(client, edition, dana):
    rows, shapes, ways = {}, {}, {}
    for name, answer in WAYS.items():
        client.logout()
        answer(client, edition, dana)
        kept = Response.objects.latest("pk")
        assert kept.state == Response.RECEIVED, name
        assert kept.findings == [], name
        said = kept.answers.exclude(path__endswith="/meta/instanceID").order_by("path", "place")
        rows[name] = [(one.path.rpartition("/")[2], one.place, one.value) for one in said]
        shapes[name] = shape(etree.fromstring(kept.xml.encode()), kept.instance_id)
        ways[name] = kept.way
    assert Response.objects.count() == len(WAYS)
    first = rows.pop("page")
    assert dict.fromkeys(rows, first) == rows
    assert {name: value for name, _place, value in first} == {**SAID, "twice": "6"}
    like = shapes.pop("page")
    assert dict.fromkeys(shapes, like) == shapes
    assert ways == {name: name if name != "collecting" else "device" for name in WAYS}
