"""Organisations: the list, and one of them."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Query

from ngo2.api import cursors, problems, schemas, showing
from ngo2.api.door import token_of
from ngo2.api.operations.base import LARGEST, PROBLEMS, api
from ngo2.api.places import chosen
from ngo2.lib.actors import person_actor
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Denied, SignInNeeded
from ngo2.organisations import directory, queries
from ngo2.organisations.directory import Filters
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import memberships_of

OWN = "organisations:read-own"


@api.get("organisations", response={200: schemas.Listing, **PROBLEMS}, summary="List organisations")
def organisations(request: HttpRequest, which: Query[schemas.Which]) -> Any:
    """In the order in which they were put in, so that a cursor stays where it is."""
    found = queries.matching(_filters(which)).filter(pk__gt=cursors.read(which.cursor))
    if which.own:
        found = found.filter(pk__in=_own(request))
    rows = list(found.order_by("pk").defer("facts").prefetch_related("cause_rows")[: which.limit + 1])
    shown = rows[: which.limit]
    following = cursors.written(shown[-1].pk) if len(rows) > len(shown) else None
    return {"items": [showing.listed(one) for one in shown], "next": following, "licence": showing.licence()}


@api.get("organisations/{int:pk}", response={200: schemas.Whole, **PROBLEMS}, summary="One organisation")
def organisation(
    request: HttpRequest, language: Query[schemas.Language], pk: int = Path(..., ge=1, le=LARGEST, example=1)
) -> Any:
    """What everybody may see of it. With a token for `organisations:read-own`, its members see all of it."""
    one = Organisation.objects.filter(pk=pk).prefetch_related("cause_rows").first()
    if one is None:
        raise Http404
    if one.state == Organisation.MERGED and one.merged_into_id:
        raise problems.Moved(reverse("api:organisation", args=[one.merged_into_id]), one.merged_into_id)
    if one.state == Organisation.CLOSED:
        raise problems.Problem(410, _("This organisation is closed. Remove it from your list."))
    return showing.whole(one, member=_is_own(request, one))


def _filters(which: schemas.Which) -> Filters:
    known = directory.read(
        {
            "q": which.q,
            "cause": which.cause,
            "kind": which.kind,
            "status": which.status,
            "freshness": which.freshness,
        }
    )
    if which.cause and not known.cause:
        raise problems.Problem(404, _("There is no such cause. The list of causes names all."))
    country, area = chosen(which.country, which.area)
    return Filters(country, area, known.cause, known.kind, known.legal_status, known.grade, known.words)


def _own(request: HttpRequest) -> list[int]:
    token = token_of(request)
    if token is None:
        raise SignInNeeded("own")
    if OWN not in token.scopes:
        raise Denied(OWN)
    return [one.organisation_id for one in memberships_of(token.person)]


def _is_own(request: HttpRequest, one: Organisation) -> bool:
    """By membership: the platform team sees all organisations with its second step, which no token can do."""
    token = token_of(request)
    if (
        token is None
        or OWN not in token.scopes
        or not may(person_actor(token.person), "organisations.see", one)
    ):
        return False
    return memberships_of(token.person).filter(organisation=one).exists()
