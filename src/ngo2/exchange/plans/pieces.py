"""A line as a plan sees it. Pure."""

from dataclasses import dataclass

from ngo2.exchange.plans import things


@dataclass(frozen=True)
class Piece:
    """A line with what is left of it. `name` is how reasons call it: number and organisation of its post."""

    line: int
    post: int
    item: str
    much: int
    name: str

    @property
    def family(self) -> str:
        return things.family(self.item)
