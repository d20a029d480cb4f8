"""Making a form on pages, without JavaScript: Alice makes it, Charlie does not know that it is there."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.ui import drafts
from ngo2.lib.actors import person_actor
from ngo2.questionnaires.models import Edition, Form, Response
from ngo2.questionnaires.services import change_form, make_form, publish_edition
from ngo2.questionnaires.xlsform.lines import lines
from ngo2.questionnaires.xlsform.reading import read_workbook
from ngo2.questionnaires.xlsform.sheets import Sheets, form_of
from ngo2.questionnaires.xlsform.writing import write_workbook

ZH, EN = "label::中文 (zh)", "label::English (en)"


def small(*more, **sheets):
    """A name, a section with a website and its address only then, channels; and `more` rows."""
    return form_of(
        survey=[
            {"type": "text", "name": "called", ZH: "机构名称", EN: "Name", "required": "yes"},
            {"type": "begin_group", "name": "net", ZH: "上网", EN: "Online"},
            {"type": "select_one yn", "name": "site", ZH: "有网站吗？", EN: "A website?"},
            {"type": "text", "name": "url", ZH: "网址", EN: "Address", "relevant": "${site} = 'yes'"},
            {"type": "end_group"},
            {"type": "select_multiple ch", "name": "channels", ZH: "渠道", EN: "Channels"},
            *more,
        ],
        choices=[
            {"list_name": "yn", "name": "yes", ZH: "有", EN: "Yes"},
            {"list_name": "yn", "name": "no", ZH: "没有", EN: "No"},
            {"list_name": "ch", "name": "wechat", ZH: "微信", EN: "WeChat"},
            {"list_name": "ch", "name": "weibo", ZH: "微博", EN: "Weibo"},
        ],
        settings=[{"default_language": "中文 (zh)"}],
        **sheets,
    )


@pytest.fixture
def written(room, alice):
    room.owners.add(alice.pk)
    return make_form(person_actor(alice), "test:1", title="互联网使用", sheets=small())


@pytest.fixture
def empty(room, alice):
    room.owners.add(alice.pk)
    return make_form(person_actor(alice), "test:1", title="新的问卷")


@pytest.fixture
def maker(client, alice):
    client.force_login(alice)
    return client


def at(name, form, *more, language="en"):
    with override(language):
        return reverse(f"questionnaires:{name}", args=[form.pk, *more])


def words(response):
    """The page without its markup, entities and line breaks."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(text).split())


def now(form):
    form.refresh_from_db()
    return {line.name: line for line in lines(Sheets.from_json(form.sheets)) if line.name}


def order(form):
    form.refresh_from_db()
    return [line.name for line in lines(Sheets.from_json(form.sheets)) if line.kind != "end"]


def values(client, url, **changed):
    """What the page's form would send: hidden fields, texts, what is selected; with some changed."""
    form = client.get(url).context["asked"]
    found = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "", False)}
    return found | {"do": "save", "seen": client.get(url).context["form"].edited} | changed


PAGES = ("form", "workbook", "files", "upload", "new_question")


def test_a_stranger_does_not_find_the_form(client, charlie, alice, written):
    publish_edition(person_actor(alice), written)
    pages = [at(name, written) for name in (*PAGES, "compare", "try")]
    pages += [at("question", written, "site"), at("show_if", written, "site")]
    assert all(client.get(page).status_code == 302 for page in pages)  # to the sign-in
    client.force_login(charlie)
    assert {client.get(page).status_code for page in pages} == {404}
    before = (Form.objects.get().sheets, Edition.objects.count(), Entry.objects.count())
    for page in pages:
        answer = client.post(page, {"do": "give_out", "seen": 0, "label_0": "x"})
        assert answer.status_code in {404, 405}
    assert (Form.objects.get().sheets, Edition.objects.count(), Entry.objects.count()) == before


