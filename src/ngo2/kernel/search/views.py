"""Everything that can be found, by words: a page, and the same as a few lines while somebody types."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import overload
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngo2.kernel.search import limits, queries
from ngo2.kernel.search.asking import MOST_CHARACTERS, asked
from ngo2.kernel.search.engine import Ask, Hit
from ngo2.kernel.search.following import PAGES
from ngo2.kernel.search.nouns import nouns
from ngo2.kernel.search.results import lines
from ngo2.kernel.ui import access, pages
from ngo2.lib.text import tidy

PER_PAGE = 30
SUGGESTED = 8


@require_safe
@access.public
@pages.cached(PAGES)
def results(request: HttpRequest) -> HttpResponse:
    typed = tidy(request.GET.get("q", "")[: 4 * MOST_CHARACTERS])[:MOST_CHARACTERS]
    noun = request.GET.get("in", "")
    noun = noun if noun in nouns else ""
    context: dict[str, object] = {"typed": typed, "noun": noun, "available": queries.available()}
    if typed and (answer := queries.settled(Ask(typed, noun))):
        ask, first = answer
        page = Paginator(Ranked(ask, first.total), PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "total": first.total,
            "loosely": ask.loosely,
            "lines": lines(page.object_list, asked(typed)),
            "choices": _choices(typed, noun, queries.noun_counts(ask)),
        }
    elif typed:
        plain = queries.plain(typed)
        counts = Counter(hit.key.noun for hit in plain)
        hits = [hit for hit in plain if noun in {"", hit.key.noun}]
        context |= {
            "total": len(hits),
            "lines": lines(hits, asked(typed)),
            "choices": _choices(typed, noun, counts),
        }
    context["directories"] = [(one.label, reverse(one.directory)) for one in nouns if one.directory]
    if noun and nouns[noun].directory:
        context["whole_list"] = f"{reverse(nouns[noun].directory)}?{urlencode({'q': typed})}"
    return render(request, "search/results.html", context)


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    count: int
    current: bool


def _choices(typed: str, chosen: str, counts: Mapping[str, int]) -> list[Choice]:
    """What is found, by what it is; nothing to choose where all of it is of one kind."""
    there = [one for one in nouns if counts.get(one.name) or one.name == chosen]
    if len(there) < 2 and not chosen:
        return []
    here, everything = reverse("search:results"), sum(counts.values())
    return [
        Choice(_("Everything"), f"{here}?{urlencode({'q': typed})}", everything, not chosen),
        *(
            Choice(
                str(one.label),
                f"{here}?{urlencode({'q': typed, 'in': one.name})}",
                counts.get(one.name, 0),
                one.name == chosen,
            )
            for one in there
        ),
    ]


@require_safe
@access.public
def suggestions(request: HttpRequest) -> HttpResponse:
    """A list for the field that somebody types into; nothing else stands in it."""
    limits.count(request)
    typed = tidy(request.GET.get("q", "")[: 4 * MOST_CHARACTERS])[:MOST_CHARACTERS]
    found = lines(queries.suggest(Ask(typed), SUGGESTED), asked(typed)) if typed else []
    response = render(request, "search/suggestions.html", {"lines": found, "typed": typed})
    response["Cache-Control"] = "private, max-age=30"
    return response


class Ranked(Sequence[Hit]):
    """All results, of which only those of a page are fetched."""

    def __init__(self, ask: Ask, total: int) -> None:
        self.ask, self.total = ask, min(total, queries.FURTHEST)

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> list[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | list[Hit]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop, _ = index.indices(self.total)
        found = queries.search(self.ask, stop - start, start) if stop > start else None
        return found.hits if found else []
