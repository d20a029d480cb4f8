"""From an answer to a delivery, and every way in which it ends."""

import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader

from ngo2.conftest import PersonClient
from ngo2.exchange import endings, queries, tasks
from ngo2.exchange.cleaning import Item
from ngo2.exchange.models import Introduction, Line, Post
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    cancel_introduction,
    change_post,
    close_post,
    confirm_delivery,
    decline_introduction,
    publish_post,
    release_contact,
    withdraw_contact,
    withdraw_introduction,
    write_agreement,
)
from ngo2.exchange.services.reserving import give_back, reserve
from ngo2.exchange.tests.conftest import telling
from ngo2.kernel.files.tests import corpus
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.lib.tests.racing import outcomes, winners
from ngo2.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WORDS = "We have an evening school and can fetch them."
ARRIVED = "All of them work, thank you!"


def line(post):
    return post.lines.get()


def ask(person, post, organisation=None, many=12):
    amounts = {line(post).pk: many} if many else {}
    return ask_introduction(
        person_actor(person), post, words=WORDS, amounts=amounts, organisation=organisation
    )


def agreed(erin, one, **amounts):
    agree_introduction(person_actor(erin), one, amounts=amounts)
    one.refresh_from_db()
    return one


def happened(post):
    found = Entry.objects.filter(object_type="exchange.post", object_id=str(post.pk)).order_by("pk")
    return [entry.verb.removeprefix("exchange.") for entry in found]


def figures(one):
    return [(p.asked, p.promised, p.sent, p.received) for p in one.promises.all()]


def test_E4_erin_offers_20_alice_gets_12_and_another_group_8_and_both_confirm(
    offer, group, other, alice, charlie, erin
):
    first, second = ask(alice, offer, group, 12), ask(charlie, offer, other, 10)
    agreed(erin, first)
    assert line(offer).promised == 12
    with pytest.raises(Refused, match="only 8 pieces are left"):
        agree_introduction(person_actor(erin), second, amounts={})
    second.refresh_from_db()
    assert second.state == Introduction.ASKED  # nothing was half done
    agree_introduction(person_actor(erin), second, amounts={line(offer).pk: 8})
    assert line(offer).promised == 20

    pk = line(offer).pk
    confirm_delivery(person_actor(erin), first, amounts={pk: 12}, sentence="Sent by rail on Monday.")
    first.refresh_from_db()
    assert first.state == Introduction.AGREED  # one side's word is not enough
    confirm_delivery(person_actor(alice), first, amounts={pk: 12}, sentence=ARRIVED)
    first.refresh_from_db()
    assert (first.state, first.ending, figures(first)) == (Introduction.DONE, "delivered", [(12, 12, 12, 12)])
    assert queries.delivered(offer) == {pk: 12}
    assert happened(offer)[-3:] == ["delivery.confirmed", "delivery.confirmed", "delivery.done"]


def test_E4_different_amounts_stay_open_go_to_the_team_and_may_be_corrected(offer, group, alice, erin):
    one, pk = agreed(erin, ask(alice, offer, group)), line(offer).pk
    confirm_delivery(person_actor(erin), one, amounts={pk: 12}, sentence="Sent on Monday.")
    confirm_delivery(person_actor(alice), one, amounts={pk: 9}, sentence="Three were broken.")
    one.refresh_from_db()
    assert (one.state, figures(one)) == (Introduction.AGREED, [(12, 12, 12, 9)])
    assert list(queries.differing()) == [one]
    confirm_delivery(person_actor(erin), one, amounts={pk: 9}, sentence="Right, three stayed here.")
    one.refresh_from_db()
    assert (one.state, line(offer).promised) == (Introduction.DONE, 9)  # the three are free again
    assert not queries.differing().exists()


def test_E7_three_answers_wait_at_most_and_each_end_frees_a_place(offer, person, erin):
    asked = [ask(person(f"P{number}"), offer) for number in range(3)]
    late = person("Late")
    with pytest.raises(Refused, match="3 answers wait already"):
        ask(late, offer)
    decline_introduction(person_actor(erin), asked[0], note="We look for schools.")
    ask(late, offer)
    offer.refresh_from_db()
    assert offer.waiting == 3
    agreed(erin, asked[1])
    withdraw_introduction(person_actor(asked[2].person), asked[2])
    offer.refresh_from_db()
    assert offer.waiting == 1


