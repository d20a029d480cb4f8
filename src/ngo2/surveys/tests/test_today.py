"""An open survey that asks a group waits in Today for whoever runs its record, and for nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.organisations.models import Membership
from ngo2.surveys import links
from ngo2.surveys.manifest import invitations
from ngo2.surveys.models import Invitation


@pytest.fixture
def mine(asked_wave, groups, alice):
    Membership.objects.create(
        organisation=groups[0], person=alice, role=Membership.EDITOR, since=timezone.now()
    )
    asked_wave.closes_at = timezone.now() + timedelta(days=10)
    asked_wave.save()
    return asked_wave.invitations.get(respondent__organisation=groups[0])


def today(person):
    page = PersonClient()
    page.force_login(person)
    return page.get("/en/today/").content.decode()


def test_it_waits_in_today_with_its_last_day(mine, alice, groups):
    body = today(alice)
    assert "“小组0” is asked to answer “Internet use”" in body
    assert links.path(mine) in body
    [item] = invitations.items(alice)
    assert "It is open until" in item.why
    assert item.action == "Look and answer"
    assert "小组1" not in body
    Invitation.objects.update(outcome=Invitation.STARTED)
    assert [one.action for one in invitations.items(alice)] == ["Go on answering"]


@pytest.mark.parametrize("outcome", [Invitation.RECEIVED, Invitation.REFUSED])
def test_answered_or_refused_nothing_waits(mine, alice, outcome):
    Invitation.objects.filter(pk=mine.pk).update(outcome=outcome)
    assert list(invitations.items(alice)) == []
    assert list(invitations.answerers(str(mine.pk))) == []


def test_whom_no_letter_reached_finds_it_here(mine, alice):
    Invitation.objects.filter(pk=mine.pk).update(outcome=Invitation.UNREACHED)
    assert [one.action for one in invitations.items(alice)] == ["Look and answer"]
    assert alice in invitations.answerers(str(mine.pk))


@pytest.mark.parametrize("ended", ["closed_at", "closes_at"])
def test_of_a_closed_wave_nothing_waits(mine, alice, ended):
    setattr(mine.wave, ended, timezone.now() - timedelta(hours=1))
    mine.wave.save()
    assert list(invitations.items(alice)) == []


def test_where_enough_have_answered_nobody_is_asked(mine, alice):
    mine.wave.quota_by = "province"
    mine.wave.save()
    assert len(list(invitations.items(alice))) == 1, "without a quota"
    mine.wave.quotas.create(cell="420000", target=0)
    assert list(invitations.items(alice)) == []


def test_it_waits_for_who_runs_the_record_only(mine, alice, bob, dana):
    assert list(invitations.items(bob)) == list(invitations.items(dana)) == []
    assert not invitations.may_answer(bob)
    assert list(invitations.answerers(str(mine.pk))) == list(invitations.answerers("")) == [alice]
    assert list(invitations.answerers("x")) == []
    Membership.objects.filter(person=alice).update(suspended_at=timezone.now())
    assert list(invitations.items(alice)) == []
