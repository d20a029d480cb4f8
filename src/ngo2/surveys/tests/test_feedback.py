"""What comes back to whoever has answered: at once, beside groups like theirs, without a word on anybody else."""

import itertools
import random
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from ngo2.lib.actors import Actor
from ngo2.questionnaires import kinds, nexts
from ngo2.questionnaires.models import Answer, Response
from ngo2.questionnaires.nexts import NextStep
from ngo2.questionnaires.services import withdraw_response
from ngo2.surveys import links
from ngo2.surveys.queries.standing import standings
from ngo2.surveys.results.comparing import compared
from ngo2.surveys.results.sample import KIND, PROVINCE, SIZE, counted
from ngo2.surveys.services import columns
from ngo2.surveys.tests.wave_of import answered, organisation, wave_of


def page(client, response, language="en"):
    with translation.override(language):
        return client.get(links.feedback_path(response))


def told_of(wave):
    made = columns.columns_of(wave.edition)
    return compared(counted(made.answers, made.responses, standings(wave)))


@pytest.fixture
def many(survey):
    """Sixty groups of Hubei and as many of Yunnan; in Hubei 45 have a site, in Yunnan 15."""
    wave = wave_of(survey)
    groups = [organisation(n % 2, facts={"staff": {"v": 4}}) for n in range(120)]
    rows = [
        {
            "web": "yes" if n // 2 < (45 if n % 2 == 0 else 15) else "no",
            "channels": "wechat",
            "staff": str(n % 9),
        }
        for n in range(120)
    ]
    return wave, answered(wave, rows, groups)


def test_S7_right_after_sending_there_is_a_page_that_compares(client, many):
    wave, invitations = many
    response = Response.objects.get(pk=invitations[0].response_id)
    following = kinds.after(wave.survey.scope, response)
    assert [one.url for one in following] == [links.feedback_path(response)]
    told = page(client, response)
    body = told.content.decode()
    assert told.status_code == 200
    assert 'content="noindex"' in body
    assert "no-store" in told["Cache-Control"]
    site = body.split("A website of your own?")[1].split("</article>")[0]
    assert "You: Yes" in site
    said = [one.split("<")[0] for one in site.split('<dt dir="auto">')[1:]]
    assert said == ["All who answered", "Hubei", "Grassroots group", "3–5 paid staff"]
    assert "50 % said the same" in site
    assert "75 % said the same" in site


def test_S7_a_group_that_is_too_few_everywhere_is_named_once_and_not_at_each_question(client, survey):
    wave = wave_of(survey)
    groups = [organisation(0 if n else 1, facts={"staff": {"v": 4}}) for n in range(30)]
    rows = [{"web": "yes", "channels": "wechat", "staff": "3"}] * 30
    mine = answered(wave, rows, groups)[0]
    body = page(client, Response.objects.get(pk=mine.response_id)).content.decode()
    top, *articles = body.split("<article")
    assert len(articles) == 3
    assert 'too few have answered to compare: <span dir="auto">Yunnan</span></p>' in top
    assert body.count("Yunnan") == 1
    assert body.count("All who answered") == 3
    other = Response.objects.filter(organisation=groups[1]).get()
    assert "too few have answered to compare" not in page(client, other).content.decode()


def test_S7_it_works_at_once_also_when_the_columns_are_old_or_not_there(client, survey, monkeypatch):
    wave = wave_of(survey)
    first = answered(wave, [{"web": "yes"}])[0].response
    body = page(client, first).content.decode()
    assert body.count("too few have answered to compare") == 1
    assert "All who answered" in body
    assert "You: Yes" in body
    monkeypatch.setattr(columns, "SMALL", 0)  # too many to make anew while somebody waits
    second = answered(wave, [{"web": "no", "channels": "weibo"}])[0].response
    monkeypatch.setattr(columns, "rebuild", lambda edition: pytest.fail("made anew while somebody waits"))
    body = page(client, second).content.decode()
    assert "You: No" in body
    assert "You: Weibo" in body
    cache.clear()
    columns.forget(wave.edition)
    assert "There is nothing to compare in your answers yet." in page(client, second).content.decode()


def test_S7_three_steps_with_links_that_others_contribute(client, survey, monkeypatch):
    wave = wave_of(survey)
    group = organisation(0)
    response = answered(wave, [{"web": "no"}], [group])[0].response
    with translation.override("zh-hans"):
        urls = [
            reverse("organisations:edit", args=[group.pk]),
            reverse("exchange:choose", args=["need"]),
            reverse("organisations:follow") + "?country=CN&area=420000",
        ]
        assert [url for _label, url in nexts.steps_for({}, group)] == urls
    body = page(client, response, "zh-hans").content.decode()
    assert all(url.replace("&", "&amp;") in body for url in urls)
    giver = organisation(1, kind="foundation", area1="")
    with translation.override("zh-hans"):
        labels = [url for _label, url in nexts.steps_for({}, giver)]
        assert labels == [reverse("organisations:edit", args=[giver.pk]), reverse("opendata:catalogue")]
        assert [url for _label, url in nexts.steps_for({}, None)] == [reverse("opendata:catalogue")]


