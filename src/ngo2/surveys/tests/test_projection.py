"""Answers as columns in a file: made from the rows, and anew when those changed or the file is no good."""

import time

import numpy as np
import pytest

from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.tests.racing import outcomes
from ngo2.questionnaires.models import Edition, Response
from ngo2.questionnaires.services import withdraw_response
from ngo2.surveys.queries.standing import standings
from ngo2.surveys.results.sample import counted
from ngo2.surveys.services import columns, exclude_response
from ngo2.surveys.tests.wave_of import FORM, answered, edition_of, wave_of, xform

ROWS = [
    {"web": "yes", "channels": "wechat weibo", "staff": "3", "needs": "钱"},
    {"web": "no", "channels": "", "staff": ""},
    {"web": "", "channels": "none", "staff": "12", "needs": ""},
]


def made(wave):
    found = columns.columns_of(wave.edition)
    return counted(found.answers, found.responses, standings(wave)).answers.main


def test_missing_not_asked_and_none_are_three_things(wave):
    answered(wave, ROWS)
    main = made(wave)
    assert list(main.columns) == ["web", "channels", "staff", "help"]  # words have no column
    assert main["web"].codes.tolist() == [2, 3, 0]
    channels = main["channels"]
    assert [channels.chosen(place).tolist() for place in range(3)] == [
        [True, False, False], [True, False, False], [False, False, True],
    ]  # fmt: skip
    assert channels.answered.tolist() == [True, False, True]
    assert channels.categories[2].meaning == "none"
    assert main["staff"].answered.tolist() == [True, False, True]
    assert main["help"].not_asked.all()


def test_labels_are_those_of_the_form_in_each_language(wave):
    answered(wave, ROWS)
    question = made(wave)["web"].question
    assert question.label("English (en)") == "A website of your own?"
    assert [one.label("中文 (zh)") for one in question.categories] == ["有", "没有"]


def test_members_of_a_repeat_stand_in_their_own_table_in_their_order(survey):
    wave = wave_of(survey, edition_of(survey, xform(FORM, repeat="help")))
    many = {f"p/help@{n}": "us" if n < 10 else "them" for n in range(1, 12)}
    answered(wave, [{"web": "yes", **many}, {"web": "no"}, {"web": "no", "p/help@1": "them"}])
    found = columns.columns_of(wave.edition).answers
    table = found.tables["/data/p"]
    assert table.respondents.tolist() == [0] * 11 + [2]
    assert table["help"].codes.tolist() == [2] * 9 + [3] * 3


def test_what_was_taken_back_is_gone_and_what_does_not_count_is_masked(wave):
    invitations = answered(wave, ROWS * 2)
    before = columns.columns_of(wave.edition)
    exclude_response(SYSTEM, invitations[0], reason="test")
    assert made(wave).rows == 5
    assert columns.columns_of(wave.edition).answers.respondents == 6  # nothing is lost
    exclude_response(SYSTEM, invitations[0], reason="")
    assert made(wave).rows == 6
    gone = Response.objects.get(pk=invitations[1].response_id)
    withdraw_response(Actor("link", gone.files_scope), gone)
    found = columns.columns_of(wave.edition)
    assert found.answers.respondents == 5
    assert set(before.responses.tolist()) - set(found.responses.tolist()) == {gone.pk}


def test_excluding_one_and_taking_in_another_is_noticed(wave):
    invitations = answered(wave, ROWS)
    exclude_response(SYSTEM, invitations[0], reason="test")
    assert made(wave)["web"].codes.tolist() == [3, 0]
    exclude_response(SYSTEM, invitations[0], reason="")
    exclude_response(SYSTEM, invitations[2], reason="test")
    assert made(wave)["web"].codes.tolist() == [2, 3]


def test_one_taken_back_and_one_more_is_stale(wave):
    """The count stays the same."""
    invitations = answered(wave, ROWS)
    columns.columns_of(wave.edition)
    Response.objects.filter(pk=invitations[0].response_id).update(state=Response.WITHDRAWN)
    answered(wave, [{"web": "no"}])
    assert columns.columns_of(wave.edition).answers.main["web"].codes.tolist() == [3, 0, 3]


@pytest.mark.parametrize("spoil", ["cut", "flip", "empty", "gone", "older"])
def test_a_file_that_is_no_good_is_made_again(wave, spoil):
    answered(wave, ROWS)
    first = columns.columns_of(wave.edition).answers.main["web"].codes.tolist()
    path = columns.path_of(wave.edition)
    whole = path.read_bytes()
    if spoil == "gone":
        path.unlink()
    elif spoil == "older":
        path.write_bytes(whole.replace(b'"edition":"1-', b'"edition":"0-'))
    else:
        cut = {"cut": whole[:-70], "flip": whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:], "empty": b""}
        path.write_bytes(cut[spoil])
    assert columns.columns_of(wave.edition).answers.main["web"].codes.tolist() == first
    assert path.read_bytes()[:8] == b"NGO2COL\n"


def test_an_edition_without_answers_has_columns_of_none(wave):
    found = columns.columns_of(wave.edition)
    assert found.answers.respondents == 0
    assert list(found.answers.main.columns) == ["web", "channels", "staff", "help"]


def test_it_is_asked_in_a_few_questions_however_many_answers(wave, django_assert_num_queries):
    answered(wave, ROWS * 40)
    edition = Edition.objects.get(pk=wave.edition_id)
    columns.asked_of(edition)
    with django_assert_num_queries(2 + 3):  # the mark twice; rows, their answers, and that there are no more
        columns.columns_of(edition)
    with django_assert_num_queries(1):
        columns.columns_of(edition)


def test_refresh_makes_anew_what_is_stale_and_throws_away_what_nobody_needs(wave):
    answered(wave, ROWS)
    columns.columns_of(wave.edition)
    assert not columns.refresh()
    answered(wave, ROWS)
    (columns.folder() / "999999.columns").write_bytes(b"x")
    assert columns.refresh()
    assert not (columns.folder() / "999999.columns").exists()
    found = columns.read(columns.path_of(wave.edition), None, columns.state_of(wave.edition))
    assert found.respondents == 6


def test_answers_that_the_form_does_not_offer_are_missing(wave):
    answered(wave, [{"web": "maybe", "staff": "many", "channels": "wechat pigeon"}])
    main = made(wave)
    assert main["web"].codes.tolist() == [0]
    assert np.isnan(main["staff"].numbers).all()
    assert main["channels"].chosen(0).tolist() == [True]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_it_once(wave, monkeypatch):
    answered(wave, ROWS)
    makings = []
    real = columns._made

    def slow(edition):
        makings.append(edition.pk)
        time.sleep(0.3)
        return real(edition)

    monkeypatch.setattr(columns, "_made", slow)

    def ask():
        columns.columns_of(Edition.objects.get(pk=wave.edition_id))

    outcomes([ask] * 3)
    assert len(makings) == 1


def test_a_wave_reads_only_its_own_answers_of_a_form_that_two_waves_share(wave, survey):
    answered(wave, ROWS)
    second = wave_of(survey, wave.edition)
    answered(second, [{"web": "no"}])
    assert made(wave).rows == 3
    assert made(second)["web"].codes.tolist() == [3]
