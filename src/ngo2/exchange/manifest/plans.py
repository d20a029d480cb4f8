"""What plans contribute: verbs, what both sides are told, the clock, what waits under Today, what their tables hold."""

from collections.abc import Iterator, Mapping
from datetime import time
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from ngo2.exchange import endings, kinds, tasks, words
from ngo2.exchange.models import Plan, Proposal
from ngo2.exchange.plans import plan_words
from ngo2.exchange.queries import plans as queries
from ngo2.exchange.services.proposals import see_what_came
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import MessageType, Recipient, types
from ngo2.kernel.queue.kinds import Action, Item, ItemKind
from ngo2.kernel.queue.kinds import kinds as item_kinds
from ngo2.lib.actors import Actor
from ngo2.lib.once import once
from ngo2.lib.personal import UNTIL_ERASED, Personal, declare
from ngo2.lib.refusals import Hidden
from ngo2.organisations import queries as organisations
from ngo2.organisations import remits
from ngo2.organisations.models import Organisation
from ngo2.organisations.references import Reference, references

_PAGES = ("posts", "post:{object_id}")


def contribute() -> None:
    verbs.add(
        Verb("exchange.plan.made", _("A plan was made")),
        Verb("exchange.plan.kept", _("A new version of a plan was kept")),
        Verb("exchange.plan.left", _("A trial of a plan was left")),
        Verb("exchange.plan.undone", _("A plan went back to the version before")),
        Verb("exchange.plan.dropped", _("A plan was put away")),
        Verb("exchange.plan.approved", _("A plan was approved, and both sides were told")),
        Verb("exchange.plan.seen", _("Somebody looked at what came of a plan")),
        Verb("exchange.proposal.made", _("A plan proposed two sides to each other")),
        Verb("exchange.proposal.wanted", _("One side of a proposal said yes")),
        Verb("exchange.proposal.agreed", _("Both sides of a proposal said yes"), touches=_PAGES),
        Verb("exchange.proposal.ended", _("A proposal came to nothing, with a reason")),
    )
    types.add(PROPOSED, AGREED, ENDED)
    item_kinds.add(SHORTAGES, CAME_BACK, ASKED)
    references.add(Reference("exchange.Plan", "partner", _("Plans")))
    schedule.add(
        Scheduled(
            "exchange.end_proposals",
            tasks.end_proposals,
            DAILY,
            "End proposals of approved plans that a side did not answer in a week.",
            time(0, 50),
        )
    )
    _declare()


# Messages: each side reads about its own post, and hears who the other one is.


@once
def _of(entry: Entry) -> Proposal | None:
    return queries.proposals().filter(pk=entry.data.get("proposal")).first()


def _people(entry: Entry) -> list[Recipient]:
    one = _of(entry)
    if one is None:
        return []
    post = one.need if entry.data["side"] == kinds.NEED else one.offer
    people = organisations.editors_of(post.organisation)
    return [Recipient(person) for person in people if str(person.pk) != entry.actor_id]


def about(entry: Entry) -> Mapping[str, object]:
    one = _of(entry)
    if one is None:
        return {"number": "–", "title": "–", "who": "–", "other": "–", "amount": "–", "day": "–", "why": ""}
    mine, other = (one.need, one.offer) if entry.data["side"] == kinds.NEED else (one.offer, one.need)
    return {
        "number": words.numbered(mine.side, mine.number),
        "title": mine.title,
        "who": words.by(other),
        "other": words.numbered(other.side, other.number),
        "amount": plan_words.amounts(queries.proposed_amounts([one])[one.pk]),
        "day": one.answer_by.isoformat(),
        "why": " ".join(filter(None, (str(endings.OF_PROPOSALS.get(one.ending, "")), one.ending_note))),
    }


def _page(entry: Entry) -> str:
    return reverse("exchange:proposal", args=[entry.data["proposal"]])


def _agreement(entry: Entry) -> str:
    return reverse("exchange:introduction", args=[entry.data["introduction"]])


PROPOSED = MessageType(
    name="exchange.proposed",
    label=_("A plan of the platform team proposes somebody to you"),
    verbs=("exchange.proposal.made",),
    recipients=_people,
    subject=_("%(number)s: a proposal, %(amount)s"),
    body=_(
        "For “%(title)s” (%(number)s) the platform team proposes %(who)s (%(other)s): %(amount)s. Please say yes or no "
        "until %(day)s; you may write less. Nothing is promised before both sides say yes."
    ),
    context=about,
    link=_page,
)
AGREED = MessageType(
    name="exchange.proposal_agreed",
    label=_("Both sides of a proposal said yes"),
    verbs=("exchange.proposal.agreed",),
    recipients=_people,
    subject=_("%(number)s: agreed with %(who)s"),
    body=_(
        "“%(title)s” (%(number)s): you and %(who)s both said yes to %(amount)s. Give your contact if you like, and say "
        "when it arrived."
    ),
    context=about,
    link=_agreement,
)
ENDED = MessageType(
    name="exchange.proposal_ended",
    label=_("A proposal came to nothing"),
    verbs=("exchange.proposal.ended",),
    recipients=_people,
    subject=_("%(number)s: the proposal came to nothing"),
    body=_("The proposal for “%(title)s” (%(number)s) with %(who)s came to nothing. %(why)s"),
    context=about,
    link=_page,
)


