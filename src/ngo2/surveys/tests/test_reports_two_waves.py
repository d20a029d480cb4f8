"""Two waves in a published report: only what may be compared, corrected together, and nobody given away."""

import json
import re
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Refused
from ngo2.questionnaires.models import Response
from ngo2.surveys import services
from ngo2.surveys.models import Invitation
from ngo2.surveys.reports.counting import Ask, Data
from ngo2.surveys.reports.faces import HIDDEN, sheet, spec
from ngo2.surveys.reports.freezing import frozen
from ngo2.surveys.results import drawing
from ngo2.surveys.tests.wave_of import FORM, answered, edition_of, sheets_of, wave_of, xform

MANY = 100


def rows(sites, helped):
    """Of a hundred; where there is a site there is one person more."""
    return [
        {
            "web": "yes" if n in sites else "no",
            "help": "us" if n < helped else "them",
            "staff": str(n % 5 + (n in sites)),
        }
        for n in range(MANY)
    ]


@pytest.fixture
def waves(survey):
    """40 have a site, then 55 of the same, 5 less and 20 more; 50 help themselves, then 3."""
    made = [wave_of(survey, edition_of(survey, xform(), sheets_of(FORM))) for _n in range(2)]
    first, second = answered(made[0], rows(range(40), 50)), answered(made[1], rows(range(5, 60), 3))
    for then, now in zip(first, second, strict=True):
        now.respondent_id = then.respondent_id
    Invitation.objects.bulk_update(second, ["respondent_id"])
    return made


@pytest.fixture
def report(survey, waves):
    return services.make_report(
        SYSTEM, survey, wave=waves[1], title_zh="两次调查", title_en="What has changed"
    )


def add(report, waves, question, weights="none"):
    settings = {"earlier": str(waves[0].pk), "question": question, "weights": weights}
    return services.add_block(SYSTEM, report, "two_waves", settings)


def face(publication, block="1", language="en"):
    return next(one["faces"][language] for one in publication.content["blocks"] if one["id"] == block)


def get(client, name, *args, language="en"):
    with translation.override(language):
        return client.get(reverse(f"surveys:{name}", args=args))


def doors(client, publication, block="1"):
    """What everybody can read of it, as text, by door."""
    key, version = publication.report_id, publication.version
    told = {"json": json.dumps(publication.content, ensure_ascii=False, sort_keys=True)}
    for language in ("en", "zh-hans"):
        told[f"page {language}"] = get(client, "published", key, language=language).content.decode()
        paper = PdfReader(BytesIO(get(client, "published_paper", key, version, language=language).content))
        told[f"paper {language}"] = "".join(page.extract_text() for page in paper.pages)
    for ending in ("csv", "svg"):
        response = get(client, "published_part", key, version, block, ending)
        if response.status_code == 200:
            told[ending] = response.content.decode()
    told["rows"] = repr(list(sheet(face(publication, block), [])))  # as XLSX has them
    assert get(client, "published_part", key, version, block, "xlsx").content.startswith(b"PK")
    return told


def decide(waves, question, *, is_comparable, note):
    services.decide_comparability(
        SYSTEM, waves[1], waves[0], question=question, before=question, is_comparable=is_comparable, note=note
    )


