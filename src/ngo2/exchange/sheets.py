"""What is printed: a post on one page of A4 for a wall, and an agreement for two signatures."""

from typing import Any

import segno
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.exchange import kinds, words
from ngo2.kernel.documents import services as documents
from ngo2.organisations import words as record_words

MOST_LINES, LONGEST, LONGEST_TERM = 18, 900, 150  # what one page holds


def sheet(post: Any, address: str) -> bytes:
    """PDF in the language of now. `post.lines` in their order."""
    return documents.pdf("exchange/sheet.typ", _data(post, address))


def _data(post: Any, address: str) -> dict[str, Any]:
    lines = list(post.lines.all())
    more = len(lines) - MOST_LINES
    return {
        "lang": "zh" if record_words.in_chinese() else "en",
        "side": _("Needed") if post.side == kinds.NEED else _("Offered"),
        "number": words.numbered(post.side, post.number),
        "title": post.title,
        "by": record_words.called(post.organisation),
        "text": post.text if len(post.text) <= LONGEST else post.text[: LONGEST - 1] + "…",
        "terms": [[name, _cut(text)] for name, text in words.project(post)],
        "lines": [[line.item, words.amount(line)] for line in lines[:MOST_LINES]],
        "more": _("and %(n)s more") % {"n": more} if more > 0 else "",
        "facts": [
            *(words.where(post), _when(post), *words.conditions(post)),
            *words.goods(getattr(post, "goods", None)),
            *words.care(getattr(post, "care", None)),
        ],
        "state": "" if post.is_open else _("Closed: %(why)s") % {"why": words.ending(post)},
        "how": _("Scan, or open the address and say the number:"),
        "address": address,
        "qr": segno.make(address, error="m", micro=False).svg_inline(border=2),
        "foot": _("NGO 2.0: needs and offers of organisations"),
        "language": translation.get_language(),
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TERM else text[: LONGEST_TERM - 1] + "…"


def _when(post: Any) -> str:
    until = _("until %(day)s") % {"day": date_format(post.until_day)}
    if post.from_day is None:
        return until
    return _("from %(day)s") % {"day": date_format(post.from_day)} + " · " + until


def agreement(one: Any, giver: str, receiver: str) -> bytes:
    """PDF in the language of now, with all that charity law art. 39 asks for. `one.agreement` is written.

    Of a project it also says what both settled before: budget, names, reporting, months.
    """
    written, post = one.agreement, one.post
    together = words.project(post, confided=True)
    rows = [
        [promise.line.item, promise.line.note, words.quantity(promise.promised, promise.line.unit)]
        for promise in one.promises.all()
        if promise.promised
    ]
    data = {
        "lang": "zh" if record_words.in_chinese() else "en",
        "title": _("Agreement on a project together") if together else _("Donation agreement"),
        "number": f"{words.numbered(post.side, post.number)} / {one.pk}",
        "parties": [[_("Whoever gives"), giver], [_("Whoever receives"), receiver]],
        "about": [
            [_("Kind"), words.about(post.subkind)],
            *([name, text] for name, text in together),
            [_("What each side does") if together else _("Condition"), written.quality],
            [_("Use"), written.use],
            [_("Done by") if together else _("Delivered by"), date_format(written.deliver_by)],
            [_("Said to each other") if together else _("Handed over"), written.deliver_how or "–"],
        ],
        "heads": [_("What"), _("Notes"), _("Quantity")],
        "rows": rows,
        "none": "" if together else _("No goods are counted: see what it is about."),
        "title_of_post": post.title,
        "law": _(
            "Whoever receives uses it for what is written here and tells on request what became of it; goods are "
            "usable and meet the standards of safety and hygiene. (Charity law, art. 36, 39, 42; not legal advice)"
        ),
        "signed": [_("Signature and seal of whoever gives"), _("Signature and seal of whoever receives")],
        "day": _("Day"),
    }
    return documents.pdf("exchange/agreement.typ", data)
