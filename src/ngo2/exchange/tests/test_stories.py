"""May others read of a delivery? Two consents, each taken back at any time, and the law at the door."""

import time

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from ngo2.exchange import queries
from ngo2.exchange.contacts import tells_how_to_reach
from ngo2.exchange.models import Confirmation, Introduction, Story, StoryConsent
from ngo2.exchange.services import (
    give_story_consent,
    keep_story,
    refuse_story_consent,
    report_story,
    take_down_story,
    withdraw_story_consent,
)
from ngo2.exchange.stories import standing, told
from ngo2.exchange.tests.storytelling import CAME, SENT, agrees, delivered, offered, published
from ngo2.kernel.files.models import File
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.limits.services import TooMany
from ngo2.kernel.privacy import erasure
from ngo2.kernel.queue.kinds import kinds
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Hidden, Refused, SignInNeeded
from ngo2.lib.tests.racing import outcomes, winners
from ngo2.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def offer(company, erin):
    return offered(erin, company)


@pytest.fixture
def one(offer, group, alice, erin):
    """Erin's company gave three laptops to Alice's group; both told how it went, with a photo."""
    return delivered(offer, erin, alice, group)


def told_in_public():
    return [told.of(story) for story in queries.public_stories()]


def happened(one):
    found = Entry.objects.filter(object_type="exchange.story").order_by("pk")
    return [entry.verb.removeprefix("exchange.story.") for entry in found]


def lacks_consent(one):
    """What a side would say if it agreed to nothing."""
    return {"sentence": "", "seen": standing.mark(SENT)}


def test_public_when_both_agree_and_not_before(one, alice, erin):
    assert told_in_public() == []
    agrees(erin, one)
    assert told_in_public() == []
    agrees(alice, one, show_photo=True)
    [shown] = told_in_public()
    assert (shown.giver.name, shown.receiver.name) == ("金利科技有限公司", "山蚁乡村教育小组")
    assert (shown.giver.sentence, shown.giver.has_photo) == (SENT, False)
    assert (shown.receiver.sentence, shown.receiver.has_photo) == (CAME, True)
    assert shown.things == (("笔记本电脑", "3 pieces"),)  # what arrived, not what was offered
    assert shown.month == told.month(one)


def test_other_words_than_the_ones_that_were_read_ask_for_another_look(one, alice, erin):
    agrees(erin, one)
    agrees(alice, one)
    agrees(alice, one, "They sent us scrap.")
    assert told_in_public() == []  # Erin agreed to stand beside other words
    assert queries.standing_of(one, Confirmation.GIVER).state == standing.AGAIN
    with pytest.raises(Refused, match="changed its words"):
        give_story_consent(person_actor(erin), one, sentence=SENT, seen=standing.mark(CAME))
    agrees(erin, one)
    assert told_in_public()[0].receiver.sentence == "They sent us scrap."
    agrees(alice, one, "")  # to say less needs nobody's leave
    assert told_in_public()[0].receiver.sentence == ""
    assert happened(one).count("published") == 2


def test_either_takes_it_back_with_one_press_and_the_copy_of_the_photo_goes(one, alice, erin):
    agrees(erin, one)
    consent = agrees(alice, one, show_photo=True)
    copy = File.objects.get(pk=consent.photo)
    original = one.confirmations.get(side=Confirmation.RECEIVER).photo
    assert (copy.visibility, copy.pk == original) == (File.PRIVATE, False)
    assert copy.bytes < 240_000
    assert default_storage.exists(copy.path)
    withdraw_story_consent(person_actor(alice), one)
    assert told_in_public() == []
    copy.refresh_from_db()
    assert copy.deleted_at is not None
    assert File.objects.get(pk=original).deleted_at is None  # what both sides keep is untouched
    withdraw_story_consent(person_actor(alice), one)  # twice is once
    assert happened(one) == ["agreed", "agreed", "published", "withdrawn"]
    assert queries.standing_of(one, Confirmation.GIVER).state == standing.WAITS
    agrees(alice, one)
    assert len(told_in_public()) == 1


def test_a_colleague_takes_back_what_the_organisation_agreed_to(one, alice, bob, erin):
    agrees(erin, one)
    agrees(alice, one)
    withdraw_story_consent(person_actor(bob), one)
    assert told_in_public() == []


def test_a_no_is_kept_and_nobody_is_asked_twice(one, alice, erin):
    refuse_story_consent(person_actor(alice), one)
    assert queries.standing_of(one, Confirmation.RECEIVER).state == standing.NO
    with pytest.raises(Refused, match="answered already"):
        refuse_story_consent(person_actor(alice), one)
    agrees(erin, one)
    entry = Entry.objects.get(verb="exchange.story.agreed")
    from ngo2.exchange.manifest.stories import LOOK

    assert list(LOOK.recipients(entry)) == []
    assert told_in_public() == []
    agrees(alice, one)  # who thinks again is welcome
    assert len(told_in_public()) == 1


