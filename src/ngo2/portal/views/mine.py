"""Mine: what is mine to do, and where everything about me stands."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ngo2.accounts import queries as accounts
from ngo2.conversations.queries import unread_of
from ngo2.exchange import queries as exchange
from ngo2.kernel.notify import queries as notify
from ngo2.kernel.queue.queries import kinds_of
from ngo2.kernel.ui import access
from ngo2.organisations import queries, unlocks, words
from ngo2.organisations.directory import place_line
from ngo2.organisations.models import Membership
from ngo2.organisations.steps import Step, next_steps
from ngo2.organisations.unlocks import Standing
from ngo2.surveys import links
from ngo2.surveys import queries as surveys

MESSAGES_SHOWN = 5


@dataclass(frozen=True)
class Held:
    """An organisation of mine: what I may do there and what should be done next."""

    membership: Membership
    role: str
    place: str
    steps: list[Step]
    may_edit: bool
    standings: list[Standing]
    new: int  # that fits its needs and offers, and nobody of it has seen


@access.signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    memberships = list(queries.memberships_of(person))
    new = exchange.new_by_organisation(one.organisation for one in memberships)
    waiting = queries.proposal_counts(one.organisation_id for one in memberships)
    identities = list(accounts.identities(person))
    unread = notify.unread_messages(person)
    return render(
        request,
        "portal/mine.html",
        {
            "person": person,
            "held": [
                _held(one, waiting.get(one.organisation_id, 0), new.get(one.organisation_id, 0))
                for one in memberships
            ],
            "surveys": [
                (asked, links.path(asked))
                for asked in surveys.waiting_for(one.organisation_id for one in memberships)
            ],
            "claims": queries.claims_of(person),
            **_handovers(person),
            "messages_unread": unread.count(),
            "latest_messages": list(notify.my_messages(person)[:MESSAGES_SHOWN]),
            "identities": identities,
            "dead": notify.dead_addresses(one.value for one in identities),
            "links": _links(person),
            "decides": not person.is_staff and bool(kinds_of(person)),
            "staff_links": _staff_links() if person.is_staff else [],
        },
    )


def _handovers(person: Any) -> dict[str, Any]:
    """Somebody asks for one of mine (said first, because a week runs), and what I asked for myself."""
    found = list(queries.handovers_about(person))
    return {
        "asked_of_mine": [one for one in found if one.person_id != person.pk],
        "handovers": [one for one in found if one.person_id == person.pk],
    }


def _held(membership: Membership, proposals: int, new: int) -> Held:
    one = membership.organisation
    may_edit = membership.role in {Membership.OWNER, Membership.EDITOR}
    return Held(
        membership,
        {
            Membership.OWNER: _("owner"),
            Membership.EDITOR: _("editor"),
            Membership.VIEWER: _("viewer"),
        }[membership.role],
        f"{words.kind_name(one.kind)} · {place_line(one.country, (one.area1, one.area2, one.area3))}",
        next_steps(one.facts, proposals) if may_edit else [],
        may_edit,
        unlocks.standings(one.facts) if may_edit else [],
        new if may_edit else 0,
    )


def _links(person: Any) -> list[tuple[str, str]]:
    return _there(
        (_("My name"), "accounts:name"),
        (_("Phones and e-mail addresses to sign in with"), "accounts:sign_in_methods"),
        (_("Devices, passkeys and second step"), "accounts:security"),
        (_("What I have agreed to"), "accounts:consents"),
        (_("What I want to be told"), "notify:wishes"),
        (_("Places and causes that I follow"), "organisations:follows"),
        (_("My own answers to needs and offers"), "exchange:answers"),
        (_("Searches that I saved"), "exchange:searches"),
        (_conversations(person), "conversations:mine"),
        *(
            [(_("Surveys that I run"), "surveys:running")]
            if not person.is_staff and surveys.runs_any(person)
            else []
        ),
        (_("Tokens for programs"), "accounts:tokens"),
        (_("Webhooks"), "notify:webhooks"),
        (_("Copy or erase my data"), "privacy:data"),
    )


def _conversations(person: Any) -> str:
    n = unread_of(person)
    if not n:
        return _("My conversations")
    return ngettext(
        "My conversations: %(n)d with something new", "My conversations: %(n)d with something new", n
    ) % {"n": n}


def _staff_links() -> list[tuple[str, str]]:
    return _there(
        (_("Today: what waits for us"), "queue:today"),
        (_("Bring in a list"), "organisations:imports"),
        (_("Surveys"), "surveys:running"),
        (_("Partners"), "organisations:partners"),
        (_("Ready answers"), "queue:replies"),
        (_("Join two records"), "organisations:merges"),
        (_("Paper forms: print and key"), "organisations:papers_in"),
        (_("Same organisation twice?"), "organisations:likenesses"),
        (_("Join codes on paper"), "accounts:join_codes"),
        (_("Persons"), "accounts:persons"),
        (_("Messages that could not be delivered"), "notify:dead"),
    )


def _there(*named: tuple[str, str]) -> list[tuple[str, str]]:
    """Only links whose page is part of this site."""
    found = []
    for label, name in named:
        try:
            found.append((label, reverse(name)))
        except NoReverseMatch:
            continue
    return found