def test_E7_who_hears_nothing_for_a_week_is_free_again(offer, group, alice):
    one = ask(alice, offer, group)
    assert tasks.end_unanswered() == 0
    Introduction.objects.filter(pk=one.pk).update(answer_by=timezone.localdate() - timedelta(days=1))
    assert tasks.end_unanswered() == 1
    assert tasks.end_unanswered() == 0
    one.refresh_from_db()
    offer.refresh_from_db()
    assert (one.state, one.ending, offer.waiting) == (Introduction.ENDED, "silent", 0)
    assert ask(alice, offer, group)  # they may ask again


@pytest.mark.django_db(transaction=True)
def test_E7_of_ten_who_ask_at_once_three_come_through(offer, person):
    people = [person(f"P{number}") for number in range(10)]
    came, refused = outcomes([lambda one=one: ask(one, offer) for one in people])
    offer.refresh_from_db()
    assert (len(came), len(refused), offer.waiting) == (3, 7, 3)


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_who_reserve_at_once_exactly_as_many_get_it_as_there_are_twenty_times(offer):
    one = line(offer)
    for _turn in range(20):
        Line.objects.filter(pk=one.pk).update(quantity=10, promised=0)
        came, refused = outcomes([lambda: reserve(one, 1) or True] * 100)
        assert (len(came), len(refused), line(offer).promised) == (10, 90, 10)


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_reads_and_then_writes_gives_too_often(offer):
    Line.objects.filter(post=offer).update(quantity=10)

    def careless():
        one = line(offer)
        if one.promised >= one.quantity:
            return False
        time.sleep(0.02)  # what a busy machine does between the two
        Line.objects.filter(pk=one.pk).update(promised=one.promised + 1)
        return True

    assert winners(careless, 25) > 10


@pytest.mark.django_db(transaction=True)
def test_who_cancels_twice_at_once_gives_back_once(offer, group, alice, erin):
    one = agreed(erin, ask(alice, offer, group))
    came, refused = outcomes(
        [lambda: cancel_introduction(person_actor(alice), one, note="We moved.") or True] * 6
    )
    assert (len(came), len(refused), line(offer).promised) == (1, 5, 0)


def test_cancelling_gives_back_what_was_promised(offer, group, alice, erin):
    one = agreed(erin, ask(alice, offer, group))
    with pytest.raises(Refused, match="why"):
        cancel_introduction(person_actor(erin), one, note=" ")
    cancel_introduction(person_actor(erin), one, note="The truck broke down.")
    one.refresh_from_db()
    assert (one.state, one.ending, line(offer).promised) == (Introduction.ENDED, "cancelled", 0)
    with pytest.raises(Refused, match="quicker"):
        cancel_introduction(person_actor(erin), one, note="Again.")


def test_never_less_than_nothing_is_given_back(offer):
    give_back(line(offer), 5)
    assert line(offer).promised == 0


def test_E5_a_contact_is_given_by_each_for_themselves_and_taken_back(offer, group, alice, erin, charlie):
    one = ask(alice, offer, group)
    with pytest.raises(Refused, match="First both sides agree"):
        release_contact(person_actor(alice), one)
    agreed(erin, one)
    release_contact(person_actor(alice), one)
    release_contact(person_actor(alice), one)  # twice is once
    assert [one.person for one in one.releases.all()] == [alice]
    with pytest.raises(Hidden):
        release_contact(person_actor(charlie), one)
    withdraw_contact(person_actor(alice), one)
    assert not one.releases.filter(withdrawn_at=None).exists()
    assert happened(offer)[-2:] == ["contact.given", "contact.withdrawn"]


def printed(client, address):
    made = client.get(address)
    assert made["Content-Type"] == "application/pdf"
    return "".join(page.extract_text() for page in PdfReader(BytesIO(made.content)).pages)


