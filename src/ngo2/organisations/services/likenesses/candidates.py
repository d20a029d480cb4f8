"""Who shares a key with whom. The work is bounded: a key that too many share leads to nobody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from ngo2.organisations import disclosure, duplicates
from ngo2.organisations.models import Organisation

_AT_ONCE = 4000  # values in one IN
_SHARING = 'SELECT "key", "organisation_id" FROM "organisations_likenesskey" WHERE "key" IN (…)'
_COMMON = """
    SELECT "key", COUNT(*) FROM "organisations_likenesskey" WHERE "key" IN (…) GROUP BY "key" HAVING COUNT(*) > %s
"""
_PAIRS = """
    WITH own AS MATERIALIZED (
        SELECT "key", "organisation_id" FROM "organisations_likenesskey"
        WHERE "organisation_id" IN (…) AND "key" <> %s ORDER BY "key"
    ), mine AS MATERIALIZED (
        SELECT a."key", a."organisation_id" FROM own a WHERE (
            SELECT c."organisation_id" FROM "organisations_likenesskey" c
            WHERE c."key" = a."key" ORDER BY c."organisation_id" LIMIT 1 OFFSET %s
        ) IS NULL
    )
    SELECT mine."organisation_id", b."organisation_id" FROM mine
    JOIN "organisations_likenesskey" b ON b."key" = mine."key" AND b."organisation_id" <> mine."organisation_id"
"""
_BUT_WAITING = """
    WHERE NOT EXISTS (
        SELECT 1 FROM "organisations_likenesskey" w WHERE w."key" = %s AND w."organisation_id" = b."organisation_id"
    )
"""


class Candidates:
    """Remembers for one run which keys are too common, so that each is counted once."""

    def __init__(self, most_sharing: int = duplicates.MOST_SHARING) -> None:
        self._most = most_sharing
        self._common: set[int] = {duplicates.WAITS}

    def sharing(self, keys: Iterable[int]) -> dict[int, list[int]]:
        """{key: records that have it}."""
        found: dict[int, list[int]] = defaultdict(list)
        wanted = [key for key in dict.fromkeys(keys) if key not in self._common]
        for start in range(0, len(wanted), _AT_ONCE):
            self._fetch(wanted[start : start + _AT_ONCE], found)
        return found

    def _fetch(self, wanted: list[int], found: dict[int, list[int]]) -> None:
        common = {key for key, _many in _rows(_COMMON, wanted, [self._most])}
        self._common |= common
        for key, pk in _rows(_SHARING, [key for key in wanted if key not in common], []):
            found[key].append(pk)


def pairs_of(records: Iterable[int], *, waiting: bool = True) -> set[tuple[int, int]]:
    """Pairs, the smaller number first, of these records with whoever shares a key with them.

    For each of their keys the database looks whether a twentieth other one has it, and no further. Not `waiting`:
    without those that wait to be compared themselves.
    """
    sql, more = _PAIRS, [duplicates.WAITS, duplicates.MOST_SHARING]
    if not waiting:
        sql, more = _PAIRS + _BUT_WAITING, [*more, duplicates.WAITS]
    rows = _rows(sql, list(records), more)
    return {(one, other) if one < other else (other, one) for one, other in rows}


def _rows(sql: str, values: list[int], more: list[int]) -> list[tuple[int, int]]:
    """Past the ORM, which takes ten times as long for a thousand numbers in one IN."""
    if not values:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("(…)", f"({', '.join(['%s'] * len(values))})"), [*values, *more])
        return cursor.fetchall()


def liken_records(records: Iterable[int], *, public: bool = False) -> dict[int, duplicates.Likened]:
    """{number: what is compared} of those that stand in the directory; `public`: of what everybody may see."""
    wanted, found = list(records), {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Organisation.objects.filter(pk__in=wanted[start : start + _AT_ONCE], state=Organisation.ACTIVE)
        for pk, country, facts in rows.values_list("pk", "country", "facts"):
            found[pk] = duplicates.likened(values(country, facts, public=public), pk)
    return found


def texts(records: QuerySet[Organisation]) -> QuerySet[Organisation, tuple[int, str]]:
    """(number, facts as text): other processes read them."""
    return records.order_by("pk").values_list("pk", Cast("facts", TextField()))


def values(country: str, facts: Mapping[str, Mapping[str, Any]], *, public: bool) -> dict[str, Any]:
    shown = disclosure.public_facts(country, facts) if public else facts
    return {key: one["v"] for key, one in shown.items()}
