"""What there is to see. Everything here reads the columns that obey the table of what may be shown.

What partners decided and which records are alike have rooms of their own: `queries.partners`, `queries.likenesses`.
"""

from ngo2.organisations.directory import Filters
from ngo2.organisations.queries.checks import check_that_counts, check_waiting, checks_waiting, renewing
from ngo2.organisations.queries.counting import cause_counts, counted_by_division, counts_by, trait_counts
from ngo2.organisations.queries.facts import (
    SAID,
    all_held,
    and_proposals,
    held_of,
    held_waiting,
    proposal_counts,
    proposals_waiting,
    said_publicly,
    values_said,
    with_proposals,
)
from ngo2.organisations.queries.follows import follows_due, follows_of
from ngo2.organisations.queries.handovers import handover_open, handovers_about, handovers_to_decide
from ngo2.organisations.queries.joins import joined_into, merges
from ngo2.organisations.queries.lists import (
    datasets,
    import_progress,
    imports,
    line_counts,
    lines,
    lines_kept,
    record_sources,
    records_changed_on,
)
from ngo2.organisations.queries.members import (
    answering,
    claims_of,
    claims_waiting,
    edited_by,
    editors_of,
    editors_of_all,
    members_of,
    memberships_of,
)
from ngo2.organisations.queries.partners import partner_now
from ngo2.organisations.queries.records import (
    AREAS,
    confirmed_since,
    in_order,
    in_ranks,
    is_named,
    latest,
    listed,
    matching,
    named_like,
    newest,
    with_a_page,
    within,
)
from ngo2.organisations.queries.vouches import live_vouches, live_vouches_by, vouches_given, vouches_reported

__all__ = [
    "AREAS",
    "SAID",
    "Filters",
    "all_held",
    "and_proposals",
    "answering",
    "cause_counts",
    "check_that_counts",
    "check_waiting",
    "checks_waiting",
    "claims_of",
    "claims_waiting",
    "confirmed_since",
    "counted_by_division",
    "counts_by",
    "datasets",
    "edited_by",
    "editors_of",
    "editors_of_all",
    "follows_due",
    "follows_of",
    "handover_open",
    "handovers_about",
    "handovers_to_decide",
    "held_of",
    "held_waiting",
    "import_progress",
    "imports",
    "in_order",
    "in_ranks",
    "is_named",
    "joined_into",
    "latest",
    "line_counts",
    "lines",
    "lines_kept",
    "listed",
    "live_vouches",
    "live_vouches_by",
    "matching",
    "members_of",
    "memberships_of",
    "merges",
    "named_like",
    "newest",
    "partner_now",
    "proposal_counts",
    "proposals_waiting",
    "record_sources",
    "records_changed_on",
    "renewing",
    "said_publicly",
    "trait_counts",
    "values_said",
    "vouches_given",
    "vouches_reported",
    "with_a_page",
    "with_proposals",
    "within",
]
