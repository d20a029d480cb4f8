import pytest
from django.urls import reverse
from django.utils import translation

from ngo2.organisations.models import Likeness
from ngo2.organisations.services.likenesses import find_waiting
from ngo2.organisations.tests.test_likenesses import partner as partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SAME = {"phone": "0717-6000001", "division": "420502"}


@pytest.fixture
def pairs(imported):
    """Three pairs."""
    for name in ("绿家园环境教育中心", "山蚁乡村夜校", "河边读书会"):
        phone = f"0717-60000{len(name):02}"
        imported(name_zh=name, phone=phone, division="420502")
        imported(name_zh=name, phone=phone, division="420502", founded=2009)
    find_waiting()
    return list(Likeness.objects.order_by("-score", "pk"))


def here(pk=None):
    return reverse("organisations:likeness", args=[pk]) if pk else reverse("organisations:likenesses")


def test_the_list_in_both_languages(client, dana, pairs):
    client.force_login(dana)
    text = client.get(here()).content.decode()
    assert ("same name, same phone" in text, text.count('type="checkbox"')) == (True, 3)
    with translation.override("zh-hans"):
        assert client.get(reverse("organisations:likenesses")).status_code == 200


def test_one_row_costs_as_many_queries_as_three(client, dana, pairs, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(dana)
    client.get(here())
    with CaptureQueriesContext(
        connection,
    ) as three:
        client.get(here())
    Likeness.objects.exclude(pk=pairs[0].pk).delete()
    with django_assert_num_queries(len(three)):
        client.get(here())


def test_marked_pairs_are_told_apart_at_once_and_taken_back(client, dana, pairs):
    client.force_login(dana)
    answer = client.post(here(), {"pair": [pairs[0].pk, pairs[1].pk, "x", "9" * 40]}, follow=True)
    assert "2 pairs are remembered as different" in answer.content.decode()
    assert "Nothing was chosen" in client.post(here(), {}, follow=True).content.decode()
    text = client.get(here() + "?show=different").content.decode()
    assert (text.count('class="pair"'), "Dana" in text) == (2, True)
    client.post(here(pairs[0].pk), {"do": "open"})
    assert Likeness.objects.filter(state=Likeness.OPEN).count() == 2


def test_side_by_side(client, dana, pairs):
    client.force_login(dana)
    text = client.get(here(pairs[0].pk)).content.decode()
    assert ("same phone" in text, "the same</span>" in text, "2009" in text) == (True, True, True)
    answer = client.post(here(pairs[0].pk), {"do": "different"}, follow=True).content.decode()
    assert "Remembered" in answer
    again = client.post(here(pairs[0].pk), {"do": "different"}, follow=True).content.decode()
    assert "Somebody has decided this already" in again


def test_who_gets_in(client, charlie, alice, suspended, dana, pairs):
    for person in (charlie, alice):
        client.force_login(person)
        assert [client.get(here()).status_code, client.get(here(pairs[0].pk)).status_code] == [403, 404]
    for gone in (None, suspended):
        client.logout()
        if gone:
            client.force_login(gone)
        assert client.get(here())["Location"].startswith(reverse("accounts:sign_in"))
    client.force_login(dana)
    assert client.get(here(999_999)).status_code == 404


def test_a_partner_sees_pairs_of_its_part_in_public_terms(client, erin, dana, partner, pairs):
    from ngo2.lib.actors import person_actor
    from ngo2.organisations.services import assert_facts
    from ngo2.organisations.sources import STAFF

    assert_facts(person_actor(dana), pairs[2].second, {"division": "420102"}, source=STAFF)
    assert_facts(
        person_actor(dana), pairs[1].second, {"publish_exact": False, "address": "某街 7 号"}, source=STAFF
    )
    client.force_login(erin)
    assert client.get(here()).content.decode().count('class="pair"') == 2
    text = client.get(here(pairs[1].pk)).content.decode()
    assert "某街" not in text
    assert client.get(here(pairs[2].pk)).status_code == 404
    assert client.post(here(pairs[2].pk), {"do": "different"}).status_code == 404


def test_nothing_waits(client, dana):
    client.force_login(dana)
    assert "No pair waits" in client.get(here()).content.decode()
    assert "None yet" in client.get(here() + "?show=different").content.decode()
