import gzip
import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone

from ngo2.accounts import consents
from ngo2.accounts.services import give_consent, withdraw_consent
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.sections import Section, compose, sections
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations
from ngo2.organisations.sources import STAFF, Source
from ngo2.organisations.tests.seen import json_ld, seen

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[4]
REGISTER = Source("register", "Charity register, OGL 3.0", "https://register.example.org/217")


@pytest.fixture
def ants(imported):
    return imported(
        name_en="Mountain Ants",
        division="451228",
        legal_status="registered_association",
        causes=["rural-education", "left-behind-children"],
        summary_zh="八位老师和二十名志愿者。",
        phone="0778-2260217",
        website="https://www.shanyi.example.org/",
        service_area={"divisions": ["451228", "451229"]},
        projects=[{"title": "夜校", "start": 2010, "outcome": "二百三十一人读完一期"}],
        trained={"trained": True, "where": "南宁站", "year": 2011},
    )


def chinese(organisation):
    """Its address, whatever language the last request has left active."""
    return f"/organisations/{organisation.pk}/"


def english(organisation):
    return f"/en/organisations/{organisation.pk}/"


def ages(page):
    """{field: (words of its age, kind of source)} of the table of facts."""
    groups = next(one.context["groups"] for one in page.context["main"] if "groups" in one.context)
    return {row.key: (row.freshness.words, row.freshness.by) for group in groups for row in group.rows}


def fresh(client, url):
    cache.clear()
    return client.get(url)


def test_the_page_tells_who_what_where_how_big_and_how_old(client, ants):
    words = seen(fresh(client, english(ants)))
    for said in (
        "Mountain Ants",
        "山蚁乡村教育小组",
        "Rural education · Left-behind and migrant children | Grassroots group, Registered association",
        "八位老师和二十名志愿者。",
        "imported this month",
        "imported list",
        "Phone 0778 226 0217",
        "Website shanyi.example.org",
        "都安瑶族自治县 , 大化瑶族自治县 (河池市)",
        "since 2010 夜校 What came of it: 二百三十一人读完一期",
        "Took part in NGO 2.0 workshop · 南宁站 2011",
        "Hubei 2020",
        "Identity: not checked yet",
        "never added up",
    ):
        assert said in words, said


def test_changed_confirmed_and_imported_are_said_apart(client, group, alice):
    url = english(group)
    assert ages(fresh(client, url))["phone"] == ("imported this month", "imported list")
    assert_facts(person_actor(alice), group, {"phone": "0778-2260217"})
    page = fresh(client, url)
    assert ages(page)["phone"] == ("confirmed this month", "the organisation")
    assert ages(page)["division"] == ("imported this month", "imported list")
    assert "0778 226 0217 confirmed this month" in seen(page)
    assert "imported this month" in seen(page)
    assert_facts(person_actor(alice), group, {"phone": "0778-2260218"})
    assert ages(fresh(client, url))["phone"] == ("changed this month", "the organisation")


def test_an_old_fact_asks_to_be_confirmed_by_its_own_half_life(client, group, alice):
    assert_facts(person_actor(alice), group, {"phone": "0778-2260217", "founded": 2009})
    assert_facts(person_actor(alice), group, {"founded": 2009})
    group.refresh_from_db()
    for fact in group.facts.values():
        for key in ("changed", "confirmed", "imported"):
            fact[key] = fact[key] and (timezone.now() - timedelta(days=244)).isoformat()
    group.facts["founded"]["changed"] = (timezone.now() - timedelta(days=300)).isoformat()
    group.save()
    page = fresh(client, english(group))
    assert "8 months ago, please confirm" in ages(page)["phone"][0]  # a phone ages in six months
    assert ages(page)["founded"] == (
        "confirmed 8 months ago",
        "the organisation",
    )  # a year of founding does not
    assert "8 months ago, please confirm" in seen(page)


def test_none_is_an_answer_and_what_is_not_known_is_not_shown(client, group, alice):
    assert_facts(person_actor(alice), group, {"website": None})
    words = seen(fresh(client, english(group)))
    assert "Website There is none changed this month" in words
    assert "Microblog" not in words


