"""A project is its own kind: what is settled in it, how it is read out of what people write, and where it is shown."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pypdf import PdfReader

from ngo2.exchange import drafting, kinds, projects, queries
from ngo2.exchange.cleaning import Item, Terms
from ngo2.exchange.models import Post, Project
from ngo2.exchange.projects import ProjectTerms, reading, words
from ngo2.exchange.queries import fitting
from ngo2.exchange.seen import seen as as_matched
from ngo2.exchange.services import change_post, publish_post
from ngo2.exchange.tests.conftest import telling, telling_project, together
from ngo2.kernel.ui import drafts
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Refused
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WORDS = "我们愿意出资5-8万元，希望山区女孩能读高中。2026年9月至2027年6月，30名员工志愿者参加。"


@pytest.mark.parametrize(
    ("typed", "budget"),
    [
        ("", (None, None)),
        ("5-8万元", (50_000, 80_000)),
        ("3-5万", (30_000, 50_000)),
        ("5 - 8 万元", (50_000, 80_000)),
        ("五到八万元", (50_000, 80_000)),
        ("十到二十万", (100_000, 200_000)),
        ("50,000 to 80,000", (50_000, 80_000)),
        ("5000-8万", (5_000, 80_000)),
        ("50k-80k", (50_000, 80_000)),
        ("5-8k", (5_000, 8_000)),
        ("￥50000", (50_000, 50_000)),
        ("3.5万", (35_000, 35_000)),
        ("5万元以内", (None, 50_000)),
        ("up to 30000 yuan", (None, 30_000)),
        ("至少3万", (30_000, None)),
    ],
)
def test_budgets_are_read_as_people_write_them(typed, budget):
    assert reading.read_budget(typed) == budget


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5万", "less than nothing"),
        ("0", "at least 1 yuan"),
        ("几万", "can be many things"),
        ("a lot", "There is no number"),
        ("9" * 40, "more than can be written"),
        ("$500", "in yuan"),
        ("20台", "in yuan"),
    ],
)
def test_what_can_be_no_budget_is_told(typed, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        reading.read_budget(typed)
    assert refused.value.field == "budget"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "budget", [(50_000, 80_000), (None, 80_000), (50_000, None), (50_000, 85_000), (9_000, 8_500_000)]
)
def test_a_budget_that_stands_in_the_field_is_read_as_the_same(language, budget):
    with translation.override(language):
        shown = words.typed_budget(ProjectTerms("x", budget_from=budget[0], budget_to=budget[1]))
        assert reading.read_budget(shown) == budget


@pytest.mark.parametrize(
    "typed", ["2026-09", "2026/9", "2026年9月", "2026-09-17", "9/2026", "September 2026", "Sept. 2026"]
)
def test_months_are_read_as_people_write_them(typed):
    assert reading.read_month(typed, "begins") == date(2026, 9, 1)


@pytest.mark.parametrize("typed", ["soon", "2026-13", "0000-01", "9" * 30, "2026"])
def test_what_is_no_month_is_told(typed):
    with pytest.raises(Refused, match="year and month"):
        reading.read_month(typed, "begins")


def test_what_a_text_says_stands_in_the_form_already():
    assert reading.guess(WORDS) == ProjectTerms(
        aim="我们愿意出资5-8万元，希望山区女孩能读高中。",
        budget_from=50_000,
        budget_to=80_000,
        volunteers=30,
        begins=date(2026, 9, 1),
        ends=date(2027, 6, 1),
    )
    assert reading.guess("2026年走访36个村。") == ProjectTerms(aim="2026年走访36个村。")
    assert reading.guess("") == ProjectTerms(aim="")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"aim": " "}, "aim", "One sentence is enough"),
        ({"aim": "长" * 301}, "aim", "At most 300"),
        ({"paying": "长" * 301}, "paying", "At most 300"),
        ({"budget_from": 90_000}, "budget", "begin at 90,000 and end at 80,000"),
        ({"budget_from": -1}, "budget", "whole number"),
        ({"budget_to": 10**9}, "budget", "whole number"),
        ({"budget_from": 5}, "budget", "both numbers in full"),
        ({"branding": "tattoo"}, "branding", "in the list"),
        ({"reporting": "song"}, "reporting", "in the list"),
        ({"volunteers": 0}, "volunteers", "whole number"),
        ({"volunteers": 10**9}, "volunteers", "whole number"),
        ({"volunteer_days": 367}, "volunteer_days", "whole number"),
        ({"partners": 0}, "partners", "whole number"),
        ({"partners": 21}, "partners", "whole number"),
        ({"begins": date(2200, 1, 1)}, "begins", "far away"),
        ({"begins": timezone.localdate() + timedelta(days=700)}, "ends", "end before it begins"),
        ({"begins": None, "ends": timezone.localdate() - timedelta(days=40)}, "ends", "month is over"),
    ],
)
def test_terms_that_make_no_sense_are_refused_and_nothing_is_written(company, erin, changes, field, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        publish_post(person_actor(erin), company, told=telling_project(**changes))
    assert refused.value.field == field
    assert not Post.objects.exists()


def test_nobody_joins_what_is_over(company, erin):
    month = timezone.localdate().replace(day=1)
    late = Terms(projects.last_day(month) + timedelta(days=1))
    with pytest.raises(Refused, match="when the project is over"):
        publish_post(person_actor(erin), company, told=telling_project(begins=None, ends=month, terms=late))


def test_a_project_keeps_what_was_said(project):
    assert projects.terms_of(project.project) == together()
    assert drafting.of_post(project)["project"] == together()
    packed = drafting.packed({"project": together()})
    assert drafting.unpacked(packed) == {"project": together()}
    assert "六十个女孩" in project.search_text


def test_both_sides_may_post_one_and_without_terms_the_text_says_the_aim(group, alice):
    need = publish_post(
        person_actor(alice), group, told=telling_project(kinds.NEED, text="想找一家企业一起做夜校。三年。")
    )
    assert (need.side, need.project.partners) == (kinds.NEED, 2)
    bare = publish_post(
        person_actor(alice), group, told=telling(subkind="research", text="想做一次调研。", items=())
    )
    assert bare.project.aim == "想做一次调研"
    thing = publish_post(person_actor(alice), group, told=replace(telling(), project=together()))
    assert not Project.objects.filter(post=thing).exists()


def test_the_database_itself_refuses_terms_out_of_order(project):
    for wrong in ({"joined": 3}, {"budget_from": 90_000}, {"ends": date(2020, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Project.objects.filter(post=project).update(**wrong)


def test_an_appeal_for_one_person_is_caught_in_the_aim_too(company, erin):
    aim = "我儿子得了白血病，急需30万手术费，求好心人捐款救命。"
    with pytest.raises(Refused) as refused:
        publish_post(person_actor(erin), company, told=telling_project(aim=aim))
    assert refused.value.code == "appeal"


# -- the five questions ---------------------------------------------------------------------------------


@pytest.fixture
def asking(client, erin, company):
    client.force_login(erin)

    def answer(step, side="offer", **said):
        return client.post(f"/en/organisations/{company.pk}/exchange/new/{side}/{step}/", said)

    answer.address = lambda step: f"/en/organisations/{company.pk}/exchange/new/offer/{step}/"
    return answer


def until_the_project(asking, text="我们想与两家机构一起，让山区女孩读上高中，出资5-8万元。"):
    asking("words", text=text)
    return asking("kind", subkind="joint")


def test_a_project_is_posted_in_five_questions_of_which_the_third_is_its_own(asking, client, company):
    assert until_the_project(asking).url.endswith("/new/offer/project/")
    page = client.get(asking.address("project")).text
    assert 'value="50,000 to 80,000 yuan"' in page
    assert "让山区女孩读上高中" in page
    assert "3 / 5" in seen(client.get(asking.address("project"))) or "3 of 5" in page
    assert client.get(asking.address("lines")).url.endswith("/project/")
    month = (timezone.localdate() + timedelta(days=200)).strftime("%Y-%m")
    said = {
        "aim": "六十个女孩读上高中",
        "budget": "5-8万",
        "places": "several",
        "partners": "3家",
        "branding": "logo",
        "volunteers": "20",
        "volunteer_days": "两天",
        "reporting": "story",
        "ends": month,
    }
    assert asking("project", **said).url.endswith("/new/offer/where/")
    asking("where", where="country")
    day = timezone.localdate() + timedelta(days=30)
    done = asking("terms", until_day=day.isoformat(), title="女孩升学计划")
    post = Post.objects.get()
    assert done.url == f"/en/exchange/{post.pk}/matches/"
    assert projects.terms_of(post.project) == ProjectTerms(
        aim="六十个女孩读上高中",
        budget_from=50_000,
        budget_to=80_000,
        budget_public=False,
        branding="logo",
        volunteers=20,
        volunteer_days=2,
        reporting="story",
        partners=3,
        ends=date.fromisoformat(f"{month}-01"),
    )


def test_all_but_the_aim_may_stay_open(asking):
    until_the_project(asking)
    assert "One sentence is enough" in seen(asking("project", aim=""))
    assert asking("project", aim="六十个女孩读上高中").status_code == 302


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"budget": "8-5万"}, "begin at 80,000 and end at 50,000"),
        ({"budget": "-3万"}, "less than nothing"),
        ({"budget": "99999999999"}, "more than can be written"),
        ({"budget": "lots of money"}, "There is no number"),
        ({"places": "several", "partners": "500"}, "from 1 to 20"),
        ({"places": "several", "partners": "many"}, "no number"),
        ({"volunteers": "-4"}, "less than nothing"),
        ({"begins": "2027-09", "ends": "2027-03"}, "end before it begins"),
        ({"begins": "spring"}, "year and month"),
        ({"branding": "tattoo"}, "choose one of the answers"),
        ({"aim": "我儿子得了白血病，急需30万手术费，求好心人捐款救命。"}, ""),
    ],
)
def test_bad_answers_are_told_in_sight_and_nothing_typed_is_lost(asking, client, said, sentence):
    until_the_project(asking)
    said = {"aim": "六十个女孩", "paying": "各出一半", **said}
    page = asking("project", **said)
    assert page.status_code == 200
    assert sentence in seen(page)
    again = client.get(asking.address("project")).text
    for name, typed in said.items():
        if name not in {"places", "branding"}:
            assert typed in page.text, name
            assert typed in again, name
    assert "budget_public" not in said
    assert 'name="budget_public" aria-describedby' not in again
    assert not Post.objects.exists()


def test_another_kind_is_asked_anew(asking, client, company, erin):
    until_the_project(asking)
    asking("project", aim="六十个女孩读上高中")
    assert asking("kind", subkind="computers").url.endswith("/lines/")
    kept = drafts.load(erin, f"exchange:{company.pk}:offer")
    assert kept["project"] is None
    assert client.get(asking.address("project")).url.endswith("/lines/")


def test_a_project_is_changed_in_its_own_words_and_stays_a_project(client, erin, project):
    client.force_login(erin)
    here = f"/en/exchange/{project.pk}/edit/"
    page = seen(client.get(here))
    assert "The project" in page
    assert "50,000 to 80,000 yuan" in page
    assert client.get(f"{here}lines/").status_code == 404
    shown = client.get(f"{here}project/").text
    assert 'value="50,000 to 80,000 yuan"' in shown
    assert client.post(f"{here}project/", {"aim": "五十个女孩", "budget": "6万"}).url == here
    project.project.refresh_from_db()
    assert (project.project.aim, project.project.budget_to) == ("五十个女孩", 60_000)
    assert "something of another kind" in seen(client.post(f"{here}kind/", {"subkind": "computers"}))
    assert client.post(f"{here}kind/", {"subkind": "research"}).url == here


def test_a_thing_does_not_turn_into_a_project(client, alice, need):
    client.force_login(alice)
    here = f"/en/exchange/{need.pk}/edit/"
    assert "something of another kind" in seen(client.post(f"{here}kind/", {"subkind": "joint"}))
    assert client.get(f"{here}project/").status_code == 404
    need.refresh_from_db()
    assert need.subkind == "computers"


def test_places_cannot_be_fewer_than_are_taken(project, erin):
    Project.objects.filter(post=project).update(joined=2)
    with pytest.raises(Refused, match="2 organisations take part already"):
        change_post(person_actor(erin), project, told=telling_project(partners=1))
    with pytest.raises(Refused, match="has to stay one"):
        change_post(person_actor(erin), project, told=telling(side=kinds.OFFER))
    change_post(person_actor(erin), project, told=telling_project(partners=5))
    assert Project.objects.get(post=project).partners == 5


# -- where it is shown ----------------------------------------------------------------------------------


def test_the_page_the_list_and_the_sheet_say_what_was_settled(client, project):
    page = seen(client.get(f"/en/exchange/{project.pk}/"))
    for said in (
        "三个村的六十个女孩都读上高中",
        "50,000 to 80,000 yuan",
        "A name of its own, of both sides",
        "20 people · 2 days each",
        "A page each quarter",
        "up to 2 organisations",
        "We would like to join",
    ):
        assert said in page, said
    assert "50,000 to 80,000 yuan" in seen(client.get("/en/offers/"))
    made = client.get(f"/en/exchange/{project.pk}/sheet.pdf")
    pages = PdfReader(BytesIO(made.content)).pages
    assert len(pages) == 1
    assert "50,000 to 80,000 yuan" in pages[0].extract_text()


def test_a_budget_that_is_not_for_everybody_stands_nowhere_in_public(client, company, erin, project):
    change_post(person_actor(erin), project, told=telling_project(budget_public=False))
    cache.clear()
    page = client.get(f"/en/exchange/{project.pk}/")
    assert "Told to whoever takes part" in seen(page)
    sheet = PdfReader(BytesIO(client.get(f"/en/exchange/{project.pk}/sheet.pdf").content))
    public = [page.text, client.get("/en/offers/").text, sheet.pages[0].extract_text()]
    public.append(client.get(f"/en/organisations/{company.pk}/").text)
    assert not any("80,000" in text or "80000" in text for text in public)
    project = queries.open_posts().get()
    assert as_matched(project).lines == ()


def test_lists_ask_as_often_for_many_projects_as_for_one(client, company, erin, project):
    def count():
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/en/offers/").status_code == 200
        return len(asked)

    one = count()
    for number in range(3):
        told = telling_project(text=f"还有一个项目 {number}，一起做。")
        publish_post(person_actor(erin), company, told=told)
    assert count() == one


def test_budget_and_months_are_reasons_for_and_against(group, alice, project):
    fitting._kept.cache_clear()
    told = telling_project(
        kinds.NEED, text="想找企业一起做女孩升学计划。", budget_from=60_000, budget_to=90_000
    )
    need = publish_post(person_actor(alice), group, told=told)
    found = queries.matches(need)
    assert [one.post for one in found] == [project]
    why = [str(one) for one in found[0].match.why]
    assert any("60,000 of the 60,000 yuan" in one for one in why), why
    assert any("Both have time for it" in one for one in why), why
    poor = telling_project(
        kinds.NEED,
        text="想找企业一起做女孩升学计划。",
        budget_from=500_000,
        budget_to=None,
        begins=timezone.localdate() + timedelta(days=800),
        ends=None,
    )
    change_post(person_actor(alice), need, told=poor)
    against = [str(one) for one in queries.matches(Post.objects.get(pk=need.pk))[0].match.against]
    assert "Less than half of what is asked for." in against
    assert any("months and theirs do not meet" in one for one in against), against


def test_a_project_may_still_name_things(company, erin, client):
    told = telling_project(items=(Item("教材"),))
    made = publish_post(person_actor(erin), company, told=told)
    assert [line.item for line in made.lines.all()] == ["教材"]
    assert "教材" in seen(client.get(f"/en/exchange/{made.pk}/"))
