"""Tiles for any program that reads vector tiles, ours first."""

import gzip
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from ngo2.kernel.maps import base, cells, queries
from ngo2.kernel.maps.layers import Layer, layers
from ngo2.kernel.ui import access, pages
from ngo2.lib.refusals import Hidden

TYPE = "application/vnd.mapbox-vector-tile"
# A record that has to be hidden is off every map after a minute, and a map that is moved about asks for little.
KEEP = "public, max-age=60"


@require_safe
@access.public
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """Empty where there is nothing, 404 where there is no such tile, 422 for a filter that the layer does not know."""
    found = _layer(layer)
    if not cells.is_tile(z, x, y):
        raise Hidden("tile")
    standing = queries.standing(found)
    # An ETag is compared at its own address only: that of the tile need not stand in it.
    tag = f'"{settings.NGO2_RELEASE}-{standing.build}-{standing.version}"'
    # From META: `request.headers` reads all of them first, which costs as much as the rest of a 304.
    if request.META.get("HTTP_IF_NONE_MATCH", "").removeprefix("W/") == tag:
        return _headers(HttpResponseNotModified(), tag)
    wanted = queries.read(found, request.GET.dict())
    body = queries.tile(found, standing.build, z, x, y, wanted)
    response = HttpResponse(body, content_type=TYPE)
    if pages.takes_gzip(request):
        response.content = gzip.compress(body, 6, mtime=0)
        response["Content-Encoding"] = "gzip"
    return _headers(response, tag)


@require_safe
@access.public
def base_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Land, rivers and lakes. Their address changes with the file, so they are kept for a year."""
    if base.provider() or not cells.is_tile(z, x, y):
        raise Hidden("tile")
    body, kind, zipped = base.tile(z, x, y)
    if zipped and not pages.takes_gzip(request):
        body, zipped = base.unzipped(body), False
    response = HttpResponse(body, content_type=kind, status=200 if body else 204)
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    patch_vary_headers(response, ["Accept-Encoding"])
    return _open(response)


@require_safe
@access.public
def tilejson(request: HttpRequest, layer: str) -> HttpResponse:
    """What QGIS, MapLibre and others want to know of a layer: https://github.com/mapbox/tilejson-spec, version 3."""
    found = _layer(layer)
    chosen = {name: str(value) for name, value in request.GET.items() if value}
    queries.read(found, chosen)
    asked = f"?{urlencode(chosen)}" if chosen else ""
    made = {
        "tilejson": "3.0.0",
        "name": str(found.label),
        "tiles": [f"{settings.NGO2_SITE_URL}/map/{found.name}/{{z}}/{{x}}/{{y}}.mvt{asked}"],
        "minzoom": 0,
        "maxzoom": cells.DEEPEST,
        "attribution": "NGO 2.0",
        "vector_layers": [{"id": found.name, "fields": {"n": "Number"}}],
    }
    return _open(JsonResponse(made, json_dumps_params={"ensure_ascii": False}))


def _layer(name: str) -> Layer:
    if name not in layers:
        raise Hidden("layer")
    return layers[name]


def _headers(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = KEEP
    response["Vary"] = "Accept-Encoding"  # the first to say so
    return _open(response)


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    return response
