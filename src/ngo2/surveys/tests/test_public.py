"""Which surveys are open, for everybody; and who may begin there."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from ngo2.lib.actors import SYSTEM
from ngo2.surveys import services
from ngo2.surveys.models import Wave
from ngo2.surveys.services import columns, releases
from ngo2.surveys.tests.wave_of import answered


@pytest.fixture
def page(client):
    return lambda name="surveys:surveys", *args: client.get(reverse(name, args=args))


def test_open_ones_say_who_may_answer(page, asked_wave):
    shown = page().content.decode()
    begin = reverse("surveys:begin", args=[asked_wave.pk])
    assert "Internet use" in shown
    assert "by invitation" in shown
    assert begin not in shown
    Wave.objects.update(is_open_to_all=True)
    services.change_survey(SYSTEM, asked_wave.survey, title_en="Net use", consent_en="x" * 40, months=3)
    shown = page().content.decode()
    assert "Net use" in shown
    assert begin in shown


def test_it_follows_what_opens_and_closes(page, planned):
    assert "No survey is open now" in page().content.decode()
    services.open_wave(SYSTEM, planned)
    assert "Internet use" in page().content.decode()
    services.close_wave(SYSTEM, planned)
    assert "No survey is open now" in page().content.decode()


@pytest.mark.parametrize("when", [{"opens_at": timedelta(days=1)}, {"closes_at": timedelta(days=-1)}])
def test_neither_before_nor_after(page, asked_wave, when):
    Wave.objects.update(**{name: timezone.now() + off for name, off in when.items()})
    assert "Internet use" not in page().content.decode()


def test_it_lists_reports_and_goes_with_each_version(page, asked_wave):
    made = services.make_report(
        SYSTEM, asked_wave.survey, wave=asked_wave, title_zh="报告", title_en="Who is online"
    )
    services.add_block(SYSTEM, made, "text", {"en": "Many."})
    assert "Who is online" not in page().content.decode()
    publication = services.publish_report(SYSTEM, made)
    shown = page().content.decode()
    assert f'href="{publication.get_absolute_url()}"' in shown
    assert "Who is online" in shown
    assert date_format(timezone.localdate()) in shown
    services.change_report(SYSTEM, made, title_en="Who is not")
    newer = services.publish_report(SYSTEM, made)
    shown = page().content.decode()
    assert "Who is not" in shown
    assert "Who is online" not in shown
    for one in (newer, publication):
        services.withdraw_publication(SYSTEM, one, reason="Counted twice.")
    assert 'id="reports"' not in page().content.decode()


def test_it_lists_anonymised_answers_until_they_are_withdrawn(page, asked_wave, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    answered(asked_wave, [{}] * 9)
    Wave.objects.update(closed_at=timezone.now())
    asked_wave.refresh_from_db()
    assert 'id="releases"' not in page().content.decode()
    [asked, *_more] = columns.asked_of(asked_wave.edition).questions
    told = {"published": [asked.name], "known": [], "k": 5, "licence": "CC BY 4.0"}
    made = releases.publish_release(SYSTEM, asked_wave, **told)
    assert f'href="{made.get_absolute_url()}"' in page().content.decode()
    listed = json.loads(page("opendata:dataset", "survey-answers", "json").getvalue())["rows"]
    assert [(one["survey"], one["wave"], one["answers"], one["terms"]) for one in listed] == [
        ("Internet use", 1, 9, "CC BY 4.0")
    ]
    assert listed[0]["page"].endswith(made.get_absolute_url())
    releases.withdraw_release(SYSTEM, made)
    assert json.loads(page("opendata:dataset", "survey-answers", "json").getvalue())["rows"] == []
    assert 'id="releases"' not in page().content.decode()


def test_one_is_as_quick_as_three(client, asked_survey):
    counted = []
    for many in (1, 3):
        while asked_survey.waves.count() < many:
            number = asked_survey.waves.count() + 1
            now = timezone.now()
            asked_survey.waves.create(number=number, opens_at=now, opened_at=now, is_open_to_all=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{reverse('surveys:surveys')}?n={many}")
        counted.append(len(queries))
    assert counted[0] == counted[1]