def test_the_form_as_a_list(maker, written):
    page = maker.get(at("form", written))
    said = words(page)
    for text in (
        "4 questions", "Name", "must be answered", "Online", "A website?", "One of several choices", "Yes / No",
        "Shown only if “A website?” is “Yes”", "Several choices", "Not given out yet.",
    ):  # fmt: skip
        assert text in said, text
    assert re.search(r"<h3[^>]*><a[^>]*>Online", page.content.decode())
    assert "有网站吗？" in words(maker.get(at("form", written, language="zh-hans")))


def test_a_form_of_many_questions_asks_the_database_as_often(maker, alice, written):
    def asked():
        with CaptureQueriesContext(connection) as found:
            assert maker.get(at("form", written)).status_code == 200
        return len(found)

    publish_edition(person_actor(alice), written)
    few = asked()
    more = [{"type": "text", "name": f"n{n}", ZH: f"问题{n}", EN: f"Q{n}"} for n in range(30)]
    for count in (10, 30):
        change_form(person_actor(alice), written, sheets=small(*more[:count]), seen=written.edited)
        publish_edition(person_actor(alice), written)
    assert asked() == few


def test_giving_out_closing_and_giving_out_again(maker, written):
    page = at("form", written)
    maker.post(page, {"do": "give_out"})
    edition = written.editions.get()
    assert "Given out as edition 1" in words(maker.get(page))
    maker.post(page, {"do": "give_out"})
    assert written.editions.count() == 1
    assert "Nothing was changed since the last edition" in words(maker.get(page))
    maker.post(page, {"do": "close", "edition": 1})
    edition.refresh_from_db()
    assert edition.closed_at is not None
    assert "closed" in words(maker.get(page))
    assert "There is no such edition." in words(maker.post(page, {"do": "close", "edition": 7}))


def test_what_cannot_be_given_out_says_where_and_leads_there(maker, alice, written):
    broken = small({"type": "text", "name": "lost", ZH: "哪里？", EN: "Where?", "relevant": "${gone} = 'x'"})
    change_form(person_actor(alice), written, sheets=broken, seen=0)
    page = maker.post(at("form", written), {"do": "give_out"})
    said = words(page)
    assert "It cannot be given out yet" in said
    assert "row 8" in said
    assert "column relevant" in said
    assert at("question", written, "lost") in page.content.decode()
    assert not written.editions.exists()


def test_a_finding_of_a_choice_leads_to_its_question(maker, alice, written):
    sheets = small()
    rows = [*sheets.choices.rows, sheets.choices.rows[-1].having({"name": "has space", ZH: "另", EN: "More"})]
    change_form(person_actor(alice), written, sheets=sheets.having(sheets.choices.with_rows(rows)), seen=0)
    page = maker.post(at("form", written), {"do": "give_out"})
    assert "sheet choices · row 6" in words(page)
    assert at("question", written, "channels") in page.content.decode()


# --- one question


def test_an_empty_form_begins_with_its_first_question(maker, empty):
    assert "No question yet" in words(maker.get(at("form", empty)))
    url = at("new_question", empty)
    answer = maker.post(url, {"kind": "one", "label_0": "您喜欢哪个？", "label_1": "Which one?", "seen": 0})
    (line,) = now(empty).values()
    assert answer["Location"] == at("question", empty, line.name)
    assert (line.kind, line.labels) == ("one", {"中文 (zh)": "您喜欢哪个？", "English (en)": "Which one?"})
    page = at("question", empty, line.name)
    maker.post(page, values(maker, page, choices_0="苹果\n梨", choices_1="Apple\nPear", required="on"))
    line = now(empty)[line.name]
    assert [choice.labels["English (en)"] for choice in line.choices] == ["Apple", "Pear"]
    assert line.required
    maker.post(at("form", empty), {"do": "give_out"})
    assert empty.editions.get().languages == ["中文 (zh)", "English (en)"]


def test_english_is_no_language_of_the_form_until_somebody_writes_it(maker, empty):
    url = at("new_question", empty)
    maker.post(url, {"kind": "short_text", "label_0": "名称？", "label_1": "", "seen": 0})
    assert now(empty)["ming_cheng"].labels == {"中文 (zh)": "名称？"}
    assert "English" not in str(Form.objects.get(pk=empty.pk).sheets)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"label_0": ""}, "Write the question."), ({"kind": "telepathy"}, "Select a valid choice")],
)
def test_a_question_that_makes_no_sense_is_refused(maker, written, typed, sentence):
    sent = {"kind": "whole", "label_0": "几位？", "seen": 0} | typed
    page = maker.post(at("new_question", written), sent)
    assert sentence in words(page)
    assert sent["label_0"] in words(page)
    assert len(now(written)) == 5


