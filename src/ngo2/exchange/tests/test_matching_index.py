"""What holds of all posts whatever they say, and of the index however it came about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.exchange.matching import Index, Line, Post, best, score, words_of
from ngo2.exchange.tests.test_matching import DAHUA, DONGGUAN, DUAN, HAIDIAN, LHASA, NEED, OFFER, YULIN

EXACT = 1e-4  # scores have four decimals


QUANTITIES = st.one_of(
    st.none(),
    st.integers(-3, 60),
    st.floats(),
    st.decimals(),
    st.sampled_from([0, 10**400, 1e308, "12", "many"]),
)
LINES = st.builds(
    Line,
    st.sampled_from(["", "电脑", "大米", "rice"]),
    QUANTITIES,
    st.sampled_from(["", "piece", "kg", "tonne", "?"]),
)
PATHS = st.sampled_from(
    [DUAN, DAHUA, YULIN, DONGGUAN, HAIDIAN, LHASA, DUAN[:1], DUAN[:2], (), ("",), ("no", "code")]
)
DAYS = st.one_of(
    st.none(), st.dates(date(2026, 5, 1), date(2026, 7, 1)), st.sampled_from([date.min, date.max])
)
POSTS = st.builds(
    Post,
    pk=st.just(0),
    side=st.just("need"),
    organisation=st.integers(1, 5),
    subkind=st.sampled_from(["computers", "computers", "equipment", "venue", "technical", "other_goods", "?"]),
    reach=st.sampled_from(["place", "place", "country", "remote", "?"]),
    areas=PATHS,
    service_areas=st.one_of(st.just(()), st.just(("*",)), st.just((("*",),)), st.tuples(PATHS)),
    from_day=DAYS,
    until_day=DAYS,
    lines=st.lists(LINES, max_size=3).map(tuple),
    words=st.lists(st.sampled_from(["笔记", "记本", "电脑", "大米", "laptop", "需要", "rice"]), max_size=5).map(tuple),
    receipt_needed=st.booleans(),
    registered_only=st.sampled_from([False, False, True]),
    is_registered=st.booleans(),
    can_give_receipt=st.sampled_from([None, True, False]),
    freshness=st.sampled_from(["fresh", "ageing", "stale", "unconfirmed", "?"]),
    verified=st.booleans(),
    capacity=st.sampled_from([None, 0, 1, 30, -1, 10**30]),
    posted_at=st.one_of(st.none(), st.just(datetime(2026, 3, 1, tzinfo=UTC))),
    country=st.sampled_from(["", "", "CN", "GB", "XX"]),
)  # fmt: skip
SIDES = st.tuples(st.lists(POSTS, max_size=4), st.lists(POSTS, max_size=15)).map(
    lambda both: (
        [replace(one, pk=nth) for nth, one in enumerate(both[0], 1)],
        [
            replace(one, pk=nth, side="offer", organisation=one.organisation + 3)
            for nth, one in enumerate(both[1], 1)
        ],
    )
)


@settings(max_examples=150, deadline=None)
@given(POSTS, POSTS)
def test_both_sides_have_one_score_and_words_say_what_numbers_do(one, other):
    other = replace(other, side="offer", pk=2)
    there, back = score(one, other), score(other, one)
    assert there.score == pytest.approx(back.score, abs=EXACT)
    assert 0 <= there.score <= 1
    for match in (there, back):
        grounds = [said for said in match.why if said.about in {"kind", "words", "place", "time"}]
        assert match.suggested == (match.shut is None and len(grounds) >= 2)
        assert all(str(said) for said in (*match.why, *match.against))


def test_who_names_the_home_country_and_who_names_none_are_in_one():
    need = Post(1, "need", 1, "computers", "place", ("450000", "451200", "451228"))
    offer = Post(2, "offer", 2, "computers", "country", country="CN")
    assert score(need, offer).suggested
    assert score(need, replace(offer, country="")).score == score(need, offer).score
    assert not score(need, replace(offer, country="GB")).suggested


@settings(max_examples=60, deadline=None)
@given(SIDES)
def test_E3_every_suggestion_has_two_reasons_and_the_list_is_that_of_all_pairs(sides):
    needs, offers = sides
    index = Index.build(offers, "offer")
    for need in needs:
        found = best(need, index, 5)
        assert all(len(match.why) >= 2 and 0 < match.score <= 1 for match in found)
        all_pairs = sorted(
            (one.score for one in (score(need, offer) for offer in offers) if one.suggested), reverse=True
        )
        assert [match.score for match in found] == pytest.approx(all_pairs[:5], abs=EXACT)
        assert len({match.pk for match in found}) == len(found)


@settings(max_examples=60, deadline=None)
@given(SIDES, st.randoms(use_true_random=False))
def test_what_changed_is_as_if_built_anew_and_what_went_is_never_suggested(sides, chance):
    needs, offers = sides
    index = Index.build(offers, "offer")
    kept = {offer.pk: offer for offer in offers}
    for _step in range(20):
        pk = chance.randrange(1, 40)
        if chance.random() < 0.5:
            index.remove(pk)
            kept.pop(pk, None)
        elif offers:
            kept[pk] = replace(chance.choice(offers), pk=pk)
            index.add(kept[pk])
    assert len(index) == len(kept)
    anew = Index.build(chance.sample(list(kept.values()), len(kept)), "offer")  # another order of the same
    for need in needs:
        assert {match.pk for match in index.best(need, 100)} <= set(kept)
        assert index.ranked(need, 7) == anew.ranked(need, 7)


@settings(max_examples=60, deadline=None)
@given(SIDES)
def test_an_offer_enters_the_lists_that_it_would_be_in(sides):
    needs, offers = sides
    index, asking = Index.build(offers[1:], "offer"), Index.build(needs, "need")
    if not offers:
        return
    new, limit = offers[0], 3
    for need in needs:
        kept = index.ranked(need, limit)
        asking.set_floor(need.pk, kept[-1][1] if len(kept) == limit else 0)
    entered = {pk for pk, _score in asking.entered(new)}
    for need in needs:
        mine, kept = score(need, new), index.ranked(need, limit)
        if not mine.suggested or (len(kept) == limit and mine.score < kept[-1][1] - EXACT):
            assert need.pk not in entered
        elif len(kept) < limit or mine.score > kept[-1][1] + 2 * EXACT:
            assert need.pk in entered


def test_a_changed_offer_moves_and_a_closed_one_is_gone():
    need = replace(NEED, areas=DUAN)
    near, far = replace(OFFER, pk=3, areas=DUAN), replace(OFFER, pk=4, areas=YULIN)
    index = Index.build([near, far])
    assert [match.pk for match in index.best(need)] == [3, 4]
    index.add(replace(near, areas=("540000",), words=words_of("电脑")))
    assert [match.pk for match in index.best(need)] == [4]
    index.remove(4)
    index.remove(4)
    assert (index.best(need), 4 in index, 3 in index) == ([], False, True)


def test_of_one_score_the_newest_is_first_whatever_came_first():
    day = datetime(2026, 3, 1, tzinfo=UTC)
    offers = [
        replace(OFFER, pk=pk, areas=DUAN, posted_at=day + timedelta(hours=pk % 50)) for pk in range(2, 200)
    ]
    need = replace(NEED, areas=DUAN)
    expected = [pk for pk, _score in Index.build(offers).ranked(need, 20)]
    assert expected[:4] == [49, 99, 149, 199]
    assert [pk for pk, _score in Index.build(reversed(offers)).ranked(need, 20)] == expected


def test_long_lists_are_as_exact_as_short_ones():
    """More rows than are looked at first, in several sub-kinds: what is left out unseen must not belong in."""
    texts = ("笔记本电脑", "投影仪", "平板电脑二十台", "打印机和墨盒", "laptops")
    asked = {DUAN: "旧笔记本电脑", LHASA: "投影仪和电脑", DONGGUAN: "平板", (): "打印机"}
    offers = [
        replace(
            OFFER,
            pk=nth,
            organisation=nth,
            subkind=("computers", "equipment", "technical")[nth % 13 % 3],
            areas=(DUAN, DAHUA, YULIN, LHASA, DONGGUAN, ())[nth % 6],
            reach=("place", "country")[nth % 17 == 0],
            words=words_of(texts[nth % 5], f"第{nth % 11}批"),
            freshness=("fresh", "stale", "ageing")[nth % 3],
            verified=nth % 7 == 0,
        )
        for nth in range(2, 900)
    ]
    index = Index.build(offers)
    for path, text in asked.items():
        need = replace(NEED, areas=path, words=words_of(text))
        pairs = sorted((one.score for one in (score(need, offer) for offer in offers)), reverse=True)
        found = index.best(need)
        assert len(found) == 20
        assert [match.score for match in found] == pytest.approx(pairs[:20], abs=EXACT)


def test_an_index_holds_one_side_and_answers_the_other():
    index = Index.build([OFFER])
    with pytest.raises(ValueError, match="takes no 'need'"):
        index.add(NEED)
    assert index.best(replace(OFFER, pk=9)) == []
    assert index.entered(replace(OFFER, pk=9)) == []
    assert index.best(replace(NEED, areas=DUAN), 0) == []
    assert Index.build([], "offer").best(NEED) == []
