"""A survey that Alice runs as its researcher, with its own folder for columns; and one of which groups are asked."""

from collections.abc import Iterator

import pytest
from django.utils import timezone, translation

from ngo2.kernel.notify.types import Recipient
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.sources import Source
from ngo2.questionnaires.tests import scenes
from ngo2.surveys import services
from ngo2.surveys.models import Survey
from ngo2.surveys.services import inviting
from ngo2.surveys.tests.wave_of import wave_of

CONSENT = "NGO 2.0 asks, to learn what groups need. Nobody outside reads single answers."


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language in which they were written."""
    with translation.override("en"):
        yield


@pytest.fixture
def asked_survey(db) -> Survey:
    return services.make_survey(SYSTEM, title_en="Internet use", consent_en=CONSENT)


@pytest.fixture
def groups(db):
    """Six groups in Hubei and four in Sichuan, one of them with an address."""
    rows = [
        NewOrganisation(
            {
                "name_zh": f"小组{n}",
                "kind": "grassroots_ngo",
                "division": "420100" if n < 6 else "510100",
                **({"email": "six@example.org"} if n == 6 else {}),
            },
            str(n),
        )
        for n in range(10)
    ]
    made = create_organisations(SYSTEM, rows, source=Source("import", "List"), dataset="list")
    return [one.organisation for one in made]


@pytest.fixture
def planned(asked_survey, groups):
    wave = services.plan_wave(SYSTEM, asked_survey, frame="?country=CN&kind=grassroots_ngo")
    services.use_edition(SYSTEM, wave, scenes.edition(asked_survey.scope))
    return wave


@pytest.fixture
def asked_wave(planned):
    services.open_wave(SYSTEM, planned)
    return planned


@pytest.fixture
def noon(monkeypatch):
    """Nobody minds being written to."""
    monkeypatch.setattr("ngo2.kernel.notify.rounds.is_day", lambda now: True)
    return timezone.now()


@pytest.fixture
def reached(monkeypatch):
    """Every group has an address."""
    found = Recipient(addresses={"email": "a@example.org"})
    monkeypatch.setattr(inviting, "first_reached", lambda organisation, message: found)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def survey(db, alice):
    made = Survey.objects.create(
        title_zh="互联网使用调查", consent_en="Who asks, and what for. " * 3, made_at=timezone.now()
    )
    made.researchers.create(person=alice, since=timezone.now())
    return made


@pytest.fixture
def wave(survey):
    return wave_of(survey, counts={"420000": 60, "530000": 30, "510000": 10})
