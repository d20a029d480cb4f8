"""What saved searches contribute: verbs, the letter, the rounds, and what their table holds about persons."""

from collections.abc import Mapping
from datetime import time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngo2.exchange import filters, kinds, queries, searching, words
from ngo2.exchange.models import SavedSearch
from ngo2.exchange.services.searches import STOPPED_DAYS, stop_token
from ngo2.exchange.services.telling_searches import TOLD, tell_searches, tell_searches_at_once
from ngo2.exchange.words import Entry as Line
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import MessageType, Recipient, types
from ngo2.lib.once import once
from ngo2.lib.personal import Erase, Personal, Retention, declare

OFTEN = timedelta(minutes=5)


def reader(entry: Entry) -> list[Recipient]:
    """Nobody when it was stopped, or when all of it was closed meanwhile."""
    one = _of(entry)
    return [Recipient(one.person)] if one and one.stopped_at is None and _lines(entry) else []


def about(entry: Entry) -> Mapping[str, object]:
    one, lines, more = _of(entry), _lines(entry), entry.data.get("more", 0)
    count = {"n": len(lines) + more}
    need = one is None or one.side == kinds.NEED
    return {
        "title": searching.title_of(one) if one else "–",
        "news": (
            ngettext("%(n)s new need", "%(n)s new needs", count["n"])
            if need
            else ngettext("%(n)s new offer", "%(n)s new offers", count["n"])
        )
        % count,
        "lines": [
            (line, settings.NGO2_SITE_URL + reverse("exchange:post", args=[line.pk])) for line in lines
        ],
        "more": more,
        "list_url": settings.NGO2_SITE_URL + page(entry),
        "searches_url": settings.NGO2_SITE_URL + reverse("exchange:searches"),
    }


def page(entry: Entry) -> str:
    one = _of(entry)
    if one is None:
        return reverse("exchange:needs")
    return filters.address(reverse(filters.LISTS[one.side]), filters.of_columns(one))


def stop(entry: Entry) -> str:
    return reverse("exchange:stop_search", args=[stop_token(entry.object_id)])


@once
def _of(entry: Entry) -> SavedSearch | None:
    return SavedSearch.objects.select_related("person").filter(pk=entry.object_id).first()


@once
def _lines(entry: Entry) -> list[Line]:
    rows = queries.in_order(queries.open_posts().filter(pk__in=entry.data.get("posts", [])))
    return [words.entry(post) for post in rows]


NEWS = MessageType(
    name="exchange.search_news",
    label=_("What is new in searches that you saved"),
    verbs=(TOLD,),
    recipients=reader,
    subject=_("%(news)s for your search “%(title)s”"),
    body="exchange/mail/search.txt",
    context=about,
    link=page,
    channels=("email", "inapp"),
    concerns=lambda person: queries.searches_of(person).exists(),
    stop=stop,
)


def contribute() -> None:
    verbs.add(
        Verb("exchange.search.saved", _("Somebody saved a search for needs or offers")),
        Verb("exchange.search.changed", _("How often somebody hears of a saved search was changed")),
        Verb("exchange.search.stopped", _("A saved search was stopped by the link in a letter")),
        Verb("exchange.search.deleted", _("A saved search was deleted")),
        Verb(TOLD, _("Somebody was told what is new in a saved search")),
    )
    types.add(NEWS)
    schedule.add(
        Scheduled(
            "exchange.tell_searches", tell_searches, DAILY, "Write what is new in saved searches.", time(8, 0)
        ),
        Scheduled("exchange.tell_searches_at_once", tell_searches_at_once, OFTEN, "The same, at once."),
    )
    purpose = _("To tell you when something new fits what you look for.")
    kept = Retention(_("Until you delete it, or 30 days after you stop it."), STOPPED_DAYS, "stopped_at")
    labels = {
        "side": _("Needs or offers"),
        "words": _("Words that you search for"),
        "kind": _("Kind that you search for"),
        "subkind": _("What you search for"),
        "area": _("Place where you search"),
        "remote": _("Whether from afar"),
        "box": _("Part of the map where you search"),
        "every": _("How often you hear of it"),
    }
    declare(
        "exchange.SavedSearch",
        title=_("Searches for needs and offers that you saved"),
        person="person",
        fields={
            name: Personal(purpose, kept, erase=Erase.DELETE_ROW, label=label)
            for name, label in labels.items()
        },
        plain={"person"},
    )
