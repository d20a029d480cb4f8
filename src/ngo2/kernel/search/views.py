"""Everything that can be found, by words: a page, and the same as a few lines while somebody types."""

from collections.abc import Sequence
from typing import overload

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
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
    context: dict[str, object] = {"typed": typed, "available": queries.available()}
    if typed and (answer := queries.settled(Ask(typed))):
        ask, first = answer
        page = Paginator(Ranked(ask, first.total), PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "total": first.total,
            "loosely": ask.loosely,
            "lines": lines(page.object_list, asked(typed)),
        }
    elif typed:
        plain = queries.plain(typed)
        context |= {"total": len(plain), "lines": lines(plain, asked(typed))}
    context["directories"] = [reverse(noun.directory) for noun in nouns if noun.directory]
    return render(request, "search/results.html", context)


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
