"""Pairs that may be one: kept as facts change, found, warned of, decided; in public terms for strangers."""

import pytest
from django.core.management import call_command

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.queue.kinds import kinds
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations import duplicates
from ngo2.organisations.manifest.likenesses import look_through
from ngo2.organisations.models import Likeness, LikenessKey, Organisation, Partner, Remit
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations, rebuild
from ngo2.organisations.services.likenesses import (
    find_alike,
    find_waiting,
    keep_open,
    liken_records,
    tell_apart,
)
from ngo2.organisations.services.likenesses.candidates import pairs_of
from ngo2.organisations.sources import STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
GREEN = "北京绿家园志愿者"
HERE = {"lat": 39.9087, "lng": 116.3975, "crs": "wgs84", "precision": "street"}
NEAR, FAR = {**HERE, "lat": 39.915}, {**HERE, "lat": 39.99}  # 700 m, 9 km
CODE = "53330000501874064B"


@pytest.fixture
def pair(imported):
    one = imported(name_zh="绿家园环境教育中心", phone="0717-6000001", division="420502")
    two = imported(name_zh="綠家園環境教育中心", phone="0717-6000001", division="420502", founded=2009)
    find_waiting()
    return Likeness.objects.get(first=one, second=two)


def alike(actor, **facts):
    from ngo2.organisations.facts import clean

    return find_alike(actor, {key: clean(key, value) for key, value in facts.items()})


def own_keys(organisation):
    rows = LikenessKey.objects.filter(organisation=organisation).exclude(key=duplicates.WAITS)
    return set(rows.values_list("key", flat=True))


def right_keys(organisation):
    return set(duplicates.keys(liken_records([organisation.pk])[organisation.pk]))


# -- D2: before a record is made ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "same",
    [
        {"point": (HERE, NEAR)},
        {"credit_code": (CODE, CODE)},
        {"phone": ("010-65232040", "010-65232040")},
    ],
)
def test_D2_the_same_name_nearby_or_the_same_code_or_phone_is_warned_of(imported, charlie, same):
    key, (there, typed) = next(iter(same.items()))
    registered = {"legal_status": "registered_service", "publish_exact": True, "division": "110101"}
    record = imported(name_zh=GREEN, **registered, **{key: there})
    found = alike(person_actor(charlie), name_zh="北京绿家园", **{key: typed})
    assert [one.record for one in found] == [record]
    assert found[0].verdict.score >= duplicates.LIKELY
    assert found[0].verdict.says({"point": "near", "credit_code": "code", "phone": "phone"}[key])


def test_D2_code_and_phone_warn_under_quite_another_name(imported, charlie):
    code = imported(name_zh="甲组织", credit_code=CODE)
    phone = imported(name_zh="乙组织", phone="13800138000")
    imported(name_zh="丁组织", website="example.org")
    found = alike(person_actor(charlie), name_zh="云南山蚁夜校", credit_code=CODE, phone="13800138000")
    assert [one.record for one in found] == [code, phone]


def test_D2_in_traditional_characters_and_far_away(imported, charlie):
    there = imported(name_zh="臺北綠家園", division="710000")
    assert [one.record for one in alike(person_actor(charlie), name_zh="台北绿家园")] == [there]
    (far,) = alike(person_actor(charlie), name_zh="台北绿家园", division="650000")
    assert (far.verdict.says("other_province"), far.verdict.score < duplicates.LIKELY) == (True, True)


@pytest.mark.parametrize("name", ["%%", "__", "100%_", "园", "=cmd()", "😀", "x"])
def test_signs_and_single_letters_find_nothing(imported, charlie, name):
    imported(name_zh="綠家園（北京）")
    assert alike(person_actor(charlie), name_zh=name) == []


def test_a_stranger_learns_nothing_of_a_hidden_record(imported, charlie, dana):
    """No phone, no point, no county: the same guess, right or wrong, gets the same answer."""
    secret = {"phone": "0717-6000009", "point": HERE, "credit_code": CODE, "division": "420502"}
    shelter = imported(name_zh="春雨妇女庇护所", sensitivity="hidden", **secret)
    typed = {"name_zh": "云南山蚁夜校", "phone": "0717-6000009", "point": HERE, "credit_code": CODE}
    assert alike(person_actor(charlie), **typed) == []
    assert [one.record for one in alike(person_actor(dana), **typed)] == [shelter]
    right = alike(person_actor(charlie), name_zh="春雨妇女庇护所", **secret)
    wrong = alike(person_actor(charlie), name_zh="春雨妇女庇护所", phone="0717-6000001", division="420502")
    assert [one.verdict for one in right] == [one.verdict for one in wrong]
    assert {sign.name for sign in right[0].verdict.signs} <= {"name", "city"}