def test_S7_a_step_of_a_room_above_depends_on_the_answers(survey, monkeypatch):
    registry = type(nexts.nexts)("next step after a survey")
    registry.add(
        NextStep("site", lambda answers, _one: answers.get("web") == "no", "Make a site", lambda _one: "/x/"),
        NextStep("nowhere", lambda _answers, _one: True, "Not on this site", lambda _one: ""),
    )
    monkeypatch.setattr(nexts, "nexts", registry)
    assert nexts.steps_for({"web": "no"}, None) == [("Make a site", "/x/")]
    assert nexts.steps_for({"web": "yes"}, None) == []


def test_a_link_that_nobody_made_and_answers_that_were_taken_back_are_not_there(client, many):
    _wave, invitations = many
    response = Response.objects.get(pk=invitations[3].response_id)
    token = links.feedback_token(response)
    for wrong in ("x", "0", token[:-1], token + "a", links.token(invitations[3]), "zz" + token):
        assert client.get(reverse("surveys:feedback", args=[wrong])).status_code == 404
    withdraw_response(Actor("link", response.files_scope), response)
    assert page(client, response).status_code == 404


def test_what_a_device_sent_is_compared_before_the_funnel_has_noted_it(client, many):
    wave, _invitations = many
    now = timezone.now()
    response = Response.objects.create(
        edition=wave.edition,
        instance_id=f"uuid:{uuid.uuid4()}",
        state=Response.RECEIVED,
        way=Response.DEVICE,
        began_at=now,
        received_at=now,
    )
    Answer.objects.create(response=response, path="/data/web", value="yes")
    assert "You: Yes" in page(client, response).content.decode()


def test_numbers_are_compared_with_the_middle_and_only_of_ten_and_more(client, many):
    wave, invitations = many
    body = page(client, Response.objects.get(pk=invitations[7].response_id)).content.decode()
    staff = body.split("How many staff?")[1].split("</article>")[0]
    assert "You: 7" in staff
    assert "half have at most 4" in staff
    small = wave_of(wave.survey)
    answered(small, [{"staff": "3"}] * 9)
    assert told_of(small)["staff"].everybody.middle is None


def test_S6_of_groups_smaller_than_five_nothing_is_told(survey):
    wave = wave_of(survey)
    groups = [organisation(0) for _n in range(20)] + [organisation(1) for _n in range(4)]
    answered(wave, [{"web": "yes" if n % 2 else "no"} for n in range(24)] + [{"web": "yes"}], [*groups, None])
    told = told_of(wave)["web"]
    assert told.everybody.n == 25
    assert (PROVINCE, "530000") not in told.groups
    assert (PROVINCE, "") not in told.groups
    assert set(told.groups[PROVINCE, "420000"].shares.values()) == {
        None
    }  # all less these would be the five others


@pytest.mark.parametrize("seed", range(4))
def test_S6_who_puts_all_pages_together_reckons_out_no_small_number(survey, seed):
    """All groups and answers that anybody may see: no hidden one is the only one of its line."""
    dice = random.Random(seed)
    wave = wave_of(survey)
    groups = [
        organisation(dice.choice([0, 0, 0, 1, 2]), facts={"staff": {"v": dice.choice([0, 4])}})
        for _n in range(60)
    ]
    rows = [
        {"web": dice.choices(["yes", "no", ""], [7, 2, 1])[0], "channels": dice.choice(["wechat", "weibo"])}
        for _n in groups
    ]
    answered(wave, rows, groups)
    told = told_of(wave)["web"]
    true = {}
    for row, one in zip(rows, groups, strict=True):
        if row["web"]:
            key = (one.area1, row["web"])
            true[key] = true.get(key, 0) + 1
    shares = {
        (value, answer): share
        for (trait, value), group in told.groups.items()
        if trait == PROVINCE
        for answer, share in group.shares.items()
    }
    assert not [key for key, n in true.items() if n < 5 and shares.get(key) is not None]
    for place, answer in itertools.product({place for place, _answer in shares}, ["yes", "no"]):
        of_place = [shares[place, one] for one in ("yes", "no")]
        assert of_place.count(None) != 1  # its share would be what is missing of 100
        if told.everybody.shares[answer] is not None:
            assert [shares[one, answer] for one, _x in shares if _x == answer].count(None) != 1


def test_the_newest_answer_is_not_read_off_two_pages(survey):
    wave = wave_of(survey)
    answered(wave, [{"web": "yes"}] * 10 + [{"web": "no"}] * 10)
    before = told_of(wave)["web"]
    answered(wave, [{"web": "no"}])
    assert told_of(wave)["web"] == before
    answered(wave, [{"web": "no"}] * 4)
    assert told_of(wave)["web"].everybody.n == 25


def test_as_many_queries_with_few_answers_as_with_many(client, survey):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    wave = wave_of(survey)
    seen = []
    for many in (10, 200):
        response = answered(wave, [{"web": "yes"}] * many, [organisation(n) for n in range(many)])[0].response
        cache.clear()
        page(client, response)
        cache.clear()
        with CaptureQueriesContext(connection) as told:
            page(client, response)
        seen.append(len(told))
    assert seen[0] == seen[1] < 14


def test_traits_that_the_record_does_not_say_are_no_group_of_anybody(client, survey):
    from ngo2.surveys.views.compared import groups_of

    assert groups_of(None) == []
    assert groups_of(organisation(0, area1="")) == [(KIND, "grassroots_ngo")]
    assert (SIZE, "11-") in groups_of(organisation(0, facts={"staff": {"v": 40}}))
