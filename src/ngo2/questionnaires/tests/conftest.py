"""Forms of a survey, whose links anybody may hold; and a room whose forms are Alice's, everybody else a stranger."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import translation

from ngo2.lib.actors import SYSTEM, Actor
from ngo2.organisations.services import create_organisation
from ngo2.organisations.sources import Source
from ngo2.questionnaires import kinds, prefilling
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services import begin_response
from ngo2.questionnaires.tests import collecting, scenes
from ngo2.surveys.models import Survey


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language in which they were written."""
    with translation.override("en"):
        yield


@pytest.fixture
def survey(db, dana):
    """A survey that nobody was asked yet; its forms are answered here without a wave."""
    return Survey.objects.create(
        title_en="Internet use",
        consent_en="Who asks, and what for.",
        made_by=dana,
        made_at="2026-11-01T08:00Z",
    )


@pytest.fixture
def edition(survey, dana):
    return scenes.edition(survey.scope, by=dana)


def _begun(edition, organisation=None):
    session, prefilled = prefilling.started(edition, organisation)
    made = begin_response(
        Actor("link", "test"),
        edition,
        document=session.draft(),
        instance_id=session.instance_id,
        organisation=organisation,
        prefilled=prefilled,
    )
    return made.response, made.token


@pytest.fixture
def begun(edition):
    """(response, token of its link)"""
    return _begun(edition)


@pytest.fixture
def asked(survey, dana):
    """(organisation, response, token): it is asked with a form whose questions carry facts of the record."""
    organisation = create_organisation(
        SYSTEM,
        source=Source("import", "List"),
        facts={"name_zh": "山蚁小组", "kind": "grassroots_ngo", "website": "https://old.example"},
    )
    edition = scenes.edition(survey.scope, facts={"name": "name_zh", "url": "website"}, by=dana)
    return organisation, *_begun(edition, organisation)


@pytest.fixture
def link(begun):
    """Answers are kept and sent by whoever holds the link."""
    return Actor("link", begun[0].files_scope)


def answered(response):
    """{name of the question: value} of what was received."""
    rows = Response.objects.get(pk=response.pk).answers.exclude(path__contains="/meta/")
    return {path.rpartition("/")[2]: value for path, value in rows.values_list("path", "value")}


class Room:
    def __init__(self):
        self.owners = set()
        self.about = kinds.About(title="Visits to villages", consent="For the report.")

    def is_owner(self, actor, number):
        return actor.person is not None and actor.person.pk in self.owners


@pytest.fixture
def room(monkeypatch, settings, tmp_path):
    """Forms of the scope "test:1"; `room.owners` holds persons' keys, `room.about` what is told."""
    settings.MEDIA_ROOT = tmp_path / "files"
    one = Room()
    kind = kinds.Kind(
        "test",
        about=lambda number: one.about,
        edits=one.is_owner,
        reads=one.is_owner,
        collects=one.is_owner,
    )
    monkeypatch.setitem(kinds.kinds._items, "test", kind)
    return one


@pytest.fixture
def form(room, alice):
    room.owners.add(alice.pk)
    return collecting.make_form(alice)


@pytest.fixture
def at(edition):
    """Where answers are brought in from elsewhere."""
    return reverse("questionnaires:bring", args=[edition.pk])


@pytest.fixture
def dana_in(client, dana):
    client.force_login(dana)
    return client