def test_who_may_ask(suspended):
    with pytest.raises((Denied, SignInNeeded)):
        find_alike(person_actor(suspended), {"name_zh": GREEN})


# -- keys follow the facts ---------------------------------------------------------------------------


def test_keys_are_written_with_the_facts_and_go_with_them(imported, dana):
    one = imported(name_zh=GREEN, phone="010-65232040")
    assert own_keys(one) == right_keys(one)
    find_waiting()
    assert_facts(person_actor(dana), one, {"founded": 2009}, source=STAFF)
    assert not LikenessKey.objects.filter(key=duplicates.WAITS).exists(), "the year makes nothing alike"
    assert_facts(person_actor(dana), one, {"phone": "010-65232041"}, source=STAFF)
    assert own_keys(one) == right_keys(one)
    assert list(LikenessKey.objects.filter(key=duplicates.WAITS).values_list("organisation", flat=True)) == [
        one.pk
    ]
    rebuild(one)
    assert own_keys(one) == right_keys(one)


def test_what_came_past_the_services_is_found_at_night(imported):
    one, two = imported(name_zh=GREEN, phone="010-65232040"), imported(name_zh=GREEN, founded=2009)
    LikenessKey.objects.all().delete()
    assert look_through() == 4  # two got their keys, two were compared
    assert list(Likeness.objects.values_list("first", "second")) == [(one.pk, two.pk)]
    assert look_through() == 0


def test_a_list_of_500_costs_few_statements(django_assert_max_num_queries):
    from ngo2.organisations.tests.conftest import LIST

    rows = [
        NewOrganisation({"name_zh": f"山蚁{n}乡村教育", "phone": f"0717{6000000 + n}"}, str(n))
        for n in range(500)
    ]
    with django_assert_max_num_queries(60):
        create_organisations(SYSTEM, rows, source=LIST, dataset="test")
    with django_assert_max_num_queries(60):
        find_waiting()


# -- finding -----------------------------------------------------------------------------------------


def test_a_pair_is_found_once_and_explained(pair):
    assert pair.score > 0.9
    assert [sign for sign, _detail in pair.why][:2] == ["name", "phone"]
    LikenessKey.objects.get_or_create(organisation=pair.first, key=duplicates.WAITS)
    find_waiting()
    assert Likeness.objects.get().pk == pair.pk


def test_what_is_alike_no_more_is_forgotten(pair, dana):
    assert_facts(
        person_actor(dana), pair.second, {"name_zh": "山蚁夜校", "phone": "010-65232041"}, source=STAFF
    )
    find_waiting()
    assert not Likeness.objects.exists()


def test_not_the_same_is_remembered_though_the_facts_change(pair, dana):
    tell_apart(person_actor(dana), pair)
    assert_facts(
        person_actor(dana), pair.second, {"website": "example.org", "phone": "010-65232041"}, source=STAFF
    )
    find_waiting()
    pair.refresh_from_db()
    assert (pair.state, Likeness.objects.count()) == (Likeness.DIFFERENT, 1)


def test_closed_records_are_not_compared(imported):
    one = imported(name_zh=GREEN)
    imported(name_zh=GREEN, founded=2009)
    Organisation.objects.filter(pk=one.pk).update(state=Organisation.CLOSED)
    find_waiting()
    assert not Likeness.objects.exists()


def test_a_key_that_ten_thousand_share_leads_to_nobody(imported, django_assert_max_num_queries):
    """Never quadratic: the database looks at the first twenty of them, and no pair is made."""
    from django.utils import timezone

    now = timezone.now()
    many = [Organisation(name="x", country="CN", created_at=now, changed_at=now) for _ in range(10_000)]
    made = Organisation.objects.bulk_create(many, batch_size=1000)
    LikenessKey.objects.bulk_create([LikenessKey(organisation=one, key=7) for one in made], batch_size=1000)
    with django_assert_max_num_queries(1):
        assert pairs_of([one.pk for one in made[:200]]) == set()
    few = [imported(name_zh=GREEN, founded=2000 + n) for n in range(3)]
    LikenessKey.objects.bulk_create([LikenessKey(organisation=one, key=7) for one in few])
    pks = sorted(one.pk for one in few)
    assert pairs_of(pks) == {(pks[0], pks[1]), (pks[0], pks[2]), (pks[1], pks[2])}


