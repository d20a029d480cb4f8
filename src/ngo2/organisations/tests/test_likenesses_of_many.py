"""What makes a million quick decides nothing: the bound, the shelf, the processes; and nothing is missed meanwhile."""

import random
from itertools import combinations

import pytest

from ngo2.organisations import duplicates
from ngo2.organisations.duplicates import bulk, comparing
from ngo2.organisations.duplicates.shelf import Shelf, packed, unpacked
from ngo2.organisations.models import Likeness, LikenessKey, Organisation
from ngo2.organisations.services.likenesses import find_waiting, keep_keys_of_all, keeping
from ngo2.organisations.services.likenesses.candidates import pairs_of
from ngo2.organisations.services.likenesses.workers import Workers, cores

GREEN = "绿家园环境教育中心"


def some(count):
    """Near to one another in every way that is looked at, so that many pairs are about as likely as not."""
    dice = random.Random(5)
    names = ("绿家园", "绿家圆", "绿家园环境", "红十字会", "第一小学", "第二小学", "山蚁乡村教育", "春雨")
    english = (
        "Green Home",
        "Green Homes Bristol",
        "Friends of Bristol",
        "1st Scout Group",
        "2nd Scout Group",
    )
    places = ("", "湖北省", "武汉市", "宜昌市", "西陵区", "盐田河镇")
    for pk in range(1, count + 1):
        chinese = dice.random() < 0.7
        ending = dice.choice(("", "协会", "服务中心", "武汉分会"))
        name = f"{dice.choice(places)}{dice.choice(names)}{ending}" if chinese else dice.choice(english)
        facts = {"name_zh" if chinese else "name_en": name, "country": "CN"}
        if dice.random() < 0.3:
            facts["names_former"] = [f"{dice.choice(places)}{dice.choice(names)}"]
        if dice.random() < 0.6:
            facts["phone"] = f"+8613800138{dice.randrange(9):03}"
        if dice.random() < 0.3:
            facts["website"] = f"https://example.org/{dice.randrange(9)}"
        if dice.random() < 0.7:
            facts["division"] = {
                "code": dice.choice(("420500", "420502", "420102", "110101")),
                "as_of_year": 2024,
            }
        if dice.random() < 0.4:
            lat, lng = 30.7 + dice.random() / 50, 111.3 + dice.random() / 50
            facts["point"] = {"lat": lat, "lng": lng, "precision": "street", "crs": "wgs84"}
        if dice.random() < 0.1:
            facts["host"] = {"organisation": dice.randrange(1, count)}
        yield duplicates.likened(facts, pk)


def overlooked():
    """(pairs that the bound passes over though they are likely, pairs that it passes over, pairs that are likely)"""
    passed, likely, lost = 0, 0, 0
    for one, other in combinations(some(220), 2):
        may, is_likely = duplicates.may_be_likely(one, other), False
        if duplicates.compare(one, other).score >= duplicates.LIKELY:
            is_likely = True
        passed, likely, lost = passed + (not may), likely + is_likely, lost + (is_likely and not may)
    return lost, passed, likely


def test_the_bound_passes_over_most_pairs_and_none_that_is_likely():
    lost, passed, likely = overlooked()
    assert lost == 0
    assert passed > 20_000
    assert likely > 1_000


def test_twin_a_bound_that_expects_too_little_is_noticed(monkeypatch):
    monkeypatch.setattr(comparing, "_LEAST_OF_CORE", 3.0)
    monkeypatch.setattr(comparing, "_most_of_places", lambda mine, theirs: -8.0)
    assert overlooked()[0] > 0


def test_what_comes_off_the_shelf_is_what_was_put_there(tmp_path):
    records = list(some(60))
    assert [unpacked(packed(one)) for one in records] == records
    shelf = Shelf(str(tmp_path / "shelf"))
    shelf.put((one.pk, packed(one)) for one in records)
    shelf.put([(7, b"")])  # stands in the directory no more
    assert shelf.get(range(1000)) == {one.pk: one for one in records if one.pk != 7}
    shelf.close()


@pytest.fixture
def directory(imported):
    made = [imported(name_zh=GREEN, founded=2000 + n, phone=f"0717-600000{n % 3}") for n in range(6)]
    return [*made, imported(name_zh="山蚁夜校"), imported(name_zh="山蚁夜校", founded=2001)]


def outcome():
    keys = sorted(LikenessKey.objects.values_list("key", "organisation"))
    return keys, sorted(
        (one.first_id, one.second_id, one.score, str(one.why)) for one in Likeness.objects.all()
    )


@pytest.mark.django_db
def test_two_processes_find_what_one_finds(directory, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH_OF_ALL", 3)
    find_waiting()
    alone = outcome()
    assert len(alone[1]) == 16
    LikenessKey.objects.all().delete()
    Likeness.objects.all().delete()
    seen = []
    with Workers(2) as workers:
        keep_keys_of_all(seen.append, workers=workers)
        find_waiting(seen.append, workers)
    assert outcome() == alone
    assert seen == [3, 3, 2, 8]


@pytest.mark.django_db
def test_all_keys_anew_leave_what_is_right_and_take_what_is_not(directory):
    find_waiting()
    right = outcome()
    LikenessKey.objects.create(organisation=directory[0], key=7)
    LikenessKey.objects.filter(organisation=directory[1]).delete()
    keep_keys_of_all(lambda done: None)
    assert LikenessKey.objects.filter(key=duplicates.WAITS).count() == 8
    find_waiting()
    assert outcome() == right


class Meddling(Workers):
    """While keys are computed somebody writes."""

    def map(self, work, jobs):
        done = list(super().map(work, jobs))
        one = Organisation.objects.earliest("pk")
        one.facts["name_zh"]["v"] = "云南春雨"
        one.save()
        return iter(done)


@pytest.mark.django_db
def test_facts_that_change_while_keys_are_computed_count(directory):
    keep_keys_of_all(lambda done: None, workers=Meddling())
    own = LikenessKey.objects.filter(organisation=directory[0]).exclude(key=duplicates.WAITS)
    directory[0].refresh_from_db()
    now = bulk.keys_of([(directory[0].pk, '{"name_zh": {"v": "云南春雨"}, "phone": {"v": "+867176000000"}}')])
    assert set(own.values_list("key", flat=True)) == {*now[0][1]}


@pytest.mark.django_db
def test_facts_that_change_after_they_were_read_ahead_count(directory, monkeypatch):
    """When the first four are done, the keys of the others were begun already."""
    monkeypatch.setattr(keeping, "BATCH_OF_ALL", 4)
    late, renamed = directory[5], {"name_zh": {"v": "云南春雨"}}
    keep_keys_of_all(lambda done: Organisation.objects.filter(pk=late.pk).update(facts=renamed))
    own = LikenessKey.objects.filter(organisation=late).exclude(key=duplicates.WAITS)
    now = bulk.keys_of([(late.pk, '{"name_zh": {"v": "云南春雨"}}')])
    assert set(own.values_list("key", flat=True)) == {*now[0][1]}


@pytest.mark.django_db
def test_who_waits_is_left_to_its_own_turn(directory):
    first, second, third = (one.pk for one in directory[:3])
    LikenessKey.objects.filter(key=duplicates.WAITS).exclude(organisation=third).delete()
    assert (first, third) in pairs_of([first])
    assert (first, second) in pairs_of([first], waiting=False)
    assert (first, third) not in pairs_of([first], waiting=False)


def test_rows_are_shared_out_whole():
    assert Workers(2).shares([1, 2, 3]) == [[1, 2], [3]]
    assert Workers(3).shares([]) == []
    assert cores() >= 1
