"""Today: the whole list, and one thing after the other."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngo2.kernel.queue import queries, replies
from ngo2.kernel.queue.kinds import ItemKind, kinds
from ngo2.kernel.queue.queries import Line, Today, Wanted
from ngo2.kernel.queue.services.handling import LONGEST, colleagues
from ngo2.kernel.queue.views.entering import address, entered, number, wanted
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of

REPORT = "queue.report"


@entered
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    of = wanted(request.GET)
    found = queries.today_of(request.user, of)
    safe = [one for one in _kind(of.kind).actions if one.safe] if of.kind in kinds and found.lines else []
    context = {
        "today": found,
        "filters": _filters(found),
        "one_url": address("one", of),
        "batch": [] if of.later else safe,
        "report": request.session.pop(REPORT, None),
        "writes_answers": request.user.is_staff,
    }
    return show(request, "queue/today.html", context)


def _kind(name: str) -> ItemKind:
    return kinds[name]


def _filters(found: Today) -> list[dict[str, Any]]:
    """Everything, what is mine, each kind, and what was put off. Nothing to choose, nothing shown."""
    of = found.wanted
    options = [_option(_("Everything"), found.total, of, Wanted())]
    if found.mine or of.mine:
        options.append(_option(_("Mine"), found.mine, of, Wanted(mine=True)))
    options += [_option(one.kind.label, one.number, of, Wanted(one.kind.name)) for one in found.counts]
    if of.kind in kinds and of.kind not in {one.kind.name for one in found.counts} and not of.later:
        options.append(_option(kinds[of.kind].label, 0, of, Wanted(of.kind)))
    if found.later or of.later:
        options.append(_option(_("Put off"), found.later, of, Wanted(later=True)))
    return options if len(options) > 2 or of.narrows else []


def _option(label: object, count: int, now: Wanted, of: Wanted) -> dict[str, Any]:
    return {"label": label, "count": count, "url": address("today", of), "current": now == of}


@entered
@require_safe
def one(request: HttpRequest) -> HttpResponse:
    """`kind` and `key` say which; else it is the `n`th of those that are wanted."""
    of, n = wanted(request.GET), number(request.GET.get("n", ""))
    name, key = request.GET.get("kind", ""), request.GET.get("key", "")
    if name:
        line = _named(request.user, name, key)
        return show_one(request, line, of, n) if line else show(request, "queue/gone.html", _ways(of, n))
    found = queries.today_of(request.user, of, shown=n + 1)
    if n < len(found.lines):
        return show_one(request, found.lines[n], of, n, left=found.total)
    return show(request, "queue/gone.html", {**_ways(of, 0), "through": True, "left": len(found.lines)})


def _named(person: Any, name: str, key: str) -> Line | None:
    if name not in kinds or not kinds[name].may_decide(person):
        return None
    return queries.line_of(person, kinds[name], key)


def _ways(of: Wanted, n: int) -> dict[str, Any]:
    return {"list_url": address("today", of), "next_url": address("one", of, n=n)}


def show_one(
    request: HttpRequest,
    line: Line,
    of: Wanted,
    n: int,
    *,
    left: int = 0,
    error: str = "",
    field: str = "",
    status: int = 200,
) -> HttpResponse:
    """With `error` the form comes back as it was sent: nothing that was typed is lost."""
    item, kind = line.item, line.kind
    answering = [action for action in line.actions if action.answers]
    day = timezone.localdate()
    context = {
        "line": line,
        "item": item,
        "wanted": of,
        "n": n,
        "left": left,
        "quick": [action for action in line.actions if not action.needs_words],
        "answering": answering,
        "only_words": [action for action in line.actions if action.needs_words],
        "ready": replies.ready(kind, item.fills) if answering else [],
        "typed": request.POST.get("answer", ""),
        "chosen": request.POST.get("reply", ""),
        "colleagues": colleagues(actor_of(request), kind, item.key),
        "tomorrow": day,
        "latest": min(item.deadline or day + LONGEST, day + LONGEST),
        "skip_url": address("one", of, n=n + 1),
        "list_url": address("today", of),
        "error": error,
        "error_field": field,
        "writes_answers": request.user.is_staff,
    }
    return show(request, "queue/one.html", context, status)