def test_the_name_is_in_the_readers_language_and_right_to_left_stays_readable(client, imported):
    one = imported(
        name_zh=None,
        name_en="Afghan Red Crescent",
        names_other={"ar": "الهلال الأحمر الأفغاني"},
        country="AF",
    )
    page = fresh(client, chinese(one))
    assert '<h1 dir="auto" lang="en">Afghan Red Crescent' in page.text
    assert '<bdi lang="ar">الهلال الأحمر الأفغاني</bdi>' in page.text


def test_an_example_is_marked(client, ants):
    assert "Example" not in seen(fresh(client, english(ants)))
    Organisation.objects.update(is_example=True)
    assert "Mountain Ants Example" in seen(fresh(client, english(ants)))


def test_six_numbers_a_year_and_ratios_only_where_the_law_defines_them(client, imported):
    finance = [
        {
            "year": 2024,
            "income_total": 1000,
            "spending_total": 800,
            "spending_programme": 700,
            "spending_management": 40,
        },
        {"year": 2023, "income_total": 900},
    ]
    group = imported(finance=finance, name_zh="甲")
    foundation = imported(finance=finance, kind="foundation", name_zh="乙")
    abroad = imported(finance=finance, kind="foundation", country="GB", division="GB-BS", name_zh="丙")
    shown = {one.name: seen(fresh(client, english(one))) for one in (group, foundation, abroad)}
    assert (
        "Year 2024 2023 Total income 1,000 900 Total spending 800 – of which on programmes 700 –"
        in shown["甲"]
    )
    assert ["of total spending" in shown[name] for name in "甲乙丙"] == [False, True, False]
    assert "of the income of the year before 77.8 % – Management, of total spending 5.0 % –" in shown["乙"]


def test_a_person_is_named_only_with_live_consent_and_disappears_at_once(client, group, alice, bob):
    url = english(group)
    Membership.objects.update(answers=True)
    assert "Alice" not in seen(client.get(url))
    give_consent(person_actor(alice), alice, consents.PUBLISH_CONTACT, "web")
    assert "Who answers for it Alice" in seen(client.get(url))
    assert "Bob" not in seen(client.get(url))
    withdraw_consent(person_actor(alice), alice, consents.PUBLISH_CONTACT)
    assert "Alice" not in seen(client.get(url))


def test_a_suspended_or_silent_member_is_not_named(client, group, alice):
    give_consent(person_actor(alice), alice, consents.PUBLISH_CONTACT, "web")
    assert "Alice" not in seen(fresh(client, chinese(group)))  # a member, but not one who answers
    Membership.objects.update(answers=True, suspended_at=timezone.now())
    assert "Alice" not in seen(fresh(client, chinese(group)))


def test_json_ld_holds_the_record_as_the_public_sees_it(client, ants):
    page = fresh(client, english(ants))
    found = json_ld(page)
    assert found["mainEntityOfPage"].pop("dateModified") == timezone.localdate().isoformat()
    address = f"http://localhost:8000{english(ants)}"
    assert found == {
        "@context": "https://schema.org",
        "@type": "NGO",
        "@id": address,
        "url": "https://www.shanyi.example.org/",
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "name": "Mountain Ants",
        "alternateName": ["山蚁乡村教育小组"],
        "description": "八位老师和二十名志愿者。",
        "telephone": "+867782260217",
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "CN",
            "addressRegion": "Guangxi",
            "addressLocality": "河池市 都安瑶族自治县",
        },
        "areaServed": ["都安瑶族自治县, 河池市, Guangxi", "大化瑶族自治县, 河池市, Guangxi"],
        "knowsAbout": ["Rural education", "Left-behind and migrant children"],
    }


def test_nothing_typed_can_end_the_script_or_a_tag(client, imported):
    evil = "</script><script>alert(1)</script><!--"
    page = fresh(client, chinese(imported(name_zh=evil, summary_zh=evil, address=evil)))
    assert page.text.count("<script") == 2  # the one of every page, and the data
    assert "alert(1)</script>" not in page.text
    assert json_ld(page)["name"] == evil


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "data:text/html,x"])
def test_only_web_addresses_become_links(client, imported, bad):
    one = imported()
    Organisation.objects.filter(pk=one.pk).update(
        facts=one.facts
        | {"website": {"v": bad, "source": "owner", "changed": None, "label": "x", "url": bad}}
    )
    assert f'href="{bad}' not in fresh(client, chinese(one)).text


