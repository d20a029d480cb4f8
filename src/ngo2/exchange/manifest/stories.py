"""What stories contribute: verbs, messages, what was reported, the section, and what their tables hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.exchange import queries, services
from ngo2.exchange.manifest import introductions
from ngo2.exchange.models import Confirmation, Introduction, Story
from ngo2.exchange.stories import standing, told
from ngo2.exchange.views import section
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import Recipient, types
from ngo2.kernel.queue.kinds import Action, Item, ItemKind, kinds, staff_only
from ngo2.lib.actors import Actor
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, declare
from ngo2.organisations.sections import Section, sections

# The pages of both organisations and of the post too: the service touches them, it alone knows which they are.
_PAGES = ("stories", "story:{object_id}", "{scope}")


def contribute() -> None:
    verbs.add(
        Verb(
            "exchange.story.agreed", _("One side agreed that others may read of a delivery"), touches=_PAGES
        ),
        Verb("exchange.story.refused", _("One side wants no others to read of a delivery")),
        Verb("exchange.story.published", _("Others can read of a delivery"), touches=_PAGES),
        Verb(
            "exchange.story.withdrawn",
            _("One side took back that others may read of a delivery"),
            touches=_PAGES,
        ),
        Verb(
            "exchange.story.taken_down",
            _("What others could read of a delivery was taken down"),
            touches=_PAGES,
        ),
        Verb("exchange.story.reported", _("Somebody reported what others can read of a delivery")),
        Verb("exchange.story.kept", _("What was reported of a delivery was looked at and may stay")),
    )
    types.add(ARRIVED, LOOK, PUBLISHED, WITHDRAWN, TAKEN_DOWN)
    kinds.add(REPORTED)
    sections.add(Section("thanks", 25, "main", "exchange/sections/thanks.html", section.thanks_context))
    _declare()


def asked(entry: Entry) -> list[Recipient]:
    """Whoever is on the other side, where it has something to decide: never again after a no."""
    one = queries.introductions().filter(pk=entry.data.get("introduction")).first()
    if one is None or one.state != Introduction.DONE:
        return []
    other = next(each for each in Confirmation.SIDES if each != entry.data.get("side"))
    return (
        _of_side(entry, other)
        if queries.standing_of(one, other).state in {standing.ASK, standing.AGAIN}
        else []
    )


def of_what_was_public(entry: Entry) -> list[Recipient]:
    return introductions.both(entry) if entry.data.get("was_public") else []


def _of_side(entry: Entry, side: str) -> list[Recipient]:
    one = queries.introductions().filter(pk=entry.data.get("introduction")).first()
    if one is None:
        return []
    of_post = told.organisation_of(one, side) == one.post.organisation
    return introductions.owners(entry) if of_post else introductions.askers(entry)


def about(entry: Entry) -> Mapping[str, object]:
    story = Story.objects.filter(pk=entry.object_id).first()
    return {**introductions.about(entry), "why": story.note if story else ""}


def story_page(entry: Entry) -> str:
    return reverse("exchange:story", args=[entry.data["introduction"]])


ARRIVED = introductions.message(
    "arrived",
    _("Both sides said that it arrived"),
    ("exchange.delivery.done",),
    introductions.both,
    _("%(number)s arrived"),
    _(
        "Both sides said that “%(title)s” (%(number)s) arrived. May others read of it? You see what it says, and it "
        "shows only if both sides agree."
    ),
    about=about,
    link=story_page,
)
LOOK = introductions.message(
    "story_asked",
    _("The other side would let others read of a delivery"),
    ("exchange.story.agreed",),
    asked,
    _("%(number)s: may others read of it?"),
    _(
        "The other side of “%(title)s” (%(number)s) agrees that others may read of it. Please look at what it says, "
        "and say yes or no."
    ),
    about=about,
    link=story_page,
)
PUBLISHED = introductions.message(
    "story_published",
    _("Others can read of a delivery of yours"),
    ("exchange.story.published",),
    introductions.both,
    _("%(number)s: others can read of it"),
    _(
        "Both sides agreed: “%(title)s” (%(number)s) stands on the pages of both, and there are pictures to pass on. "
        "You may take that back at any time."
    ),
    about=about,
)
WITHDRAWN = introductions.message(
    "story_withdrawn",
    _("What others could read of a delivery was taken back"),
    ("exchange.story.withdrawn",),
    of_what_was_public,
    _("%(number)s: taken back"),
    _(
        "One side of “%(title)s” (%(number)s) no longer wants others to read of it. Line, page and pictures are gone."
    ),
    about=about,
)
TAKEN_DOWN = introductions.message(
    "story_taken_down",
    _("What others could read of a delivery was taken down"),
    ("exchange.story.taken_down",),
    introductions.both,
    _("%(number)s: taken down"),
    _("The platform team took down what others could read of “%(title)s” (%(number)s). Why: %(why)s"),
    about=about,
)


def reported(person: Any) -> Iterator[Item]:
    for story in queries.stories_reported():
        shown = told.of(story)
        yield Item(
            key=str(story.pk),
            title=gettext("%(giver)s → %(receiver)s")
            % {"giver": shown.giver.name, "receiver": shown.receiver.name},
            why=gettext("Somebody says that something is not right about it."),
            since=story.published_at or timezone.now(),
            url=reverse("exchange:judge_thanks", args=[story.pk]),
            action=gettext("Look and decide"),
            divisions=shown.post.areas,
        )


def keep(actor: Actor, key: str, answer: str) -> None:
    services.keep_story(actor, Story.objects.get(pk=key))


def take_down(actor: Actor, key: str, answer: str) -> None:
    services.take_down_story(actor, Story.objects.get(pk=key), note=answer)


REPORTED = ItemKind(
    "exchange.story_reported",
    _("reported deliveries"),
    reported,
    staff_only,
    (
        Action("keep", _("It may stay"), keep),
        Action("take_down", _("Take it down"), take_down, answers=True, needs_words=True, careful=True),
    ),
)


def _declare() -> None:
    declare("exchange.Story", plain={"state", "note"})
    gone = Erase.CALL("ngo2.exchange.services.stories.forget")
    declare(
        "exchange.StoryConsent",
        title=_("Deliveries of which you let others read"),
        person="person",
        fields={
            "person": Personal(
                _("As a record of your consent, and so that you can take it back."),
                UNTIL_ERASED,
                erase=gone,
                label=_("That you agreed or did not"),
            ),
            "sentence": Personal(
                _("So that everybody can read it, when both sides agreed."),
                UNTIL_ERASED,
                erase=gone,
                label=_("Your words for the public"),
            ),
        },
        plain={"side", "version", "seen", "photo"},  # of the other side's words a mark only
    )
