"""Pictures to pass on: light, whole, in both languages, drawn once, and a code that leads to the page."""

import threading
from dataclasses import replace
from io import BytesIO

import pytest
import segno
from django.conf import settings
from django.core.cache import caches
from django.utils import timezone, translation
from PIL import Image

from ngo2.exchange.services import withdraw_story_consent
from ngo2.exchange.stories import cards
from ngo2.exchange.stories.told import Side, Told
from ngo2.exchange.tests.storytelling import offered, published
from ngo2.kernel.documents import pictures, services
from ngo2.lib.actors import person_actor

SIZES = {cards.WIDE: (1200, 630), cards.TALL: (800, 1000), cards.SMALL: (400, 500)}
LIGHT = 30_000  # bytes of the one that its page shows
PAPER, VERMILION = (0xFB, 0xFA, 0xF6), (0xC4, 0x3D, 0x2B)
LONG = "中国乡村教育与社区发展志愿服务协调工作委员会办公室" * 4
CASES = {
    "usual": ("山蚁乡村教育小组", "电脑都能用，谢谢！", (("笔记本电脑", "12 台"),)),
    "long": (LONG, "谢谢大家！" * 60, tuple((f"{LONG}{n}", "1,234,567,890 千克") for n in range(20))),
    "one word": ("W" * 200, "W" * 300, (("W" * 80, "20 boxes"),)),
    "scripts": ("ئۇيغۇر مائارىپ", "བོད་ཡིག 😀🐜", (("ᠮᠣᠩᠭᠣᠯ 📚", "3 copies"),)),
    "hostile": ('#read("/etc/passwd")', '$x^2$ @ref <w> \\ //")', (("#panic()", "*1* _2_"),)),
    "bare": ("A", "", ()),
}


@pytest.fixture(autouse=True)
def empty():
    caches[pictures.CACHE].clear()
    yield
    caches[pictures.CACHE].clear()


def told(case="usual"):
    name, sentence, things = CASES[case]
    now = timezone.now()
    receiver = Side("receiver", name, 2, "/organisations/2/", sentence)
    giver = Side("giver", "金利科技有限公司", 1, "/organisations/1/")
    return Told(12, giver, receiver, things, "修网站", "May 2026", now.date(), "", None, False, now)


ADDRESS = f"{settings.NGO2_SITE_URL}/exchange/thanks/12/"


def pixels(made):
    return Image.open(BytesIO(made)).convert("RGB")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("shape", cards.SHAPES)
def test_a_card_is_whole_light_and_keeps_its_margins(case, shape):
    with translation.override("zh-hans" if case == "usual" else "en"):
        made = cards.card(told(case), shape, ADDRESS)
    drawn = pixels(made)
    assert drawn.size == SIZES[shape]
    assert len(made) <= (LIGHT if shape == cards.SMALL else services.HEAVIEST)
    assert drawn.getpixel((300, 4)) == VERMILION
    if shape == cards.SMALL:
        return
    width, height = drawn.size
    for edge in (
        (0, 16, 50, height),  # nothing runs over a side
        (width - 50, 16, width, height),
        (0, height - 45, width, height),
    ):
        assert drawn.crop(edge).getcolors(9) == [((edge[2] - edge[0]) * (edge[3] - edge[1]), PAPER)], edge


def test_the_margins_are_really_looked_at(monkeypatch):
    """The planted fault: without places to break, one long word runs over the edge."""
    monkeypatch.setattr(cards, "_breakable", lambda said: said)
    things = (("W" * 80, ""), ("x", ""))
    drawn = pixels(cards.card(replace(told("one word"), things=things), cards.WIDE, ADDRESS))
    assert drawn.crop((1150, 16, 1200, 630)).getcolors(9) != [(50 * 614, PAPER)]


