"""A version as people read it: grouped by need, with reasons and what speaks against. Pure; posts are fetched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ngo2.exchange import matching, words
from ngo2.exchange.allocation import Changes, Reason
from ngo2.exchange.plans import reckoning, things
from ngo2.exchange.plans.told import Told
from ngo2.exchange.plans.wishes import Wishes
from ngo2.exchange.seen import seen

MOST_CHANGES = 20


@dataclass
class Row:
    """One offer for one need. `key`: "need line-offer line", for the fields beside it."""

    key: str
    need: Any
    offer: Any
    item: str
    many: int
    amount: str
    share: int
    away: str
    km: int | None
    fits: int
    stays: int
    why: list[str]
    against: list[str]


@dataclass
class Line:
    item: str
    asked: str
    got: str
    share: int
    missing: str = ""
    missing_number: int = 0
    why_missing: str = ""


@dataclass
class Served:
    """One need: its lines, and what it gets from whom."""

    post: Any
    number: str
    by: str
    where: str
    lines: list[Line] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def getting(self) -> list[Line]:
        return [line for line in self.lines if line.share or not line.missing]

    @property
    def nothing(self) -> list[tuple[str, str]]:
        """(why, what): lines that get nothing, those of one reason in one sentence."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            if line not in self.getting:
                found.setdefault(line.why_missing, []).append(f"{line.item} {line.asked}")
        return [(why, " · ".join(what)) for why, what in found.items()]

    @property
    def tone(self) -> str:
        if not self.rows:
            return "wrong"
        return "waiting" if any(line.missing for line in self.lines) else "confirmed"


def served(
    told: Told, wishes: Wishes, posts: Mapping[int, Any], wanted: Iterable[int], unit: str
) -> list[Served]:
    """The needs `wanted`, in that order. A post that is gone meanwhile is left out."""
    draw = _Drawing(told, wishes, posts, unit)
    return [draw.need(pk) for pk in wanted if pk in posts]


class _Drawing:
    def __init__(self, told: Told, wishes: Wishes, posts: Mapping[int, Any], unit: str) -> None:
        self.told, self.wishes, self.posts, self.unit = told, wishes, posts, unit
        self.seen: dict[int, matching.Post] = {}
        self.missing = {line: (n, why) for line, n, why in told.kept["unmet"]}
        self.rows: dict[int, list[Sequence[Any]]] = {}
        for row in told.kept["rows"]:
            self.rows.setdefault(row[0], []).append(row)

    def need(self, pk: int) -> Served:
        post = self.posts[pk]
        made = Served(post, words.numbered(post.side, post.number), words.by(post), words.where(post))
        for piece in self.told.posts[pk]:
            got = self.told.given[piece.line]
            line = Line(
                piece.item,
                words.quantity(piece.much, self.unit),
                words.quantity(got, self.unit),
                max(1, 100 * got // piece.much) if got else 0,
            )
            if piece.line in self.missing:
                n, why = self.missing[piece.line]
                line.missing, line.missing_number = words.quantity(n, self.unit), n
                line.why_missing = str(Reason(*why))
            made.lines.append(line)
            made.rows += [
                self._row(row) for row in self.rows.get(piece.line, ()) if self._offer(row) in self.posts
            ]
        return made

    def _offer(self, row: Sequence[Any]) -> int:
        return self.told.offers[row[1]].post

    def _row(self, row: Sequence[Any]) -> Row:
        need_line, offer_line, n, locked, _worth, reasons = row
        need, offer = self.told.needs[need_line], self.told.offers[offer_line]
        mine, theirs = self._seen(need.post), self._seen(offer.post)
        match = matching.Match(mine, theirs, 1.0)
        against = [str(said) for said in match.against if said is not match.shut]
        if things.alike(need.item, offer.item) < 1:
            against.insert(
                0,
                _("They name it differently: “%(need)s” and “%(offer)s”.")
                % {"need": need.item, "offer": offer.item},
            )
        away = reckoning.km(mine, theirs)
        return Row(
            key=f"{need_line}-{offer_line}",
            need=self.posts[need.post],
            offer=self.posts[offer.post],
            item=offer.item,
            many=n,
            amount=words.quantity(n, self.unit),
            share=100 * n // need.much,
            away=""
            if away is None
            else _("%(km)s km") % {"km": number_format(round(away), force_grouping=True)},
            km=None if away is None else round(away),
            fits=next((int(values["n"]) for key, values in reasons if key == "fits"), 0),
            stays=locked,
            why=[*(str(Reason(*one)) for one in reasons if one[0] != "fits"), *map(str, match.why)],
            against=against,
        )

    def _seen(self, pk: int) -> matching.Post:
        if pk not in self.seen:
            self.seen[pk] = seen(self.posts[pk])
        return self.seen[pk]


@dataclass
class Giving:
    """One line of an offer: what it has, gives and keeps, and why it keeps something."""

    post: Any
    number: str
    by: str
    item: str
    has: str
    gives: str
    left: str
    left_number: int
    why: str


def giving(told: Told, posts: Mapping[int, Any], wanted: Iterable[int], unit: str) -> list[Giving]:
    """The offers `wanted`, line by line."""
    left = {line: (n, why) for line, n, why in told.kept["left"]}
    found = []
    for pk in wanted:
        for piece in told.offering[pk] if pk in posts else ():
            n, why = left.get(piece.line, (0, None))
            found.append(
                Giving(
                    posts[pk],
                    words.numbered("offer", posts[pk].number),
                    words.by(posts[pk]),
                    piece.item,
                    words.quantity(piece.much, unit),
                    words.quantity(told.given[piece.line], unit),
                    words.quantity(n, unit) if n else "",
                    n,
                    str(Reason(*why)) if why else "",
                )
            )
    return found


def told_changes(before: Told, after: Told) -> tuple[str, list[str], int]:
    """In one sentence, the first of them one by one, and how many more there are."""
    found: Changes = reckoning.changes(before, after)
    shown = [str(one) for one in found.rows[:MOST_CHANGES]]
    return str(found), shown, len(found.rows) - len(shown)


def proven(told: Told) -> str:
    """The ratio in plain words."""
    if told.kept["exact"]:
        return _("Proven: no plan could serve these wishes better.")
    ratio = int(told.kept["ratio"] * 1000) / 10
    return _("Proven: at least %(n)s %% of the best that could be reached.") % {"n": number_format(ratio, 1)}
