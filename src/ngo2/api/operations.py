"""The operations of /api/v1/: each finds, shows and returns. Who may knock and how often stands in `door`."""

import json
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder, codes_4xx

from ngo2.api import cursors, problems, schemas, showing
from ngo2.api.door import token_of
from ngo2.api.places import division_whole, filed, resolved, tree
from ngo2.kernel.opendata.datasets import datasets
from ngo2.kernel.opendata.queries import snapshots
from ngo2.kernel.packs import causes
from ngo2.lib.actors import person_actor
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Denied, SignInNeeded
from ngo2.organisations import directory, queries, words
from ngo2.organisations.directory import Filters
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import memberships_of

OWN = "organisations:read-own"
LARGEST = 2**63 - 1  # what a number of a record can be in either database


class Renderer(BaseRenderer):
    """Chinese as it is written, not as \\u escapes."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, ensure_ascii=False, cls=NinjaJSONEncoder)


api = NinjaAPI(
    title="NGO 2.0",
    version="1",
    description="The public directory of organisations, for programs. Read only.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    renderer=Renderer(),
)
problems.register(api)
_PROBLEMS = {codes_4xx: schemas.Problem}


@api.get("organisations", response={200: schemas.Listing, **_PROBLEMS}, summary="List organisations")
def organisations(request: HttpRequest, which: Query[schemas.Which]) -> Any:
    """In the order in which they were put in, so that a cursor stays where it is."""
    found = queries.matching(_filters(which)).filter(pk__gt=cursors.read(which.cursor))
    if which.own:
        found = found.filter(pk__in=_own(request))
    rows = list(found.order_by("pk").defer("facts").prefetch_related("cause_rows")[: which.limit + 1])
    shown = rows[: which.limit]
    following = cursors.written(shown[-1].pk) if len(rows) > len(shown) else None
    return {"items": [showing.listed(one) for one in shown], "next": following, "licence": showing.licence()}


@api.get("organisations/{int:pk}", response={200: schemas.Whole, **_PROBLEMS}, summary="One organisation")
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


@api.get("divisions", response={200: schemas.Divisions, **_PROBLEMS}, summary="What lies below a division")
def divisions(request: HttpRequest, below: Query[schemas.Below]) -> Any:
    """Without `parent`, what lies directly below the country."""
    return {"items": tree(below.country, below.parent)}


@api.get(
    "divisions/resolve", response={200: schemas.Resolution, **_PROBLEMS}, summary="What a name means today"
)
def resolve(request: HttpRequest, asked: Query[schemas.Resolve]) -> Any:
    """A code or a name, of today or the past. Nothing in `current`: not known."""
    return resolved(asked.country, asked.name, asked.within)


@api.get("divisions/{code}", response={200: schemas.DivisionWhole, **_PROBLEMS}, summary="One division")
def one_division(
    request: HttpRequest,
    where: Query[schemas.Country],
    code: str = Path(..., pattern=r"^[A-Za-z0-9-]{1,12}$", example="420600"),
) -> Any:
    """By its code of today; for codes of the past ask what they mean today."""
    return division_whole(where.country, code)


@api.get("causes", response={200: schemas.Causes, **_PROBLEMS}, summary="All causes")
def all_causes(request: HttpRequest, language: Query[schemas.Language]) -> Any:
    """Each broad one followed by what it consists of, with its codes in ICNPTSO and UKCAT."""
    return {
        "items": [one._asdict() | {"name": one.label(words.language())} for one in causes.causes()],
    }


@api.get("datasets", response={200: schemas.Datasets, **_PROBLEMS}, summary="Open datasets")
def all_datasets(request: HttpRequest, language: Query[schemas.Language]) -> Any:
    """Whole lists to download, with what each column means and the copy of each month."""
    return {"items": [_dataset(one) for one in datasets]}


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
    country, area = _place(which.country, which.area)
    return Filters(country, area, known.cause, known.kind, known.legal_status, known.grade, known.words)


def _place(country: str, area: str) -> tuple[str, str]:
    if not country and not area:
        return "", ""
    place = directory.find_place(*filed(country, area))
    if place is None:
        raise problems.Problem(404, _("We do not know that place. Ask /divisions/resolve what it is called."))
    if place.choices:
        choices = ", ".join(place.choices)
        sentence = _("%(name)s was divided. Ask for one of these codes: %(codes)s")
        raise problems.Problem(404, sentence % {"name": place.retired, "codes": choices})
    return place.country, place.code


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


def _dataset(one: Any) -> dict[str, Any]:
    columns = [
        {"key": c.key, "label": str(c.label), "meaning": str(c.meaning), "type": c.type, "unit": str(c.unit)}
        for c in one.columns
    ]
    copies = [
        {"month": s.month, "format": s.format, "bytes": s.bytes, "rows": s.rows, "sha256": s.sha256}
        for s in snapshots(one.name).filter(withdrawn_at=None)
    ]
    return {
        "name": one.name,
        "title": str(one.title),
        "description": str(one.description),
        "licence": str(one.licence.text),
        "columns": columns,
        "snapshots": copies,
    }
