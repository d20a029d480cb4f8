"""Same organisation twice? The list of pairs, and two records side by side."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import lacks_second_step, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.organisations import disclosure, member_words, words
from ngo2.organisations.duplicates.words import Reasons, reasons
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.models import Likeness, Organisation
from ngo2.organisations.queries import likenesses as queries
from ngo2.organisations.services.likenesses import keep_open, tell_apart
from ngo2.organisations.words import Words

PAGE = 25
_FIELDS = (
    *("name_zh", "name_en", "name_short", "names_former", "names_other", "kind", "legal_status", "host"),
    *("credit_code", "register_id", "founded", "country", "division", "address", "point"),
    *("phone", "email", "website", "causes"),
)


@dataclass(frozen=True)
class Pair:
    likeness: Likeness
    percent: int
    why: Reasons


@dataclass(frozen=True)
class Line:
    """One fact of both; None where a record does not say."""

    label: Any
    first: Words | None
    second: Words | None
    same: bool


@access.signed_in
@ui_forms.once
def likenesses(request: HttpRequest) -> HttpResponse:
    """The likeliest first. Those that are certainly two are told apart many at once: it can be taken back."""
    if obstacle := lacks_second_step(request):
        return obstacle
    _for_deciders(request)
    if request.method == "POST":
        return _tell_many_apart(request)
    state = Likeness.DIFFERENT if request.GET.get("show") == Likeness.DIFFERENT else Likeness.OPEN
    page = Paginator(_mine(request, state), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": [_pair(request, one) for one in page],
        "state": state,
        "open": state == Likeness.OPEN,
        "trail": [(_("Today"), reverse("queue:today")), (_("Same organisation twice?"), "")],
    }
    return show(request, "organisations/likenesses.html", context)


@access.signed_in
@ui_forms.once
def likeness(request: HttpRequest, pk: int) -> HttpResponse:
    if obstacle := lacks_second_step(request):
        return obstacle
    one = (
        queries.decided_by(request.user, Likeness.objects.select_related("first", "second"))
        .filter(pk=pk)
        .first()
    )
    if one is None:
        raise Hidden("likeness")
    if request.method == "POST":
        return _decide(request, one)
    pair = _pair(request, one)
    steps = [
        (_("Today"), reverse("queue:today")),
        (_("Same organisation twice?"), reverse("organisations:likenesses")),
    ]
    context = {
        "pair": pair,
        "one": one,
        "records": (one.first, one.second),
        "lines": _lines(request, one),
        "merges": _merges(one),
        "trail": [*steps, (_("Side by side"), "")],
    }
    return show(request, "organisations/likeness.html", context)


def _for_deciders(request: HttpRequest) -> None:
    if not queries.may_decide(request.user):
        raise Denied("organisations.merge")


def _mine(request: HttpRequest, state: str) -> Any:
    return queries.decided_by(request.user, queries.pairs(state))


def _pair(request: HttpRequest, one: Likeness) -> Pair:
    return Pair(one, int(one.score * 100), reasons(queries.why_for(request.user, one)))


def _tell_many_apart(request: HttpRequest) -> HttpResponse:
    chosen = [pk for pk in request.POST.getlist("pair")[:PAGE] if pk.isdecimal() and len(pk) < 19]
    done = 0
    for one in _mine(request, Likeness.OPEN).filter(pk__in=chosen):
        try:
            tell_apart(actor_of(request), one)
        except Refused:
            continue  # somebody else was faster: it is decided, which is what was asked for
        done += 1
    if done:
        said = ngettext(
            "%(n)s pair is remembered as different.", "%(n)s pairs are remembered as different.", done
        )
        messages.success(request, said % {"n": done})
    else:
        messages.warning(
            request, _("Nothing was chosen. Mark the pairs that are two organisations first."), "waiting"
        )
    return redirect("organisations:likenesses")


def _decide(request: HttpRequest, one: Likeness) -> HttpResponse:
    back = request.POST.get("do") == "open"
    try:
        (keep_open if back else tell_apart)(actor_of(request), one)
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
        return redirect("organisations:likeness", one.pk)
    if back:
        messages.success(request, _("Taken back: the pair waits for a decision again."))
        return redirect("organisations:likeness", one.pk)
    messages.success(request, _("Remembered: these are two organisations. They are not proposed again."))
    return redirect("organisations:likenesses")


def _lines(request: HttpRequest, one: Likeness) -> list[Line]:
    """Staff see the records, partners what the public sees."""
    facts = [_facts(request, record) for record in (one.first, one.second)]
    return [
        _line(one, key, *(known.get(key) for known in facts))
        for key in _FIELDS
        if any(known.get(key) and known[key]["v"] is not None for known in facts)
    ]


def _facts(request: HttpRequest, record: Organisation) -> Any:
    is_staff = getattr(request.user, "is_staff", False)
    return record.facts if is_staff else disclosure.public_facts(record.country, record.facts)


def _line(one: Likeness, key: str, first: Any, second: Any) -> Line:
    told = [
        member_words.said(key, fact["v"], record.country) if fact else None
        for record, fact in ((one.first, first), (one.second, second))
    ]
    same = bool(first and second and _plain(first["v"]) == _plain(second["v"]))
    return Line(CATALOGUE[key].label, told[0], told[1], same)


def _plain(value: Any) -> Any:
    """A division is the same whenever it was written down."""
    return value["code"] if isinstance(value, dict) and "code" in value else value


def _merges(one: Likeness) -> list[tuple[str, str]]:
    """(name of the record that stays, address of the merge), for either way round; [] while there is no such page."""
    if one.state == Likeness.MERGED:
        return []
    try:
        return [
            (words.called(kept), reverse("organisations:merge", args=[kept.pk, gone.pk]))
            for kept, gone in ((one.first, one.second), (one.second, one.first))
        ]
    except NoReverseMatch:
        return []
