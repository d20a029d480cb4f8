"""What may be compared between two waves is decided by the forms, or by a person with a reason; trends go by it."""

import io

import pytest
from django.urls import reverse
from django.utils import translation

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.csv import read_rows
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.lib.sheets.workbooks import sheets
from ngo2.surveys import services
from ngo2.surveys.models import Comparability, Invitation
from ngo2.surveys.queries import comparability
from ngo2.surveys.tests.wave_of import (
    CHANNELS,
    HELP,
    NEEDS,
    STAFF,
    WEB,
    answered,
    edition_of,
    sheets_of,
    wave_of,
    xform,
)

FIRST = {"web": WEB, "channels": CHANNELS, "staff": STAFF, "help": HELP, "needs": NEEDS, "old": WEB}
HELPED = (
    "select1",
    "谁帮你们？",
    "Who helps you?",
    {"own": ("自己", "Ourselves"), "others": ("旁人", "Somebody else")},
)
SECOND = {
    "web": WEB,
    "channels": (*CHANNELS[:3], {**CHANNELS[3], "video": ("视频号", "Video channel")}),
    "staff": ("int", "有几位领薪水的人？", "How many people are paid?", {}),
    "help": HELPED,
    "needs": ("select1", "还需要什么？", "What else do you need?", {"a": ("甲", "A"), "b": ("乙", "B")}),
    "fresh": ("select1", "您用人工智能吗？", "Do you use artificial intelligence?", WEB[3]),
}  # fmt: skip


def edition(survey, form):
    return edition_of(survey, xform(form), sheets_of(form))


@pytest.fixture
def waves(survey):
    return [wave_of(survey, edition(survey, form)) for form in (FIRST, SECOND)]


def judged(waves):
    return {one.name: one for one in comparability.items(*waves)}


def decide(actor, waves, question="staff", before="", is_comparable=True, note="It asks the same.", **more):
    told = {"question": question, "before": before or question, "is_comparable": is_comparable, "note": note}
    return services.decide_comparability(actor, waves[1], waves[0], **told, **more)


def test_without_a_decision_the_two_forms_decide(waves):
    found = judged(waves)
    assert [name for name, one in found.items() if one.is_comparable] == ["web"]
    assert {name for name, one in found.items() if one.needs_a_look} == {"channels", "staff", "help", "needs"}
    assert all(bool(one.why_not) != one.is_comparable for one in found.values())
    assert "not asked again" in found["old"].why_not
    assert "not asked in the earlier" in found["fresh"].why_not


def test_a_person_decides_and_it_is_known_who(alice, waves):
    made = decide(person_actor(alice), waves)
    assert (made.by, made.note, made.is_comparable) == (alice, "It asks the same.", True)
    assert judged(waves)["staff"].is_comparable
    decide(person_actor(alice), waves, is_comparable=False, note="Volunteers count too now.")
    assert Comparability.objects.count() == 1
    assert "Volunteers count too now." in judged(waves)["staff"].why_not
    services.take_back_comparability(person_actor(alice), waves[1], waves[0], question="staff")
    assert judged(waves)["staff"].decided is None
    entries = Entry.objects.filter(verb="surveys.comparability.decided").order_by("pk")
    assert [one.data["is_comparable"] for one in entries] == [True, False, None]


def test_a_mapping_is_corrected_and_a_question_gets_another_partner(waves):
    decide(SYSTEM, waves, "help", mapping={"us": "own", "them": "others"})
    assert judged(waves)["help"].mapping == {"us": "own", "them": "others"}
    decide(SYSTEM, waves, "fresh", "old")
    found = judged(waves)
    assert (found["fresh"].before, found["fresh"].is_comparable) == ("old", True)
    assert "old" not in found


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"note": "  "}, "note"),
        ({"note": "x" * 501}, "note"),
        ({"question": "needs"}, "is_comparable"),
        ({"question": "nothing"}, "before"),
        ({"before": "nothing"}, "before"),
        ({"question": "help", "mapping": {"us": "elsewhere"}}, "mapping"),
        ({"question": "help", "mapping": {"us": "", "them": ""}}, "mapping"),
    ],
)
def test_what_makes_no_sense_is_refused(waves, more, field):
    with pytest.raises(Refused) as refused:
        decide(SYSTEM, waves, **more)
    assert refused.value.field == field
    assert not Comparability.objects.exists()


def test_one_question_of_then_stands_beside_one_only(waves):
    decide(SYSTEM, waves, "fresh", "old")
    with pytest.raises(Refused) as refused:
        decide(SYSTEM, waves, "web", "old")
    assert refused.value.field == "before"
    assert judged(waves)["fresh"].before == "old"


def test_only_an_earlier_wave_of_the_same_survey(waves, asked_survey):
    foreign = wave_of(asked_survey, edition(asked_survey, FIRST))
    for pair in (waves[::-1], [foreign, waves[1]]):
        with pytest.raises(Refused):
            decide(SYSTEM, pair)
    with pytest.raises(Refused):
        services.take_back_comparability(SYSTEM, waves[1], waves[0], question="web")


def test_charlie_decides_nothing(charlie, waves):
    with pytest.raises((Denied, Hidden)):
        decide(person_actor(charlie), waves)
    with pytest.raises((Denied, Hidden)):
        services.take_back_comparability(person_actor(charlie), waves[1], waves[0], question="web")


# --- pages


def get(client, name, *args, query="", language="en"):
    with translation.override(language):
        return client.get(reverse(f"surveys:{name}", args=args) + query)


def post(client, waves, question, data):
    with translation.override("en"):
        return client.post(reverse("surveys:decide", args=[waves[1].pk, waves[0].pk, question]), data)