def test_share_preview_and_canonical_address(client, ants):
    head = fresh(client, chinese(ants)).text.partition("</head>")[0]
    address = f"http://localhost:8000{chinese(ants)}"
    assert f'<meta property="og:url" content="{address}">' in head
    assert f'<link rel="canonical" href="{address}">' in head
    assert '<meta property="og:description" content="八位老师和二十名志愿者。">' in head


def test_closed_says_so_and_missing_is_not_found(client, ants):
    Organisation.objects.update(state=Organisation.CLOSED)
    for url in (chinese(ants), f"{chinese(ants)}history/"):
        page = fresh(client, url)
        assert page.status_code == 410
        assert "0778" not in page.text
        assert "/organisations/in/CN/450000/" in page.text
    assert client.get("/organisations/999999/").status_code == 404
    assert client.get("/organisations/999999/history/").status_code == 404


def test_public_history_tells_field_day_and_kind_of_source_never_a_value(client, group, alice):
    assert_facts(
        person_actor(alice), group, {"phone": "0778-2260218", "sensitivity": "sensitive", "staff": 3}
    )
    assert_facts(SYSTEM, group, {"phone": "0778-2260219"}, source=STAFF)
    page = fresh(client, f"{english(group)}history/")
    words = seen(page)
    today = timezone.localdate().isoformat()
    assert f"{today} Phone changed · the platform team" in words
    assert f"{today} Paid staff, Phone changed · the organisation" in words
    assert "imported list" in words
    for hidden in ("22602", "Protection", "sensitive", "Hubei 2020", "Alice"):
        assert hidden not in words, hidden


def test_sections_are_composed_in_order_and_may_stay_out():
    made = [
        Section("test-b", 20, "side", "b.html", lambda one, facts: {"n": 2}),
        Section("test-a", 10, "side", "a.html", lambda one, facts: {"n": 1}),
        Section("test-none", 5, "side", "c.html", lambda one, facts: None),
        Section("test-main", 1, "main", "d.html", lambda one, facts: {}),
    ]
    kept = dict(sections._items)
    try:
        sections._items.clear()
        sections.add(*made)
        assert [(one.template, one.context) for one in compose(None, {}, "side")] == [
            ("a.html", {"n": 1}),
            ("b.html", {"n": 2}),
        ]
        with pytest.raises(ValueError, match="two section"):
            sections.add(made[0])
    finally:
        sections._items.clear()
        sections._items.update(kept)


URLS = ["/", "/en/", "/about/", "/organisations/", "/organisations/in/CN/", "{page}", "{page}history/"]


@pytest.mark.parametrize("url", URLS)
def test_not_modified_costs_one_statement_and_no_session(client, ants, alice, url, django_assert_num_queries):
    client.force_login(alice)
    url = url.format(page=chinese(ants))
    first = client.get(url)
    assert first.status_code == 200
    with django_assert_num_queries(1) as asked:
        again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert "ui_pageversion" in asked.captured_queries[0]["sql"]
    assert not again.cookies
    assert "Cookie" not in again.get("Vary", "")


@pytest.mark.parametrize("url", URLS)
def test_everybody_gets_the_same_bytes_and_no_session_is_read(
    client, ants, alice, url, django_assert_max_num_queries
):
    url = url.format(page=chinese(ants))
    anonymous = fresh(client, url)
    client.force_login(alice)
    with django_assert_max_num_queries(15) as asked:
        hers = fresh(client, url)
    assert hers.content == anonymous.content
    tables = " ".join(one["sql"] for one in asked.captured_queries)
    assert '"django_session"' not in tables
    assert 'FROM "accounts_person"' not in tables
    vary = {one.strip() for one in hers["Vary"].split(",")}
    assert "Accept-Encoding" in vary
    assert "Cookie" not in vary


