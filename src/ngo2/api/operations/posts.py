"""Needs and offers: what stands open, and one of them with what became of it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query

from ngo2.api import cursors, posts, problems, schemas
from ngo2.api.operations.base import LARGEST, PROBLEMS, api
from ngo2.api.places import chosen_at_home
from ngo2.exchange import endings, kinds, queries
from ngo2.exchange.filters import Filters
from ngo2.exchange.models import Post
from ngo2.organisations.models import Organisation


@api.get("needs", response={200: schemas.PostListing, **PROBLEMS}, summary="List needs")
def needs(request: HttpRequest, which: Query[schemas.WhichPosts]) -> Any:
    """What stands open, the newest first. What is posted between two pages moves nothing."""
    return _listed(kinds.NEED, which)


@api.get("needs/{int:number}", response={200: schemas.PostWhole, **PROBLEMS}, summary="One need")
def need(
    request: HttpRequest,
    language: Query[schemas.Language],
    number: int = Path(..., ge=1, le=LARGEST, example=217),
) -> Any:
    """Open or ended: one that has ended keeps its history and says why it ended."""
    return _one(kinds.NEED, number)


@api.get("offers", response={200: schemas.PostListing, **PROBLEMS}, summary="List offers")
def offers(request: HttpRequest, which: Query[schemas.WhichPosts]) -> Any:
    """What stands open, the newest first. What is posted between two pages moves nothing."""
    return _listed(kinds.OFFER, which)


@api.get("offers/{int:number}", response={200: schemas.PostWhole, **PROBLEMS}, summary="One offer")
def offer(
    request: HttpRequest,
    language: Query[schemas.Language],
    number: int = Path(..., ge=1, le=LARGEST, example=719),
) -> Any:
    """Open or ended: one that has ended keeps its history and says why it ended."""
    return _one(kinds.OFFER, number)


def _listed(side: str, which: Any) -> dict[str, Any]:
    asked = Filters(
        which.q, which.kind, which.about, chosen_at_home(which.area), "yes" if which.remote else ""
    )
    found = queries.matching(side, asked)
    if which.organisation:
        found = found.filter(organisation=which.organisation)
    if last := cursors.read(which.cursor):
        found = found.filter(pk__lt=last)
    rows = list(
        found.order_by("-pk").select_related("organisation").prefetch_related("lines")[: which.limit + 1]
    )
    shown = rows[: which.limit]
    following = cursors.written(shown[-1].pk) if len(rows) > len(shown) else None
    return {"items": [posts.listed(one) for one in shown], "next": following}


def _one(side: str, number: int) -> dict[str, Any]:
    found = Post.objects.filter(pk=number, side=side).select_related("organisation").prefetch_related("lines")
    one = found.first()
    if one is None:
        raise Http404
    if one.organisation.state != Organisation.ACTIVE:
        raise problems.Problem(410, _("Its organisation is closed. Remove it from your list."))
    if one.ending == endings.TAKEN_DOWN:
        raise problems.Problem(410, _("The platform team took this down. Remove it from your list."))
    return posts.whole(one, queries.delivered(one))
