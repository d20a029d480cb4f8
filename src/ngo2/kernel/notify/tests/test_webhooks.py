"""Webhooks: signed as Standard Webhooks says, through the outbox, never lost in silence, never to the inside."""

import json
from datetime import timedelta

import pytest
import standardwebhooks
from django.urls import reverse
from django.utils import timezone

from ngo2.kernel.journal.models import Delivery, Entry
from ngo2.kernel.journal.outbox import deliver_due as hand_over
from ngo2.kernel.journal.services import record
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify import queries, services
from ngo2.kernel.notify.channels.webhook import owners as owning
from ngo2.kernel.notify.channels.webhook import signing, transport
from ngo2.kernel.notify.channels.webhook.owners import Owned, Owners
from ngo2.kernel.notify.models import Message, WebhookEndpoint
from ngo2.kernel.notify.tests.receiver import receiver
from ngo2.lib.actors import ANONYMOUS, SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded

pytestmark = pytest.mark.django_db
SCOPE = "organisation:1"


@pytest.fixture
def sink(settings):
    with receiver() as server:
        settings.NGO2_OUTBOUND_TEST_ALLOW = [f"127.0.0.1:{server.server_port}"]
        yield server


@pytest.fixture(autouse=True)
def house(monkeypatch, alice, bob, dana):
    """Alice owns organisation 1, Bob 2, Dana looks after everything; two things can happen, one of them publicly."""
    scopes = {alice.pk: ["organisation:1"], bob.pk: ["organisation:2"], dana.pk: [""]}
    of = lambda actor: [Owned(one, one or "All") for one in scopes.get(actor.person.pk, [])]  # noqa: E731
    monkeypatch.setattr(owning.owners, "_items", {"test": Owners("test", of)})
    happenings = {
        "test.shown": Verb("test.shown", "It was changed", shown=True),
        "test.more": Verb("test.more", "More", shown=True),
        "test.hidden": Verb("test.hidden", "Something inside"),
    }
    own = {name: verb for name, verb in verbs._items.items() if name.startswith("notify.")}
    monkeypatch.setattr(verbs, "_items", {**own, **happenings})


@pytest.fixture
def endpoint(sink, alice):
    url = f"http://127.0.0.1:{sink.server_port}/hook?a=1"
    return services.add_webhook(person_actor(alice), SCOPE, url=url)[0]


def happen(verb="test.shown", scope=SCOPE):
    entry = record(SYSTEM, verb, scope=scope, data={"secret": "不要说出去"})
    hand_over()
    return entry


def due_now():
    Message.objects.filter(state=Message.WAITING).update(due=timezone.now())


def log(endpoint):
    return [(one.type, one.state) for one in queries.webhook_log(endpoint)]


def test_an_event_arrives_signed_and_says_only_what_happened_to_what(sink, endpoint):
    entry = happen()
    assert services.deliver_due() == 1
    [(headers, body)] = sink.got
    assert standardwebhooks.Webhook(endpoint.secret).verify(body, headers) == {
        "type": "test.shown",
        "timestamp": entry.at.isoformat(),
        "data": {"object": "", "id": "", "scope": SCOPE},
    }
    assert headers["content-type"] == "application/json"
    assert log(endpoint) == [("test.shown", "sent")]


def test_the_library_of_the_receivers_refuses_what_was_changed_on_the_way(sink, endpoint):
    happen()
    services.deliver_due()
    [(headers, body)] = sink.got
    check = standardwebhooks.Webhook(endpoint.secret).verify
    for wrong in (
        lambda: check(body + b" ", headers),
        lambda: check(body, headers | {"webhook-id": "msg_other"}),
        lambda: check(body, headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}),
        lambda: standardwebhooks.Webhook(signing.new_secret()).verify(body, headers),
    ):
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            wrong()


def test_only_public_events_of_that_scope_that_were_asked_for(sink, endpoint, alice, bob, dana):
    url = endpoint.url
    of_bob = services.add_webhook(person_actor(bob), "organisation:2", url=url)[0]
    some = services.add_webhook(person_actor(alice), SCOPE, url=url, verbs=["test.more"])[0]
    staff = services.add_webhook(person_actor(dana), "", url=url)[0]
    for verb in ("test.shown", "test.more", "test.hidden"):
        happen(verb)
    types = lambda one: [message.type for message in queries.webhook_log(one)]  # noqa: E731
    assert types(endpoint) == ["test.more", "test.shown"]
    assert (types(of_bob), types(some)) == ([], ["test.more"])
    assert types(staff) == ["test.more", "test.shown"]


def test_nobody_listening_costs_no_delivery(alice):
    record(SYSTEM, "test.shown", scope=SCOPE)
    assert not Delivery.objects.exists()


def test_handed_over_twice_it_is_sent_once(sink, endpoint):
    happen()
    Delivery.objects.update(state=Delivery.WAITING, due=timezone.now())
    hand_over()
    assert services.deliver_due() == 1
    assert len(sink.got) == 1