def test_then_now_and_what_lies_between_stand_in_every_door(client, report, waves):
    add(report, waves, "web")
    publication = services.publish_report(SYSTEM, report)
    one = face(publication)
    yes = one["rows"][0]
    assert [head.get("n") for head in one["heads"]] == [100, 100, None, 100, 100, None]
    assert [cell["said"] for cell in yes["cells"]] == ["40.0 %", "55.0 %", "+15.0"] * 2
    assert [cell.get("n") for cell in yes["cells"]] == [40, 55, None, None, None, None]
    between = yes["cells"][2]
    assert between["low"] < 15 < between["high"]
    assert 0 < between["p"] < 0.01
    assert one["notes"][0].startswith("Yes: +15.0 percentage points (")
    assert not any(HIDDEN in note for note in one["notes"])
    assert face(publication, language="zh-hans")["rows"][0]["label"] == "有"
    told = doors(client, publication)
    assert set(told) == {"json", "page en", "page zh-hans", "paper en", "paper zh-hans", "csv", "svg", "rows"}
    for door, text in told.items():
        assert {"40", "55"} <= set(re.findall(r"\d\d", text)), door
    assert "The same groups: Wave 1" in told["page en"]
    assert "+15.0" in told["paper en"]
    assert "Wave 1: n,Wave 1: %,Wave 1: lower end" in told["csv"]
    assert "Difference of the waves: percentage points" in told["csv"]
    assert "Yes,40,40.0," in told["csv"]


def test_the_chart_is_that_of_the_results_page(report, waves):
    add(report, waves, "web")
    made, _wrong = frozen(report)
    data = Data(waves[1], [Ask("web", earlier=waves[0].pk)])
    plain = drawing.trend(data.trends.of(data.asks[0]), ("Wave 1", "Wave 2"))
    told = [one["vconcat"][1]["data"]["values"] for one in (spec(face(made)), plain)]
    assert len(told[0]) == 2
    assert [one == pytest.approx(other, abs=0.002) for one, other in zip(*told, strict=True)] == [True, True]


def test_what_stands_for_few_is_in_no_door(client, report, waves):
    """Three help themselves now: neither they, nor the other 97, nor what lies between."""
    add(report, waves, "help")
    publication = services.publish_report(SYSTEM, report)
    one = face(publication)
    assert len(one["rows"]) == 2
    assert all(cell == {"said": HIDDEN} for row in one["rows"] for cell in row["cells"])
    assert spec(one) is None
    assert any(note.startswith(HIDDEN) for note in one["notes"])
    told = doors(client, publication)
    assert "svg" not in told
    for door, text in told.items():
        for number in ("97.0", "3.0 %", "47.0", "n = 50"):
            assert number not in text, door


def test_what_a_table_of_the_report_hides_is_hidden_here_too(report, waves):
    """Of those whom others help two had no site: the trend of all less the others would tell them."""
    add(report, waves, "web")
    assert face(frozen(report)[0])["rows"][0]["cells"][1]["n"] == 55
    services.add_block(SYSTEM, report, "table", {"question": "web", "only": "help:us"})
    one = face(frozen(report)[0])
    assert all(cell == {"said": HIDDEN} for row in one["rows"] for cell in row["cells"])


def test_all_blocks_of_a_report_are_corrected_together(report, waves):
    add(report, waves, "web")
    alone = face(frozen(report)[0])["rows"][0]["cells"]
    add(report, waves, "staff")
    made, _wrong = frozen(report)
    both = face(made)["rows"][0]["cells"], face(made, "2")["rows"][0]["cells"]
    assert alone[2]["p"] < both[0][2]["p"]
    assert both[0][2]["value"] == alone[2]["value"]
    assert "corrected for 2 tests (Holm)" in face(made)["notes"][0]
    assert "p corrected for 2 tests (Holm)" in face(made, "2")["notes"]
    assert [cell["said"] for cell in both[1][:3]] == ["2.40", "2.55", "+0.15"]


def test_what_was_decided_later_refuses_the_next_version_and_leaves_this_one(client, alice, report, waves):
    add(report, waves, "web")
    services.add_block(SYSTEM, report, "text", {"en": "Words"})
    publication = services.publish_report(SYSTEM, report)
    before = doors(client, publication)
    decide(waves, "web", is_comparable=False, note="Blogs count too now.")
    assert doors(client, publication) == before
    made, wrong = frozen(report)
    assert wrong == ["1"]
    assert face(made)["title"] == "Whoever runs the survey decided: Blogs count too now."
    with pytest.raises(Refused, match="no longer be shown"):
        services.publish_report(SYSTEM, report)
    client.force_login(alice)
    assert "Blogs count too now." in get(client, "preview", report.pk).content.decode()
    publication.refresh_from_db()
    assert publication.withdrawn_at is None


