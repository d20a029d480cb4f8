"""Whom a wave is about, who is drawn, what becomes of the answers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, Actor, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations.services import assert_facts
from ngo2.organisations.sources import Source
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services import receive, withdraw_response
from ngo2.questionnaires.tests import scenes
from ngo2.surveys import links, queries, services, words
from ngo2.surveys.forms.running import WaveForm
from ngo2.surveys.models import Invitation, Respondent, Survey, Wave
from ngo2.surveys.queries import frames
from ngo2.surveys.services import answering
from ngo2.surveys.services.retention import forget_due
from ngo2.surveys.tests.conftest import CONSENT
from ngo2.surveys.views import naming


@pytest.fixture
def survey(asked_survey):
    return asked_survey


@pytest.fixture
def wave(asked_wave):
    return asked_wave


def test_the_team_makes_surveys_and_names_who_runs_them(dana, erin, charlie, db):
    survey = services.make_survey(person_actor(dana), title_en="  Internet   use ", consent_en=CONSENT)
    assert survey.title == "Internet use"
    for who in (erin, charlie):
        with pytest.raises(Denied):
            services.make_survey(person_actor(who), title_en="X", consent_en=CONSENT)
    with pytest.raises(SignInNeeded):
        services.make_survey(Actor("anonymous"), title_en="X", consent_en=CONSENT)
    with pytest.raises(Hidden):
        services.plan_wave(person_actor(erin), survey)
    services.name_researcher(person_actor(dana), survey, erin)
    assert services.plan_wave(person_actor(erin), survey).number == 1
    with pytest.raises(Hidden):
        services.plan_wave(person_actor(charlie), survey)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title_en": " "}, "title_zh"),
        ({"title_en": "x" * 201}, "title_en"),
        ({"consent_en": ""}, "consent_zh"),
        ({"consent_en": "Short"}, "consent_en"),
        ({"consent_zh": "太短"}, "consent_zh"),
        ({"months": 0}, "months"),
    ],
)
def test_a_survey_says_what_it_is_for(db, changed, field):
    with pytest.raises(Refused) as refused:
        services.make_survey(SYSTEM, **({"title_en": "T", "consent_en": CONSENT} | changed))
    assert refused.value.field == field


def test_a_changed_text_of_consent_is_another_one(survey):
    same = {"title_en": "New title", "consent_en": CONSENT, "months": 36}
    services.change_survey(SYSTEM, survey, **same)
    assert Survey.objects.get().consent_version == 1
    services.change_survey(SYSTEM, survey, **same | {"consent_en": CONSENT + " And more."})
    assert Survey.objects.get().consent_version == 2
    services.change_survey(SYSTEM, survey, **same | {"consent_zh": "谁来问、为什么问、答案保存多久。" * 4})
    assert Survey.objects.get().consent_version == 3


def test_everybody_reads_their_language_and_else_the_other_one(survey):
    services.change_survey(
        SYSTEM, survey, title_zh="互联网使用", title_en="Internet use", consent_en=CONSENT, months=36
    )
    made = services.plan_wave(SYSTEM, Survey.objects.get(), title_zh="第一次")
    with translation.override("zh-hans"):
        assert (made.survey.title, made.survey.consent) == ("互联网使用", CONSENT.strip())
    with translation.override("en"):
        assert (made.survey.title, made.title) == ("Internet use", "第一次")


def test_who_runs_no_survey_reads_whom_to_ask(survey, charlie):
    page = PersonClient()
    page.force_login(charlie)
    answer = page.get(reverse("surveys:running"))
    assert answer.status_code == 403
    assert "Ask the team to name you" in answer.content.decode()
    assert "owner of the record" not in answer.content.decode()


def test_the_link_for_all_is_there_to_be_copied(wave, dana):
    page = PersonClient()
    page.force_login(dana)
    assert "link-for-all" not in page.get(wave.get_absolute_url()).content.decode()
    Wave.objects.update(is_open_to_all=True)
    assert (
        f'value="{links.begin_address(wave)}" readonly' in page.get(wave.get_absolute_url()).content.decode()
    )


def test_minors_are_asked_only_when_a_survey_says_so(survey, dana):
    page = PersonClient()
    page.force_login(dana)
    said = {"title_en": "Net use", "consent_en": CONSENT, "months": 36}
    at = reverse("surveys:change", args=[survey.pk])
    page.post(at, said | {"minors": "on"})
    assert Survey.objects.get().minors
    page.post(at, said)
    assert not Survey.objects.get().minors


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("", ""),
        ("?kind=foundation&nonsense=1", "kind=foundation"),
        ("area=420000", "country=CN&area=420000"),
        ("kind=nothing&area=999999", "country=CN&area=999999"),
        ("country=CN&with=needs&kind=grassroots_ngo", "country=CN&kind=grassroots_ngo&with=needs"),
        ("trained=yes&area=420000", "country=CN&area=420000&trained=yes"),
        ("trained=perhaps", ""),
    ],
)
def test_a_frame_is_what_the_directory_understands(typed, tidied):
    assert frames.tidied(typed) == tidied
    assert frames.tidied(tidied) == tidied


def test_everybody_in_the_frame_is_asked_once_with_one_number_for_all_waves(planned):
    assert services.open_wave(SYSTEM, planned) == 10
    assert planned.counts == {"420000": 6, "510000": 4}
    assert set(planned.invitations.values_list("weight", flat=True)) == {1.0}
    assert sorted(planned.survey.respondents.values_list("number", flat=True)) == list(range(1, 11))
    second = services.plan_wave(SYSTEM, planned.survey, frame="country=CN&area=420000")
    services.use_edition(SYSTEM, second, planned.edition)
    assert services.open_wave(SYSTEM, second) == 6
    assert Respondent.objects.count() == 10
    with pytest.raises(Refused) as refused:
        services.open_wave(SYSTEM, planned)
    assert refused.value.code == "open"


def test_a_follow_up_asks_those_whose_record_says_that_they_were_trained(asked_survey, groups):
    for group, took_part in zip(groups, (True, True, True, False), strict=False):
        facts = {"trained": {"trained": took_part, **({"year": 2024} if took_part else {})}}
        assert_facts(SYSTEM, group, facts, source=Source("import", "List"))
    asked = {}
    for trained in ("yes", "no", ""):
        form = WaveForm(
            {"frame": "/en/organisations/?kind=grassroots_ngo&trained=no", "trained": trained, "sample": "0"}
        )
        if not trained:
            form.data = form.data | {"frame": "kind=grassroots_ngo"}
        assert form.is_valid()
        wave = services.plan_wave(SYSTEM, asked_survey, **form.said)
        services.use_edition(SYSTEM, wave, scenes.edition(asked_survey.scope, key=f"after{trained}"))
        services.open_wave(SYSTEM, wave)
        asked[trained] = set(wave.invitations.values_list("respondent__organisation", flat=True))
        assert ("workshop" in " ".join(naming.frame(wave))) is bool(trained)
    assert asked["yes"] == {one.pk for one in groups[:3]}
    assert asked["no"] == {groups[3].pk}
    assert len(asked[""]) == 10  # and of whom nothing is known


def test_a_wave_opens_on_its_first_day(asked_survey, groups):
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = WaveForm({"opens_on": tomorrow.isoformat(), "closes_on": tomorrow.isoformat(), "sample": "0"})
    assert form.is_valid()
    wave = services.plan_wave(SYSTEM, asked_survey, **form.said)
    services.use_edition(SYSTEM, wave, scenes.edition(asked_survey.scope))
    services.open_wave(SYSTEM, wave)
    wave.refresh_from_db()
    assert words.state(wave)[0].startswith("opens on")
    assert wave not in queries.open_waves()
    assert wave.closes_at - wave.opens_at > timedelta(hours=22)


def test_a_list_whose_address_is_too_long_is_refused(asked_survey):
    with pytest.raises(Refused) as refused:
        services.plan_wave(SYSTEM, asked_survey, frame="q=" + "山" * 80)
    assert refused.value.field == "frame"


def test_a_draw_can_be_made_again_and_weighs_what_it_stands_for(planned):
    Wave.objects.filter(pk=planned.pk).update(sample=4, seed=7)
    planned.refresh_from_db()
    services.open_wave(SYSTEM, planned)
    drawn = set(planned.invitations.values_list("respondent__organisation", flat=True))
    assert len(drawn) == 4
    assert set(planned.invitations.values_list("weight", flat=True)) == {2.5}
    again = services.plan_wave(SYSTEM, planned.survey, frame=planned.frame, sample=4)
    Wave.objects.filter(pk=again.pk).update(seed=7)
    again.refresh_from_db()
    services.use_edition(SYSTEM, again, planned.edition)
    services.open_wave(SYSTEM, again)
    assert set(again.invitations.values_list("respondent__organisation", flat=True)) == drawn


def test_a_wave_needs_a_form_of_its_own_survey_and_somebody_to_ask(survey, groups):
    wave = services.plan_wave(SYSTEM, survey, frame="kind=foundation")
    with pytest.raises(Refused) as refused:
        services.open_wave(SYSTEM, wave)
    assert refused.value.code == "form"
    other = services.make_survey(SYSTEM, title_en="Other", consent_en=CONSENT)
    with pytest.raises(Refused) as refused:
        services.use_edition(SYSTEM, wave, scenes.edition(other.scope, key="other"))
    assert refused.value.field == "edition"
    services.use_edition(SYSTEM, wave, scenes.edition(survey.scope))
    with pytest.raises(Refused) as refused:
        services.open_wave(SYSTEM, wave)
    assert refused.value.code == "nobody"
    now = timezone.now()
    with pytest.raises(Refused) as refused:
        services.plan_wave(SYSTEM, survey, opens_at=now, closes_at=now - timedelta(days=1))
    assert refused.value.field == "closes_at"


def _begin(invitation, **more):
    said = {"agreed": True, "adult": True, "language": "zh-hans"} | more
    return answering.begin_invited(Actor("link", invitation.scope), invitation, **said)


def _answer(begun, **values):
    edition = begun.response.edition
    session = scenes.form_of(edition).resume(begun.response.xml.encode())
    for name, value in ({"name": "A"} | values).items():
        session.set(f"/data/{name}", value)
    receive(Actor("link", begun.response.files_scope), edition, document=session.submission(), way="page")
    answering.note_received(Response.objects.get(pk=begun.response.pk))


def test_S5_the_funnel_counts_each_step_and_each_reason(wave):
    rows = list(wave.invitations.order_by("pk"))
    for one in rows[:5]:
        begun = _begin(one)
        if one != rows[4]:
            _answer(begun, staff="3")
    services.refuse_invitation(Actor("link", rows[5].scope), rows[5])
    for n, reason in enumerate(("double", "test")):
        services.exclude_response(SYSTEM, Invitation.objects.get(pk=rows[n].pk), reason=reason, note="x")
    funnel = queries.funnel(wave)
    assert (funnel.invited, funnel.refused, funnel.started, funnel.received) == (10, 1, 5, 4)
    assert funnel.excluded == {"double": 1, "test": 1}
    assert (funnel.valid, funnel.rate) == (2, 0.2)
    services.exclude_response(SYSTEM, Invitation.objects.get(pk=rows[0].pk), reason="")
    assert queries.funnel(wave).valid == 3
    with pytest.raises(Refused):
        services.exclude_response(SYSTEM, Invitation.objects.get(pk=rows[0].pk), reason="dislike")
    with pytest.raises(Refused):
        services.exclude_response(SYSTEM, rows[9], reason="test")


@pytest.mark.parametrize(("said", "field"), [({"agreed": False}, "agreed"), ({"adult": False}, "adult")])
def test_nobody_answers_without_agreeing_or_under_age(wave, said, field):
    with pytest.raises(Refused) as refused:
        _begin(wave.invitations.first(), **said)
    assert refused.value.field == field
    assert not Response.objects.exists()


def test_a_survey_of_the_young_asks_nobody_how_old_they_are(wave, client):
    one = wave.invitations.select_related("wave__survey").first()
    page = reverse("surveys:invited", args=[links.token(one)])
    assert "18 years" in client.get(page).content.decode()
    Survey.objects.update(minors=True)
    assert "18 years" not in client.get(page).content.decode()
    one = Invitation.objects.select_related("wave__survey").get(pk=one.pk)
    assert _begin(one, adult=False).response.state == Response.STARTED


def test_S3_a_second_link_goes_on_with_the_same_answers(wave):
    one = wave.invitations.first()
    first = _begin(one)
    second = _begin(Invitation.objects.get(pk=one.pk))
    assert (first.response, Response.objects.count()) == (second.response, 1)
    assert Invitation.objects.get(pk=one.pk).consent_version == 1


def test_taken_back_is_asked_no_more(wave):
    one = wave.invitations.first()
    begun = _begin(one)
    _answer(begun)
    response = Response.objects.get()
    withdraw_response(Actor("link", response.files_scope), response)
    answering.note_withdrawn(response)
    one.refresh_from_db()
    assert (one.outcome, one.response) == ("refused", None)


def test_before_and_after_nobody_begins(wave):
    one = wave.invitations.first()
    services.close_wave(SYSTEM, wave)
    one.refresh_from_db()
    with pytest.raises(Refused) as refused:
        _begin(Invitation.objects.get(pk=one.pk))
    assert refused.value.code == "closed"
    Wave.objects.update(closed_at=None, closes_at=None, opens_at=timezone.now() + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        _begin(Invitation.objects.get(pk=one.pk))
    assert refused.value.code == "early"


def test_what_was_begun_before_the_end_may_come_in_for_a_day(wave):
    begun = _begin(wave.invitations.first())
    services.close_wave(SYSTEM, wave)
    _answer(begun)
    Wave.objects.update(closes_at=timezone.now() - timedelta(days=2))
    late = _begin_closed(wave)
    with pytest.raises(Refused):
        _answer(late)


def _begin_closed(wave):
    """Begun in time, and sent much too late."""
    one = wave.invitations.order_by("-pk").first()
    Wave.objects.filter(pk=wave.pk).update(closed_at=None, closes_at=None)
    begun = _begin(Invitation.objects.get(pk=one.pk))
    Wave.objects.filter(pk=wave.pk).update(closes_at=timezone.now() - timedelta(days=2))
    return begun


def test_an_open_wave_takes_who_was_not_asked_apart_from_the_drawn(wave):
    actor = Actor("link", wave.scope)
    with pytest.raises(Refused):
        answering.begin_open(actor, wave, agreed=True, adult=True, language="")
    Wave.objects.update(is_open_to_all=True)
    wave.refresh_from_db()
    _answer(answering.begin_open(actor, wave, agreed=True, adult=True, language=""))
    funnel = queries.funnel(wave)
    assert (funnel.unasked, funnel.received, funnel.rate) == (1, 1, 0.0)


def test_what_a_device_sends_is_in_the_wave_of_its_edition(wave):
    document, _ident = scenes.document(wave.edition, name="A")
    response = receive(SYSTEM, wave.edition, document=document, way="device").response
    answering.note_received(response)
    answering.note_received(response)
    made = Invitation.objects.get(response=response)
    assert (made.wave, made.weight, made.outcome) == (wave, 0, "received")


def test_the_journal_says_that_and_never_what(wave):
    _answer(_begin(wave.invitations.first()), name="Secret group")
    told = Entry.objects.filter(verb__startswith="surveys.").values_list("data", flat=True)
    assert "Secret" not in str(list(told))


def test_answers_go_after_their_time_and_the_funnel_stays(wave):
    begun = _begin(wave.invitations.first())
    _answer(begun)
    services.close_wave(SYSTEM, wave)
    assert forget_due() == 0
    Wave.objects.update(closed_at=timezone.now() - timedelta(days=36 * 31))
    assert forget_due() == 1
    assert forget_due() == 0
    kept = Response.objects.get()
    assert (kept.xml, kept.token, kept.answers.count()) == ("", "", 0)
    assert queries.funnel(wave).received == 1
