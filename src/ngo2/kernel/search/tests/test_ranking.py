"""What comes first on real data, and that two characters find what LIKE finds there."""

import random
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone

from ngo2.demo.readers import hubei, red_cross, uk
from ngo2.kernel.journal import chain
from ngo2.kernel.search import following, queries
from ngo2.kernel.search.engine import Ask
from ngo2.lib.actors import SYSTEM
from ngo2.lib.text import fold
from ngo2.organisations import findable
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.sources import Source

pytestmark = pytest.mark.django_db(transaction=False)
OWN = [
    {
        "name_zh": "山蚁乡村教育小组",
        "name_en": "Mountain Ant Village Education",
        "name_short": "山蚁",
        "names_former": ["河池夜校志愿者"],
        "division": "451200",
        "causes": ["rural-education"],
        "summary_zh": "八位老师和二十名志愿者，在河池三个县的夜校教成年人识字。",
    },
    {"name_zh": "城西识字班", "division": "451200", "summary_zh": "山蚁乡村教育小组的伙伴，教成年人识字。"},
    {"name_zh": "台灣綠色公益協會", "country": "TW"},
    {"name_zh": "公益", "division": "110105"},
    {"name_zh": "北京公益服务中心", "division": "110105"},
    {"name_zh": "医工艺社", "division": "110105"},
]


@pytest.fixture(scope="module")
def real(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[int]:
    """Hubei, Britain and the Red Cross in one index, made once for all tests here and rolled back after them."""
    from django.conf import settings
    from django.db import transaction

    before = settings.NGO2_SEARCH_DIR
    settings.NGO2_SEARCH_DIR = str(tmp_path_factory.mktemp("real") / "search")
    with django_db_blocker.unblock(), transaction.atomic():
        for reader, most in ((hubei, 400), (uk, 400), (red_cross, 200)):
            rows = [
                NewOrganisation(row.facts, row.external_id)
                for _, row in zip(range(most), reader.read(), strict=False)
            ]
            create_organisations(SYSTEM, rows, source=Source("import", reader.LABEL), dataset=reader.DATASET)
        own = [NewOrganisation({"kind": "grassroots_ngo", **facts}, str(n)) for n, facts in enumerate(OWN)]
        create_organisations(SYSTEM, own, source=Source("import", "own"), dataset="own")
        while chain.seal():
            pass
        while following.tick():
            pass
        yield Organisation.objects.count()
        following.let_go()
        queries._forget()
        settings.NGO2_SEARCH_DIR = before
        transaction.set_rollback(True)


def ranked(text: str, most: int = 5, **more: object) -> list[str]:
    ask, _ = queries.settled(Ask(text, **more))
    found = queries.search(ask, most)
    return [Organisation.objects.get(pk=hit.key.pk).name for hit in found.hits]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("山蚁乡村教育小组", "山蚁乡村教育小组"),
        ("山蟻鄉村", "山蚁乡村教育小组"),
        ("山蚁", "山蚁乡村教育小组"),  # the name before who only mentions it
        ("夜校志愿者", "山蚁乡村教育小组"),  # a former name
        ("成年人识字 河池", "城西识字班"),  # both have it; the shorter name, with 识字 in it
        ("shanyixiangcun", "山蚁乡村教育小组"),
        ("syxc", "山蚁乡村教育小组"),
        ("mountain ant", "山蚁乡村教育小组"),
        ("MOUNTIAN ANT", "山蚁乡村教育小组"),  # two letters changed places
        ("moutain vilage", "山蚁乡村教育小组"),
        ("education village", "山蚁乡村教育小组"),
        ("台湾绿色", "台灣綠色公益協會"),
        ("臺灣", "台灣綠色公益協會"),
        ("公益", "公益"),  # exactly this name
        ("gongyi", "公益"),
        ("gy", "公益"),
        ("红十字会", "红十字会"),
        ("武汉协和", "武汉协和医院"),
        ("胁和", "武汉协和医院"),  # another character of the same sound
        ("danish red cross", "Danish Red Cross"),
        ("danihs red cross", "Danish Red Cross"),
        ("Ｄａｎｉｓｈ　ＲＥＤ", "Danish Red Cross"),
        ("French Red Cros", "French Red Cross"),
    ],
)
def test_the_first_result(real, typed, first):
    assert ranked(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("山", "山蚁乡村教育小组"),
        ("shany", "山蚁乡村教育小组"),
        ("moun", "山蚁乡村教育小组"),
        ("mountain an", "山蚁乡村教育小组"),
        ("danish red cro", "Danish Red Cross"),
        ("xiehe", "武汉协和医院"),
    ],
)
def test_the_suggestions_hold_it(real, typed, first):
    hits = queries.suggest(Ask(typed), 8)
    assert first in [Organisation.objects.get(pk=hit.key.pk).name for hit in hits]


