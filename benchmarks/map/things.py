"""Points for a map, the same for everybody who is measured, and the layer that holds them."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


class Thing(NamedTuple):
    ref: int
    lat: float
    lng: float
    kind: str
    grade: str
    causes: tuple[str, ...]


class Things:
    """The same points for everybody: around the centres of Chinese counties, a third of them on the centre itself."""

    KINDS, GRADES = ("grassroots_ngo", "foundation", "company", "network"), ("fresh", "ageing", "stale")
    CAUSES = ("health", "education", "environment", "elderly", "children", "disability", "rural", "culture")

    def __init__(self, count: int) -> None:
        self.count = count
        rows = Path("data/divisions/cn_division_coordinates.csv").read_text(encoding="utf-8-sig").splitlines()
        cells = [row.split(",") for row in rows[1:]]
        self.centres = [(float(one[3]), float(one[2])) for one in cells if one[2] and one[3]]
        weights = random.Random(1)
        self.weights = [weights.paretovariate(1.2) for _one in self.centres]

    def all(self) -> Iterator[Thing]:
        made = random.Random(2)
        for start in range(0, self.count, 10_000):
            size = min(10_000, self.count - start)
            for number, (lat, lng) in enumerate(made.choices(self.centres, self.weights, k=size), start + 1):
                exact = made.random() > 0.33
                yield Thing(
                    number,
                    lat + made.gauss(0, 0.08) * exact,
                    lng + made.gauss(0, 0.08) * exact,
                    made.choice(self.KINDS),
                    made.choice(self.GRADES),
                    tuple(made.sample(self.CAUSES, made.choice((1, 1, 2, 3)))),
                )

    def layer(self, name: str = "organisations", *, seeking: bool = False) -> Any:
        """`seeking`: every tenth has an open need."""
        from ngo2.kernel.maps.layers import Facet, Layer, Placed

        rows = self.all()
        held: dict[int, Placed] = {}

        def refs_after(_ref: int, limit: int) -> list[int]:
            held.clear()
            for one, _n in zip(rows, range(limit), strict=False):
                held[one.ref] = Placed(*one, ("needs",) if seeking and one.ref % 10 == 0 else ())
            return list(held)

        return Layer(
            name=name, label="", about="bench.thing", follows=(),
            placed=lambda refs: [held[ref] for ref in refs if ref in held],
            refs_after=refs_after,
            one=Facet("kind", lambda: self.KINDS), two=Facet("fresh", lambda: self.GRADES),
            many=Facet("cause", lambda: self.CAUSES), beside=Facet("with", lambda: ("needs",)),
        )  # fmt: skip

    def some_tiles(self, z: int, count: int) -> list[tuple[int, int, int]]:
        """Where the points are: the more a tile holds, the likelier it is asked for."""
        from ngo2.kernel.maps import cells

        chosen = random.Random(z).choices(self.centres, self.weights, k=count)
        where = (cells.cell(*one) for one in chosen)
        return [(z, x >> cells.BITS - z, y >> cells.BITS - z) for x, y in where]