def test_the_other_side_is_told_and_asked(one, alice, bob, erin):
    from ngo2.exchange.manifest.stories import LOOK, PUBLISHED, WITHDRAWN

    def hear(kind, verb):
        found = kind.recipients(Entry.objects.filter(verb=verb).latest("pk"))
        return {each.person.name for each in found}

    agrees(erin, one)
    assert hear(LOOK, "exchange.story.agreed") == {"Alice", "Bob"}
    withdraw_story_consent(person_actor(erin), one)
    assert hear(WITHDRAWN, "exchange.story.withdrawn") == set()  # nothing was public yet
    agrees(erin, one)
    agrees(alice, one)
    assert hear(PUBLISHED, "exchange.story.published") == {"Bob", "Erin"}
    withdraw_story_consent(person_actor(alice), one)
    assert hear(WITHDRAWN, "exchange.story.withdrawn") == {"Bob", "Erin"}
    entry = Entry.objects.filter(verb="exchange.story.withdrawn").latest("pk")
    said = WITHDRAWN.body % WITHDRAWN.context(entry)
    assert one.post.title in said


REACH = [
    "Call 138 0013 8000.", "电话：0771-5551234", "一三八零零一三八零零零 随时打来", "写信到 a@b.org", "ａ＠ｂ．ｏｒｇ",
    "加微信 shanyi_2020", "微信号：abcdefgh", "vx abc123", "我的QQ: 12345678", "https://x.org/pay", "find @shanyi_ngo",
]  # fmt: skip
HARMLESS = [
    "2026-05-01 收到 12 台电脑。", "12000 公斤大米，1,200,000 元。", "20000000 元", "我们用微信群通知了大家。",
    "2024-2025 学年用上了 300 本书", "60 children, 12 laptops, 8 books.", "微信公众号上写了这个故事",
    "一二三四五年级都用上了", "Sent by rail on Monday.",
]  # fmt: skip


@pytest.mark.parametrize("words", REACH)
def test_nobody_s_phone_mail_or_account_becomes_public(one, alice, words):
    assert tells_how_to_reach(words)
    with pytest.raises(Refused, match="leave out phone numbers") as refused:
        agrees(alice, one, words)
    assert refused.value.field == "sentence"


@pytest.mark.parametrize("words", HARMLESS)
def test_amounts_days_and_places_may_be_told(words):
    assert not tells_how_to_reach(words)


def test_no_appeal_for_one_person_becomes_public(one, alice):
    with pytest.raises(Refused) as refused:
        agrees(alice, one, "谢谢！我女儿得了白血病，手术费还差十万元，请好心人捐款。")
    assert (refused.value.field, refused.value.code) == ("sentence", "appeal")


def test_what_is_not_there_yet_is_not_told(offer, group, alice, erin, one):
    with pytest.raises(Refused, match="At most 300"):
        agrees(alice, one, "x" * 301)
    Confirmation.objects.filter(side=Confirmation.RECEIVER).update(photo=None)
    with pytest.raises(Refused, match="no photo of yours"):
        agrees(alice, one, show_photo=True)
    Introduction.objects.filter(pk=one.pk).update(state=Introduction.AGREED)
    one.refresh_from_db()
    for act in (agrees, lambda person, it: refuse_story_consent(person_actor(person), it)):
        with pytest.raises(Refused, match="say that it arrived"):
            act(alice, one)


def test_a_photo_that_shows_a_child_stays_private(one, alice):
    photo = one.confirmations.get(side=Confirmation.RECEIVER).photo
    File.objects.filter(pk=photo).update(shows_minor=True)
    with pytest.raises(Refused, match="shows a child"):
        agrees(alice, one, show_photo=True)


def test_words_are_changed_a_few_times_a_day_only(one, alice):
    for number in range(10):
        agrees(alice, one, f"Number {number}")
    with pytest.raises(TooMany):
        agrees(alice, one, "Once more")


def test_a_volunteer_is_called_so_unless_they_say_otherwise(offer, charlie, erin):
    one = delivered(offer, erin, charlie)
    agrees(erin, one, show_name=True)  # means nothing for an organisation
    agrees(charlie, one)
    assert told_in_public()[0].receiver.name == "a volunteer"
    agrees(charlie, one, show_name=True)
    assert told_in_public()[0].receiver.name == "Charlie"
    assert [each.show_name for each in StoryConsent.objects.filter(side=Confirmation.GIVER)] == [False]