def test_a_new_question_stands_where_it_was_asked_for(maker, written):
    maker.post(f"{at('new_question', written)}?before=at:2", {"kind": "date", "label_0": "哪天", "seen": 0})
    assert order(written)[1:4] == ["net", "na_tian", "site"]
    maker.post(at("new_question", written), {"kind": "section", "label_0": "最后", "seen": 1})
    assert order(written)[-1] == "zui_hou"
    assert now(written)["zui_hou"].kind == "section"


def test_a_question_is_changed_and_nothing_else(maker, written):
    page = at("question", written, "called")
    sent = values(maker, page, label_0="全名", hint_0="证书上的", fact="name_zh", shortest="2", longest="80")
    del sent["required"]
    answer = maker.post(page, sent)
    assert answer["Location"].startswith(at("form", written))
    line = now(written)["called"]
    assert line.labels == {"中文 (zh)": "全名", "English (en)": "Name"}
    assert line.hints == {"中文 (zh)": "证书上的"}
    assert (line.required, line.fact) == (False, "name_zh")
    assert (line.bounds.shortest, line.bounds.longest) == ("2", "80")
    assert now(written)["url"].show_if.conditions[0].question == "site"
    said = words(maker.get(at("form", written)))
    assert "record: Chinese name" in said
    assert "At least 2 characters. At most 80 characters." in said


