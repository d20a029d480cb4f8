"""From an answer to a delivery: asked, agreed, arrived; or ended, with a reason."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import endings, gate, law, rules
from ngo2.exchange.conditions import Declared
from ngo2.exchange.kinds import OFFER, PROJECT
from ngo2.exchange.models import MOST_WAITING, Agreement, Confirmation, Introduction, Post, Promise, Release
from ngo2.exchange.posted import is_spoken_for
from ngo2.exchange.quantities import MOST
from ngo2.exchange.services.conditions import declared, keep_answer
from ngo2.exchange.services.joining import free_a_place, is_settled, take_a_place
from ngo2.exchange.services.photos import owns_photo
from ngo2.exchange.services.reserving import give_back, give_back_met, reserve
from ngo2.exchange.services.telling import data_of as _data
from ngo2.exchange.services.telling import tell as _tell
from ngo2.exchange.unlocks import MAY_POST
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.kernel.packs import pack
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Denied, Refused
from ngo2.lib.text import tidy
from ngo2.organisations.models import Organisation
from ngo2.organisations.rules import is_editor
from ngo2.organisations.unlocks import holds

PATIENCE = timedelta(days=7)  # to answer; peers that wait longer lose both sides (Catchafire, Taproot)
SHORTEST, LONGEST = 5, 1000
LONGEST_SENTENCE = 300
MOST_A_DAY = 10
RELEASE_WORDS = "1"  # version of the words under which a contact is given
Amounts = Mapping[int, int]  # primary key of a line -> how many


def ask_introduction(
    actor: Actor,
    post: Post,
    *,
    words: str,
    amounts: Amounts,
    organisation: Organisation | None = None,
    goods: Declared | None = None,
) -> Introduction:
    """`organisation` answers, or the person in their own name. `amounts`: what is offered to a need, or wanted.

    `goods`: what whoever answers a need says of them; None when the two talk of it later.
    """
    authorise(actor, "exchange.ask_introduction", post)
    if organisation is not None and not is_editor(actor, organisation):
        raise Denied("organisation")
    words = _words(words)
    _fits(post, organisation)
    gate.let_answer(post, organisation, words)
    _may_join(post, organisation)
    said = declared(post, goods)
    lines = {line.pk: line for line in post.lines.all()}
    wanted = {pk: number for pk, number in amounts.items() if number}
    for pk, number in wanted.items():
        if pk not in lines or not 1 <= number <= MOST:
            raise Refused(_("Please look at the amounts once more."), field="amounts")
    spend("exchange.ask", f"person:{actor.id}", MOST_A_DAY, timedelta(days=1))
    now = timezone.now()
    with transaction.atomic():
        _take_a_place(post)
        try:
            with transaction.atomic():
                made = Introduction.objects.create(
                    post=post,
                    organisation=organisation,
                    person=actor.person,
                    words=words,
                    asked_at=now,
                    answer_by=timezone.localdate() + PATIENCE,
                )
        except IntegrityError:
            raise Refused(
                _("You have answered this already. Look under your answers."), code="twice"
            ) from None
        Promise.objects.bulk_create(
            [Promise(introduction=made, line=lines[pk], asked=number) for pk, number in wanted.items()]
        )
        keep_answer(made, said)
        _tell(actor, "exchange.introduction.asked", made)
    return made


def agree_introduction(actor: Actor, one: Introduction, *, amounts: Amounts) -> None:
    """The organisation of the post wants it. `amounts`: of each line at most what was asked; they are reserved now."""
    authorise(actor, "exchange.decide_introduction", one)
    gate.let_answer(one.post, one.organisation, one.words)
    with transaction.atomic():
        _move(one, Introduction.ASKED, Introduction.AGREED, agreed_at=timezone.now())
        _free_a_place(one.post)
        take_a_place(actor, one)
        # In one order for all, so that two who agree at once never wait for each other.
        for promise in one.promises.select_related("line").order_by("line"):
            number = min(amounts.get(promise.line_id, promise.asked), promise.asked)
            if number > 0:
                reserve(promise.line, number)
                Promise.objects.filter(pk=promise.pk).update(promised=number)
        _tell(actor, "exchange.introduction.agreed", one)
    one.refresh_from_db()


def decline_introduction(actor: Actor, one: Introduction, *, note: str) -> None:
    authorise(actor, "exchange.decide_introduction", one)
    if not note.strip():
        raise Refused(_("Please say in a sentence why: they wait for it."), field="note")
    _end_asked(actor, one, endings.DECLINED, note)


def withdraw_introduction(actor: Actor, one: Introduction, *, note: str = "") -> None:
    authorise(actor, "exchange.withdraw_introduction", one)
    _end_asked(actor, one, endings.WITHDRAWN, note)


def end_silent(actor: Actor, one: Introduction) -> None:
    """Nobody answered in time: the place is free again, and both hear of it."""
    authorise(actor, "exchange.decide_introduction", one)
    _end_asked(actor, one, endings.SILENT, "")


def cancel_introduction(actor: Actor, one: Introduction, *, note: str) -> None:
    """Called off after both had agreed: what was promised and did not arrive is free again, once."""
    authorise(actor, "exchange.cancel_introduction", one)
    if not note.strip():
        raise Refused(_("Please say in a sentence why: they wait for it."), field="note")
    _end_agreed(actor, one, endings.CANCELLED, note)


def end_left(actor: Actor, one: Introduction) -> None:
    """One of the two left the directory: the other hears of it, and what was promised is free again."""
    authorise(actor, "exchange.end_left", one)
    end = _end_asked if one.state == Introduction.ASKED else _end_agreed
    end(actor, one, endings.LEFT, "")


def end_with_post(post: Post) -> None:
    """Those that wait end with the post; those that are agreed go on until it arrived."""
    for one in post.introductions.filter(state=Introduction.ASKED).select_related("post"):
        _end_asked(SYSTEM, one, endings.POST_CLOSED, "")


def release_contact(actor: Actor, one: Introduction) -> Release:
    """The actor's own phone and mail, for the other side of this one introduction, until they take it back (E5)."""
    authorise(actor, "exchange.take_part", one)
    if one.state != Introduction.AGREED:
        raise Refused(_("First both sides agree, then contacts are given."), code="not_agreed")
    law.may_give(giver_of(one))
    with transaction.atomic():
        there = one.releases.filter(person=actor.person, withdrawn_at=None).first()
        if there is not None:
            return there
        made = Release.objects.create(
            introduction=one, person=actor.person, version=RELEASE_WORDS, given_at=timezone.now()
        )
        _tell(actor, "exchange.contact.given", one)
    return made


