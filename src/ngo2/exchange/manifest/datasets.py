"""Needs and offers, and what came of them, as open datasets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.exchange import queries
from ngo2.exchange.datasets import anonymous, deliveries, posts
from ngo2.exchange.filters import Filters
from ngo2.exchange.models import Line, Post
from ngo2.kernel.opendata import addresses
from ngo2.kernel.opendata.datasets import Dataset, Licence, Row, Source, datasets

_AT_A_TIME = 500  # records in memory
_NUMBER = 987654321
AN_HOUR = 3600


def contribute() -> None:
    datasets.add(POSTS, DELIVERIES)


def post_rows(chosen: posts.Chosen | None, language: str) -> Iterator[Row]:
    """In the order of the list: the newest first."""
    side, filters = chosen or posts.Chosen("", Filters())
    found = queries.in_order(queries.matching(side, filters))
    page = addresses.site(language, "exchange:post", _NUMBER).replace(str(_NUMBER), "%s")
    return posts.lines(found.iterator(chunk_size=_AT_A_TIME), language, page)


def count_posts() -> int:
    """Rows: one for each line, and one for each post without."""
    found = queries.open_posts()
    return Line.objects.filter(post__in=found).count() + found.filter(lines=None).count()


def updated() -> date:
    last = Post.objects.filter(dataset="").aggregate(last=Max("changed_at"))["last"]
    return timezone.localdate(last)


def sources() -> list[Source]:
    return [Source(_("What organisations say about themselves"))]


POSTS = Dataset(
    name=posts.NAME,
    title=_("Open needs and offers"),
    description=_(
        "What organisations need and can give now, one row for each line. Texts stand on the pages; what has ended is"
        " not here. Monthly copies name nobody and hold no free words."
    ),
    columns=posts.COLUMNS,
    rows=post_rows,
    count=count_posts,
    licence=Licence(
        _(
            "What an organisation writes about its needs and offers may be quoted with the address of the page."
        ),
        short=_("May be quoted with the address of the page."),
    ),
    sources=sources,
    updated=updated,
    page_keys=("posts", "organisations"),
    lasting=posts.lasting,
)


def _begin_of_month() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate().replace(day=1), time()))


def _told() -> tuple[dict[int, deliveries.Ended], dict[int, Mapping[str, str]]]:
    ended = {one.pk: one for one in queries.ended_answers(_begin_of_month())}
    return ended, anonymous.told([deliveries.case(one) for one in ended.values()], timezone.localdate())


def delivery_rows(filters: Any, language: str) -> Iterator[Row]:
    """One for each line with an amount, or one for an answer without; nothing follows from their order."""
    ended, told = _told()
    order = deliveries.shuffled(list(told), settings.SECRET_KEY)
    for start in range(0, len(order), _AT_A_TIME):
        chunk = order[start : start + _AT_A_TIME]
        amounts = defaultdict(list)
        for each in queries.amounts_of(chunk):
            amounts[each.answer].append(each)
        for pk in chunk:
            yield from deliveries.rows(ended[pk], told[pk], amounts[pk])


def count_deliveries() -> int:
    """Kept for an hour: a month that is over hardly changes, and the catalogue asks often."""
    month = f"{timezone.localdate():%Y-%m}"
    return int(cache.get_or_set(f"exchange:deliveries:{month}", _counted, AN_HOUR) or 0)


def _counted() -> int:
    _ended, told = _told()
    lines = queries.lines_of_ended(_begin_of_month())
    return sum(lines.get(pk, 1) for pk in told)


DELIVERIES = Dataset(
    name=deliveries.NAME,
    title=_("What arrived, and what did not"),
    description=_(
        "Every answer to a need or an offer that is over: what was promised, sent and received as both sides said, how"
        " long it took and how it ended. No organisation, no person, no free words; whoever would stand alone is told"
        " more coarsely or left out, and the meaning of each column says how."
    ),
    columns=deliveries.COLUMNS,
    rows=delivery_rows,
    count=count_deliveries,
    licence=Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    sources=lambda: [Source(_("What both sides said on this site"))],
    updated=lambda: timezone.localdate().replace(day=1),
    # What ended in a month that is over stays as it is: a new day is all that can change the file.
)
