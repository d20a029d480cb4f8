"""So many of each group and no more, however many come at once; a place that is given back is there again."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.lib.actors import SYSTEM, Actor, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.lib.tests.racing import PATIENCE, outcomes
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services import withdraw_response
from ngo2.surveys import queries, services
from ngo2.surveys.models import Invitation, Quota, Survey, Wave
from ngo2.surveys.queries import cells
from ngo2.surveys.queries.quotas import progress
from ngo2.surveys.services import answering
from ngo2.surveys.services.quotas import take_place
from ngo2.surveys.tests.wave_of import FORM, NEEDS, answered, edition_of, organisation, wave_of, xform

HUBEI, SICHUAN = "420000", "510000"
LINK = Actor("link", "x")


def by_province(wave: Wave, **targets: int | None) -> None:
    named = {"hubei": HUBEI, "sichuan": SICHUAN, "other": ""}
    services.set_quotas(SYSTEM, wave, by=cells.PROVINCE, targets={named[k]: n for k, n in targets.items()})


@pytest.fixture
def limited(planned):
    """Two of Hubei are wanted, of others as many as come."""
    by_province(planned, hubei=2)
    services.open_wave(SYSTEM, planned)
    return planned


def rows_of(wave, area):
    found = wave.invitations.filter(respondent__organisation__area1=area)
    return list(found.select_related("wave__survey", "respondent__organisation").order_by("pk"))


def come_in(invitation):
    """Received, as the journal tells the survey."""
    begun = answering.begin_invited(LINK, invitation, agreed=True, adult=True, language="")
    Response.objects.filter(pk=begun.response.pk).update(state=Response.RECEIVED)
    answering.note_received(Response.objects.get(pk=begun.response.pk))


def excluded(wave):
    received = wave.invitations.filter(outcome=Invitation.RECEIVED).order_by("pk")
    return list(received.values_list("excluded", flat=True))


def test_a_full_cell_ends_before_the_questions_and_the_others_go_on(limited, client):
    first, second, third = rows_of(limited, HUBEI)[:3]
    come_in(first)
    come_in(second)
    with pytest.raises(Refused) as refused:
        answering.begin_invited(LINK, third, agreed=True, adult=True, language="")
    assert refused.value.code == "full"
    assert not Response.objects.filter(asked=third.scope).exists()
    come_in(rows_of(limited, SICHUAN)[0])
    assert excluded(limited) == ["", "", ""]
    assert [(one.target, one.taken, one.share) for one in progress(limited)] == [(2, 2, 100), (None, 1, None)]


def test_what_was_begun_before_the_cell_was_full_is_kept_and_counted_apart(limited):
    begun = [
        answering.begin_invited(LINK, one, agreed=True, adult=True, language="")
        for one in rows_of(limited, HUBEI)[:3]
    ]
    for one in begun:
        Response.objects.filter(pk=one.response.pk).update(state=Response.RECEIVED)
        for _twice in range(2):
            answering.note_received(Response.objects.get(pk=one.response.pk))
    assert excluded(limited) == ["", "", "over"]
    funnel = queries.funnel(limited)
    assert (funnel.received, funnel.valid, funnel.excluded) == (3, 2, {"over": 1})


def test_a_place_is_given_back_and_taken_again(limited):
    first, second = rows_of(limited, HUBEI)[:2]
    come_in(first)
    come_in(second)
    services.exclude_response(SYSTEM, first, reason="test")
    services.exclude_response(SYSTEM, first, reason="double")
    assert limited.quotas.get(cell=HUBEI).taken == 1
    third = rows_of(limited, HUBEI)[2]
    come_in(third)
    with pytest.raises(Refused) as refused:
        services.exclude_response(SYSTEM, first, reason="")
    assert refused.value.field == "reason"
    assert excluded(limited) == ["double", "", ""]
    response = Invitation.objects.get(pk=third.pk).response
    withdraw_response(LINK, response)
    answering.note_withdrawn(response)
    services.exclude_response(SYSTEM, first, reason="")
    services.exclude_response(SYSTEM, first, reason="")
    assert (limited.quotas.get(cell=HUBEI).taken, excluded(limited)) == (2, ["", ""])


def test_nobody_of_a_full_cell_is_asked_or_reminded(limited, noon, reached):
    for one in rows_of(limited, HUBEI)[:2]:
        come_in(one)
    assert services.invite_due(noon) == 4
    assert services.remind_due(noon + timedelta(days=8)) == 4
    Quota.objects.filter(cell=HUBEI).update(target=3)
    assert services.invite_due(noon) == 4


def test_without_a_record_the_cell_is_that_of_the_others(planned):
    by_province(planned, other=1)
    services.open_wave(SYSTEM, planned)
    Wave.objects.update(is_open_to_all=True)
    planned.refresh_from_db()
    begun = answering.begin_open(LINK, planned, agreed=True, adult=True, language="")
    Response.objects.filter(pk=begun.response.pk).update(state=Response.RECEIVED)
    answering.note_received(Response.objects.get(pk=begun.response.pk))
    with pytest.raises(Refused) as refused:
        answering.begin_open(LINK, planned, agreed=True, adult=True, language="")
    assert refused.value.code == "full"


def test_by_a_question_the_answer_says_the_cell(asked_survey):
    edition = edition_of(asked_survey, xform(FORM))
    wave = services.plan_wave(SYSTEM, asked_survey, is_open_to_all=True)
    services.use_edition(SYSTEM, wave, edition)
    assert set(cells.ways(edition)) == {"kind", "province", "/data/web", "/data/help"}
    services.set_quotas(SYSTEM, wave, by="/data/web", targets={"yes": 1, "no": None, "": None})
    Wave.objects.filter(pk=wave.pk).update(opened_at=wave.survey.made_at)
    wave.refresh_from_db()
    found = answered(wave, [{"web": "yes"}, {"web": "yes"}, {"web": "no"}, {}])
    said = [take_place(Invitation.objects.get(pk=one.pk)) for one in found]
    assert said == [True, False, True, True]
    assert dict(wave.quotas.values_list("cell", "taken")) == {"yes": 1, "no": 1, "": 1}


def test_another_form_without_the_question_has_no_such_quotas(asked_survey):
    wave = services.plan_wave(SYSTEM, asked_survey, is_open_to_all=True)
    services.use_edition(SYSTEM, wave, edition_of(asked_survey, xform(FORM)))
    services.set_quotas(SYSTEM, wave, by="/data/web", targets={"yes": 1})
    services.use_edition(SYSTEM, wave, edition_of(asked_survey, xform({"needs": NEEDS})))
    assert (wave.quota_by, wave.quotas.count()) == ("", 0)


def test_numbers_change_while_it_is_open_but_not_what_they_are_by_nor_below_what_is_in(limited):
    come_in(rows_of(limited, HUBEI)[0])
    by_province(limited, hubei=1)
    for said in ({"by": "kind", "targets": {}}, {"by": "province", "targets": {HUBEI: 0}}):
        with pytest.raises(Refused):
            services.set_quotas(SYSTEM, limited, **said)
    assert limited.quotas.get(cell=HUBEI).target == 1


@pytest.mark.parametrize("said", [{"by": "weather", "targets": {}}, {"by": "kind", "targets": {"media": -1}}])
def test_what_makes_no_sense_is_refused(planned, said):
    with pytest.raises(Refused):
        services.set_quotas(SYSTEM, planned, **said)


def test_only_who_runs_the_survey_sets_them(planned, alice, charlie):
    with pytest.raises((Denied, Hidden)):
        services.set_quotas(person_actor(charlie), planned, by="kind", targets={})
    planned.survey.researchers.create(person=alice, since=planned.survey.made_at)
    services.set_quotas(person_actor(alice), planned, by="kind", targets={"media": 3})
    services.set_quotas(person_actor(alice), planned, by="", targets={})
    planned.refresh_from_db()
    assert (planned.quota_by, planned.quotas.count()) == ("", 0)


def test_the_pages_set_and_show_them(planned, dana):
    page = PersonClient()
    page.force_login(dana)
    address = reverse("surveys:quotas", args=[planned.pk])
    assert "Province" in page.get(address).content.decode()
    shown = page.get(f"{address}?by=kind").content.decode()
    assert "Grassroots group" in shown
    wrong = page.post(f"{address}?by=kind", {"n0": "many"}).content.decode()
    assert "many" in wrong
    page.post(f"{address}?by=kind", {"n0": "40"})
    assert planned.quotas.get(cell="grassroots_ngo").target == 40
    assert "Grassroots group" in page.get(planned.get_absolute_url()).content.decode()


# Twenty at once for the last places


@pytest.fixture
def crowd(db, alice):
    """Twenty answers that came in, and 7 places."""
    survey = Survey.objects.create(title_en="Crowd", consent_en="Who asks. " * 5, made_at=timezone.now())
    wave = wave_of(survey, quota_by="province")
    Quota.objects.create(wave=wave, cell="420000", target=7)
    groups = [organisation(n, area1="420000") for n in range(20)]
    rows = answered(wave, [{"web": "yes"}] * 20, groups)
    Invitation.objects.update(outcome=Invitation.STARTED)
    for one in rows:
        Response.objects.filter(pk=one.response_id).update(asked=one.scope)
    return wave


def attempts(wave, note):
    return [lambda pk=pk: note(pk) for pk in wave.invitations.values_list("response", flat=True)]


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_exactly_as_many_as_are_wanted(crowd):
    def note(pk):
        answering.note_received(Response.objects.get(pk=pk))

    outcomes(attempts(crowd, note))
    counted = excluded(crowd)
    assert (counted.count(""), counted.count("over")) == (7, 13)
    assert crowd.quotas.get().taken == 7


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_twin_that_looks_before_it_takes(crowd):
    ready = threading.Barrier(20)

    def careless(pk):
        quota = crowd.quotas.get()
        ready.wait(PATIENCE)
        if quota.taken < quota.target:
            with transaction.atomic():
                quota.taken += 1
                quota.save(update_fields=["taken"])
                Invitation.objects.filter(response=pk).update(place=quota)

    outcomes(attempts(crowd, careless))
    assert crowd.invitations.filter(place__isnull=False).count() > 7