def test_promise_P16_what_was_not_taken_is_tried_again_under_the_same_id(sink, endpoint):
    happen()
    sink.status = 500
    assert services.deliver_due() == 0
    message = queries.webhook_log(endpoint).get()
    assert (message.state, message.attempts, message.error) == ("waiting", 1, "NotTaken: answered 500")
    assert message.due > timezone.now()
    sink.status = 204
    due_now()
    assert services.deliver_due() == 1
    assert len({headers["webhook-id"] for headers, _body in sink.got}) == 1
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since) == (0, None)


def test_a_receiver_that_fails_is_asked_once_a_minute_and_holds_up_nobody(sink, endpoint):
    for _nth in range(5):
        happen()
    sink.status = 503
    services.deliver_due()
    assert len(sink.got) == 1
    services.deliver_due()
    assert len(sink.got) == 1
    sink.status = 200
    due_now()
    services.deliver_due()
    assert len(sink.got) == 6


def test_promise_P16_after_seven_tries_it_is_given_up_in_sight_of_the_owner_and_can_be_sent_again(
    sink, endpoint, alice
):
    happen()
    sink.status = 500
    for _try in range(7):
        due_now()
        services.deliver_due()
    assert log(endpoint) == [("test.shown", "dead")]
    assert not queries.dead_messages().exists(), "not the platform team's to mend"
    sink.status = 200
    services.send_event_again(person_actor(alice), endpoint, queries.webhook_log(endpoint).get().pk)
    services.deliver_due()
    assert log(endpoint) == [("test.shown", "sent")]


def fail(endpoint, hours, failures):
    since = timezone.now() - timedelta(hours=hours)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=since, failures=failures)
    due_now()
    services.deliver_due()
    endpoint.refresh_from_db()
    return endpoint.state


@pytest.mark.parametrize(
    ("hours", "failures", "state"), [(1, 500, "on"), (25, 3, "on"), (23.9, 9, "on"), (24.1, 9, "broken")]
)
def test_what_fails_for_a_day_is_switched_off(sink, endpoint, hours, failures, state):
    happen()
    sink.status = 500
    assert fail(endpoint, hours, failures) == state


def test_its_owner_is_told_once_and_switches_it_on_again(sink, endpoint, alice):
    happen()
    happen()
    sink.status = 500
    assert fail(endpoint, 30, 50) == "broken"
    due_now()
    services.deliver_due()
    assert len(sink.got) == 1, "nothing is sent to what was switched off"
    hand_over()
    told = Message.objects.filter(person=alice, type="notify.webhook_broken", channel="inapp")
    assert told.count() == 1
    assert told.get().link.endswith(f"/me/webhooks/{endpoint.pk}/")
    sink.status = 200
    services.change_webhook(person_actor(alice), endpoint, on=True)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.failures, endpoint.failing_since) == ("on", 0, None)
    happen()
    due_now()
    services.deliver_due()
    assert len(sink.got) >= 2


def test_gone_is_gone(sink, endpoint):
    happen()
    sink.status = 410
    services.deliver_due()
    endpoint.refresh_from_db()
    assert (endpoint.state, log(endpoint)) == ("broken", [("test.shown", "dead")])


def test_a_redirect_is_not_followed(sink, endpoint):
    happen()
    sink.status = 302
    services.deliver_due()
    assert queries.webhook_log(endpoint).get().error == "NotTaken: answered 302"


def test_for_a_day_both_secrets_are_good(sink, endpoint, alice):
    old = endpoint.secret
    fresh = services.renew_secret(person_actor(alice), endpoint)
    happen()
    services.deliver_due()
    headers, body = sink.got[-1]
    for secret in (old, fresh):
        standardwebhooks.Webhook(secret).verify(body, headers)
    WebhookEndpoint.objects.update(old_until=timezone.now())
    happen()
    services.deliver_due()
    headers, body = sink.got[-1]
    standardwebhooks.Webhook(fresh).verify(body, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(old).verify(body, headers)


def test_a_test_goes_the_same_way(sink, endpoint, alice):
    services.try_webhook(person_actor(alice), endpoint)
    assert services.deliver_due() == 1
    assert json.loads(sink.got[0][1])["type"] == "ping"
    services.change_webhook(person_actor(alice), endpoint, on=False)
    with pytest.raises(Refused):
        services.try_webhook(person_actor(alice), endpoint)


def test_while_messages_wait_events_wait_too(sink, endpoint):
    happen()
    services.pause(SYSTEM)
    assert services.deliver_due() == 0
    assert sink.got == []
    services.resume(SYSTEM)
    assert services.deliver_due() == 1


def test_switched_off_it_hears_nothing(sink, endpoint, alice):
    happen()
    services.change_webhook(person_actor(alice), endpoint, on=False)
    happen()
    due_now()
    services.deliver_due()
    assert (sink.got, log(endpoint)) == ([], [("test.shown", "cancelled")])


INNER = [
    "https://127.0.0.1/",
    "https://localhost:8443/",
    "https://[::1]/",
    "https://169.254.169.254/",
    "https://2130706433/",
]


def test_promise_P9_no_webhook_reaches_the_inside(sink, endpoint, settings):
    """The address was fine when it was given; what it leads to is judged at each call."""
    settings.NGO2_OUTBOUND_TEST_ALLOW = []
    for url in [f"https://localhost:{sink.server_port}/", endpoint.url, *INNER]:
        WebhookEndpoint.objects.update(url=url)
        happen()
        due_now()
        assert services.deliver_due() == 0
    assert sink.got == []
    assert queries.webhook_log(endpoint).filter(error__contains="not called").exists()


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://127.0.0.1/", "https://2130706433/", "https://a:b@example.org/", "ftp://x",
            "", "https://example.org:25/", "https://example.org/" + "x" * 500]
)  # fmt: skip
def test_an_address_that_we_would_not_call_is_refused(alice, url):
    with pytest.raises(Refused) as refusal:
        services.add_webhook(person_actor(alice), SCOPE, url=url)
    assert refusal.value.field == "url"
    assert not WebhookEndpoint.objects.exists()


