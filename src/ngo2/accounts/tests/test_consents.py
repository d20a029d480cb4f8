"""X5: consents are recorded with purpose, version, words and channel; taken back as easily as given."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ngo2.accounts import consents, queries, services
from ngo2.accounts.models import Consent
from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Hidden, Refused

CONTACT = consents.PUBLISH_CONTACT


@pytest.mark.django_db
def test_X5_a_consent_is_recorded_and_withdrawn_on_one_page(alice):
    client = PersonClient()
    client.force_login(alice)
    assert not queries.has_consent(alice, CONTACT)
    client.post("/en/me/consents/", {"purpose": CONTACT, "answer": "give"})
    assert queries.has_consent(alice, CONTACT)
    row = Consent.objects.get(purpose=CONTACT)
    words = consents.purposes[CONTACT]
    assert (row.version, row.channel, row.language, row.text_digest, row.withdrawn_at) == (
        "1",
        "web",
        "en",
        words.digest("en"),
        None,
    )
    page = client.get("/en/me/consents/").content.decode()
    assert "Take it back" in page
    response = client.post("/en/me/consents/", {"purpose": CONTACT, "answer": "withdraw"}, follow=True)
    assert "Your contact disappears from public pages at once." in response.content.decode()
    assert not queries.has_consent(alice, CONTACT)
    row.refresh_from_db()
    assert (row.withdrawn_at is not None, row.replaced) == (True, False)
    told = [(one.verb, one.data["purpose"]) for one in Entry.objects.order_by("pk")]
    assert told == [("accounts.consent.given", CONTACT), ("accounts.consent.withdrawn", CONTACT)]


@pytest.mark.django_db
def test_one_consent_is_none_for_another_purpose(alice):
    assert queries.has_consent(alice, consents.TERMS)
    assert not queries.has_consent(alice, CONTACT)


@pytest.mark.django_db
def test_given_twice_is_one_and_withdrawn_twice_is_no_error(alice):
    actor = person_actor(alice)
    first = services.give_consent(actor, alice, CONTACT, "web")
    assert services.give_consent(actor, alice, CONTACT, "web") == first
    services.withdraw_consent(actor, alice, CONTACT)
    services.withdraw_consent(actor, alice, CONTACT)
    assert Consent.objects.filter(purpose=CONTACT).count() == 1
    assert Entry.objects.count() == 2


@pytest.mark.django_db
def test_a_no_is_kept_and_nobody_is_asked_again_until_the_words_change(alice, monkeypatch):
    assert queries.may_ask(alice, CONTACT)
    services.decline_consent(person_actor(alice), alice, CONTACT)
    assert not queries.may_ask(alice, CONTACT)
    assert not queries.has_consent(alice, CONTACT)
    monkeypatch.setitem(consents.purposes._items, CONTACT, replace(consents.purposes[CONTACT], version="2"))
    assert queries.may_ask(alice, CONTACT)


@pytest.mark.django_db
def test_an_answer_to_older_words_does_not_count(alice, monkeypatch):
    services.give_consent(person_actor(alice), alice, CONTACT, "web")
    monkeypatch.setitem(consents.purposes._items, CONTACT, replace(consents.purposes[CONTACT], version="2"))
    assert not queries.has_consent(alice, CONTACT)
    client = PersonClient()
    client.force_login(alice)
    assert "The words have changed" in client.get("/en/me/consents/").content.decode()
    services.give_consent(person_actor(alice), alice, CONTACT, "web")
    assert queries.has_consent(alice, CONTACT)


@pytest.mark.django_db
def test_taking_back_the_terms_asks_again_at_the_next_page(alice):
    client = PersonClient()
    client.force_login(alice)
    client.post("/en/me/consents/", {"purpose": "terms", "answer": "withdraw"})
    assert client.get("/en/me/consents/").status_code == 200
    assert client.get("/en/me/security/")["Location"].startswith("/en/me/terms/")


@pytest.mark.django_db
def test_who_may_answer_for_whom(alice, charlie, dana):
    with pytest.raises(Hidden):
        services.give_consent(person_actor(charlie), alice, CONTACT, "web")
    with pytest.raises(Hidden):
        services.withdraw_consent(person_actor(charlie), alice, CONTACT)
    with pytest.raises(Refused, match="Write where the signed paper is kept"):
        services.give_consent(person_actor(dana), alice, CONTACT, "paper")
    row = services.give_consent(person_actor(dana), alice, CONTACT, "paper", evidence="folder 3, sheet 17")
    assert (row.channel, row.evidence) == ("paper", "folder 3, sheet 17")
    with pytest.raises(ValueError, match="no channel"):
        services.give_consent(person_actor(alice), alice, CONTACT, "pigeon")
    with pytest.raises(LookupError):
        services.give_consent(person_actor(alice), alice, "sell_everything", "web")


@pytest.mark.django_db
def test_an_unknown_purpose_on_the_page_is_refused(alice):
    client = PersonClient()
    client.force_login(alice)
    assert client.post("/en/me/consents/", {"purpose": "x", "answer": "give"}).status_code == 422


@pytest.mark.django_db
def test_the_database_keeps_one_live_answer(alice):
    fields = {
        "person": alice,
        "purpose": "x",
        "version": "1",
        "language": "en",
        "text_digest": "",
        "channel": "web",
    }
    Consent.objects.create(**fields, given_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(**fields, given_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(**fields)


# The words of each version, by their digest in English. Change the words: raise the version and add a line.
WORDS = {
    ("terms", "1"): "bd524336e563960e",
    ("publish_contact", "1"): "645d52b8a442618f",
}


def test_words_do_not_change_without_their_version(settings):
    settings.NGO2_OPERATOR = settings.NGO2_CONTACT = ""
    found = {
        (one.name, one.version): one.digest("en")[:16]
        for one in consents.purposes
        if one.name in {"terms", CONTACT}
    }
    assert found == WORDS


def test_the_notice_names_what_the_law_asks_for(settings, client, db):
    settings.NGO2_OPERATOR, settings.NGO2_CONTACT = "Example Foundation", "privacy@example.org"
    page = client.get("/en/what-we-keep/").content.decode()
    assert "Example Foundation (privacy@example.org) runs this site" in page
    before = consents.purposes["terms"].digest("en")
    settings.NGO2_OPERATOR = "Another Foundation"
    assert consents.purposes["terms"].digest("en") != before  # what was read is what was agreed to