def test_E10_the_agreement_has_the_fields_of_the_law(offer, group, alice, erin, client):
    one = agreed(erin, ask(alice, offer, group))
    day = timezone.localdate() + timedelta(days=20)
    said = {"quality": "Used three years, checked", "use": "For the evening school", "deliver_how": "By rail"}
    client.force_login(alice)
    here = f"/en/exchange/introductions/{one.pk}/agreement"
    assert client.get(f"{here}.pdf").status_code == 404  # not written yet
    page = client.post(f"{here}/", {**said, "use": "", "deliver_by": day.isoformat()})
    assert "The law asks for this" in page.text
    assert said["quality"] in page.text
    assert client.post(f"{here}/", {**said, "deliver_by": "2020-01-01"}).status_code == 200
    assert client.post(f"{here}/", {**said, "deliver_by": day.isoformat()}).status_code == 302
    text = " ".join(printed(client, f"{here}.pdf").split())
    # Parties, kind, quantity, quality, use, time of delivery (charity law art. 39).
    for words in ("Whoever gives", "Whoever receives", "Computers and phones", "12 pieces", *said.values()):
        assert words in text
    assert date_format(day) in text
    client.force_login(erin)
    assert client.get(f"{here}.pdf").status_code == 200


def test_a_photo_of_what_arrived_is_seen_by_both_sides_and_nobody_else(
    offer, group, alice, erin, charlie, dana, client
):
    one = agreed(erin, ask(alice, offer, group))
    here = f"/en/exchange/introductions/{one.pk}/arrived/"
    upload = SimpleUploadedFile("here.jpg", corpus.photo(), "image/jpeg")
    client.force_login(alice)
    said = {f"line-{line(offer).pk}": "12", "sentence": ARRIVED, "photo": upload}
    assert client.post(here, said).status_code == 302
    photo = one.confirmations.get().photo
    for person, status in ((alice, 200), (erin, 200), (dana, 200), (charlie, 404)):
        theirs = PersonClient()
        theirs.force_login(person)
        assert theirs.get(f"/files/{photo}/320/").status_code == status, person
    assert PersonClient().get(f"/files/{photo}/320/").status_code != 200


def test_only_what_is_agreed_is_written_down(offer, group, alice, erin):
    one = ask(alice, offer, group)
    with pytest.raises(Refused, match="First both sides agree"):
        write_agreement(
            person_actor(alice), one, quality="new", use="school", deliver_by=timezone.localdate()
        )
    agreed(erin, one)
    for changes, field in (
        ({"quality": " "}, "quality"),
        ({"use": "x" * 301}, "use"),
        ({"deliver_by": timezone.localdate() - timedelta(days=1)}, "deliver_by"),
        ({"deliver_by": timezone.localdate() + timedelta(days=9999)}, "deliver_by"),
    ):
        said = {"quality": "new", "use": "school", "deliver_by": timezone.localdate(), **changes}
        with pytest.raises(Refused) as refused:
            write_agreement(person_actor(erin), one, **said)
        assert refused.value.field == field


def test_who_may(offer, group, other, alice, bob, charlie, dana, erin):
    with pytest.raises(SignInNeeded):
        ask_introduction(ANONYMOUS, offer, words=WORDS, amounts={})
    with pytest.raises(Denied):
        ask(erin, offer)  # one's own
    with pytest.raises(Denied):
        ask(charlie, offer, group)  # for another's organisation
    one = ask(alice, offer, group)
    for act in (
        lambda actor: agree_introduction(actor, one, amounts={}),
        lambda actor: decline_introduction(actor, one, note="no"),
        lambda actor: withdraw_introduction(actor, one),
        lambda actor: confirm_delivery(actor, one, amounts={}, sentence=ARRIVED),
    ):
        with pytest.raises(Hidden):
            act(person_actor(charlie))  # somebody else's conversation
    with pytest.raises(Denied):
        agree_introduction(person_actor(alice), one, amounts={})
    with pytest.raises(Denied):
        withdraw_introduction(person_actor(erin), one)
    withdraw_introduction(person_actor(bob), one)  # her colleague may


def test_what_is_refused(offer, group, alice, erin, charlie):
    with pytest.raises(Refused, match="who you are"):
        ask_introduction(person_actor(charlie), offer, words="?", amounts={})
    for many in (-3, 10**9):
        with pytest.raises(Refused, match="amounts"):
            ask(charlie, offer, many=many)
    with pytest.raises(Refused, match="amounts"):
        ask_introduction(person_actor(charlie), offer, words=WORDS, amounts={999999: 1})
    ask(alice, offer, group)
    with pytest.raises(Refused, match="answered this already"):
        ask(alice, offer, group)
    Post.objects.filter(pk=offer.pk).update(registered_only=True)
    offer.refresh_from_db()
    with pytest.raises(Refused, match="registered organisations only"):
        ask(charlie, offer)
    Organisation.objects.filter(pk=group.pk).update(grade="stale")
    group.refresh_from_db()
    with pytest.raises(Refused, match="look through your record"):
        ask(alice, offer, group)
    Post.objects.filter(pk=offer.pk).update(until_day=timezone.localdate() - timedelta(days=1))
    offer.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        ask(charlie, offer)
    offer.refresh_from_db()
    assert offer.waiting == 1  # who was refused took no place


