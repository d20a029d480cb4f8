"""Letters: each once, reminders twice, nobody after a no."""

from datetime import timedelta

import pytest

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify import reach
from ngo2.kernel.notify.models import DeadAddress, Message, Preference
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.surveys import links, queries, services, words
from ngo2.surveys.manifest import messages
from ngo2.surveys.models import Invitation
from ngo2.surveys.services import inviting, letters
from ngo2.surveys.services.letters import issue_letters


@pytest.fixture
def survey(asked_survey):
    return asked_survey


@pytest.fixture
def wave(asked_wave):
    return asked_wave


def test_each_is_asked_once_and_not_at_night(wave, noon, reached, monkeypatch):
    monkeypatch.setattr("ngo2.kernel.notify.rounds.is_day", lambda now: False)
    assert services.invite_due(noon) == 0
    monkeypatch.setattr("ngo2.kernel.notify.rounds.is_day", lambda now: True)
    assert services.invite_due(noon) == 10
    assert services.invite_due(noon) == 0
    assert Entry.objects.filter(verb="surveys.invited").count() == 10


def test_reminded_after_a_week_and_another_then_never(wave, noon, reached):
    services.invite_due(noon)
    assert services.remind_due(noon + timedelta(days=6)) == 0
    done = wave.invitations.first()
    Invitation.objects.filter(pk=done.pk).update(outcome=Invitation.RECEIVED)
    services.refuse_invitation(Actor("link", "x"), wave.invitations.last())
    assert services.remind_due(noon + timedelta(days=8)) == 8
    assert services.remind_due(noon + timedelta(days=9)) == 0
    assert services.remind_due(noon + timedelta(days=16)) == 8
    assert services.remind_due(noon + timedelta(days=60)) == 0


def test_whom_nothing_reaches_is_said_and_not_counted_as_asked(wave, noon):
    assert services.invite_due(noon) == 1
    silent = wave.invitations.filter(outcome=Invitation.UNREACHED, invited_at=None)
    assert silent.count() == queries.funnel(wave).unreached == 9
    assert ("nothing reached them", 9, True) in words.steps(queries.funnel(wave))
    assert services.invite_due(noon) == 0
    assert services.remind_due(noon + timedelta(days=8)) == 1


def test_whom_nothing_reached_is_tried_again_the_next_day(wave, noon, reached, monkeypatch):
    with monkeypatch.context() as nobody:
        nobody.setattr(inviting, "first_reached", lambda organisation, message: None)
        assert services.invite_due(noon) == 0
    assert services.invite_due(noon + timedelta(hours=20)) == 0
    assert services.invite_due(noon + timedelta(hours=25)) == 10
    assert set(wave.invitations.values_list("outcome", flat=True)) == {Invitation.INVITED}


def test_whom_nothing_reaches_does_not_stand_in_the_way_of_others(wave, noon, monkeypatch):
    """The one with an address is the seventh."""
    monkeypatch.setattr(inviting, "AT_MOST", 3)
    assert [services.invite_due(noon) for _round in range(4)] == [0, 0, 1, 0]


def test_an_address_that_nobody_reads_reaches_nobody(wave, noon):
    assert services.invite_due(noon) == 1
    DeadAddress.objects.create(
        address_digest=reach.address_digest("six@example.org"), channel="email", since=noon
    )
    assert services.remind_due(noon + timedelta(days=8)) == 0
    assert queries.funnel(wave).unreached == 10


def test_who_does_not_want_such_letters_is_not_said_to_be_reminded(wave, noon):
    assert services.invite_due(noon) == 1
    for kind in ("surveys.invited", "surveys.reminded"):
        Preference.objects.create(
            type=kind, channel="email", address_digest=reach.address_digest("six@example.org"), on=False
        )
    assert services.remind_due(noon + timedelta(days=8)) == 0
    assert not Entry.objects.filter(verb="surveys.reminded").exists()


@pytest.mark.parametrize("outcome", [Invitation.REFUSED, Invitation.STARTED, Invitation.RECEIVED])
def test_what_came_in_while_letters_were_printed_or_written_stays(wave, noon, outcome, monkeypatch):
    """Somebody answers after the rows were read and before they are marked."""
    one = wave.invitations.first()

    def meanwhile(*_words):
        Invitation.objects.filter(pk=one.pk).update(outcome=outcome)

    monkeypatch.setattr(inviting, "first_reached", meanwhile)
    services.invite_due(noon)
    one.refresh_from_db()
    assert one.outcome == outcome
    Invitation.objects.update(outcome=Invitation.UNREACHED)
    monkeypatch.setattr(letters, "unprinted", lambda wave, *, everybody: _then(wave, meanwhile))
    entry = issue_letters(SYSTEM, wave, everybody=True)
    one.refresh_from_db()
    assert (one.outcome, one.printed_at) == (outcome, None)
    assert one.pk not in entry.data["letters"]
    assert len(entry.data["letters"]) == 9


def _then(wave, happens):
    class Read(list):
        def values_list(self, *_words, **_flat):
            return self

    read = Read(wave.invitations.values_list("pk", flat=True))
    happens()
    return read


def test_a_letter_on_paper_reaches_whom_nothing_else_did(wave, noon):
    services.invite_due(noon)
    assert issue_letters(SYSTEM, wave, everybody=False).data["letters"]
    assert queries.funnel(wave).unreached == 0
    services.refuse_invitation(Actor("link", "x"), wave.invitations.first())


def test_who_was_not_reached_can_still_say_no(wave, noon):
    services.invite_due(noon)
    one = wave.invitations.filter(outcome=Invitation.UNREACHED).first()
    services.refuse_invitation(Actor("link", "x"), one)
    assert queries.funnel(wave).refused == 1


def test_the_letter_goes_to_the_address_on_the_page_with_its_link(wave, noon, settings):
    services.invite_due(noon)
    entry = next(
        one
        for one in Entry.objects.filter(verb="surveys.invited")
        if Invitation.objects.get(pk=one.data["invitation"]).respondent.organisation.name == "小组6"
    )
    (recipient,) = messages.recipients(entry)
    assert recipient.addresses == {"email": "six@example.org"}
    invitation = Invitation.objects.get(pk=entry.data["invitation"])
    assert messages.link(entry) == links.path(invitation)
    assert messages.context(entry)["name"] == "小组6"
    services.refuse_invitation(Actor("link", invitation.scope), invitation)
    assert list(messages.recipients(entry)) == []
    assert not Message.objects.filter(state=Message.SENT).exists()


def test_a_link_is_ours_or_nothing(wave):
    one = wave.invitations.first()
    assert links.held(links.token(one)) == one
    for wrong in ("", "1", "1" * 40, links.token(one)[:-1] + "x", "x" + links.token(one)):
        assert links.held(wrong) is None


def test_an_example_asks_nobody_outside_of_the_demo(wave, noon, reached, settings):
    type(wave.survey).objects.update(is_example=True)
    settings.DEMO = False
    assert inviting.invite_due(noon) == 0
    settings.DEMO = True
    assert inviting.invite_due(noon) == 10
