"""What needs and offers contribute to the rooms below."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from ngo2.exchange import tasks
from ngo2.exchange.manifest import (
    datasets,
    gaps,
    given,
    introductions,
    mapped,
    messages,
    next_steps,
    plans,
    projects,
    searches,
    searching,
    stories,
    suggested,
    talking,
)
from ngo2.exchange.unlocks import MAY_POST
from ngo2.exchange.views import section
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import types
from ngo2.lib import personal
from ngo2.organisations.references import Reference, references
from ngo2.organisations.sections import Section, sections
from ngo2.organisations.traits import PAGES as TRAIT_PAGES
from ngo2.organisations.unlocks import unlocks
from ngo2.questionnaires.nexts import nexts

PAGES = ("posts", "post:{object_id}", "numbers", "{scope}", TRAIT_PAGES)

nexts.add(next_steps.POST_A_NEED)
verbs.add(
    Verb("exchange.published", _("A need or an offer was posted"), touches=PAGES),
    Verb("exchange.changed", _("A need or an offer was changed"), touches=PAGES),
    Verb("exchange.extended", _("A need or an offer stands longer"), touches=PAGES),
    Verb("exchange.ends_soon", _("A need or an offer ends in a week")),
    Verb("exchange.ends_today", _("A need or an offer ends today")),
    Verb("exchange.left_lists", _("The time of a need or an offer is over"), touches=PAGES),
    Verb("exchange.closed", _("A need or an offer was closed"), touches=PAGES),
    Verb("exchange.imported", _("A need or an offer came in with a list of the past"), touches=PAGES),
)
types.add(messages.ENDS, messages.CLOSED)
sections.add(Section("posts", 20, "main", "exchange/sections/posts.html", section.posts_context))
unlocks.add(MAY_POST)
references.add(Reference("exchange.Post", "organisation", _("Needs and offers")))
schedule.add(
    Scheduled(
        "exchange.remind_and_close",
        tasks.remind_and_close,
        DAILY,
        "Remind of needs and offers that end, and close those that ended two weeks ago.",
        time(8, 0),
    ),
    Scheduled(
        "exchange.leave_lists",
        tasks.leave_lists,
        DAILY,
        "Take needs and offers whose last day is over off the map and out of the search.",
        time(0, 5),
    ),
)
personal.declare(
    "exchange.Post",
    title=_("Needs and offers that you posted"),
    person="person",
    fields={
        "person": personal.Personal(
            _("To know who posted it for the organisation. It is shown to nobody."),
            personal.UNTIL_ERASED,
            label=_("That you posted it"),
        )
    },
    # What an organisation says in public of itself stays with it.
    plain={
        *(
            "side",
            "kind",
            "subkind",
            "title",
            "text",
            "search_text",
            "reach",
            "country",
            "area1",
            "area2",
            "area3",
        ),
        *("photo", "state", "ending", "ending_note", "dataset", "external_id"),
    },
)
personal.declare("exchange.Line", plain={"item", "note", "unit"})
introductions.contribute()
mapped.contribute()
projects.contribute()
suggested.contribute()
searches.contribute()
plans.contribute()
datasets.contribute()
searching.contribute()
gaps.contribute()
stories.contribute()
talking.contribute()
given.contribute()
