"""100,000 choices: refused in a workbook, with the way out; as a file beside the form they are answered."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from ngo2.lib.actors import Actor, person_actor
from ngo2.questionnaires import prefilling
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services import begin_response, receive
from ngo2.questionnaires.services.forms import keep_medium, make_form, publish_edition
from ngo2.questionnaires.tests import scenes
from ngo2.questionnaires.tests.conftest import answered
from ngo2.questionnaires.xlsform.findings import FormError
from ngo2.questionnaires.xlsform.reading import read_workbook
from ngo2.questionnaires.xlsform.sheets import form_of as sheets_of

MANY = 100_000


def test_in_a_workbook_they_are_refused_and_the_way_out_is_named():
    book = openpyxl.Workbook(write_only=True)
    survey, choices = book.create_sheet("survey"), book.create_sheet("choices")
    survey.append(["type", "name", "label"])
    survey.append(["select_one village", "v", "Which village?"])
    choices.append(["list_name", "name", "label"])
    for number in range(MANY):
        choices.append(["village", f"v{number}", f"村 {number}"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FormError) as refused:
        read_workbook(out.getvalue(), "villages.xlsx")
    [one] = refused.value.findings
    assert one.kind == "file_many_rows"
    assert "Put long lists of choices into a CSV file, ask with select_one_from_file" in one.message


@pytest.fixture
def edition(survey, dana):
    sheets = sheets_of(
        survey=[
            {"type": "text", "name": "name", "label": "Name"},
            {"type": "select_one_from_file villages.csv", "name": "v", "label": "Which village?",
             "appearance": "minimal"},
        ]
    )  # fmt: skip
    actor = person_actor(dana)
    form = make_form(actor, survey.scope, title="Villages")
    form.sheets = sheets.to_json()
    form.save()
    rows = "".join(f"v{number},村 {number}\n" for number in range(MANY))
    keep_medium(actor, form, ContentFile(f"name,label\n{rows}".encode(), name="villages.csv"))
    return publish_edition(actor, form)


def test_as_a_file_of_choices_they_are_asked_and_checked(client, edition, dana):
    assert len(form_of(edition).start(scenes.timezone.localtime()).choices("/data/v")) == MANY
    last = f"v{MANY - 1}"
    for value, findings in ((last, 0), (f"v{MANY}", 1)):
        document, _ident = scenes.document(edition, name="A", v=value)
        kept = receive(Actor("link", "t"), edition, document=document, way="device").response
        kept.refresh_from_db()
        assert (answered(kept)["v"], len(kept.findings)) == (value, findings)
    session, put = prefilling.started(edition, None, None)
    begun = begin_response(
        Actor("link", "t"), edition, document=session.draft(), instance_id=session.instance_id, prefilled=put
    )
    at = reverse("questionnaires:answer", args=[begun.token])
    page = client.get(f"{at}?at=/data/name")
    assert len(page.content) < 30_000, "a slow phone gets no list of 100,000"
    page = client.post(f"{at}?at=/data/name", {"q0": "B", "q1": "村 9999", "do": "on"})
    assert page.status_code == 302
    assert "<v>v9999</v>" in Response.objects.get(pk=begun.response.pk).xml
    page = client.post(f"{at}?at=/data/name", {"q0": "B", "q1": "村 9998x", "do": "on"})
    assert "Please choose one of the choices given." in page.content.decode()
    page = client.post(f"{at}?at=/data/name", {"q0": "B", "q1": "999", "do": "on"}).content.decode()
    assert "Which of these is meant? Write its name or its code: 村 999 (v999), 村 1999 (v1999)" in page
    client.post(f"{at}?at=/data/name", {"q0": "B", "q1": last, "do": "on"})
    assert f"村 {MANY - 1}" in client.get(f"{at}?at=/data/name").content.decode()
    client.post(f"{at}look/")
    assert answered(Response.objects.get(pk=begun.response.pk))["v"] == last