def test_saving_without_a_change_changes_nothing(maker, written):
    before = Form.objects.get(pk=written.pk).sheets
    for name in ("called", "net", "site", "url", "channels"):
        page = at("question", written, name)
        assert maker.post(page, values(maker, page)).status_code == 302
        assert Form.objects.get(pk=written.pk).sheets == before, name


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("called", {"label_0": "", "label_1": ""}, "Write the question."),
        ("called", {"shortest": "9", "longest": "3"}, "The smaller limit comes first"),
        ("called", {"label_0": "您好 ${nobody}"}, "refers to no question"),
        ("site", {"choices_0": ""}, "Write at least one choice"),
        ("site", {"choices_0": "没有"}, "is shown only for a choice that you would remove"),
        ("channels", {"choices_1": "WeChat"}, "There are 2 choices and 1 lines here."),
        ("called", {"fact": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_kept(maker, written, name, typed, sentence):
    page = at("question", written, name)
    answer = maker.post(page, values(maker, page, **typed))
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert Form.objects.get(pk=written.pk).edited == 0


def test_a_fact_is_asked_once_only(maker, written):
    for name in ("called", "url"):
        page = at("question", written, name)
        answer = maker.post(page, values(maker, page, fact="website"))
    assert "Another question asks for this already." in words(answer)


def test_choices_keep_their_codes(maker, written):
    page = at("question", written, "channels")
    maker.post(
        page, values(maker, page, choices_0="微信公众号\n微博\n抖音", choices_1="WeChat\nWeibo\nDouyin")
    )
    found = {choice.code: choice.labels for choice in now(written)["channels"].choices}
    assert list(found) == ["wechat", "weibo", "dou_yin"]
    assert found["wechat"] == {"中文 (zh)": "微信公众号", "English (en)": "WeChat"}
    assert found["dou_yin"]["English (en)"] == "Douyin"


def test_a_text_stays_with_its_choice_when_only_the_other_language_was_reordered(maker, written):
    page = at("question", written, "channels")
    maker.post(page, values(maker, page, choices_0="微博\n微信"))
    found = [(choice.code, choice.labels["English (en)"]) for choice in now(written)["channels"].choices]
    assert sorted(found) == [("wechat", "WeChat"), ("weibo", "Weibo")]


def test_a_choice_with_a_colon_stays_what_it_is(maker, written):
    page = at("question", written, "channels")
    maker.post(page, values(maker, page, choices_0="微信\nweibo: App: 微博", choices_1="WeChat\nWeibo"))
    page = at("question", written, "channels")
    maker.post(page, values(maker, page, choices_0="微信\nApp: 微博\n抖音", choices_1="WeChat\nWeibo\n-"))
    found = [
        (one.code, one.labels.get("中文 (zh)"), one.labels.get("English (en)"))
        for one in now(written)["channels"].choices
    ]
    assert found == [("wechat", "微信", "WeChat"), ("weibo", "App: 微博", "Weibo"), ("dou_yin", "抖音", None)]


def test_another_type_asks_for_its_choices_next(maker, written):
    page = at("question", written, "called")
    answer = maker.post(page, values(maker, page, kind="one"))
    assert answer["Location"] == page
    assert "choices_0" in maker.get(page).context["asked"].fields


def test_a_question_goes_up_down_elsewhere_twice_and_away(maker, written):
    def press(name, do, **more):
        written.refresh_from_db()
        return maker.post(at("question", written, name), {"do": do, "seen": written.edited, **more})

    press("channels", "up")
    assert order(written) == ["called", "net", "site", "url", "channels"]
    assert now(written)["channels"].depth == 1
    press("channels", "down")
    assert now(written)["channels"].depth == 0
    press("channels", "move", to="0")
    assert order(written)[0] == "channels"
    press("channels", "move", to="end")
    assert order(written)[-1] == "channels"
    press("called", "down")
    assert order(written)[:2] == ["net", "called"]
    press("called", "copy")
    assert "called_2" in order(written)
    press("called_2", "remove")
    assert "called_2" not in order(written)
    press("url", "page")
    assert any(line.kind == "page" for line in now(written).values())
    press("page", "unwrap") if "page" in now(written) else None
    press("net", "unwrap")
    assert "net" not in order(written)


@pytest.mark.parametrize(
    ("name", "sent", "sentence"),
    [
        ("site", {"do": "remove"}, "Others depend on this: 网址"),
        ("called", {"do": "up"}, "It is the first one already."),
        ("channels", {"do": "down"}, "It is the last one already."),
        ("net", {"do": "move", "to": "3"}, "cannot be moved into itself"),
        ("net", {"do": "move", "to": "far"}, "Choose where it goes."),
        ("called", {"do": "move", "to": "99"}, "No line can stand there."),
        ("called", {"do": "unwrap"}, "Only a section or a page"),
        ("called", {"do": "juggle"}, "Please choose what to do."),
        ("called", {"do": "copy", "seen": 41}, "Somebody changed this form while you were writing."),
    ],
)
def test_a_press_that_cannot_be_is_refused(maker, written, name, sent, sentence):
    before = Form.objects.get(pk=written.pk).sheets
    url = at("question", written, name)
    assert maker.post(url, {"seen": 0} | sent).status_code == 302
    assert sentence in words(maker.get(url))
    assert Form.objects.get(pk=written.pk).sheets == before


def test_overtaken_shows_what_stands_now_and_keeps_what_was_typed(maker, alice, written):
    page = at("question", written, "called")
    sent = values(maker, page, label_0="我写的")
    other = small()
    rows = [other.survey.rows[0].having({ZH: "别人写的"}), *other.survey.rows[1:]]
    change_form(person_actor(alice), written, sheets=other.having(other.survey.with_rows(rows)), seen=0)
    answer = maker.post(page, sent)
    said = words(answer)
    assert "Somebody changed this form while you were writing." in said
    assert "别人写的" in said
    assert "我写的" in said
    assert now(written)["called"].labels["中文 (zh)"] == "别人写的"
    maker.post(page, sent | {"seen": answer.context["form"].edited})
    assert now(written)["called"].labels["中文 (zh)"] == "我写的"


def test_overtaken_by_a_removal_keeps_what_was_typed(maker, alice, written):
    page = at("question", written, "channels")
    sent = values(maker, page, label_0="我写的渠道")
    rows = small().survey.rows[:-1]
    change_form(person_actor(alice), written, sheets=small().having(small().survey.with_rows(rows)), seen=0)
    answer = maker.post(page, sent)
    assert "Somebody removed or renamed this question" in words(answer)
    assert "我写的渠道" in words(answer)
    assert maker.get(page).status_code == 404


def test_a_line_known_by_its_row_only_is_not_saved_over_another(maker, alice, written):
    twice = small({"type": "note", "name": "called", ZH: "一", EN: "One"})
    change_form(person_actor(alice), written, sheets=twice, seen=0)
    page = at("question", written, "8")
    shown = maker.get(page)
    sent = {"do": "save", "seen": 1, "was": shown.context["was"], "label_0": "二", "label_1": "Two"}
    moved = small(
        {"type": "note", "name": "other", ZH: "另一个", EN: "Else"},
        {"type": "note", "name": "called", ZH: "一", EN: "One"},
    )
    change_form(person_actor(alice), written, sheets=moved, seen=1)
    answer = maker.post(page, sent | {"seen": 2})
    assert "Another line stands here now." in words(answer)
    assert "二" in words(answer)
    assert now(written)["other"].labels["中文 (zh)"] == "另一个"


def test_a_list_that_an_earlier_answer_narrows_is_told_in_words(maker, alice, written):
    for kind, told in (
        ("select_one ch", "One choice of a list;"),
        ("select_multiple ch", "Several choices of a list;"),
    ):
        row = {"type": kind, "name": "part", ZH: "哪一个", EN: "Which", "choice_filter": "name != ${site}"}
        seen = Form.objects.get(pk=written.pk).edited
        change_form(person_actor(alice), written, sheets=small(row), seen=seen)
        shown = words(maker.get(at("form", written)))
        assert f"{told} which are offered depends on an earlier answer" in shown
        assert "Advanced" not in shown


def test_what_the_editor_does_not_know_is_shown_and_kept(maker, alice, written):
    rank = {
        "type": "rank ch",
        "name": "order",
        ZH: "排序",
        EN: "Rank",
        "parameters": "randomize=true",
        "trigger": "${site}",
    }
    change_form(person_actor(alice), written, sheets=small(rank), seen=0)
    page = at("question", written, "order")
    assert "Advanced: rank ch" in words(maker.get(at("form", written)))
    assert "rank ch" in words(maker.get(page))
    maker.post(page, values(maker, page, label_0="请排序"))
    row = Sheets.from_json(Form.objects.get(pk=written.pk).sheets).survey.rows[-1]
    assert row.get(ZH) == "请排序"
    assert {key: row.get(key) for key in ("type", "parameters", "trigger")} == {
        "type": "rank ch", "parameters": "randomize=true", "trigger": "${site}"
    }  # fmt: skip


@pytest.mark.parametrize("address", ["nobody", "999", "99999999999999999999", "٣", "new2"])
def test_no_such_line_is_not_there(maker, written, address):
    assert maker.get(at("question", written, address)).status_code == 404
    assert maker.get(at("show_if", written, address)).status_code == 404


def test_a_place_brings_its_list_of_places(maker, empty):
    maker.post(at("new_question", empty), {"kind": "place", "label_0": "在哪里？", "seen": 0})
    listed = bytes(empty.media.get(name="divisions.csv").content).decode()
    assert "\n110000,北京市,,province\n" in listed
    maker.post(at("form", empty), {"do": "give_out"})
    assert list(empty.editions.get().media) == ["divisions.csv"]


# --- shown only if


def test_a_condition_is_picked_in_two_steps(maker, written):
    page = at("show_if", written, "channels")
    first = maker.get(page)
    assert [one.line.name for one in first.context["deciding"]] == ["called", "site", "url"]
    second = maker.get(f"{page}?question=site")
    assert "When “A website?”" in words(second)
    assert [value for value, _label in second.context["asked"].fields["value"].choices] == ["yes", "no"]
    maker.post(f"{page}?question=site", {"do": "add", "operator": "is", "value": "no", "seen": 0})
    assert [c.value for c in now(written)["channels"].show_if.conditions] == ["no"]
    maker.post(f"{page}?question=called", {"do": "add", "operator": "answered", "seen": 1})
    assert len(now(written)["channels"].show_if.conditions) == 2
    maker.post(page, {"do": "any", "seen": 2})
    assert now(written)["channels"].show_if.any
    maker.post(page, {"do": "without:0", "seen": 3})
    assert [c.operator for c in now(written)["channels"].show_if.conditions] == ["answered"]
    maker.post(page, {"do": "always", "seen": 4})
    assert now(written)["channels"].show_if is None


@pytest.mark.parametrize(
    ("query", "sent", "sentence"),
    [
        ("?question=site", {"do": "add", "operator": "is"}, "Choose the answer that this depends on."),
        ("?question=site", {"do": "add", "operator": "is", "value": "maybe"}, "Select a valid choice"),
        ("?question=called", {"do": "add", "operator": "is", "value": "a'b\"c"}, "signs that a condition cannot have"),
        ("?question=called", {"do": "add", "operator": "is", "value": "x", "seen": 9}, "Somebody changed this form"),
        ("?question=channels", {"do": "add", "operator": "is", "value": "x"}, "Choose the question that decides."),
        ("", {"do": "whatever"}, "Choose the question that decides."),
    ],
)  # fmt: skip
def test_a_condition_that_makes_no_sense_is_refused(maker, written, query, sent, sentence):
    url = at("show_if", written, "channels")
    answer = maker.post(url + query, {"seen": 0} | sent)
    said = words(answer if answer.status_code == 200 else maker.get(url))
    assert sentence in said
    assert now(written)["channels"].show_if is None


def test_a_condition_of_the_workbook_is_kept_until_it_is_cleared(maker, alice, written):
    hard = {"type": "text", "name": "why", ZH: "为何", EN: "Why", "relevant": "string-length(${called}) > 3"}
    change_form(person_actor(alice), written, sheets=small(hard), seen=0)
    url = at("show_if", written, "why")
    assert "string-length(${called}) > 3" in words(maker.get(url))
    maker.post(f"{url}?question=site", {"do": "add", "operator": "is", "value": "yes", "seen": 1})
    assert "written in a workbook" in words(maker.get(url))
    assert now(written)["why"].show_text == "string-length(${called}) > 3"
    maker.post(url, {"do": "always", "seen": 1})
    assert now(written)["why"].show_text == ""


# --- name and languages


def test_a_form_gets_a_name_and_languages(maker, written):
    page = at("form", written)
    maker.post(page, {"do": "title", "title": "另一个名字", "seen": 0})
    written.refresh_from_db()
    assert written.title == "另一个名字"
    maker.post(page, {"do": "language", "language": "བོད་ཡིག (bo)", "seen": 1})
    assert "texts are not translated" in words(maker.get(page))
    maker.post(page, {"do": "first:English (en)", "seen": 2})
    maker.post(page, {"do": "without:བོད་ཡིག (bo)", "seen": 3})
    written.refresh_from_db()
    assert "bo" not in str(written.sheets["sheets"][0]["columns"])
    assert [one for one, *_rest in maker.get(page).context["languages"]] == ["English (en)", "中文 (zh)"]
    refused = maker.post(page, {"do": "title", "title": "", "seen": 4})
    assert refused.status_code == 200
    unknown = maker.post(page, {"do": "without:Latin (la)", "seen": 4})
    assert "does not have this language" in words(unknown)
    late = maker.post(page, {"do": "title", "title": "Late", "seen": 0})
    assert "Somebody changed this form" in words(late)


# --- files


def upload(name, content, kind="text/csv"):
    return SimpleUploadedFile(name, content, content_type=kind)


def test_a_workbook_comes_back_as_it_went(maker, written):
    answer = maker.get(at("workbook", written))
    assert answer["Content-Type"].endswith("sheet")
    assert "attachment" in answer["Content-Disposition"]
    again = read_workbook(answer.content)
    assert [row.cells for row in again.survey.rows] == [row.cells for row in small().survey.rows]


def test_an_upload_is_looked_at_before_it_replaces_anything(maker, written):
    page = at("upload", written)
    data = write_workbook(small({"type": "integer", "name": "staff", ZH: "几位？", EN: "How many?"}))
    assert maker.post(page, {"file": upload("new.xlsx", data)})["Location"] == page
    shown = maker.get(page)
    said = words(shown)
    assert (shown.context["was"].most, shown.context["becomes"].most) == (4, 5)
    assert "Nothing is replaced yet" in said
    assert "How many?" in said
    assert "staff" not in order(written)
    maker.post(page, {"do": "drop"})
    assert "waiting" not in maker.get(page).context
    maker.post(page, {"file": upload("new.xlsx", data)})
    maker.post(page, {"do": "take", "seen": 0})
    assert "staff" in order(written)
    assert "waiting" not in maker.get(page).context


def test_taking_an_upload_is_refused_when_overtaken_or_gone(maker, alice, written):
    page = at("upload", written)
    maker.post(page, {"do": "take", "seen": 0})
    assert "There is no file waiting." in words(maker.get(page))
    maker.post(page, {"file": upload("new.xlsx", write_workbook(small()))})
    change_form(person_actor(alice), written, sheets=small(), seen=0)
    maker.post(page, {"do": "take", "seen": 0})
    said = words(maker.get(page))
    assert "Somebody changed this form" in said
    assert "The form was changed since you uploaded the file" in said
    maker.post(page, {"do": "take", "seen": 1})
    written.refresh_from_db()
    assert written.edited == 2


def test_a_workbook_with_mistakes_names_row_and_column_and_may_be_mended_here(maker, written):
    page = at("upload", written)
    data = write_workbook(small({"type": "integr", "name": "staff", ZH: "几位？", EN: "How many?"}))
    maker.post(page, {"file": upload("new.xlsx", data)})
    said = words(maker.get(page))
    assert "sheet survey · row 8 · column type" in said
    assert "Did you mean “integer”?" in said
    assert "Take it, and mend it here" in said
    maker.post(page, {"do": "take", "seen": 0})
    assert now(written)["staff"].kind == "advanced"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"", "This file cannot be used yet"),
        ("a.csv", b"name,age\nA,3\nB,4\n", "This looks like answers, not a form"),
        ("a.csv", b"type,name,name\ntext,a,b\n", "sheet survey · row 1"),
        ("a.lss", b"<a/>", "This is not the structure of a survey."),
        ("a.lss", b'<!DOCTYPE d [<!ENTITY a "x">]><document>&a;</document>', "holds instructions"),
    ],
)
def test_a_file_that_is_no_form_says_what_to_do(maker, written, name, content, sentence):
    answer = maker.post(at("upload", written), {"file": upload(name, content)})
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert drafts.load(answer.wsgi_request.user, f"questionnaires:upload:{written.pk}") == {}


