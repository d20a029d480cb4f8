"""What both sides let others read of a delivery: agreed by each, taken back by either, at once."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import law, queries
from ngo2.exchange.contacts import tells_how_to_reach
from ngo2.exchange.models import Confirmation, Introduction, Story, StoryConsent
from ngo2.exchange.services.introductions import side_of
from ngo2.exchange.stories import cards, standing, told
from ngo2.kernel.documents import pictures
from ngo2.kernel.files.models import File
from ngo2.kernel.files.services import delete_file, keep_lighter
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.kernel.ui import pages
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy

LONGEST = 300
CONSENT_WORDS = "1"  # version of the words under which a side agrees
PHOTO = "story"
MOST_A_DAY = 10


def give_story_consent(
    actor: Actor,
    one: Introduction,
    *,
    sentence: str,
    seen: str,
    show_photo: bool = False,
    show_name: bool = False,
) -> StoryConsent:
    """One side agrees that the delivery is told in public, with `sentence` of its own ("" leaves it out).

    `seen`: the mark of what the other side wants to say, as this one read it. Public once both have agreed to what
    the other says now. Agreeing again changes one's own words.
    """
    authorise(actor, "exchange.take_part", one)
    _arrived(one)
    side, sentence = side_of(actor, one), tidy(sentence)
    _may_be_told(sentence)
    spend("exchange.story", f"{one.pk}:{side}", MOST_A_DAY, timedelta(days=1))
    picture = _lighter(actor, one, side) if show_photo else None
    try:
        with transaction.atomic():
            story = _held(one)
            theirs = queries.standing_of(one, side).theirs.mark
            if theirs not in {"", seen}:
                raise Refused(
                    _("The other side has changed its words. Please read them once more."), code="changed"
                )
            _end_consent(story, side)
            made = StoryConsent.objects.create(
                story=story,
                side=side,
                person=actor.person,
                version=CONSENT_WORDS,
                said_yes=True,
                sentence=sentence,
                seen=theirs,
                photo=picture.pk if picture else None,
                show_name=show_name and told.organisation_of(one, side) is None,
                at=timezone.now(),
            )
            _tell(actor, "exchange.story.agreed", story, side=side)
            _settle(actor, story)
    except Refused:
        if picture:
            delete_file(SYSTEM, picture)
        raise
    return made


def refuse_story_consent(actor: Actor, one: Introduction) -> None:
    """Asked, and said no: it is kept, so that nobody is asked twice."""
    authorise(actor, "exchange.take_part", one)
    _arrived(one)
    side = side_of(actor, one)
    with transaction.atomic():
        story = _held(one)
        if story.consents.filter(side=side).exists():
            raise Refused(_("Your side has answered already. Please look at it again."), code="changed")
        now = timezone.now()
        StoryConsent.objects.create(
            story=story, side=side, person=actor.person, version=CONSENT_WORDS, said_yes=False, at=now
        )
        _tell(actor, "exchange.story.refused", story, side=side)


def withdraw_story_consent(actor: Actor, one: Introduction) -> None:
    """Line, page, card and photo are gone with this; the other side's consent stays."""
    authorise(actor, "exchange.take_part", one)
    side = side_of(actor, one)
    with transaction.atomic():
        story = _held(one)
        _withdraw(actor, story, side)


def take_down_story(actor: Actor, story: Story, *, note: str) -> None:
    """The platform team, with a reason that both sides read. Consents given later do not bring it back."""
    authorise(actor, "exchange.judge_story", story)
    note = tidy(note)
    if not note:
        raise Refused(_("Please say in a sentence why: both sides read it."), field="note")
    with transaction.atomic():
        held = Story.objects.select_for_update().get(pk=story.pk)
        if held.state == Story.TAKEN_DOWN:
            raise Refused(_("This is taken down already."), code="decided")
        for side in Confirmation.SIDES:
            _end_consent(held, side)
        Story.objects.filter(pk=held.pk).update(state=Story.TAKEN_DOWN, note=note[:LONGEST])
        _tell(actor, "exchange.story.taken_down", held)
        _touch(held)


def report_story(actor: Actor, story: Story, *, note: str) -> None:
    """Somebody says that something is not right about it. It stands until the platform team has looked."""
    authorise(actor, "exchange.report_story", story)
    if not (note := tidy(note)):
        raise Refused(_("Tell us in a sentence what is not right about it."), field="note")
    _stands(story)
    spend("exchange.story.report", f"person:{actor.id}", MOST_A_DAY, timedelta(days=1))
    _tell(actor, "exchange.story.reported", story, private={"note": note[:500]}, person=actor.person)


def keep_story(actor: Actor, story: Story) -> None:
    """Reported, looked at, and found to be all right."""
    authorise(actor, "exchange.judge_story", story)
    _stands(story)
    _tell(actor, "exchange.story.kept", story)


