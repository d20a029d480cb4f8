"""Which surveys are open, for everybody; and who may begin there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ngo2.lib.actors import SYSTEM
from ngo2.surveys import services
from ngo2.surveys.models import Wave


@pytest.fixture
def page(client):
    return lambda: client.get(reverse("surveys:surveys"))


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
