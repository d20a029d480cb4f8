"""A whole plan as rows of a file: what is given, what is missing, what is left over, each with its reasons. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.exchange import words
from ngo2.exchange.plans import drawing, plan_words
from ngo2.exchange.plans.told import Told
from ngo2.exchange.plans.wishes import Wishes
from ngo2.kernel.opendata.datasets import Column
from ngo2.kernel.opendata.heads import Head, headings

COLUMNS = (
    Column(
        "what",
        gettext_lazy("What the row tells"),
        gettext_lazy("given: an offer serves a need; missing: of a need; left: of an offer."),
        "code",
    ),
    Column("need", gettext_lazy("Number of the need"), gettext_lazy("As it is said on the phone."), "code"),
    Column("need_title", gettext_lazy("What is needed"), gettext_lazy("Title of the need.")),
    Column("needed_by", gettext_lazy("Who needs it"), gettext_lazy("Name of the organisation.")),
    Column("needed_where", gettext_lazy("Where it is needed"), gettext_lazy("Place of the need.")),
    Column("offer", gettext_lazy("Number of the offer"), gettext_lazy("As it is said on the phone."), "code"),
    Column("offer_title", gettext_lazy("What is offered"), gettext_lazy("Title of the offer.")),
    Column("offered_by", gettext_lazy("Who offers it"), gettext_lazy("Name of the organisation.")),
    Column("offered_where", gettext_lazy("Where it is offered"), gettext_lazy("Place of the offer.")),
    Column(
        "item",
        gettext_lazy("Thing"),
        gettext_lazy("As the side that offers it calls it; else the one that needs it."),
    ),
    Column("quantity", gettext_lazy("How many"), gettext_lazy("Of what the row tells."), "whole"),
    Column("unit", gettext_lazy("Unit"), gettext_lazy("In what it is counted."), "code"),
    Column("share", gettext_lazy("Share"), gettext_lazy("Of what the need asks for."), "whole", "%"),
    Column(
        "km", gettext_lazy("Distance"), gettext_lazy("Between the middles of both places."), "whole", "km"
    ),
    Column(
        "fits",
        gettext_lazy("How well it fits"),
        gettext_lazy("From 0 to 100, by the wishes of the plan."),
        "whole",
    ),
    Column("stays", gettext_lazy("Stays"), gettext_lazy("How many of it were fixed by a person."), "whole"),
    Column(
        "why", gettext_lazy("Why"), gettext_lazy("Reasons, as the side reads them that needs it."), "lines"
    ),
    Column("against", gettext_lazy("What speaks against it"), gettext_lazy("In the same words."), "lines"),
)


def head(plan: Any, told: Told, wishes: Wishes, page: str, language: str, today: date) -> Head:
    """No licence for others: it is a working paper, and says so."""
    said = [*plan_words.summary(told, plan.unit), drawing.proven(told), *plan_words.wished(wishes)]
    if plan.is_exercise:
        said.insert(0, _("An exercise with data of the past; nothing of it was sent to anybody."))
    return Head(
        title=plan_words.title(plan),
        description=" ".join(said),
        columns=headings(COLUMNS),
        of_each_row=(),
        licence=_("A working paper of the platform team. Not for publication."),
        licence_url="",
        licence_short="",
        sources=(),
        updated=plan.changed_at.date(),
        as_of=today,
        page=page,
        language=language,
    )


def rows(plan: Any, told: Told, wishes: Wishes, posts: Mapping[int, Any]) -> Iterator[dict[str, Any]]:
    for need in drawing.served(told, wishes, posts, told.posts, plan.unit):
        asking = _need(need.post)
        for row in need.rows:
            yield {
                "what": "given",
                **asking,
                **_offer(row.offer),
                "item": row.item,
                "quantity": row.many,
                "unit": plan.unit,
                "share": row.share,
                "km": row.km,
                "fits": row.fits,
                "stays": row.stays or None,
                "why": row.why,
                "against": row.against,
            }
        for line in need.lines:
            if line.missing:
                yield {
                    "what": "missing",
                    **asking,
                    "item": line.item,
                    "quantity": line.missing_number,
                    "unit": plan.unit,
                    "why": [line.why_missing],
                }
    for one in drawing.giving(told, posts, told.offering, plan.unit):
        if one.left:
            yield {
                "what": "left",
                **_offer(one.post),
                "item": one.item,
                "quantity": one.left_number,
                "unit": plan.unit,
                "why": [one.why],
            }


def _need(post: Any) -> dict[str, str]:
    return {
        "need": post.number,
        "need_title": post.title,
        "needed_by": words.by(post),
        "needed_where": words.where(post),
    }


def _offer(post: Any) -> dict[str, str]:
    return {
        "offer": post.number,
        "offer_title": post.title,
        "offered_by": words.by(post),
        "offered_where": words.where(post),
    }
