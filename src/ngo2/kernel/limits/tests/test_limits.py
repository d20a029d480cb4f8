import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.test import RequestFactory
from django.utils import timezone

from ngo2.kernel.limits.models import Spent
from ngo2.kernel.limits.services import TooMany, client_address, spend
from ngo2.lib.tests.racing import race

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_holds_at_the_exact_count_and_heals_after_the_period():
    for _ in range(3):
        spend("code", "a", 3, HOUR)
    with pytest.raises(TooMany):
        spend("code", "a", 3, HOUR)
    spend("code", "b", 3, HOUR)
    later = timezone.now() + HOUR
    with mock.patch("django.utils.timezone.now", return_value=later):
        for _ in range(3):
            spend("code", "a", 3, HOUR)
        with pytest.raises(TooMany):
            spend("code", "a", 3, HOUR)


@pytest.mark.django_db(transaction=True)
def test_racing_requests_never_spend_more_than_the_limit():
    assert race([lambda: spend("code", "a", 5, HOUR)] * 12)[0] == 5


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_twin_with_read_then_write_overspends():
    barrier = threading.Barrier(12)

    def careless():
        count = Spent.objects.filter(bucket="code").first()
        barrier.wait()
        if count is not None and count.count >= 5:
            raise TooMany(timezone.now())
        Spent.objects.filter(bucket="code").update(count=(count.count if count else 0) + 1)

    Spent.objects.create(bucket="code", key="a", since=timezone.now(), count=0)
    assert race([careless] * 12)[0] > 5


def test_a_forged_forwarded_header_changes_nothing(settings):
    forged = RequestFactory().get("/", headers={"x-forwarded-for": "1.2.3.4"}, REMOTE_ADDR="9.9.9.9")
    settings.NGO2_PROXIES = 0
    assert client_address(forged) == "9.9.9.9"
    through_ours = RequestFactory().get(
        "/", headers={"x-forwarded-for": "1.2.3.4, 5.6.7.8"}, REMOTE_ADDR="10.0.0.1"
    )
    settings.NGO2_PROXIES = 1
    assert client_address(through_ours) == "5.6.7.8"


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("5.6.7.8:443", "5.6.7.8"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        *((junk, "10.0.0.1") for junk in ("?", "unknown", "unix:", "[]", "[]:1", "1.2.3:4", "1.2.3.4:x")),
    ],
)
def test_what_a_proxy_of_ours_writes_is_an_address_or_not_there(settings, written, taken):
    settings.NGO2_PROXIES = 1
    asked = RequestFactory().get("/", headers={"x-forwarded-for": written}, REMOTE_ADDR="10.0.0.1")
    assert client_address(asked) == taken