def lss():
    rows = {
        "surveys": "<row><sid>9</sid><language>en</language></row>",
        "surveys_languagesettings": "<row><surveyls_language>en</surveyls_language></row>",
        "groups": "<row><gid>1</gid><group_name>G</group_name><language>en</language></row>",
        "questions": "".join(
            f"<row><qid>{at}</qid><gid>1</gid><parent_qid>0</parent_qid><type>{kind}</type><title>q{at}</title>"
            f"<question>Question {at}</question><language>en</language><relevance>{when}</relevance></row>"
            for at, kind, when in ((1, "N", "1"), (2, "T", "1"), (3, "S", "strtotime(q1) &gt; 3"))
        ),
    }
    body = "".join(f"<{name}><rows>{text}</rows></{name}>" for name, text in rows.items())
    return f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{body}</document>".encode()


def test_a_survey_of_limesurvey_comes_with_what_could_not_be_mapped(maker, empty):
    page = at("upload", empty)
    maker.post(page, {"file": upload("old.lss", lss(), "application/xml")})
    said = words(maker.get(page))
    assert "What could not come along" in said
    assert "This condition cannot be said here." in said
    maker.post(page, {"do": "take", "seen": 0})
    assert [line.labels for line in now(empty).values()][-1] == {"English (en)": "Question 3"}