# Today


def may_plan(person: Any) -> bool:
    return bool(person.is_active and (person.is_staff or remits.partners_of(person)))


def shortages(person: Any) -> Iterator[Item]:
    for one in queries.shortages(person):
        offers = ngettext("%(n)s offer", "%(n)s offers", one.offers) % {"n": one.offers}
        yield Item(
            key=one.subkind,
            title=gettext("Shortage: %(what)s") % {"what": words.about(one.subkind)},
            why=gettext("%(needs)s needs stand open, and %(offers)s. A plan shares out what there is.")
            % {"needs": one.needs, "offers": offers},
            since=one.since,
            url=f"{reverse('exchange:plans')}?about={one.subkind}",
            action=gettext("Make a plan"),
            stale=True,
        )


def came_back(person: Any) -> Iterator[Item]:
    for plan in queries.came_back(person):
        words_ = ngettext("%(n)s proposal came to nothing", "%(n)s proposals came to nothing", plan.n) % {
            "n": plan.n
        }
        yield Item(
            key=str(plan.pk),
            title=gettext("%(plan)s: %(what)s") % {"plan": plan_words.title(plan), "what": words_},
            why=gettext("Look at the reasons, and reckon anew with what is left."),
            since=plan.since,
            url=plan.get_absolute_url(),
            action=gettext("Look and plan anew"),
            suggested="seen",
        )


def _seen(actor: Actor, key: str, answer: str) -> str:
    plan = Plan.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None
    if plan is None:
        raise Hidden("plan")
    see_what_came(actor, plan)
    return gettext("Seen. It comes back when another one comes to nothing.")


def edits_something(person: Any) -> bool:
    return bool(person.is_active and organisations.edited_by(person).exists())


def asked(person: Any) -> Iterator[Item]:
    for one in queries.proposals_for(person)[:50]:
        yield Item(
            key=str(one.pk),
            title=gettext("Proposal: %(between)s") % {"between": plan_words.between(one)},
            why=gettext("Please say yes or no until %(day)s.") % {"day": one.answer_by.isoformat()},
            since=one.made_at,
            url=one.get_absolute_url(),
            action=gettext("Look and answer"),
        )


def answerers(key: str) -> list[Any]:
    """Whoever may answer this proposal; with "" any that waits."""
    number = key if key.isdecimal() and len(key) < 18 else "0"
    found = Proposal.objects.filter(pk=number) if key else Proposal.objects.filter(state=Proposal.OPEN)
    sides = {pk for pair in found.values_list("need__organisation", "offer__organisation") for pk in pair}
    records = Organisation.objects.filter(pk__in=sides, state=Organisation.ACTIVE)
    people = {person.pk: person for one in records for person in organisations.editors_of(one)}
    return list(people.values())


SHORTAGES = ItemKind("exchange.shortages", _("shortages"), shortages, may_plan)
CAME_BACK = ItemKind(
    "exchange.came_back",
    _("plans of which something came back"),
    came_back,
    may_plan,
    actions=(Action("seen", gettext_lazy("I have seen it"), _seen, safe=True),),
)
ASKED = ItemKind("exchange.proposals", _("proposals to you"), asked, edits_something, deciders=answerers)


def _declare() -> None:
    by = partial(Personal, label=gettext_lazy("That it was you"))
    declare(
        "exchange.Plan",
        title=_("Plans that you made"),
        person="person",
        fields={
            "person": by(_("To know who made the plan."), UNTIL_ERASED),
            "changed_by": by(
                _("So that two who plan at once know of each other."), UNTIL_ERASED, person="changed_by"
            ),
        },
        plain={"subkind", "unit", "family", "state", "wanted", "trouble"},
    )
    declare(
        "exchange.Version",
        title=_("Versions of plans that you reckoned"),
        person="person",
        fields={"person": by(_("To know who reckoned it."), UNTIL_ERASED)},
        # Numbers of posts and names of organisations, as they stood.
        plain={"wishes", "told"},
    )
    declare(
        "exchange.Proposal",
        title=_("Proposals that you answered"),
        person="need_person",
        fields={
            "need_person": by(_("To know who said yes for the organisation."), UNTIL_ERASED),
            "offer_person": by(
                _("To know who said yes for the organisation."), UNTIL_ERASED, person="offer_person"
            ),
            "ended_by": by(_("To know who said no."), UNTIL_ERASED, person="ended_by"),
            "ending_note": Personal(
                _("So that both sides know why it ended."),
                UNTIL_ERASED,
                label=_("Why it ended"),
                person="ended_by",
            ),
        },
        plain={"state", "ending"},
    )
    declare("exchange.Share")
