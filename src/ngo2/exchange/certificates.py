"""What is printed of help and goods that came: a certificate of hours, an acknowledgement of a gift."""

from datetime import date
from typing import Any

import segno
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.exchange import hours, law, words
from ngo2.kernel.documents import services as documents
from ngo2.organisations import words as record_words


def told(certificate: Any, receiver: Any) -> dict[str, Any]:
    """What the paper says, and the page behind its code: one source for both. `receiver` was helped, and vouches."""
    volunteer = certificate.volunteer
    one = volunteer.introduction
    rules = law.volunteering(one.post.kind)
    days = [date.fromisoformat(row[0]) for row in certificate.rows]
    return {
        "number": certificate.number,
        "name": volunteer.name if certificate.with_name else "",
        "issuer": record_words.called(receiver),
        "code": (receiver.facts.get("credit_code") or {}).get("v") or "",
        "project": one.post.title,
        "hours": hours.shown(certificate.halves),
        "span": " – ".join(dict.fromkeys(date_format(day) for day in (min(days), max(days)))),
        "rows": [
            (date_format(day), hours.shown(row[1]), row[2])
            for day, row in zip(days, certificate.rows, strict=True)
        ],
        "insurance": certificate.insurance,
        "issued_on": date_format(timezone.localdate(certificate.issued_at)),
        "vouches": str(rules.issuer) if rules else "",
    }


def of_hours(certificate: Any, receiver: Any, address: str) -> bytes:
    """PDF in the language of now. `address` shows the same to whoever scans it."""
    said = told(certificate, receiver)
    data = {
        "lang": "zh" if record_words.in_chinese() else "en",
        "title": _("Record of volunteer service"),
        "number": _("No. %(number)s") % said,
        "name": said["name"],
        "facts": [
            [_("Volunteer"), said["name"]],
            [_("Served at"), said["issuer"]],
            [_("Credit code"), said["code"] or "–"],
            [_("Project or task"), said["project"]],
            [_("Period of service"), said["span"]],
            [_("Hours in all"), said["hours"]],
            [_("Insurance"), said["insurance"] or "–"],
        ],
        "heads": [_("Day"), _("Hours"), _("What was done")],
        "rows": said["rows"],
        "vouches": said["vouches"],
        "issued": _("Issued on %(day)s, free of charge") % {"day": said["issued_on"]},
        "seal": _("Seal of %(name)s") % {"name": said["issuer"]},
        "by_hand": _("The name is written in by hand."),
        "scan": _("Scan to compare with what was issued"),
        "address": address,
        "qr": segno.make(address, error="m", micro=False).svg_inline(border=2),
    }
    return documents.pdf("exchange/certificate.typ", data)


def of_goods(one: Any, giver: str, receiver: Any, goods: Any) -> bytes:
    """What was received, with the fields of charity law art. 38. `one.acknowledgement` is written."""
    written, post = one.acknowledgement, one.post
    named = written.wish != written.ANONYMOUS
    waived = [_("Whoever gave does not want a receipt; this is the record of it.")]
    data = {
        "lang": "zh" if record_words.in_chinese() else "en",
        "title": _("Acknowledgement of a gift in kind"),
        "not_a": _(
            "This is not the official receipt for public-benefit donations, and not for the tax office."
        ),
        "number": f"{words.numbered(post.side, post.number)} / {one.pk}",
        "facts": [
            [_("Whoever gave"), giver if named else _("wants to stay unnamed")],
            [_("Whoever received"), record_words.called(receiver)],
            [_("Kind"), words.about(post.subkind)],
            [_("Arrived on"), date_format(written.received_on)],
            [_("Taken in by"), written.handler],
        ],
        "heads": [_("What"), _("Quantity")],
        "rows": [
            [promise.line.item, words.quantity(promise.received, promise.line.unit)]
            for promise in one.promises.select_related("line").order_by("line__place")
            if promise.received
        ],
        "none": post.title,
        "notes": [
            *words.goods(goods),
            *(waived if written.wish == written.WAIVED else []),
            _("Whoever gave may look into how it was used, and copy the record (charity law, art. 38, 42)."),
        ],
        "signed": _("Signature and seal of whoever received"),
        "day": _("Day"),
    }
    return documents.pdf("exchange/acknowledgement.typ", data)
