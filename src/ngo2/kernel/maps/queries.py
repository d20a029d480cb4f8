"""What a map asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.maps import cells, mvt, tables
from ngo2.kernel.maps.layers import Facet, Layer
from ngo2.kernel.maps.models import Standing
from ngo2.lib.refusals import Refused

FRESH_SECONDS = 1.0  # for how long a process believes what it knows of the version of a layer


@dataclass(frozen=True)
class Wanted:
    """Numbers of facet values, 0 for all; `many` is that of a cut (`Layer.cut`)."""

    one: int = 0
    two: int = 0
    many: int = 0


def read(layer: Layer, parameters: Mapping[str, str]) -> Wanted:
    """The filter of an address; Refused when it asks for what the layer does not know."""
    known = {facet.name for facet in layer.facets}
    if set(parameters) - known:
        raise Refused(
            _("This map can be narrowed by: %(names)s. Leave out what else stands behind the question mark.")
            % {"names": ", ".join(sorted(known))}
        )
    one, two, many, *rest = [_value(facet, parameters) for facet in layer.facets]
    beside = rest[0] if rest else ""
    return Wanted(layer.one.number(one), layer.two.number(two), layer.cut(many, beside))


def _value(facet: Facet, parameters: Mapping[str, str]) -> str:
    value = parameters.get(facet.name, "")
    if value and value not in facet.values():
        raise Refused(
            _("“%(name)s” cannot be “%(value)s” here. Choose one of the values of the list page.")
            % {"name": facet.name, "value": value[:40]}
        )
    return value


_known: dict[str, tuple[float, Standing]] = {}


def standing(layer: Layer) -> Standing:
    """Asked of the database once a second and process: this is all that a 304 costs."""
    kept, now = _known.get(layer.name), monotonic()
    if kept is not None and now - kept[0] <= FRESH_SECONDS:
        return kept[1]
    known = Standing.objects.filter(layer=layer.name).first() or Standing(layer.name)
    _known[layer.name] = (now, known)
    return known


def forget_standing() -> None:
    _known.clear()


def tile(layer: Layer, build: int, z: int, x: int, y: int, wanted: Wanted) -> bytes:
    if not cells.is_tile(z, x, y):
        raise ValueError("no such tile")
    spots = tables.spots(build, z, x, y, one=wanted.one, two=wanted.two, many=wanted.many)
    return mvt.tile(layer.name, spots)


def refs_within(layer: Layer, west: float, south: float, east: float, north: float) -> RawSQL:
    """The numbers of what stands in a box of WGS-84 degrees, for `pk__in`; west is greater than east across the
    antimeridian."""
    halves = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    boxes = [tables.box((south, left), (north, right)) for left, right in halves]
    inside = " OR ".join(condition for condition, _values in boxes)
    values = [value for _condition, some in boxes for value in some]
    sql = f"SELECT ref FROM maps_mark WHERE build = %s AND cut = 0 AND ({inside})"  # noqa: S608 (our own names)
    return RawSQL(sql, [standing(layer).build, *values])  # noqa: S611 (numbers only)
