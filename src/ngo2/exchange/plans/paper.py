"""A plan on A4 for the phone room: whom to call, what they get, and a box to tick."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.exchange import words
from ngo2.exchange.plans import drawing
from ngo2.exchange.plans.told import Told
from ngo2.exchange.plans.wishes import Wishes
from ngo2.kernel.documents import services as documents
from ngo2.kernel.opendata.heads import Head
from ngo2.lib.refusals import Refused
from ngo2.organisations import disclosure
from ngo2.organisations import words as record_words

MOST = 600  # needs on one paper: what a room calls in a day, and a printer bears


def printed(plan: Any, told: Told, wishes: Wishes, posts: Mapping[int, Any], head: Head) -> bytes:
    """PDF in the language of now. Phones only as far as everybody may read them."""
    if len(told.posts) > MOST:
        raise Refused(
            _("More than %(n)s needs are too much for paper. Take the table, and print what you need of it.")
            % {"n": MOST}
        )
    data = {
        "lang": "zh" if record_words.in_chinese() else "en",
        "title": head.title,
        "day": date_format(head.as_of),
        "about": head.description,
        "exercise": _("Exercise: do not call anybody.") if plan.is_exercise else "",
        "draft": _("Draft: nothing is sent yet.") if plan.is_draft and not plan.is_exercise else "",
        "heads": [_("From whom"), _("How many"), _("Called")],
        "nothing": _("gets nothing now"),
        "needs": [
            {
                "number": one.number,
                "title": one.post.title,
                "by": one.by,
                "where": one.where,
                "phone": _phone(one.post),
                "lines": [
                    _("%(item)s: asks for %(asked)s, gets %(got)s (%(share)s %%)")
                    % {"item": line.item, "asked": line.asked, "got": line.got, "share": line.share}
                    for line in one.lines
                ],
                "rows": [
                    [
                        f"{words.numbered('offer', row.offer.number)} · {words.by(row.offer)}",
                        " · ".join(filter(None, (row.item, row.away, _phone(row.offer)))),
                        row.amount,
                    ]
                    for row in one.rows
                ],
            }
            for one in drawing.served(told, wishes, posts, told.posts, plan.unit)
        ],
    }
    return documents.pdf("exchange/plan.typ", data)


def _phone(post: Any) -> str:
    record = post.organisation
    facts = disclosure.public_facts(record.country, record.facts)
    return str((facts.get("phone") or {}).get("v") or "")
