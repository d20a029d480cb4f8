"""On paper: each once, with the link of the e-mail; the same file again is the same."""

import pytest
from django.urls import reverse
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.lib.tests.racing import outcomes
from ngo2.organisations.models import Organisation
from ngo2.surveys import letters, links
from ngo2.surveys import services as surveys
from ngo2.surveys.models import Invitation, Survey, Wave
from ngo2.surveys.services import letters as services
from ngo2.surveys.tests.wave_of import answered, organisation, wave_of


@pytest.fixture
def wave(asked_wave):
    return asked_wave


def of(wave, batch):
    return wave.invitations.filter(pk__in=batch.data["letters"])


def test_letters_go_to_whom_nothing_else_reaches_once_and_then_to_all(wave, monkeypatch):
    monkeypatch.setattr(services, "MOST", 5)
    assert services.unprinted(wave, everybody=False).count() == 9
    first = services.issue_letters(SYSTEM, wave, everybody=False)
    second = services.issue_letters(SYSTEM, wave, everybody=False)
    assert (len(first.data["letters"]), len(second.data["letters"])) == (5, 4)
    assert not set(first.data["letters"]) & set(second.data["letters"])
    with pytest.raises(Refused):
        services.issue_letters(SYSTEM, wave, everybody=False)
    assert (
        of(wave, services.issue_letters(SYSTEM, wave, everybody=True)).get().respondent.organisation.name
        == "小组6"
    )
    assert not wave.invitations.filter(invited_at=None).exists()
    assert [one.pk for one in services.batches(wave)] == sorted(
        (one.pk for one in services.batches(wave)), reverse=True
    )


def test_who_was_asked_before_keeps_the_moment_and_who_got_a_letter_gets_no_mail(wave, noon):
    last = wave.invitations.order_by("-pk").first()
    Invitation.objects.exclude(pk=last.pk).update(invited_at=noon)
    services.issue_letters(SYSTEM, wave, everybody=True)
    assert set(wave.invitations.exclude(pk=last.pk).values_list("invited_at", flat=True)) == {noon}
    assert surveys.invite_due(noon) == 0
    assert not Entry.objects.filter(verb="surveys.invited").exists()


def test_a_letter_says_what_everybody_may_know_with_the_link_of_the_mail(wave):
    one = wave.invitations.select_related("wave__survey", "respondent__organisation").first()
    said = letters.letter(one)
    assert links.held(said["link"].rstrip("/").rpartition("/")[2]) == one
    assert (said["name"], said["titles"]) == (one.respondent.organisation.name, ["Internet use"])
    assert "湖北" in said["address"]
    assert "请" in "".join(said["texts"][0])
    assert "nobody asks again" in "".join(said["texts"][1])
    record = one.respondent.organisation
    record.facts = record.facts | {"address": {"v": "庆远镇 7 号"}, "sensitivity": {"v": "hidden"}}
    assert "庆远镇" not in letters.letter(one)["address"]


def test_paper_says_what_it_is_about_in_both_languages(wave):
    Survey.objects.update(title_zh="互联网使用", about_zh="问" * 300, about_en="")
    one = wave.invitations.select_related("wave__survey", "respondent__organisation").first()
    said = letters.letter(one)
    assert said["titles"] == ["互联网使用", "Internet use"]
    assert said["abouts"] == ["问" * ((500 - len("互联网使用Internet use")) // 2)]
    assert (
        services.letters_of(SYSTEM, wave, services.issue_letters(SYSTEM, wave, everybody=True).pk)[:5]
        == b"%PDF-"
    )


def test_hostile_names_are_printed_and_the_same_again_is_the_same(wave):
    Organisation.objects.update(name='#read("/etc/passwd") 𠮷 🌱 ' + "长" * 90)
    batch = services.issue_letters(SYSTEM, wave, everybody=True)
    made = services.letters_of(SYSTEM, wave, batch.pk)
    assert made.startswith(b"%PDF-")
    assert services.letters_of(SYSTEM, wave, batch.pk) == made


def test_only_who_runs_it_prints_and_only_its_own(wave, alice, charlie):
    batch = services.issue_letters(SYSTEM, wave, everybody=True)
    with pytest.raises(Hidden):
        services.issue_letters(person_actor(charlie), wave, everybody=True)
    with pytest.raises(Hidden):
        services.letters_of(person_actor(charlie), wave, batch.pk)
    other = surveys.plan_wave(SYSTEM, wave.survey)
    with pytest.raises(Hidden):
        services.letters_of(SYSTEM, other, batch.pk)
    with pytest.raises(Refused):
        services.issue_letters(SYSTEM, other, everybody=True)


def test_pages_and_poster(wave, dana):
    page = PersonClient()
    page.force_login(dana)
    here = reverse("surveys:letters", args=[wave.pk])
    assert "reaches: 9" in page.get(here).content.decode()
    assert "Select a valid choice" in page.post(here, {"who": "cats"}).content.decode()
    made = page.post(here, {"who": "all"}, follow=True)
    assert made["Content-Type"] == "application/pdf"
    assert "10 letters" in page.get(here).content.decode()
    poster = reverse("surveys:poster", args=[wave.pk])
    assert page.get(poster).status_code == 404
    Wave.objects.update(is_open_to_all=True)
    assert page.get(poster).content.startswith(b"%PDF-")
    assert f"surveys/waves/{wave.pk}/begin/" in letters.poster(Wave.objects.get())["link"]


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_print_nobody_twice(asked_survey, monkeypatch):
    monkeypatch.setattr(services, "MOST", 3)
    wave = wave_of(asked_survey)
    answered(wave, [{}] * 6, [organisation(n) for n in range(6)])
    Invitation.objects.update(outcome=Invitation.INVITED, response=None, invited_at=timezone.now())
    made, _raised = outcomes([lambda: services.issue_letters(SYSTEM, wave, everybody=True)] * 3)
    printed = [pk for one in made for pk in one.data["letters"]]
    assert len(printed) == len(set(printed)) == 6