def withdraw_contact(actor: Actor, one: Introduction) -> None:
    authorise(actor, "exchange.take_part", one)
    with transaction.atomic():
        live = one.releases.filter(person=actor.person, withdrawn_at=None)
        if live.update(withdrawn_at=timezone.now()):
            _tell(actor, "exchange.contact.withdrawn", one)


def confirm_delivery(
    actor: Actor, one: Introduction, *, amounts: Amounts, sentence: str, photo: str = ""
) -> Confirmation:
    """One side says what was sent, or received. When both said the same it is done; else the difference stays open.

    Saying it again corrects one's own words while it is not done.
    """
    authorise(actor, "exchange.take_part", one)
    sentence = tidy(sentence)
    if not SHORTEST <= len(sentence) <= LONGEST_SENTENCE:
        raise Refused(_("Please say in one sentence how it went."), field="sentence")
    side = side_of(actor, one)
    owns_photo(one.scope, photo, public=False)
    with transaction.atomic():
        held = Introduction.objects.select_for_update().get(pk=one.pk)
        if held.state != Introduction.AGREED:
            raise Refused(_("This is over, or was never agreed."), code="state")
        is_settled(held.post)
        column = "sent" if side == Confirmation.GIVER else "received"
        for promise in held.promises.all():
            number = amounts.get(promise.line_id, 0)
            if not 0 <= number <= MOST:
                raise Refused(_("Please look at the amounts once more."), field="amounts")
            Promise.objects.filter(pk=promise.pk).update(**{column: number})
        made, _new = Confirmation.objects.update_or_create(
            introduction=held,
            side=side,
            defaults={
                "person": actor.person,
                "sentence": sentence,
                "photo": photo or None,
                "at": timezone.now(),
            },
        )
        _tell(actor, "exchange.delivery.confirmed", held, side=side)
        _finish(actor, held)
    return made


def giver_of(one: Introduction) -> Organisation | None:
    """None: a person gives, in their own name."""
    return one.post.organisation if one.post.side == OFFER else one.organisation


def receiver_of(one: Introduction) -> Organisation | None:
    """None: a person receives, in their own name."""
    return one.organisation if one.post.side == OFFER else one.post.organisation


def write_agreement(
    actor: Actor, one: Introduction, *, quality: str, use: str, deliver_by: date, deliver_how: str = ""
) -> Agreement:
    """What the paper for both signatures says beside what is promised; either side may write it until it is done."""
    authorise(actor, "exchange.take_part", one)
    if one.state != Introduction.AGREED:
        raise Refused(_("First both sides agree, then the agreement is written."), code="not_agreed")
    said = {"quality": tidy(quality), "use": tidy(use), "deliver_how": tidy(deliver_how)}
    for field in ("quality", "use"):
        if not said[field]:
            raise Refused(_("The law asks for this. Please write a few words."), field=field)
    for field, text in said.items():
        if len(text) > LONGEST_SENTENCE:
            raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST_SENTENCE}, field=field)
    if not timezone.localdate() <= deliver_by <= timezone.localdate() + timedelta(days=3 * 366):
        raise Refused(_("Please choose a day that is to come, within three years."), field="deliver_by")
    with transaction.atomic():
        made, _new = Agreement.objects.update_or_create(
            introduction=one,
            defaults={**said, "deliver_by": deliver_by, "written_at": timezone.now()},
        )
        _tell(actor, "exchange.agreement.written", one)
    return made


