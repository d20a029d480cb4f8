"""Everybody and everything of the year, and how it was at its beginning."""

import heapq
import io
import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max, Min
from django.utils import timezone
from PIL import Image

from benchmarks.year import facts, rates
from benchmarks.year.clock import Clock
from benchmarks.year.house import House, Wires
from benchmarks.year.ledger import Ledger
from ngo2.accounts import addresses
from ngo2.accounts.models import Person
from ngo2.accounts.services import create_person
from ngo2.accounts.services.persons import person_behind
from ngo2.lib.actors import SYSTEM, Actor, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.organisations.models import Membership, Organisation


class World:
    def __init__(self, organisations: int, seed: int, clock: Clock, wires: Wires) -> None:
        self.size = organisations
        self.dice = random.Random(seed)
        self.clock, self.wires = clock, wires
        self.house, self.ledger = House(wires), Ledger()
        self.day = 0
        self.lines: dict[str, facts.Facts] = {}  # of the monthly list, by its own number
        self.line_is: dict[str, int] = {}  # lines of what was here already, and as which record
        self.looked = clock.at  # when the team last read what partners decided
        self.left: set[int] = set()  # people who have gone and read nothing any more
        self.twins: dict[int, int] = {}  # record: the one that it is once more
        self.wrong: set[str] = set()  # what is not so: "claim:7", "held:9", "proposal:3", "handover:4"
        self._later: list[tuple[datetime, int, Callable[[], None]]] = []
        self._nth = count()
        self.dana: Any = None
        self.partners: list[Any] = []
        self.owned: list[tuple[int, int]] = []  # (record, its owner)

    def times(self, a_year: float, of: int) -> int:
        """How often it happens today to one of `of`, when it happens to each `a_year` times."""
        expected = a_year * of / rates.YEAR
        whole = int(expected)
        return whole + (self.dice.random() < expected - whole)

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    # -- what happens later ----------------------------------------------------------------------

    def later(self, days: float, do: Callable[[], None]) -> None:
        heapq.heappush(self._later, (self.clock.at + timedelta(days=days), next(self._nth), do))

    def catch_up(self) -> None:
        while self._later and self._later[0][0] <= self.clock.at:
            do = heapq.heappop(self._later)[2]
            self.tried(do)

    def tried(self, do: Callable[[], Any], why: str = "") -> Any:
        """What the house refuses is no fault: people hear a sentence and go on. None then."""
        try:
            return do()
        except (Refused, Denied, Hidden) as refusal:
            self.ledger.refused[
                f"{why}{getattr(refusal, 'code', '') or type(refusal).__name__}: {refusal}"[:90]
            ] += 1
            return None

    # -- who ------------------------------------------------------------------------------------

    def somebody(self, address: str = "") -> Person:
        """Comes in by a code to their address: a phone mostly."""
        if not address:
            address = facts.mobile(self.dice) if self.chance(0.6) else facts.mail_address(self.dice)
        person, fresh = person_behind(addresses.read(address), language="zh-hans")
        if fresh:
            Person.objects.filter(pk=person.pk).update(name=f"人{person.pk}", terms_version="1")
            person.refresh_from_db()
        return person

    def owner(self) -> tuple[Organisation, Actor] | None:
        """One who is still there."""
        for _try in range(20):
            if not self.owned:
                return None
            record, person = self.dice.choice(self.owned)
            if person in self.left:
                continue
            found = Organisation.objects.filter(pk=record, state=Organisation.ACTIVE).first()
            seat = Membership.objects.filter(
                organisation=record, person=person, role=Membership.OWNER, suspended_at=None, person__is_active=True
            ).select_related("person").first()  # fmt: skip
            if found is not None and seat is not None:
                return found, person_actor(seat.person)
        return None

    def unowned(self) -> Organisation | None:
        return self._any(Organisation.objects.filter(claimed_at=None))

    def record(self) -> Organisation | None:
        return self._any(Organisation.objects.all())

    def _any(self, found: Any) -> Organisation | None:
        """Near a number that is drawn: whatever the first one is, PostgreSQL gives none out twice."""
        found = found.filter(state=Organisation.ACTIVE).order_by("pk")
        numbers = Organisation.objects.aggregate(least=Min("pk"), most=Max("pk"))
        if numbers["least"] is None:
            return None
        below = numbers["least"] - 1
        near = below + self.dice.randrange(numbers["most"] - below + 1)
        return found.filter(pk__gte=near).first() or found.first()

    def own(self, record: Organisation, person: Person) -> None:
        self.owned.append((record.pk, person.pk))

    def people(self) -> int:
        return len(self.owned)

    def staff(self) -> Actor:
        return person_actor(self.dana)

    def meet_dana(self) -> None:
        self.dana = create_person(SYSTEM, name="Dana", email="dana@example.org", is_staff=True)


@cache
def _picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "#c43d2b").save(file, "JPEG")
    return file.getvalue()


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("paper.jpg", _picture(), "image/jpeg")


def days_in(clock: Clock, hours: Iterable[float]) -> Iterable[datetime]:
    """The moments of the day that begins at midnight of the clock's local day."""
    midnight = timezone.localtime(clock.at).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(hours=one) for one in hours)
