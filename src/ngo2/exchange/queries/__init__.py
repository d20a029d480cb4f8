from typing import TYPE_CHECKING

from ngo2.exchange.models import Post
from ngo2.exchange.queries.deliveries import amounts_of, ended_answers, lines_of_ended
from ngo2.exchange.queries.hours import certificates, services_of, total_hours
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
    by_words,
    counts_by,
    in_order,
    matching,
    of_organisation,
    off_map,
    open_of,
    open_posts,
    other,
    with_a_page,
)
from ngo2.exchange.queries.projects import (
    contacts,
    due_milestones,
    history,
    is_delivered,
    is_ready,
    joined,
    may_confirm,
    milestones_of,
    silent_milestones,
    team_of,
)
from ngo2.exchange.queries.searches import (
    new_of_search,
    open_counts,
    searches_at_once,
    searches_due,
    searches_of,
    sides_with_news,
)
from ngo2.exchange.queries.stories import (
    counts_of_stories,
    public_stories,
    standing_of,
    stories,
    stories_of,
    stories_of_post,
    stories_reported,
)
from ngo2.exchange.queries.suggestions import (
    listeners_at_once,
    listeners_due,
    new_by_organisation,
    new_counts,
    new_for,
    organisations_of,
    unseen,
)
from ngo2.exchange.queries.touched import FOLLOWED, posts_touched

if TYPE_CHECKING:
    from ngo2.exchange.matching import Match
    from ngo2.exchange.queries.fitting import Matched

MOST_MATCHES = 20


def matches(post: Post, limit: int = MOST_MATCHES) -> "list[Matched]":
    """The best of the other side, each open now and with two reasons or more (E3), the best first."""
    from ngo2.exchange.queries import fitting  # noqa: PLC0415 (numpy: 0.1 s that most processes never need)

    return fitting.matches(post, limit)


def explained(mine: Post, other: Post) -> "Match":
    """Why any two fit, and what speaks against it, as they stand now."""
    from ngo2.exchange.queries import fitting  # noqa: PLC0415 (numpy, as above)

    return fitting.explained(mine, other)


__all__ = [
    "FOLLOWED",
    "alike",
    "amounts_of",
    "asked_by",
    "by_words",
    "certificates",
    "contacts",
    "counts_by",
    "counts_of_stories",
    "delivered",
    "differing",
    "due_milestones",
    "ended_answers",
    "explained",
    "history",
    "in_order",
    "introductions",
    "introductions_of",
    "is_delivered",
    "is_ready",
    "joined",
    "lines_of_ended",
    "listeners_at_once",
    "listeners_due",
    "live_of",
    "matches",
    "matching",
    "may_confirm",
    "milestones_of",
    "new_by_organisation",
    "new_counts",
    "new_for",
    "new_of_search",
    "of_organisation",
    "off_map",
    "open_counts",
    "open_of",
    "open_posts",
    "organisations_of",
    "other",
    "posts_touched",
    "public_stories",
    "searches_at_once",
    "searches_due",
    "searches_of",
    "services_of",
    "sides_with_news",
    "silent",
    "silent_milestones",
    "standing_of",
    "stories",
    "stories_of",
    "stories_of_post",
    "stories_reported",
    "team_of",
    "total_hours",
    "unseen",
    "with_a_page",
]
