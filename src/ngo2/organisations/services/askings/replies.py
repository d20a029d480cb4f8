"""Answers by SMS: "1" confirms what was asked last of that number; words are kept for a person to read."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.notify.incoming import YES, Answer, Meaning, Sms
from ngo2.kernel.notify.reach import address_digest
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.organisations import words
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.models import Asking
from ngo2.organisations.services.askings.answering import answer_asking
from ngo2.organisations.services.askings.links import ANSWERED, OPEN, Held, path, read
from ngo2.organisations.sources import SMS

CONFIRMED, LATE, KEPT = "confirmed", "late", "kept"
_NAMED = 12  # characters of a name: an SMS is short


def answer_reply(sms: Sms, meaning: Meaning) -> Answer | None:
    """None when we never asked that number anything."""
    asked = Asking.objects.filter(
        kind=Asking.LETTER, channel="sms", address_digest=address_digest(sms.number)
    ).select_related("organisation", "person")
    asking = asked.order_by("-made_at", "-pk").first()
    if asking is None:
        return None
    held = read(asking)
    if meaning != YES:
        return _answer(asking, _help(held), KEPT, keep=True)
    if held.state == OPEN:
        return _confirm(asking, held)
    return _late(asking, held)


def _confirm(asking: Asking, held: Held) -> Answer:
    try:
        done = answer_asking(
            Actor("sms", str(asking.pk)), asking, source=SMS, right=held.fields, revision=held.revision
        )
    except (Refused, Denied, Hidden):  # somebody was faster
        return _late(asking, read(Asking.objects.select_related("organisation", "person").get(pk=asking.pk)))
    labels = _(", ").join(str(CATALOGUE[key].label) for key in done.confirmed)
    count = len(done.confirmed)
    said = ngettext(
        "Thank you. Confirmed for %(name)s: %(facts)s.",
        "Thank you. Confirmed for %(name)s: %(facts)s.",
        count,
    )
    return _answer(asking, said % {"name": _name(asking), "facts": labels}, CONFIRMED)


def _late(asking: Asking, held: Held) -> Answer:
    if held.state == ANSWERED:
        said = _("NGO 2.0: this was answered already. Thank you; nothing more is needed.")
    else:
        said = _(
            "NGO 2.0: that question is too old, or the facts changed. Sign in to look at them: %(site)s"
        ) % {"site": settings.NGO2_SITE_URL}
    return _answer(asking, said, LATE)


def _help(held: Held) -> str:
    link = settings.NGO2_SITE_URL + path(held.asking) if held.asking and held.state == OPEN else ""
    if link:
        return _(
            "NGO 2.0: we pass your words on. 1 says that all is right, 0 stops our questions. To correct: %(link)s"
        ) % {"link": link}
    return _("NGO 2.0: we pass your words on to the platform team. 0 stops our questions.")


def _answer(asking: Asking, text: str, outcome: str, *, keep: bool = False) -> Answer:
    return Answer(text, outcome, asking.person, asking.organisation.scope, keep)


def _name(asking: Asking) -> str:
    name = words.called(asking.organisation)
    return name if len(name) <= _NAMED else f"{name[: _NAMED - 1]}…"
