"""What is new in a place or cause as an Atom feed: the way to follow without an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ngo2.kernel.ui import access, pages
from ngo2.kernel.ui.feeds import ENTRIES, Feed, Item, atom
from ngo2.organisations import directory, queries, traits
from ngo2.organisations.directory import Filters
from ngo2.organisations.entries import entries
from ngo2.organisations.following import Area, title
from ngo2.organisations.views.asked import asked_for, filed_elsewhere
from ngo2.organisations.views.places import feed_url, place_url


@access.public
@pages.cached("organisations", traits.PAGES)
def feed(request: HttpRequest, country: str = "", code: str = "") -> HttpResponse:
    if moved := filed_elsewhere(country, code):
        return HttpResponseRedirect(f"{feed_url(*moved)}?{request.GET.urlencode()}".rstrip("?"))
    shown = asked_for(request, country, code).shown
    found = queries.latest(shown)[:ENTRIES]
    followed = Area(shown.country, shown.area, shown.cause)
    made = Feed(
        title=" · ".join(
            [title(followed) or _("All organisations"), *directory.chosen(Filters(trait=shown.trait))]
        ),
        subtitle=_("New and changed organisations of the directory of NGO 2.0"),
        path=directory.address(place_url(shown.country, shown.area), Filters(trait=shown.trait)),
        items=[_item(record, entry) for record, entry in zip(found, entries(found), strict=True)],
    )
    return atom(request, made)


def _item(record: Any, entry: Any) -> Item:
    return Item(
        title=entry.name,
        text=entry.text,
        path=record.get_absolute_url(),
        key=f"/organisations/{record.pk}/",
        made=record.created_at,
        changed=record.changed_at,
    )