def forget(person: Any, rows: QuerySet[StoryConsent]) -> None:
    """Whoever is erased has consented to nothing any more: the line falls, and the organisation can agree anew."""
    for consent in rows.select_related("story").order_by("story"):
        with transaction.atomic():
            story = Story.objects.select_for_update().get(pk=consent.story_id)
            if consent.said_yes and consent.withdrawn_at is None:
                _withdraw(SYSTEM, story, consent.side)
    rows.delete()


def _arrived(one: Introduction) -> None:
    if one.state != Introduction.DONE:
        raise Refused(_("First both sides say that it arrived, then others may read of it."), code="not_done")


def _may_be_told(sentence: str) -> None:
    if len(sentence) > LONGEST:
        raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST}, field="sentence")
    if tells_how_to_reach(sentence):
        raise Refused(
            _(
                "Everybody can read this. Please leave out phone numbers, addresses and names of accounts: the page of "
                "an organisation says how to reach it."
            ),
            field="sentence",
            code="contact",
        )
    try:
        law.no_appeal(sentence)
    except Refused as refusal:
        raise Refused(refusal.message, field="sentence", code=refusal.code) from None


def _lighter(actor: Actor, one: Introduction, side: str) -> File:
    """What is shown is a copy of its own, so that taking it away touches nothing else."""
    said = one.confirmations.filter(side=side).first()
    there = File.objects.filter(pk=said.photo, deleted_at=None).first() if said and said.photo else None
    if there is None:
        raise Refused(_("There is no photo of yours here. Please go on without one."), field="show_photo")
    return keep_lighter(actor, there, purpose=PHOTO)


def _other(side: str) -> str:
    return Confirmation.GIVER if side == Confirmation.RECEIVER else Confirmation.RECEIVER


def _held(one: Introduction) -> Story:
    """Its row is held until the end of the transaction: of two who press at once, one comes after the other."""
    made, _new = Story.objects.get_or_create(introduction=one)
    story = Story.objects.select_for_update().select_related("introduction").get(pk=made.pk)
    if story.state == Story.TAKEN_DOWN:
        raise Refused(
            _("The platform team has taken this down. Write to it if that is not right."), code="decided"
        )
    return story


def _stands(story: Story) -> None:
    if not Story.objects.filter(pk=story.pk, state=Story.PUBLIC).exists():
        raise Refused(_("This is not public any more."), code="decided")


def _withdraw(actor: Actor, story: Story, side: str) -> None:
    if _end_consent(story, side):
        was_public = story.state == Story.PUBLIC
        _tell(actor, "exchange.story.withdrawn", story, side=side, was_public=was_public)
        _settle(actor, story)


def _end_consent(story: Story, side: str) -> bool:
    """Was there one that stood? Its copy of the photo goes too."""
    live = story.consents.filter(side=side, said_yes=True, withdrawn_at=None).first()
    if live is None:
        return False
    StoryConsent.objects.filter(pk=live.pk).update(withdrawn_at=timezone.now(), photo=None)
    if live.photo and (picture := File.objects.filter(pk=live.photo).first()):
        delete_file(SYSTEM, picture)
    return True


def _settle(actor: Actor, story: Story) -> None:
    """Public when both agree to what the other says now, else not: the only place that decides it."""
    live = {one.side: one for one in story.consents.filter(said_yes=True, withdrawn_at=None)}
    agreed = len(live) == len(Confirmation.SIDES) and all(
        standing.accepts(one, live[_other(side)]) for side, one in live.items()
    )
    was, now = story.state, Story.PUBLIC if agreed else Story.WITHDRAWN
    if agreed and was != Story.PUBLIC:
        Story.objects.filter(pk=story.pk).update(state=now, published_at=timezone.now())
        _tell(actor, "exchange.story.published", story)
    elif not agreed and was == Story.PUBLIC:
        Story.objects.filter(pk=story.pk).update(state=now)
    if agreed or was == Story.PUBLIC:
        _touch(story)


def _touch(story: Story) -> None:
    """The pages that its verbs do not know: the post, and the other organisation. Last in the transaction."""
    one = story.introduction
    keys = [f"post:{one.post_id}"]
    if one.organisation is not None:
        keys.append(one.organisation.scope)
    pages.touch(*keys)
    transaction.on_commit(lambda: pictures.forget(cards.names(story.pk)))


def _tell(
    actor: Actor, verb: str, story: Story, *, private: Any = None, person: Any = None, **data: object
) -> None:
    one = story.introduction
    record(
        actor,
        verb,
        story,
        scope=one.post.organisation.scope,
        data={"introduction": one.pk, **data},
        private=private,
        person=person,
    )
