"""A published report: frozen, the same through every door, with nothing in it that would tell who answered."""

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.questionnaires.models import Response
from ngo2.surveys import queries, services
from ngo2.surveys.models import Invitation, Publication
from ngo2.surveys.reports.faces import HIDDEN, sheet, spec
from ngo2.surveys.reports.freezing import frozen
from ngo2.surveys.reports.prose import paragraphs
from ngo2.surveys.tests.wave_of import answered, organisation

HOSTILE = "<script>alert(1)</script> 😀 [here](javascript:alert(1)) **=cmd()|' /C calc'!A0**"


@pytest.fixture
def actor(alice):
    return person_actor(alice)


@pytest.fixture
def answers(wave):
    """40 have a site and 3 have none; of those whom others help 2 have none."""
    rows = [{"web": "yes", "help": "us" if n % 2 else "them", "staff": str(n)} for n in range(40)]
    rows += [{"web": "no", "help": one, "staff": "9"} for one in ("them", "them", "us")]
    return answered(wave, rows, [organisation(n) for n in range(len(rows))])


@pytest.fixture
def report(actor, survey, wave, answers):
    made = services.make_report(actor, survey, wave=wave, title_zh="网站报告", title_en="Who has a site")
    services.add_block(actor, made, "text", {"zh": "多数有。", "en": "Most have one."})
    services.add_block(actor, made, "chart", {"question": "web", "by": "help"})
    services.add_block(actor, made, "table", {"question": "staff"})
    return made


def get(client, name, *args, language="en", **headers):
    with translation.override(language):
        return client.get(reverse(f"surveys:{name}", args=args), headers=headers)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def face(publication, block, language="en"):
    return next(one["faces"][language] for one in publication.content["blocks"] if one["id"] == block)


def doors(client, publication):
    """What everybody can read of it, as text, by door."""
    told = {"json": json.dumps(publication.content, sort_keys=True)}
    for name in ("published", "published_version"):
        told[name] = text(
            get(client, name, publication.report_id, *[publication.version] * (name != "published"))
        )
    for block in ("2", "3"):
        for ending in ("csv", "xlsx", "svg"):
            response = get(
                client, "published_part", publication.report_id, publication.version, block, ending
            )
            if response.status_code == 200:
                told[f"{block}.{ending}"] = response.content.decode("utf-8", "replace")
    return told


# --- frozen


def test_what_is_published_stays_when_answers_labels_and_texts_change(client, actor, report, wave, answers):
    publication = services.publish_report(actor, report)
    before = doors(client, publication)
    answered(wave, [{"web": "no", "help": "us", "staff": "900"}] * 30)
    Response.objects.filter(pk=answers[0].response_id).update(state=Response.WITHDRAWN)
    wave.edition.xform = wave.edition.xform.replace("A website of your own?", "Edited")
    wave.edition.save()
    services.change_report(actor, report, title_zh="改了", title_en="Changed")
    services.remove_block(actor, report, "2")
    publication.refresh_from_db()
    assert doors(client, publication) == before
    again = services.publish_report(actor, report)
    assert again.version == 2
    assert again.data_version["digest"] != publication.data_version["digest"]
    assert again.data_version["valid"] == 72  # 30 more, one taken back
    assert "There is a newer version" in text(get(client, "published_version", report.pk, 1))
    assert "Changed" in text(get(client, "published", report.pk))


def test_the_same_answers_give_the_same_digest(report):
    one, other = frozen(report)[0], frozen(report)[0]
    assert one.data_version == other.data_version
    assert one.digest == other.digest


def test_the_preview_is_what_is_published(client, alice, actor, report):
    client.force_login(alice)
    before = text(get(client, "preview", report.pk))
    publication = services.publish_report(actor, report)
    assert frozen(report)[0].content == publication.content
    rows = re.findall(r"<tbody>.*?</tbody>", before)
    assert rows
    assert rows == re.findall(r"<tbody>.*?</tbody>", text(get(client, "published", report.pk)))


