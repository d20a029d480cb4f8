"""A place where things happen, and its map counted by hand."""

import random
from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.maps import cells, queries, tables
from ngo2.kernel.maps.layers import Facet, Layer, Placed
from ngo2.kernel.maps.mvt import Spot

KINDS, GRADES, CAUSES = ("ngo", "company"), ("fresh", "stale"), ("health", "water", "school")
SEEKS = ("needs", "offers")


class Town:
    """Things that come, move, change and go."""

    def __init__(self, seed: int) -> None:
        self.random, self.things = random.Random(seed), {}
        self.layer = Layer(
            name="things",
            label=_("Organisations"),
            about="things.thing",
            follows=("things.*",),
            placed=lambda refs: [self.things[ref] for ref in refs if ref in self.things],
            refs_after=lambda ref, limit: sorted(one for one in self.things if one > ref)[:limit],
            one=Facet("kind", lambda: KINDS),
            two=Facet("fresh", lambda: GRADES),
            many=Facet("cause", lambda: CAUSES),
            beside=Facet("with", lambda: SEEKS),
        )

    def thing(self, ref: int) -> Placed:
        # Few places, so that things share cells, also at the corners of tiles and of the world.
        lat = self.random.choice([25.0, 25.0001, 30.66, -33.9, 0.0001, 85.2, -89.0])
        lng = self.random.choice([102.7, 102.7001, 104.06, 18.4, 179.99999, -180.0])
        many = tuple(sorted(self.random.sample(CAUSES, self.random.randrange(3))))
        beside = tuple(one for nth, one in enumerate(SEEKS) if (ref + len(many)) >> nth & 1)
        return Placed(ref, lat, lng, self.random.choice(KINDS), self.random.choice(GRADES), many, beside)

    def happen(self) -> list[int]:
        refs = self.random.sample(range(1, 30), self.random.randrange(1, 4))
        for ref in refs:
            if self.random.random() < 0.25:
                self.things.pop(ref, None)
            else:
                self.things[ref] = self.thing(ref)
        return refs

    def by_hand(
        self, z: int, x: int, y: int, kind: str = "", grade: str = "", cause: str = "", seeks: str = ""
    ) -> list[Spot]:
        groups = defaultdict(list)
        for one in self.things.values():
            chosen = all(
                (
                    not kind or one.one == kind,
                    not grade or one.two == grade,
                    not cause or cause in one.many,
                    not seeks or seeks in one.beside,
                )
            )
            cx, cy = cells.cell(one.lat, one.lng)
            if chosen and (cx >> cells.BITS - z, cy >> cells.BITS - z) == (x, y):
                level = min(z + tables.GRID, cells.BITS)
                where = (cx >> cells.BITS - level, cy >> cells.BITS - level)
                groups[cells.morton(*where)].append((cx, cy, one.ref))
        unit = cells.BITS - z - 12
        found = []
        for _code, group in sorted(groups.items()):
            n = len(group)
            mx, my = sum(one[0] for one in group) // n, sum(one[1] for one in group) // n
            found.append(
                Spot(n, (mx >> unit) - (x << 12), (my >> unit) - (y << 12), sum(one[2] for one in group))
            )
        return found


def tiles(town: Town):
    yield 0, 0, 0
    for one in list(town.things.values())[:6]:
        x, y = cells.cell(one.lat, one.lng)
        for z in (1, 4, 8, 12, 13, 16):
            yield z, x >> cells.BITS - z, y >> cells.BITS - z


CHOICES = [
    {},
    {"kind": "ngo"},
    {"cause": "water"},
    {"grade": "stale"},
    {"kind": "company", "cause": "school"},
    {"kind": "ngo", "grade": "fresh"},
    {"kind": "ngo", "grade": "fresh", "cause": "health"},
    {"seeks": "needs"},
    {"seeks": "offers", "cause": "school"},
    {"kind": "ngo", "grade": "fresh", "seeks": "needs", "cause": "water"},
]


def shown(town: Town, build: int, z: int, x: int, y: int, kind="", grade="", cause="", seeks=""):
    layer = town.layer
    return tables.spots(
        build, z, x, y,
        one=layer.one.number(kind), two=layer.two.number(grade), many=layer.cut(cause, seeks),
    )  # fmt: skip


def shown_build(town: Town) -> int:
    queries.forget_standing()
    return queries.standing(town.layer).build


def compare(town: Town) -> None:
    build = shown_build(town)
    for tile in tiles(town):
        for chosen in CHOICES:
            assert shown(town, build, *tile, **chosen) == town.by_hand(*tile, **chosen), (tile, chosen)