@pytest.mark.parametrize("field", ["name_en", "name_short", "names_former"])
@pytest.mark.parametrize("ask", [Ask("jinli"), Ask("JINLI", loosely=True), Ask("Jinli", names_only=True)])
def test_exactly_this_name_comes_before_what_sounds_so(many, follow, field, ask):
    """Whatever else is one word of that sound, and however lately it was confirmed."""
    exact = ["Jinli"] if field == "names_former" else "Jinli"
    many(
        {"name_zh": "金利"},
        {"name_zh": "金利", "name_en": "Jinli Jinli"},
        {"name_zh": "与众不同的远方社区互助小组", field: exact, "division": "451200"},
        {"name_zh": "金利服务", "summary_zh": "jinli 金利 jinli"},
    )
    Organisation.objects.filter(name="金利").update(confirmed_at=timezone.now())
    follow()
    for hits in (queries.search(ask, 5).hits, queries.suggest(ask, 5)):
        assert Organisation.objects.get(pk=hits[0].key.pk).name == "与众不同的远方社区互助小组"


def test_what_is_written_well_is_not_mixed_with_what_is_alike(real):
    """Only where hardly anything is written so, other spellings are looked for."""
    assert queries.settled(Ask("red cross"))[0].loosely is False
    assert queries.settled(Ask("danihs"))[0].loosely is True


def test_two_characters_find_what_LIKE_finds(real):
    """Names and texts of real records: recall 1.00, and nothing beside it."""
    texts = {}
    for row in Organisation.objects.all():
        document = findable.document(row)
        texts[row.pk] = [fold(text) for text in (*document.names, *document.other_names, *document.texts)]
    pairs = sorted(
        {
            text[at : at + 2]
            for parts in texts.values()
            for text in parts
            for at in range(len(text) - 1)
            if all("\u4e00" <= one <= "\u9fff" for one in text[at : at + 2])
        }
    )
    assert len(pairs) > 1000
    for pair in random.Random(217).sample(pairs, 300):
        found = queries.search(Ask(pair), 2000)
        wanted = {pk for pk, parts in texts.items() if any(pair in text for text in parts)}
        assert {hit.key.pk for hit in found.hits} == wanted, pair


def test_longer_parts_of_names_find_them_too(real):
    chance = random.Random(3)
    for row in chance.sample(list(Organisation.objects.filter(dataset=hubei.DATASET).order_by("pk")), 60):
        name = fold(row.name)
        start = chance.randint(0, max(0, len(name) - 4))
        part = name[start : start + chance.randint(3, 8)]
        assert row.pk in {hit.key.pk for hit in queries.search(Ask(part), 2000).hits}, (row.name, part)


def test_counts_are_those_of_the_database(real):
    counts = queries.counts(Ask("红十字会", noun="organisations"))
    found = queries.search(Ask("红十字会"), 2000)
    rows = Organisation.objects.filter(pk__in=[hit.key.pk for hit in found.hits])
    for column in ("country", "kind", "area1", "area2"):
        held = [getattr(row, column) for row in rows]
        assert counts.get(column, {}) == {value: held.count(value) for value in set(held) if value}


def test_filters_narrow(real):
    narrow = queries.search(Ask("医院", facets={"area2": ("420500",)}), 2000)
    held = {row.area2 for row in Organisation.objects.filter(pk__in=[hit.key.pk for hit in narrow.hits])}
    assert (narrow.total > 0, held) == (True, {"420500"})


def test_both_databases_find_the_same(real):
    """The same list, in the same order, on whichever database this runs."""
    found = {typed: ranked(typed, 4) for typed in ("武汉 医院", "red cross", "charity children", "gongyi")}
    assert found == SAME, connection.vendor


SAME = {
    "武汉 医院": ["武汉汉口医院", "武汉儿童医院", "武汉同济医院", "武汉协和医院"],
    "red cross": ["American Red Cross", "Argentine Red Cross", "Australian Red Cross", "Austrian Red Cross"],
    "charity children": [
        "Corvedale Centre for Children",
        "Leeds Children's Circus",
        "The South East Berkshire Deaf Children's Society",
        "Saltdean Lodge Benevolent Fund",
    ],
    "gongyi": ["公益", "医工艺社", "北京公益服务中心", "台灣綠色公益協會"],
}
