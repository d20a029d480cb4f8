"""Letters: each once, reminders twice, nobody after a no."""

from datetime import timedelta

import pytest

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.surveys import links, queries, services, words
from ngo2.surveys.manifest import messages
from ngo2.surveys.models import Invitation
from ngo2.surveys.services import inviting
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


def test_whom_nothing_reached_is_asked_once_the_record_has_an_address(wave, noon, reached, monkeypatch):
    with monkeypatch.context() as nobody:
        nobody.setattr(inviting, "whom", lambda one: iter(()))
        assert services.invite_due(noon) == 0
    long_after = noon + timedelta(days=3)
    assert services.invite_due(long_after) == 0, "nothing changed"
    first = wave.invitations.first()
    type(first.respondent.organisation).objects.filter(pk=first.respondent.organisation_id).update(
        changed_at=long_after
    )
    assert services.invite_due(long_after) == 1
    first.refresh_from_db()
    assert (first.outcome, first.invited_at) == (Invitation.INVITED, long_after)


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