def test_the_command_goes_on_where_it_was_stopped(imported, monkeypatch, capsys):
    from ngo2.organisations.services.likenesses import finding

    for n in range(5):
        imported(name_zh=GREEN, founded=2000 + n)
    monkeypatch.setattr(finding, "BATCH", 2)
    compare, calls = finding.duplicates.compare, []

    def dying(*both):
        calls.append(both)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return compare(*both)

    with monkeypatch.context() as patch:
        patch.setattr(finding.duplicates, "compare", dying)
        with pytest.raises(KeyboardInterrupt):
            call_command("duplicates", verbosity=0)
    assert "ngo2 duplicates" in capsys.readouterr().err
    call_command("duplicates", verbosity=0)
    assert Likeness.objects.count() == 10
    Likeness.objects.all().delete()
    call_command("duplicates", "--all", verbosity=0)
    assert Likeness.objects.count() == 10


# -- deciding ----------------------------------------------------------------------------------------


def test_staff_tell_two_apart_and_take_it_back(pair, dana):
    tell_apart(person_actor(dana), pair)
    assert (pair.state, pair.decided_by, pair.decided_for, pair.decided_at is None) == (
        Likeness.DIFFERENT,
        dana,
        None,
        False,
    )
    with pytest.raises(Refused):
        tell_apart(person_actor(dana), pair)
    keep_open(person_actor(dana), pair)
    assert (pair.state, pair.decided_by, pair.decided_at) == (Likeness.OPEN, None, None)
    with pytest.raises(Refused):
        keep_open(person_actor(dana), pair)
    verbs = Entry.objects.filter(verb__startswith="organisations.likeness").order_by("pk")
    assert list(verbs.values_list("verb", "data")) == [
        ("organisations.likeness.told_apart", {"other": pair.second_id, "likeness": pair.pk}),
        ("organisations.likeness.opened", {"other": pair.second_id, "likeness": pair.pk}),
    ]


def test_nobody_else_decides(pair, alice, charlie, suspended, member):
    member(alice, pair.first)  # its owner is a party, not a judge
    for person in (alice, charlie, suspended):
        with pytest.raises(Hidden):
            tell_apart(person_actor(person), pair)
    pair.refresh_from_db()
    assert pair.state == Likeness.OPEN


@pytest.fixture
def partner(imported, member, erin):
    """Erin's organisation looks after Yichang (420500)."""
    from django.utils import timezone

    network = imported(name_zh="宜昌公益支持网络", kind="network", division="420503")
    member(erin, network)
    one = Partner.objects.create(organisation=network, since=timezone.now())
    Remit.objects.create(partner=one, country="CN", division="420500")
    return network


def test_a_partner_decides_where_both_records_are_in_its_part(pair, partner, erin, dana):
    tell_apart(person_actor(erin), pair)
    assert (pair.decided_by, pair.decided_for) == (erin, partner)
    keep_open(person_actor(dana), pair)
    assert_facts(person_actor(dana), pair.second, {"division": "420102"}, source=STAFF)
    pair.refresh_from_db()
    with pytest.raises(Hidden):
        tell_apart(person_actor(erin), Likeness.objects.get(pk=pair.pk))


def test_the_queue_names_pairs_and_one_press_tells_them_apart(pair, partner, charlie, erin, dana):
    kind = kinds["organisations.likenesses"]
    assert [kind.may_decide(one) for one in (charlie, erin, dana)] == [False, True, True]
    for person in (erin, dana):
        (item,) = kind.items(person)
        assert (item.key, item.title) == (
            str(pair.pk),
            "“绿家园环境教育中心” and “綠家園環境教育中心” may be one",
        )
        assert item.why.startswith("same name, same phone")
    (action,) = kind.actions
    assert (action.name, action.safe) == ("different", True)
    action.do(person_actor(dana), str(pair.pk), "")
    assert list(kind.items(dana)) == []


def test_a_partner_is_told_only_what_the_public_may_know(pair, partner, erin, dana):
    assert_facts(person_actor(dana), pair.second, {"sensitivity": "hidden"}, source=STAFF)
    find_waiting()
    Remit.objects.create(partner=Partner.objects.get(), country="CN", division="420000")
    (item,) = kinds["organisations.likenesses"].items(erin)
    assert "phone" not in item.why
    (item,) = kinds["organisations.likenesses"].items(dana)
    assert "same phone" in item.why