def test_a_change_shows_at_once_also_in_the_directory(client, group, dana):
    urls = [chinese(group), "/organisations/", "/"]
    tags = [client.get(url)["ETag"] for url in urls]
    assert_facts(person_actor(dana), group, {"name_zh": "山蚁夜校"}, source=STAFF)
    answers = [client.get(url, headers={"if-none-match": tag}) for url, tag in zip(urls, tags, strict=True)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert all("山蚁夜校" in one.text for one in answers)


def test_a_page_of_another_organisation_stays_not_modified(client, ants, group, dana):
    tag = client.get(chinese(ants))["ETag"]
    assert_facts(person_actor(dana), group, {"name_zh": "山蚁夜校"}, source=STAFF)
    assert client.get(chinese(ants), headers={"if-none-match": tag}).status_code == 304


def test_as_many_queries_for_a_full_record_as_for_an_empty_one(
    client, imported, heaviest, django_assert_num_queries
):
    for one in (imported(), heaviest):
        cache.clear()
        # versions, the record, its needs and offers, what arrived, who vouches, who answers, what it looks after
        with django_assert_num_queries(7):
            client.get(chinese(one))


@pytest.fixture
def heaviest(db):
    """More than anybody has written yet: long texts that compress badly, ten projects, five years, twelve names."""
    chance = random.Random(2)

    def long(n):
        return "".join(chr(chance.randint(0x4E00, 0x8FA5)) for _ in range(n))

    facts = {
        "name_zh": long(30),
        "name_en": "Mountain Ants Rural Education and Night School Network of Hechi",
        "name_short": long(6),
        "names_former": [long(15) for _ in range(3)],
        "names_other": {
            code: long(20) for code in ("ar", "da", "de", "es", "fr", "id", "is", "it", "prs", "ps", "pt")
        },
        "kind": "foundation",
        "legal_status": "registered_foundation",
        "credit_code": "53330000501874064B",
        "registrar": long(12),
        "founded": 2009,
        "summary_zh": long(400),
        "causes": ["reading", "schools", "rural-education", "student-aid", "early-years"],
        "languages": ["zh", "za", "en"],
        "division": "451228",
        "address": long(60),
        "publish_exact": True,
        "point": {"lat": 23.93, "lng": 108.1, "crs": "wgs84"},
        "service_area": {"divisions": ["451228", "451229", "451224", "451202", "450100", "520000", "530000"]},
        "staff": 12,
        "volunteers": 2000,
        "budget_band": "1m_5m",
        "phone": "0778-2260217",
        "email": "shanyi@example.org",
        "website": "https://shanyi.example.org/a/long/path",
        "wechat": long(10),
        "microblog": "@" + long(10),
        "qq_group": "123456789",
        "projects": [
            {"title": long(20), "start": 2010 + n, "summary": long(120), "outcome": long(80)}
            for n in range(10)
        ],
        "finance": [
            {"year": 2020 + n, **{key: chance.randint(10**5, 10**8) for key in FINANCE}} for n in range(5)
        ],
        "trained": {"trained": True, "where": "南宁站", "year": 2011},
    }
    made = create_organisations(
        SYSTEM, [NewOrganisation(facts, "1", source=REGISTER)], source=REGISTER, dataset="h"
    )[0]
    assert made.refused == {}
    return made.organisation


FINANCE = (
    "income_total",
    "income_donations",
    "spending_total",
    "spending_programme",
    "spending_management",
    "assets_end",
)


@pytest.mark.parametrize("language", ["", "/en"])
def test_X1_the_heaviest_page_is_within_the_budget(client, heaviest, language):
    page = client.get(f"{language}{chinese(heaviest)}", headers={"accept-encoding": ""})
    styles = b"".join(path.read_bytes() for path in sorted((ROOT / "frontend" / "css").glob("*.css")))
    assert len(gzip.compress(page.content, 6)) + len(gzip.compress(styles, 6)) <= 28_000


def test_the_source_and_its_licence_stand_on_the_page(client, heaviest):
    page = fresh(client, chinese(heaviest))
    assert (
        '<a href="https://register.example.org/217" rel="noopener nofollow">Charity register, OGL 3.0</a>'
        in page.text
    )


def test_a_full_record_shows_every_part_of_the_page(client, heaviest):
    words = seen(fresh(client, english(heaviest)))
    for label in (
        "Contact and facts",
        "Where",
        "Size",
        "About the organisation",
        "Money",
        "Where this comes from",
    ):
        assert label in words
