"""An organisation leaves the directory while others count on it."""

import pytest

from ngo2.exchange import endings
from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.services import cancel_introduction, confirm_delivery, end_all_of
from ngo2.exchange.tests.test_introductions import agreed, ask, figures, line
from ngo2.kernel.journal import outbox
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Denied, Hidden
from ngo2.organisations.services import close_organisation, reopen_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def left(organisation, owner):
    close_organisation(person_actor(owner), organisation, reason="resting")
    outbox.deliver_due()  # ends what hangs on it
    outbox.deliver_due()  # tells the others


def test_its_posts_and_what_was_agreed_end_and_the_others_hear_of_it(offer, group, alice, erin, need):
    one = agreed(erin, ask(alice, offer, group))

    left(group, alice)

    one.refresh_from_db()
    need.refresh_from_db()
    assert (one.state, one.ending) == (Introduction.ENDED, endings.LEFT)
    assert (need.state, need.ending) == (Post.CLOSED, endings.LEFT)
    assert line(offer).promised == 0
    told = Message.objects.filter(person=erin, type="exchange.ended").get()
    assert "其中一方已退出名录" in told.body  # in the language of the reader


def test_what_is_on_its_way_is_settled_by_people(offer, group, alice, erin, dana, charlie):
    one = agreed(erin, ask(alice, offer, group))
    confirm_delivery(person_actor(erin), one, amounts={line(offer).pk: 5}, sentence="Five went by rail.")
    left(group, alice)
    one.refresh_from_db()
    assert one.state == Introduction.AGREED
    with pytest.raises(Hidden):
        cancel_introduction(person_actor(charlie), one, note="Not mine.")
    cancel_introduction(person_actor(dana), one, note="We called both.")
    assert (one.state, one.ending_note) == (Introduction.ENDED, "We called both.")
    assert line(offer).promised == 5  # what went away is not given to others
    assert figures(one) == [(12, 12, 5, None)]


def test_twice_ends_once_and_coming_back_opens_nothing(offer, group, company, alice, erin):
    one = ask(alice, offer, group)
    left(company, erin)
    end_all_of(company)
    one.refresh_from_db()
    offer.refresh_from_db()
    assert (one.state, one.ending, offer.ending) == (Introduction.ENDED, endings.POST_CLOSED, endings.LEFT)
    reopen_organisation(person_actor(erin), company)
    outbox.deliver_due()
    offer.refresh_from_db()
    assert offer.state == Post.CLOSED


def test_who_came_back_before_it_was_told_keeps_everything(offer, company, erin):
    close_organisation(person_actor(erin), company, reason="resting")
    reopen_organisation(person_actor(erin), company)
    outbox.deliver_due()
    offer.refresh_from_db()
    assert offer.state == Post.OPEN


def test_a_colleague_who_is_no_owner_may_not(group, bob):
    with pytest.raises(Denied):
        close_organisation(person_actor(bob), group, reason="resting")