def test_numbers_are_the_same_in_both_languages_and_words_are_not(actor, report):
    publication = services.publish_report(actor, report)
    english, chinese = face(publication, "2"), face(publication, "2", "zh-hans")
    assert [row["cells"] for row in english["rows"]] == [row["cells"] for row in chinese["rows"]]
    assert (english["title"], chinese["title"]) == ("A website of your own?", "有自己的网站吗？")
    assert face(publication, "1", "zh-hans")["paragraphs"][0]["runs"][0]["text"] == "多数有。"


# --- S5, S6


def test_S5_a_report_prints_the_funnel_and_the_trained_share_though_nobody_put_them_in(
    client, actor, report, answers
):
    services.exclude_response(actor, answers[-1], reason="careless")
    services.publish_report(actor, report)
    page = text(get(client, "published", report.pk))
    assert "From asked to valid" in page
    assert "does not count: answers contradict one another" in page
    assert "Trained by NGO 2.0" in page
    assert "their records do not say" in page


def test_S6_what_is_hidden_is_in_no_door_at_all(client, actor, report):
    """3 of 43 have no site: 2 whom others help, 1 of the others. 40 have one."""
    publication = services.publish_report(actor, report)
    one = face(publication, "2")
    assert [[cell["said"] for cell in row["cells"]] for row in one["rows"]] == [[HIDDEN] * 3] * 2
    hidden = {"n", "value", "low", "high"}
    assert not [cell for row in one["rows"] for cell in row["cells"] if hidden & cell.keys()]
    for door, told in doors(client, publication).items():
        assert "93.0" not in told, door  # 40 of 43
        assert "n = 40" not in told, door
    rows = list(sheet(one, []))
    assert {cell for row in rows[-2:] for cell in row[1:]} == {HIDDEN}
    assert spec(one) is None
    assert get(client, "published_part", report.pk, 1, "2", "svg").status_code == 404


def test_S6_a_part_hides_what_the_rest_would_give_away(actor, survey, wave):
    """30 of 34 whom others help have a site. Of all it is 60 of 66: without the 2 the others would be told."""
    rows = [{"web": "yes", "help": "them"}] * 30 + [{"web": "no", "help": "them"}] * 8
    rows += [{"web": "yes", "help": "us"}] * 30 + [{"web": "no", "help": "us"}] * 2
    answered(wave, rows)
    made = services.make_report(actor, survey, wave=wave, title_en="Parts")
    services.add_block(actor, made, "table", {"question": "web"})
    services.add_block(actor, made, "table", {"question": "web", "only": "help:them"})
    publication = services.publish_report(actor, made)
    assert [row["cells"][0]["said"] for row in face(publication, "2")["rows"]] == [HIDDEN, HIDDEN]
    assert [row["cells"][0]["said"] for row in face(publication, "1")["rows"]] == [HIDDEN, HIDDEN]


def test_S6_least_and_most_of_numbers_are_nobody_elses_business(client, actor, report):
    publication = services.publish_report(actor, report)
    labels = [row["label"] for row in face(publication, "3")["rows"]]
    assert labels == ["Mean", "A quarter have at most", "Half have at most", "Three quarters have at most"]


def test_a_wave_without_answers_makes_a_report_that_says_so(client, actor, survey, wave):
    made = services.make_report(actor, survey, wave=wave, title_en="Nothing yet")
    for question in ("web", "channels", "staff"):
        services.add_block(actor, made, "chart", {"question": question, "by": "help"})
    publication = services.publish_report(actor, made)
    assert "Fewer than 5 answered, so nothing of it is shown." in text(get(client, "published", made.pk))
    assert face(publication, "1")["rows"] == []


# --- doors


def test_the_paper_says_what_the_page_says(client, actor, report):
    publication = services.publish_report(actor, report)
    for language, words in (
        ("en", ("Who has a site", "Most have one", "Mean")),
        ("zh-hans", ("网站报告", "多数有")),
    ):
        response = get(client, "published_paper", report.pk, 1, language=language)
        assert response["Content-Type"] == "application/pdf"
        printed = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
        assert all(one in printed for one in words), printed
        assert publication.data_version["digest"][:12] in printed.replace("\n", "")
        assert "93.0" not in printed
    kept = get(
        client, "published_paper", report.pk, 1, **{"if-none-match": response["ETag"]}, language="zh-hans"
    )
    assert kept.status_code == 304