def side_of(actor: Actor, one: Introduction) -> str:
    """Who gives and who receives follows from the post: whoever posted an offer gives."""
    is_owner = rules.owns_post_of(actor, one)
    gives = is_owner == (one.post.side == OFFER)
    return Confirmation.GIVER if gives else Confirmation.RECEIVER


def _finish(actor: Actor, one: Introduction) -> None:
    """Done when both said the same of every line; what did not arrive is free again."""
    if one.confirmations.count() < 2:
        return
    promises = list(one.promises.select_related("line"))
    if any(promise.sent != promise.received for promise in promises):
        record(
            actor, "exchange.delivery.differs", one.post, scope=one.post.organisation.scope, data=_data(one)
        )
        return
    _move(one, Introduction.AGREED, Introduction.DONE, **_ended(endings.DELIVERED, ""))
    for promise in promises:
        if (short := promise.promised - (promise.received or 0)) > 0:
            give_back(promise.line, short)
            give_back_met(one, promise.line, short)
    _tell(actor, "exchange.delivery.done", one)


def _words(said: str) -> str:
    said = tidy(said)
    if not SHORTEST <= len(said) <= LONGEST:
        raise Refused(
            _("Please write a sentence or two: who you are, and what you have in mind."), field="words"
        )
    return said


def _fits(post: Post, organisation: Organisation | None) -> None:
    if not post.is_open or post.is_over or post.organisation.state != Organisation.ACTIVE:
        raise Refused(_("This was closed meanwhile."), code="closed")
    if organisation is not None and not holds(MAY_POST, organisation.grade):
        raise Refused(
            _("Before you answer, please look through your record: too little of it was confirmed lately."),
            code="stale",
        )
    if post.registered_only and not _is_registered(organisation):
        raise Refused(
            _("This is for registered organisations only. Answer for one, or look for another."),
            code="registered",
        )


def _may_join(post: Post, organisation: Organisation | None) -> None:
    """A team is made of organisations, and whoever asks for a place that is taken would wait for nothing."""
    if post.kind != PROJECT:
        return
    if organisation is None:
        raise Refused(
            _("A project is joined by organisations. Please answer for yours, or put it in first."),
            field="who",
            code="organisation",
        )
    if is_spoken_for(post):
        raise Refused(
            _("All places of this project are taken. Look for another, or ask whoever posted it."),
            code="places",
        )


def _is_registered(organisation: Organisation | None) -> bool:
    if organisation is None:
        return False
    status = pack(organisation.country).legal_status(organisation.legal_status)
    return status is not None and status.registered


def _take_a_place(post: Post) -> None:
    """E7: a conditional update and its row count, so that of a hundred who press at once three come through."""
    free = Post.objects.filter(pk=post.pk, state=Post.OPEN, waiting__lt=MOST_WAITING)
    if not free.update(waiting=F("waiting") + 1):
        raise Refused(
            _(
                "%(n)s answers wait already, so that each is read. Try again in a few days: what nobody answers "
                "within a week is free again."
            )
            % {"n": MOST_WAITING},
            code="full",
        )


def _free_a_place(post: Post) -> None:
    Post.objects.filter(pk=post.pk, waiting__gt=0).update(waiting=F("waiting") - 1)


def _end_asked(actor: Actor, one: Introduction, ending: str, note: str) -> None:
    with transaction.atomic():
        _move(one, Introduction.ASKED, Introduction.ENDED, **_ended(ending, note))
        _free_a_place(one.post)
        _tell(actor, "exchange.introduction.ended", one)
    one.refresh_from_db()


def _end_agreed(actor: Actor, one: Introduction, ending: str, note: str) -> None:
    with transaction.atomic():
        _move(one, Introduction.AGREED, Introduction.ENDED, **_ended(ending, note))
        _return(one)
        free_a_place(actor, one)
        _tell(actor, "exchange.introduction.ended", one)
    one.refresh_from_db()


def _ended(ending: str, note: str) -> dict[str, object]:
    return {"ended_at": timezone.now(), "ending": ending, "ending_note": tidy(note)[:300]}


def _move(one: Introduction, before: str, after: str, **columns: object) -> None:
    """Whoever changes the state does what follows from it: once, whoever else presses at the same time.

    `one` itself is read again when all of it is done: what is refused later leaves it as it was.
    """
    if not Introduction.objects.filter(pk=one.pk, state=before).update(state=after, **columns):
        raise Refused(_("Somebody was quicker: this has changed. Please look at it again."), code="changed")


def _return(one: Introduction) -> None:
    """What is on its way already, or arrived, is not given to others."""
    for promise in one.promises.select_related("line").filter(promised__gt=0).order_by("line"):
        gone = max(promise.sent or 0, promise.received or 0)
        if (free := promise.promised - gone) > 0:
            give_back(promise.line, free)
            give_back_met(one, promise.line, free)