def test_files_come_and_go(maker, alice, written):
    page = at("files", written)
    maker.post(page, {"file": upload("schools.csv", b"name,label\na,A\n")})
    assert "schools.csv" in words(maker.get(page))
    maker.post(page, {"drop": "schools.csv"})
    assert not written.media.exists()
    for name, content, sentence in (
        ("学校.csv", b"x", "letters without accents"), ("empty.csv", b"", "and not be empty"),
    ):  # fmt: skip
        assert sentence in words(maker.post(page, {"file": upload(name, content)}))
    maker.post(page, {"file": upload("schools.csv", b"name,label\na,A\n")})
    publish_edition(person_actor(alice), written)
    maker.post(page, {"drop": "schools.csv"})
    assert "Edition 1 was given out with this file, so it stays." in words(maker.get(page))
    maker.post(page, {"drop": "nothing.csv"})
    assert "This file is no longer there." in words(maker.get(page))


def test_files_that_a_form_names_and_lacks_are_told(maker, alice, written):
    asked = {"type": "select_one_from_file schools.csv", "name": "school", ZH: "学校", EN: "School"}
    change_form(person_actor(alice), written, sheets=small(asked), seen=0)
    maker.post(at("form", written), {"do": "give_out"})
    assert "These files are still missing: schools.csv." in words(maker.get(at("form", written)))