def test_ten_and_no_more(alice):
    for _nth in range(10):
        services.add_webhook(person_actor(alice), SCOPE, url="https://example.org/")
    with pytest.raises(Refused):
        services.add_webhook(person_actor(alice), SCOPE, url="https://example.org/")


def test_unknown_events_are_refused(alice):
    with pytest.raises(Refused):
        services.add_webhook(person_actor(alice), SCOPE, url="https://example.org/", verbs=["test.hidden"])


def test_strangers_do_nothing_with_it(endpoint, alice, bob, charlie, dana, suspended):
    for person in (bob, charlie, dana, suspended):
        actor = person_actor(person)
        for attempt in (
            lambda actor=actor: services.add_webhook(actor, SCOPE, url="https://example.org/"),
            lambda actor=actor: services.change_webhook(actor, endpoint, on=False),
            lambda actor=actor: services.renew_secret(actor, endpoint),
            lambda actor=actor: services.remove_webhook(actor, endpoint),
            lambda actor=actor: services.try_webhook(actor, endpoint),
            lambda actor=actor: services.send_event_again(actor, endpoint, 1),
        ):
            with pytest.raises((Hidden, Denied)):
                attempt()
    with pytest.raises(SignInNeeded):
        services.add_webhook(ANONYMOUS, SCOPE, url="https://example.org/")
    assert Entry.objects.count() == 1


# Pages


def test_registered_on_a_page_and_its_secret_shown_once(client, alice):
    client.force_login(alice)
    data = {"scope": SCOPE, "url": "https://example.org/hook", "verbs": ["test.shown"]}
    page = client.post(reverse("notify:new_webhook"), data)
    one = WebhookEndpoint.objects.get()
    assert (one.verbs, one.person) == (["test.shown"], alice)
    assert one.secret in page.text
    for url in (reverse("notify:webhooks"), reverse("notify:webhook", args=[one.pk])):
        text = client.get(url).text
        assert "https://example.org/hook" in text
        assert one.secret not in text
    fresh = client.post(reverse("notify:webhook_secret", args=[one.pk]))
    one.refresh_from_db()
    assert one.secret in fresh.text


def test_the_page_shows_what_was_sent_and_does_what_it_says(client, sink, endpoint, alice):
    client.force_login(alice)
    do = reverse("notify:webhook_do", args=[endpoint.pk])
    client.post(do, {"do": "try"})
    services.deliver_due()
    assert "ping" in client.get(reverse("notify:webhook", args=[endpoint.pk])).text
    client.post(do, {"do": "off"})
    endpoint.refresh_from_db()
    assert endpoint.state == "off"
    assert client.post(do, {"do": "nonsense"}).status_code == 422
    assert client.post(do, {"do": "again", "event": "9" * 30}).status_code == 422
    client.post(do, {"do": "remove"})
    assert not WebhookEndpoint.objects.exists()
    assert not Message.objects.filter(channel="webhook").exists()


def test_others_do_not_find_the_page(client, endpoint, charlie):
    client.force_login(charlie)
    assert client.get(reverse("notify:webhook", args=[endpoint.pk])).status_code == 404
    assert client.post(reverse("notify:webhook_secret", args=[endpoint.pk])).status_code == 404
    data = {"scope": SCOPE, "url": "https://example.org/"}
    assert client.post(reverse("notify:new_webhook"), data).status_code == 200
    assert WebhookEndpoint.objects.count() == 1


def test_the_waits_are_shorter_than_the_lease():
    assert timedelta(seconds=transport.SECONDS) < timedelta(minutes=2)