def test_a_chart_that_hides_nothing_can_be_taken_along(client, actor, survey, wave):
    answered(wave, [{"web": "yes"}] * 20 + [{"web": "no"}] * 10)
    made = services.make_report(actor, survey, wave=wave, title_en="Shares")
    services.add_block(actor, made, "chart", {"question": "web"})
    services.publish_report(actor, made)
    page = text(get(client, "published", made.pk))
    address = reverse("surveys:published_part", args=[made.pk, 1, "1", "svg"])
    assert f'<img class="chart" src="{address}"' in page
    assert "66.7" in page
    drawing = get(client, "published_part", made.pk, 1, "1", "svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "66.7 %" in drawing.content.decode()
    csv = get(client, "published_part", made.pk, 1, "1", "csv").content.decode()
    assert "Yes,20,66.6667" in csv
    assert "CC BY 4.0" in csv
    assert get(client, "published_part", made.pk, 1, "1", "exe").status_code == 404
    assert get(client, "published_part", made.pk, 1, "9", "csv").status_code == 404
    assert get(client, "published_part", made.pk, 2, "1", "csv").status_code == 404


def test_what_was_taken_back_is_gone_and_says_why(client, alice, actor, report):
    publication = services.publish_report(actor, report)
    with pytest.raises(Refused, match="say why"):
        services.withdraw_publication(actor, publication, reason=" ")
    services.withdraw_publication(actor, publication, reason="A group was counted twice.")
    for name, args in (("published", ()), ("published_version", (1,)), ("published_paper", (1,))):
        response = get(client, name, report.pk, *args)
        assert response.status_code == 410
        assert "A group was counted twice." in text(response)
    assert get(client, "published_part", report.pk, 1, "3", "csv").status_code == 410
    assert list(queries.published()) == []
    with pytest.raises(Refused, match="taken back before"):
        services.withdraw_publication(actor, publication, reason="Again.")
    again = services.publish_report(actor, report)  # nothing has changed, but nothing is public any more
    assert again.version == 2
    assert list(queries.published()) == [again]
    assert "Read the newest version" in text(get(client, "published_version", report.pk, 1))


def test_a_hostile_text_stays_a_text(client, actor, survey, wave, answers):
    made = services.make_report(actor, survey, wave=wave, title_en=f"=cmd() {HOSTILE}"[:200])
    services.add_block(actor, made, "text", {"zh": "", "en": HOSTILE})
    services.add_block(actor, made, "table", {"question": "staff"})
    services.publish_report(actor, made)
    page = text(get(client, "published", made.pk))
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "😀" in page
    csv = get(client, "published_part", made.pk, 1, "2", "csv").content.decode()
    assert not [line for line in csv.splitlines() if re.match('\ufeff?"?[=+@-]', line)]
    assert get(client, "published_paper", made.pk, 1).content.startswith(b"%PDF-")


# --- services


def test_pressed_twice_it_is_published_once(client, alice, actor, report):
    client.force_login(alice)
    address = reverse("surveys:publish", args=[report.pk])
    assert "Everybody can then read it" in text(client.get(address))
    assert [client.post(address).url for _n in range(2)] == [f"/en/surveys/reports/{report.pk}/v1/"] * 2
    assert Publication.objects.count() == 1
    assert Entry.objects.filter(verb="surveys.report.published").count() == 1


def test_an_empty_report_and_a_question_that_left_the_form_are_refused(
    client, alice, actor, survey, wave, answers
):
    made = services.make_report(actor, survey, wave=wave, title_en="Empty")
    with pytest.raises(Refused, match="Put in a block first"):
        services.publish_report(actor, made)
    services.add_block(actor, made, "chart", {"question": "web"})
    services.add_block(actor, made, "chart", {"question": "gone"})
    services.add_block(actor, made, "table", {"question": "web", "by": "gone"})
    with pytest.raises(Refused, match="no longer be shown"):
        services.publish_report(actor, made)
    client.force_login(alice)
    assert "This question is no longer in the form" in text(get(client, "preview", made.pk))
    assert frozen(made)[1] == ["2", "3"]


def test_blocks_are_moved_changed_and_taken_out(client, alice, actor, report):
    client.force_login(alice)
    here = reverse("surveys:report", args=[report.pk])

    def order():
        report.refresh_from_db()
        return [one["id"] for one in report.blocks]

    client.post(here, {"do": "up:2"})
    assert order() == ["2", "1", "3"]
    client.post(here, {"do": "up:2"})
    client.post(here, {"do": "down:3"})
    assert order() == ["2", "1", "3"]
    client.post(here, {"do": "remove:1"})
    assert order() == ["2", "3"]
    client.post(here, {"do": "remove:1"})
    client.post(here, {"do": "nonsense"})
    client.post(reverse("surveys:add_block", args=[report.pk, "text"]), {"en": "Last"})
    assert order() == ["2", "3", "4"]
    client.post(reverse("surveys:block", args=[report.pk, "3"]), {"question": "channels", "weights": "none"})
    assert [one.get("question") for one in (order(), report.blocks)[1]] == ["web", "channels", None]
    wrong = client.post(reverse("surveys:block", args=[report.pk, "3"]), {"question": "nonsense"})
    assert wrong.status_code == 200
    assert report.blocks[1]["question"] == "channels"
    assert get(client, "block", report.pk, "9").status_code == 404
    assert get(client, "add_block", report.pk, "funnel").status_code == 404


def test_nobody_else_writes_publishes_or_takes_back(charlie, actor, survey, wave, report):
    publication = services.publish_report(actor, report)
    stranger = person_actor(charlie)
    for act in (
        lambda: services.make_report(stranger, survey, wave=wave, title_en="Mine"),
        lambda: services.change_report(stranger, report, title_en="Mine"),
        lambda: services.add_block(stranger, report, "text", {"en": "Mine"}),
        lambda: services.publish_report(stranger, report),
        lambda: services.withdraw_publication(stranger, publication, reason="Mine"),
    ):
        with pytest.raises((Denied, Hidden)):
            act()


def test_a_report_is_of_a_wave_of_its_survey_that_was_opened(actor, survey, wave):
    wave.opened_at = None
    wave.save()
    with pytest.raises(Refused, match="has been opened"):
        services.make_report(actor, survey, wave=wave, title_en="Too early")
    wave.opened_at = timezone.now() - timedelta(days=1)
    with pytest.raises(Refused, match="title"):
        services.make_report(actor, survey, wave=wave, title_en=" ")


def test_the_list_of_the_public_asks_the_same_with_one_and_three(
    actor, survey, wave, report, django_assert_num_queries
):
    for n in range(2):
        services.publish_report(actor, report)
        services.change_report(actor, report, title_en=f"Version {n}")
    with django_assert_num_queries(1):
        assert [one.version for one in queries.published()] == [2]
    assert Invitation.objects.filter(wave=wave).exists()


# --- words


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("One\n\nTwo", ["p", "p"]),
        ("# Head\nText", ["h", "p"]),
        ("- a\n- b\n\nAfter", ["ul", "ul", "p"]),
        ("", []),
        ("one line\nanother", ["p", "p"]),
    ],
)
def test_words_become_paragraphs(written, kinds):
    assert [one["kind"] for one in paragraphs(written)] == kinds


def test_bold_and_links_are_kept_and_nothing_else():
    runs = paragraphs("a **b** [c](https://d.org) [e](javascript:f) <b>g</b>")[0]["runs"]
    assert [(one["text"], one.get("bold"), one.get("href")) for one in runs] == [
        ("a ", None, None),
        ("b", True, None),
        (" ", None, None),
        ("c", None, "https://d.org"),
        (" ", None, None),
        ("e", None, None),
        (" <b>g</b>", None, None),
    ]
