"""Many answers at once are what each of them alone would be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import kinds
from ngo2.questionnaires.models import Answer, Response
from ngo2.questionnaires.services import Came, receive, receive_many
from ngo2.questionnaires.services.documents import ALTERED, CLOSED
from ngo2.questionnaires.tests import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(monkeypatch):
    """Of a form that is open; what a scope is about is said by the room above."""
    monkeypatch.setattr(kinds, "about", lambda scope: kinds.About("Internet use"))
    return scenes.edition("survey:1")


def _kept(response):
    rows = Answer.objects.filter(response=response).order_by("path").values_list("path", "place", "value")
    said = Response.objects.filter(pk=response.pk).values_list("state", "way", "xml", "digest", "findings")
    return [row for row in rows if "instanceID" not in row[0]], [one for one in said.get() if one]


def test_a_response_is_the_same_alone_and_among_many(edition):
    alone, _ident = scenes.document(edition, name="A", staff="1000", web="yes")
    first = receive(SYSTEM, edition, document=alone, way="page").response
    ident = alone.decode().partition("uuid:")[2][:36]
    other = alone.replace(ident.encode(), b"0" * 36)
    [second] = receive_many(SYSTEM, edition, [Came(other)], way="page")
    (rows, (state, way, _xml, _digest, findings)) = _kept(first)
    assert (rows, [state, way, findings]) == (_kept(second)[0], [*_kept(second)[1][:2], _kept(second)[1][4]])
    assert findings  # 1000 is more than the form allows, and is kept beside the answers
    told = Entry.objects.filter(verb="questionnaires.response.received").values_list("data", "scope")
    assert [one for one, _scope in told] == [{"edition": edition.pk, "way": "page", "asked": ""}] * 2


def test_the_same_again_is_accepted_and_something_else_refuses_all(edition):
    documents = [scenes.document(edition, name=name)[0] for name in "ABC"]
    past = timezone.now() - timedelta(days=500)
    made = receive_many(SYSTEM, edition, [Came(documents[0], received_at=past)], way="page")
    again = receive_many(
        SYSTEM, edition, [Came(one) for one in documents[:2]] + [Came(documents[1])], way="page"
    )
    assert again[0] == made[0]
    assert again[1] == again[2]
    assert Response.objects.get(pk=made[0].pk).received_at == past
    assert (Response.objects.count(), Entry.objects.count()) == (2, 2)
    altered = documents[0].replace(b"<name>A<", b"<name>Z<")
    assert altered != documents[0]
    with pytest.raises(Refused) as refused:
        receive_many(SYSTEM, edition, [Came(documents[2]), Came(altered)], way="page")
    assert refused.value.code == ALTERED
    with pytest.raises(Refused):
        receive_many(
            SYSTEM, edition, [Came(documents[2]), Came(documents[2].replace(b">C<", b">D<"))], way="page"
        )
    assert Response.objects.count() == 2


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        (lambda one: b"<data", "unreadable"),
        (lambda one: one.replace(b"uuid:", b"uuid:" + b"x" * 90), "unreadable"),
        (lambda one: one.replace(b"<photo/>", b"<photo>a.jpg</photo>"), "files"),
    ],
)
def test_one_that_cannot_be_taken_refuses_all(edition, spoilt, code):
    good, other = (scenes.document(edition, name=name)[0] for name in "AB")
    assert spoilt(other) != other
    with pytest.raises(Refused) as refused:
        receive_many(SYSTEM, edition, [Came(good), Came(spoilt(other))], way="page")
    assert refused.value.code == code
    assert not Response.objects.exists()


def test_what_is_closed_takes_nothing(db):
    edition = scenes.edition("survey:1")  # there is no such survey
    with pytest.raises(Refused) as refused:
        receive_many(SYSTEM, edition, [Came(scenes.document(edition, name="A")[0])], way="page")
    assert refused.value.code == CLOSED