def test_the_table_says_what_changed_and_filters(client, alice, waves):
    client.force_login(alice)
    here = (waves[1].pk, waves[0].pk)
    everything = get(client, "comparability", *here).content.decode()
    assert "1 of 7 questions may be compared." in everything
    assert "4 questions wait for somebody" in everything
    to_look = get(client, "comparability", *here, query="?show=look").content.decode()
    assert "How many people are paid?" in to_look
    assert "artificial intelligence" not in to_look
    assert get(client, "comparability", *here, query="?show=%00", language="zh-hans").status_code == 200


def test_deciding_on_the_page_keeps_what_was_typed(client, alice, waves):
    client.force_login(alice)
    page = get(client, "decide", waves[1].pk, waves[0].pk, "help").content.decode()
    assert "Others" in page
    data = {"before": "help", "is_comparable": "yes", "code_0": "own", "code_1": "others", "note": ""}
    refused = post(client, waves, "help", data)
    assert "Please look at 1 answer again" in refused.content.decode()
    assert '<option value="others" selected' in refused.content.decode()
    assert post(client, waves, "help", data | {"note": "Same people."}).status_code == 302
    assert Comparability.objects.get().mapping == {"us": "own", "them": "others"}
    assert post(client, waves, "help", {"do": "back"}).status_code == 302
    assert not Comparability.objects.exists()
    for strange in ({}, {"before": "\0", "is_comparable": "maybe"}, {**data, "code_0": "x"}):
        assert post(client, waves, "help", strange).status_code == 200
    assert not Comparability.objects.exists()


def test_a_new_question_is_put_beside_one_of_then(client, alice, waves):
    client.force_login(alice)
    here = (waves[1].pk, waves[0].pk, "fresh")
    assert "Which question of then asks the same?" in get(client, "decide", *here).content.decode()
    assert (
        "Can their answers be compared?" in get(client, "decide", *here, query="?before=old").content.decode()
    )
    data = {"before": "old", "is_comparable": "yes", "code_0": "yes", "code_1": "no", "note": "It does."}
    assert post(client, waves, "fresh", data).status_code == 302
    assert judged(waves)["fresh"].is_comparable


def test_what_is_not_there_is_hidden(client, alice, charlie, waves):
    client.force_login(alice)
    for args in ((waves[0].pk, waves[1].pk), (waves[1].pk, 999_999)):
        assert get(client, "comparability", *args).status_code == 404
    assert get(client, "decide", waves[1].pk, waves[0].pk, "nothing").status_code == 404
    client.force_login(charlie)
    assert get(client, "comparability", waves[1].pk, waves[0].pk).status_code == 404
    assert get(client, "trend", waves[1].pk).status_code == 404


# --- trends


@pytest.fixture
def two_waves(waves):
    """40 of 100 have a site, then 70 of the same 100; eight help themselves."""
    first = answered(
        waves[0],
        [
            {"web": "yes" if n < 40 else "no", "help": "us" if n % 2 else "them", "staff": "3"}
            for n in range(100)
        ],
    )
    second = answered(
        waves[1],
        [{"web": "yes" if n < 70 else "no", "help": "own" if n < 3 else "others", "staff": "4"} for n in range(100)],
    )  # fmt: skip
    for then, now in zip(first, second, strict=True):
        now.respondent_id = then.respondent_id
    Invitation.objects.bulk_update(second, ["respondent_id"])
    return waves


def test_the_trend_draws_what_may_be_compared_and_says_why_not(client, alice, two_waves):
    client.force_login(alice)
    page = get(client, "trend", two_waves[1].pk).content.decode()
    told = page.split("What may be compared")[1]
    assert 'id="q-web"' in told
    assert 'id="q-help"' not in told
    assert "+30.0" in told
    assert "The same 100 groups then and now" in told
    assert "What else do you need?</b> It was asked in another way" in told
    decide(SYSTEM, two_waves, "help", mapping={"us": "own", "them": "others"})
    assert 'id="q-help"' in get(client, "trend", two_waves[1].pk, query="?weights=design").content.decode()


def test_the_file_hides_small_numbers(client, alice, two_waves):
    decide(SYSTEM, two_waves, "help", mapping={"us": "own", "them": "others"})
    client.force_login(alice)
    csv = get(client, "trend_table", two_waves[1].pk, "csv", query=f"?with={two_waves[0].pk}")
    assert csv["Cache-Control"] == "no-store"
    rows = list(read_rows(io.StringIO(csv.content.decode(), newline="")))
    web = next(row for row in rows if row[:2] == ["A website of your own?", "Yes"])
    assert (web[2], web[6], web[10]) == ("40", "70", "30.0")
    helped = [row for row in rows if row[:1] == ["Who helps you?"] and row[1] != "answered"]
    assert {cell for row in helped for cell in row[2:]} == {"*"}
    assert any(row and row[0] == "What may not be compared" for row in rows)
    xlsx = get(client, "trend_table", two_waves[1].pk, "xlsx").content
    assert sum(len(list(rows)) for _name, rows in sheets(xlsx)) > 5
    assert get(client, "trend_table", two_waves[1].pk, "pdf").status_code == 404


def test_a_first_wave_has_no_trend(client, alice, waves):
    client.force_login(alice)
    assert (
        get(client, "trend", waves[0].pk)["Location"]
        == f"/en{waves[0].get_absolute_url().removeprefix('/en')}"
    )
    assert (
        "What changed"
        in get(client, "trend", waves[1].pk, query="?with=x&weights=\0&page=99").content.decode()
    )


def test_as_many_queries_however_many_answers(client, alice, two_waves, django_assert_max_num_queries):
    client.force_login(alice)
    get(client, "trend", two_waves[1].pk)  # makes the columns
    with django_assert_max_num_queries(20):
        get(client, "trend", two_waves[1].pk)