def test_the_code_says_the_address_of_the_page():
    """Each module is a square of whole pixels, and stands where the code of this very address has it."""
    shown = told()
    with translation.override("zh-hans"):
        data, drawn = cards.data(shown, cards.TALL, ADDRESS), pixels(cards.card(shown, cards.TALL, ADDRESS))
    rows = [list(row) for row in segno.make(ADDRESS, error="m", micro=False).matrix_iter(border=2)]
    size, each = data["qr_size"], data["qr_size"] // len(rows)
    assert each * len(rows) == size
    assert each >= 4
    left, top = 740 - size, 948 - size  # the margins of the template
    read = [
        [
            int(sum(drawn.getpixel((left + x * each + each // 2, top + y * each + each // 2))) < 384)
            for x in range(len(rows))
        ]
        for y in range(len(rows))
    ]
    assert read == rows
    other = [list(row) for row in segno.make(f"{ADDRESS}x", error="m", micro=False).matrix_iter(border=2)]
    assert read != other


@pytest.mark.django_db
def test_cards_are_drawn_once_and_asked_for_each_time(client, company, group, alice, erin, monkeypatch):
    story = published(offered(erin, company), erin, alice, group)
    drawn = []
    real = services.png
    monkeypatch.setattr(services, "png", lambda *said: drawn.append(said) or real(*said))
    here = f"/exchange/thanks/{story.pk}/card.png"
    first = client.get(here)
    assert (first["Content-Type"], first["Cache-Control"]) == ("image/png", "public, no-cache")
    assert client.get(f"{here}?v=1&flood=2").content == first.content
    assert client.get(here, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert len(drawn) == 1
    english = client.get(f"/en{here}")
    assert english.content != first.content
    assert len(drawn) == 2
    assert caches[pictures.CACHE].get(cards.name(story.pk, cards.WIDE, "zh-hans"))
    withdraw_story_consent(person_actor(alice), story.introduction)


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_gone_from_the_cache(client, company, group, alice, erin):
    story = published(offered(erin, company), erin, alice, group)
    client.get(f"/exchange/thanks/{story.pk}/tall.png")
    name = cards.name(story.pk, cards.TALL, "zh-hans")
    assert name in cards.names(story.pk)
    assert caches[pictures.CACHE].get(name)
    withdraw_story_consent(person_actor(alice), story.introduction)
    assert caches[pictures.CACHE].get(name) is None


def test_a_crowd_starts_one_child(monkeypatch):
    drawn, answers = [], []

    def slow(template, data, scale):
        drawn.append(data)
        threading.Event().wait(0.2)
        return b"\x89PNG"

    monkeypatch.setattr(services, "png", slow)
    crowd = [
        threading.Thread(target=lambda: answers.append(pictures.picture("x", "a.typ", {"n": 1})))
        for _ in range(12)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(20)
    assert (len(drawn), answers) == (1, [b"\x89PNG"] * 12)


def test_who_waits_too_long_and_what_cannot_be_drawn_is_told_to_come_again(monkeypatch):
    tried = []

    def broken(template, data, scale):
        tried.append(data)
        raise services.Refused("no")

    monkeypatch.setattr(services, "png", broken)
    for _ in range(3):
        with pytest.raises(pictures.Busy):
            pictures.picture("x", "a.typ", {})
    assert len(tried) == 1  # not again within the minute
    monkeypatch.setattr(pictures, "PATIENCE", 0.05)
    with pictures._pen, pytest.raises(pictures.Busy):
        pictures.picture("y", "a.typ", {})


@pytest.mark.django_db
def test_a_card_that_cannot_be_drawn_now_is_503(client, company, group, alice, erin, monkeypatch):
    story = published(offered(erin, company), erin, alice, group)

    def busy(*said):
        raise pictures.Busy

    monkeypatch.setattr(pictures, "picture", busy)
    answer = client.get(f"/exchange/thanks/{story.pk}/card.png")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_a_full_disk_costs_a_new_drawing_and_nothing_else(monkeypatch):
    def full(*said, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(services, "png", lambda *said: b"\x89PNG")
    monkeypatch.setattr(caches[pictures.CACHE], "set", full)
    assert pictures.picture("x", "a.typ", {}) == b"\x89PNG"