# --- comparing, trying


def test_two_editions_beside_each_other(maker, alice, written):
    page = at("compare", written)
    assert maker.get(page).status_code == 404  # nothing was given out
    publish_edition(person_actor(alice), written)
    assert "Nothing differs." in words(maker.get(page))
    rows = [*small().survey.rows]
    rows[0] = rows[0].having({EN: "Registered name of the organisation"})
    rows[5] = rows[5].having({"type": "select_one ch"})
    change_form(person_actor(alice), written, sheets=small().having(small().survey.with_rows(rows)), seen=0)
    said = words(maker.get(page))
    assert "reworded" in said
    assert "asked otherwise" in said
    with_chinese = maker.get(at("compare", written, language="zh-hans")).context["rows"]
    assert [row["item"].verdict for row in with_chinese] == ["reworded", "retyped"]
    assert "The answers to 2 of 4 questions can be compared as they are." in said
    publish_edition(person_actor(alice), written)
    assert "Nothing differs." in words(maker.get(f"{page}?old=2&new=2"))
    assert "reworded" in words(maker.get(f"{page}?old=1&new=2"))
    assert maker.get(f"{page}?old=x&new=99").status_code == 200


def test_trying_a_form_out_counts_nothing(maker, written):
    page = at("try", written)
    assert maker.get(page)["Location"] == at("form", written)
    assert maker.post(at("form", written), {"do": "try"})["Location"] == page
    first = maker.get(page)
    assert "You are trying it out" in words(first)
    assert "Sorry" not in words(first)
    missing = maker.post(page, {"q0": "", "do": "on"})
    assert missing.status_code == 200
    assert missing.context["typed"].errors
    step = maker.post(page, {"q0": "山蚁", "do": "on"})
    here = step["Location"]
    seen = []
    for _n in range(6):
        shown = maker.get(here)
        if "typed" not in shown.context:
            break
        form = shown.context["typed"]
        path = form.screen.paths[0].rpartition("/")[2]
        seen.append(path)
        here = maker.post(here, {"q0": {"site": "no", "channels": ["weibo"]}[path], "do": "on"})["Location"]
    assert seen == ["site", "channels"]  # the address is asked only after "yes"
    said = words(maker.get(here))
    assert "That was the last page" in said
    assert "山蚁" in said
    assert "Weibo" in said
    assert (Response.objects.count(), Edition.objects.count()) == (0, 0)


def test_a_form_that_cannot_be_tried_says_why(maker, alice, written):
    change_form(
        person_actor(alice),
        written,
        sheets=small({"type": "telepathy", "name": "x", ZH: "x", EN: "x"}),
        seen=0,
    )
    page = maker.post(at("form", written), {"do": "try"})
    assert "There is no type “telepathy”" in words(page)