def test_a_sentence_and_ones_own_amounts_are_needed_to_confirm(offer, group, alice, erin):
    one = agreed(erin, ask(alice, offer, group))
    with pytest.raises(Refused, match="one sentence"):
        confirm_delivery(person_actor(alice), one, amounts={}, sentence="")
    with pytest.raises(Refused, match="amounts"):
        confirm_delivery(person_actor(alice), one, amounts={line(offer).pk: -1}, sentence=ARRIVED)
    with pytest.raises(Refused, match="picture"):
        confirm_delivery(person_actor(alice), one, amounts={}, sentence=ARRIVED, photo="x")
    asked = ask(erin, publish_post(person_actor(alice), group, told=telling(items=(Item("书", 3),))), many=1)
    with pytest.raises(Refused, match="never agreed"):
        confirm_delivery(person_actor(alice), asked, amounts={}, sentence=ARRIVED)


def test_answers_that_wait_end_with_the_post_and_those_that_are_agreed_go_on(
    offer, group, other, alice, charlie, erin
):
    first, second = agreed(erin, ask(alice, offer, group)), ask(charlie, offer, other, 3)
    close_post(person_actor(erin), offer, ending=endings.OVER)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.ending) == ("agreed", "ended", "closed")
    confirm_delivery(person_actor(erin), first, amounts={line(offer).pk: 12}, sentence="Sent it.")


def test_lines_that_are_promised_stay(offer, group, alice, erin):
    agreed(erin, ask(alice, offer, group))
    before = line(offer).pk
    less = telling(text="可以提供 20 台笔记本电脑。", items=(Item("笔记本电脑", 11, "piece"),))
    with pytest.raises(Refused, match="12 are promised already"):
        change_post(person_actor(erin), offer, told=less)
    gone = telling(text="可以提供 20 台笔记本电脑。", items=(Item("绘本", 3, "copy"),))
    with pytest.raises(Refused, match="has to stay"):
        change_post(person_actor(erin), offer, told=gone)
    more = telling(
        text="可以提供 20 台笔记本电脑。", items=(Item("绘本", 3, "copy"), Item("笔记本电脑", 15, "piece"))
    )
    change_post(person_actor(erin), offer, told=more)
    rows = [(one.item, one.quantity, one.promised) for one in offer.lines.all()]
    assert rows == [("绘本", 3, 0), ("笔记本电脑", 15, 12)]
    assert offer.lines.filter(pk=before).exists()


def test_the_broker_sees_who_is_silent_the_longest_first(offer, group, other, alice, charlie, erin):
    one, two = agreed(erin, ask(alice, offer, group, 3)), agreed(erin, ask(charlie, offer, other, 3))
    assert list(queries.silent()) == []
    now = timezone.now()
    Introduction.objects.filter(pk=one.pk).update(agreed_at=now - timedelta(days=40))
    Introduction.objects.filter(pk=two.pk).update(agreed_at=now - timedelta(days=50))
    assert list(queries.silent()) == [two, one]
    for who in (erin, charlie):
        confirm_delivery(person_actor(who), two, amounts={line(offer).pk: 3}, sentence=ARRIVED)
    assert list(queries.silent()) == [one]


def test_without_amounts_it_is_agreed_and_confirmed_all_the_same(group, alice, erin):
    need = publish_post(
        person_actor(alice),
        group,
        told=telling(subkind="technical", text="网站打不开了", items=(Item("修网站"),)),
    )
    one = ask(erin, need, many=0)
    agree_introduction(person_actor(alice), one, amounts={})
    confirm_delivery(person_actor(erin), one, amounts={}, sentence="The certificate was renewed.")
    confirm_delivery(person_actor(alice), one, amounts={}, sentence="It opens again!")
    one.refresh_from_db()
    assert one.state == Introduction.DONE
    assert one.organisation is None  # a volunteer, in their own name