def test_it_is_frozen_and_knows_the_answers_of_both_waves(client, report, waves):
    add(report, waves, "web")
    publication = services.publish_report(SYSTEM, report)
    before = doors(client, publication)
    gone = Invitation.objects.filter(wave=waves[0]).values("response")[:30]
    Response.objects.filter(pk__in=list(gone.values_list("response", flat=True))).update(
        state=Response.WITHDRAWN
    )
    publication.refresh_from_db()
    assert doors(client, publication) == before
    again = services.publish_report(SYSTEM, report)
    assert again.version == 2
    assert again.data_version["digest"] != publication.data_version["digest"]
    assert [head.get("n") for head in face(again)["heads"]][:2] == [70, 100]


def test_weights_that_cannot_be_made_are_refused_in_both_languages(report, waves):
    add(report, waves, "web", weights="design")
    assert frozen(report)[1] == []
    assert any("Design effect" in note for note in face(frozen(report)[0])["notes"])
    Invitation.objects.filter(wave=waves[0]).update(weight=0)
    made, wrong = frozen(report)
    assert wrong == ["1"]
    assert "Nobody answered this" in face(made)["title"]
    assert face(made, language="zh-hans")["title"] != face(made)["title"]


def test_where_few_answered_nothing_is_shown(report, waves):
    Invitation.objects.filter(wave=waves[0]).update(excluded="test")
    add(report, waves, "web")
    one = face(frozen(report)[0])
    assert (one["rows"], one["notes"]) == ([], ["Fewer than 5 answered, so nothing of it is shown."])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"question": "web", "earlier": "999999"}, "The earlier wave is not there any more"),
        ({"question": "gone"}, "This question is no longer in the form"),
        ({"question": "needs"}, "answered in words"),
    ],
)
def test_what_is_not_there_is_refused_with_a_sentence(report, waves, asked, said):
    services.add_block(SYSTEM, report, "two_waves", {"earlier": str(waves[0].pk), **asked})
    made, wrong = frozen(report)
    assert wrong == ["1"]
    assert said in face(made)["title"]


def test_only_what_may_be_compared_is_offered(client, alice, report, waves):
    client.force_login(alice)
    decide(waves, "help", is_comparable=False, note="It asks something else.")
    with translation.override("en"):
        here = reverse("surveys:add_block", args=[report.pk, "two_waves"])
        page = client.get(here).content.decode()
    pair = f"{waves[0].pk}:web"
    assert f'value="{pair}"' in page
    for question in ("help", "needs"):
        assert f":{question}" not in page
    for wrong in ("", "\0", "web", f"{waves[0].pk}:help", f"{waves[1].pk}:web"):
        assert client.post(here, {"pair": wrong, "weights": "none"}).status_code == 200
    report.refresh_from_db()
    assert report.blocks == []
    assert client.post(here, {"pair": pair, "weights": "design"}).status_code == 302
    report.refresh_from_db()
    kept = {
        "id": "1",
        "kind": "two_waves",
        "earlier": str(waves[0].pk),
        "question": "web",
        "weights": "design",
    }
    assert report.blocks == [kept]
    page = get(client, "block", report.pk, "1").content.decode()
    assert f'value="{pair}" selected' in page
    assert "A website of your own?" in get(client, "report", report.pk).content.decode()


def test_a_first_wave_is_not_offered_a_comparison(client, alice, survey, waves):
    client.force_login(alice)
    actor = person_actor(alice)
    for wave, is_offered in zip(waves, (False, True), strict=True):
        made = services.make_report(actor, survey, wave=wave, title_en="Report")
        page = get(client, "report", made.pk).content.decode()
        assert ("Two waves compared" in page) is is_offered