def test_charlie_and_nobody(one, alice, erin, charlie, suspended):
    agrees(erin, one)
    acts = [
        lambda actor: give_story_consent(actor, one, **lacks_consent(one)),
        lambda actor: refuse_story_consent(actor, one),
        lambda actor: withdraw_story_consent(actor, one),
        lambda actor: take_down_story(actor, Story.objects.get(), note="Because."),
        lambda actor: keep_story(actor, Story.objects.get()),
    ]
    for act in acts:
        for who in (charlie, suspended):
            with pytest.raises((Hidden, SignInNeeded)):
                act(person_actor(who))
        with pytest.raises((Hidden, SignInNeeded)):
            act(ANONYMOUS)
    with pytest.raises(SignInNeeded):
        report_story(ANONYMOUS, Story.objects.get(), note="Look.")
    assert happened(one) == ["agreed"]


def test_reported_looked_at_kept_reported_again_and_taken_down(offer, group, alice, charlie, dana, erin):
    story = published(offer, erin, alice, group)
    with pytest.raises(Refused, match="Tell us in a sentence"):
        report_story(person_actor(charlie), story, note=" ")
    report_story(person_actor(charlie), story, note="This is not true.")
    assert [item.key for item in kinds["exchange.story_reported"].items(dana)] == [str(story.pk)]
    keep_story(person_actor(dana), story)
    assert list(queries.stories_reported()) == []
    report_story(person_actor(charlie), story, note="Look once more.")
    assert list(queries.stories_reported()) == [story]
    with pytest.raises(Refused, match="say in a sentence why"):
        take_down_story(person_actor(dana), story, note="")
    take_down_story(person_actor(dana), story, note="A child is named.")
    assert told_in_public() == []
    assert list(queries.stories_reported()) == []
    for act in (
        lambda: take_down_story(person_actor(dana), story, note="Again."),
        lambda: report_story(person_actor(charlie), story, note="Look."),
        lambda: keep_story(person_actor(dana), story),
        lambda: agrees(alice, story.introduction),
    ):
        with pytest.raises(Refused):
            act()
    assert queries.standing_of(story.introduction, Confirmation.GIVER).state == standing.DOWN


def test_who_erases_their_account_has_agreed_to_nothing(one, alice, bob, erin):
    agrees(erin, one)
    copy = agrees(alice, one, show_photo=True).photo
    erasure.erase(alice)
    assert told_in_public() == []
    assert File.objects.get(pk=copy).deleted_at is not None
    assert [each.person for each in StoryConsent.objects.all()] == [erin]
    agrees(bob, one, "It arrived.")  # the organisation may say it anew
    agrees(erin, one)
    assert len(told_in_public()) == 1


def test_joined_records_keep_their_stories_and_what_closed_leaves_sight(offer, group, alice, erin, organised):
    story = published(offer, erin, alice, group)
    kept = organised(alice, "山蚁")
    Introduction.objects.filter(pk=story.introduction_id).update(organisation=kept)  # what a merge does to it
    assert [told.of(each).receiver.name for each in queries.stories_of(kept)] == ["山蚁"]
    assert list(queries.stories_of(group)) == []
    Organisation.objects.filter(pk=kept.pk).update(state=Organisation.CLOSED)
    assert told_in_public() == []
    # Once both are one record it told itself something.
    Introduction.objects.filter(pk=story.introduction_id).update(organisation=offer.organisation)
    assert told_in_public() == []


@pytest.mark.django_db(transaction=True)
def test_both_press_at_the_same_moment_and_it_is_public_once(one, alice, erin):
    seen = {alice: standing.mark(SENT), erin: standing.mark(CAME)}

    def press(person, words):
        return lambda: give_story_consent(person_actor(person), one, sentence=words, seen=seen[person])

    outcomes([press(alice, CAME), press(erin, SENT)] * 3)
    assert Story.objects.get().state == Story.PUBLIC
    assert happened(one).count("published") == 1
    assert StoryConsent.objects.filter(withdrawn_at=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_takes_it_back_while_the_other_agrees_and_nothing_is_public(one, alice, erin):
    agrees(erin, one)
    seen = standing.mark(SENT)
    outcomes(
        [
            lambda: give_story_consent(person_actor(alice), one, sentence=CAME, seen=seen),
            lambda: withdraw_story_consent(person_actor(erin), one),
        ]
    )
    assert Story.objects.get().state != Story.PUBLIC
    assert told_in_public() == []


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_looks_first_and_then_writes_publishes_more_than_once(one, alice, erin):
    agrees(erin, one)
    agrees(alice, one)
    Story.objects.update(state=Story.WAITING)

    def careless():
        story = Story.objects.get()
        both = story.consents.filter(said_yes=True, withdrawn_at=None).count() == 2
        time.sleep(0.05)  # what a busy machine does between the two
        if both and story.state != Story.PUBLIC:
            Story.objects.filter(pk=story.pk).update(state=Story.PUBLIC, published_at=timezone.now())
            return True
        return False

    assert winners(careless) > 1
