"""An organisation leaves the directory and comes back."""

import pytest
from django.urls import reverse

from ngo2.kernel.journal import outbox
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.lib.tests.racing import race
from ngo2.organisations import queries
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import close_organisation, reopen_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_it_leaves_every_list_and_comes_back_as_it_was(client, group, alice):
    page = reverse("organisations:organisation", args=[group.pk])
    assert client.get(page).status_code == 200
    before = group.facts
    close_organisation(person_actor(alice), group, reason="resting")
    gone = client.get(page)
    assert gone.status_code == 410
    assert "It rests for now" in gone.content.decode()
    assert group not in queries.listed()
    reopen_organisation(person_actor(alice), group)
    assert client.get(page).status_code == 200
    assert (group.facts, group.closing, group.closed_at) == (before, "", None)


def test_who_may(group, alice, bob, charlie, dana):
    for actor, refusal in ((bob, Denied), (charlie, Hidden)):
        with pytest.raises(refusal):
            close_organisation(person_actor(actor), group, reason="resting")
    with pytest.raises(Refused, match="choose why"):
        close_organisation(person_actor(alice), group, reason="")
    close_organisation(person_actor(dana), group, reason="dissolved")
    with pytest.raises(Refused, match="left the directory already"):
        close_organisation(person_actor(alice), group, reason="resting")
    with pytest.raises(Denied):
        reopen_organisation(person_actor(bob), group)
    reopen_organisation(person_actor(alice), group)
    with pytest.raises(Refused, match="listed already"):
        reopen_organisation(person_actor(alice), group)


def test_the_other_owners_hear_of_it(group, alice, bob, member):
    Membership.objects.filter(person=bob).update(role=Membership.OWNER)
    close_organisation(person_actor(alice), group, reason="resting")
    outbox.deliver_due()
    told = Message.objects.filter(type="organisations.left")
    assert {one.person for one in told} == {bob}
    assert told[0].link == f"/organisations/{group.pk}/reopen/"  # in the language of the reader


@pytest.mark.django_db(transaction=True)
def test_of_five_at_once_one_closes_it(imported, dana):
    made = imported()
    attempts = [lambda: close_organisation(person_actor(dana), made, reason="resting")] * 5
    came_through, refused = race(attempts)
    assert (came_through, {one.code for one in refused}) == (1, {"closed"})
    assert Entry.objects.filter(verb="organisations.closed").count() == 1


def test_the_pages(client, group, alice, bob):
    close, reopen = (reverse(f"organisations:{name}", args=[group.pk]) for name in ("close", "reopen"))
    client.force_login(bob)
    assert close not in client.get(reverse("organisations:edit", args=[group.pk])).content.decode()
    client.force_login(alice)
    assert close in client.get(reverse("organisations:edit", args=[group.pk])).content.decode()
    assert client.get(reopen).status_code == 302  # it is there
    answer = client.post(close, {})
    assert "choose why it leaves" in answer.content.decode()
    answer = client.post(close, {"reason": "resting"}, follow=True)
    assert "It rests for now" in answer.content.decode()
    assert "Open it again" in client.get(reverse("portal:mine")).content.decode()
    answer = client.post(reopen, follow=True)
    assert "It is listed again" in answer.content.decode()
    group.refresh_from_db()
    assert group.state == Organisation.ACTIVE
    assert client.get(f"/organisations/{10**30}/reopen/").status_code == 404
