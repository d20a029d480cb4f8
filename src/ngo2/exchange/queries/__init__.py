from typing import TYPE_CHECKING

from ngo2.exchange.models import Post
from ngo2.exchange.queries.introductions import (
    asked_by,
    delivered,
    differing,
    introductions,
    live_of,
    silent,
)
from ngo2.exchange.queries.introductions import of_organisation as introductions_of
from ngo2.exchange.queries.posts import (
    alike,
    counts_by,
    in_order,
    matching,
    of_organisation,
    off_map,
    open_of,
    open_posts,
    with_a_page,
)
from ngo2.exchange.queries.touched import FOLLOWED, posts_touched, record_touched

if TYPE_CHECKING:
    from ngo2.exchange.queries.fitting import Matched

MOST_MATCHES = 20


def matches(post: Post, limit: int = MOST_MATCHES) -> "list[Matched]":
    """The best of the other side, each open now and with two reasons or more (E3), the best first."""
    from ngo2.exchange.queries import fitting  # noqa: PLC0415 (numpy: 0.1 s that most processes never need)

    return fitting.matches(post, limit)


__all__ = [
    "FOLLOWED",
    "alike",
    "asked_by",
    "counts_by",
    "delivered",
    "differing",
    "in_order",
    "introductions",
    "introductions_of",
    "live_of",
    "matches",
    "matching",
    "of_organisation",
    "off_map",
    "open_of",
    "open_posts",
    "posts_touched",
    "record_touched",
    "silent",
    "with_a_page",
]
