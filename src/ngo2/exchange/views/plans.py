"""The broker's plans: what could be planned, one plan with its wishes, and the step before anything is sent."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.exchange import kinds, services, words
from ngo2.exchange.forms.plans import WishesForm
from ngo2.exchange.models import Plan, Version
from ngo2.exchange.plans import plan_words
from ngo2.exchange.plans.told import Told
from ngo2.exchange.plans.wishes import Wishes, unpacked
from ngo2.exchange.queries import plans as queries
from ngo2.exchange.services.plans import Seen
from ngo2.exchange.services.proposals import PATIENCE, ready
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.acting import Decorator, of_one
from ngo2.kernel.ui.showing import lacks_second_step, show
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise, may
from ngo2.lib.refusals import Refused

A_PAGE, THINGS_A_PAGE, PLANS, LEFT, CAME = 15, 25, 20, 30, 30
EXERCISE = "medical"  # what the lists of the past of this house are about


def of_plan(permission: str) -> Decorator:
    """Decorate `view(request, plan, …)`; its address holds `pk`. Partners come too, so it is no page of staff only."""
    return of_one(permission, _plan, "plan")


def _plan(pk: int) -> Plan | None:
    return Plan.objects.select_related("changed_by", "person", "partner").filter(pk=pk).first()


@access.signed_in
@ui_forms.once
def plans(request: HttpRequest) -> HttpResponse:
    if obstacle := lacks_second_step(request):
        return obstacle
    actor = actor_of(request)
    authorise(actor, "exchange.plan")
    if request.method == "POST":
        try:
            return redirect(_make(request))
        except Refused as refusal:
            messages.warning(request, str(refusal), "waiting")
            return redirect("exchange:plans")
    about = request.GET.get("about", "")
    about = about if about in kinds.SUBKINDS else ""
    found = queries.things_open(request.user, about)
    page = Paginator(found, THINGS_A_PAGE).get_page(request.GET.get("page"))
    everywhere = may(actor, "exchange.plan_everywhere")
    context = {
        "page": page,
        "things": [(one, plan_words.thing(one), plan_words.key(one)) for one in page.object_list],
        "about": words.about(about) if about else "",
        "plans": [
            (one, plan_words.title(one), plan_words.state(one))
            for one in queries.plans_of(request.user)[:PLANS]
        ],
        "has_exercise": everywhere and queries.historic().filter(subkind=EXERCISE).exists(),
    }
    return show(request, "exchange/plans/list.html", context)


def _make(request: HttpRequest) -> Plan:
    if request.POST.get("do") == "exercise":
        return services.make_exercise(actor_of(request), subkind=EXERCISE)
    subkind, _one, rest = request.POST.get("about", "").partition(":")
    unit, _two, family = rest.partition(":")
    return services.make_plan(actor_of(request), subkind=subkind, unit=unit, family=family)


@of_plan("exchange.see_plan")
@ui_forms.once
def plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    """`do` names what was pressed. A trial is shown in place of what counts until somebody keeps it or not."""
    if request.method == "POST" and request.POST.get("do") != "reckon":
        try:
            return redirect(_do(request, plan))
        except Refused as refusal:
            messages.warning(request, str(refusal), "waiting")
            return redirect(plan)
    version = plan.versions.filter(number=plan.trial or plan.kept).first()
    if version is None:
        return show(request, "exchange/plans/waiting.html", _head(plan))
    told, wishes = Told(version.told), unpacked(version.wishes)
    chosen, wanted = _wanted(request, told)
    page = Paginator(wanted, A_PAGE).get_page(request.GET.get("page"))
    offers = Paginator(list(told.offering), LEFT).get_page(request.GET.get("offers"))
    form = _form(request, plan, told, wishes, list(page.object_list), list(offers.object_list))
    if request.method == "POST" and form.is_valid():
        try:
            wished = form.read(request.POST.getlist("back"))
            services.reckon_plan(actor_of(request), plan, wishes=wished, saw=_saw(request))
        except Refused as refusal:
            form.refuse(refusal)
            plan.refresh_from_db()
        else:
            return redirect(f"{plan.get_absolute_url()}#changes")
    context = _context(plan, version, told, wishes, form, page, offers, _came(request, plan))
    return show(
        request,
        "exchange/plans/plan.html",
        context | {"chosen": chosen, "counts": _counts(plan, told, chosen)},
    )


def _counts(plan: Plan, told: Told, chosen: str) -> Any:
    return plan_words.counts(told, chosen, plan.get_absolute_url())


def _form(
    request: HttpRequest, plan: Plan, told: Told, wishes: Wishes, needs: list[int], offers: list[int]
) -> WishesForm:
    lines = {piece.line for post in needs for piece in told.posts[post]}
    rows = {f"{row[0]}-{row[1]}": row[2] for row in told.kept["rows"] if row[0] in lines}
    return WishesForm(wishes, rows, [*needs, *offers], request.POST or None, is_exercise=plan.is_exercise)


def _wanted(request: HttpRequest, told: Told) -> tuple[str, list[int]]:
    """Which needs are shown, and these; those with the least come first."""
    chosen = request.GET.get("show", "")
    if chosen == "nothing":
        return chosen, [post for post in told.posts if post not in told.served]
    if chosen == "partly":
        return chosen, [post for post in told.posts if post in told.served and post not in told.whole]
    return "", list(told.posts)


def _head(plan: Plan) -> dict[str, Any]:
    title = plan_words.title(plan)
    return {
        "plan": plan,
        "title": title,
        "trail": [(_("Today"), reverse("queue:today")), (_("Plans"), reverse("exchange:plans")), (title, "")],
        "state": plan_words.state(plan),
        "saw": f"{plan.kept}-{plan.trial}",
    }


def _context(
    plan: Plan,
    version: Version,
    told: Told,
    wishes: Wishes,
    form: WishesForm,
    page: Any,
    offers: Any,
    came: Any,
) -> dict[str, Any]:
    from ngo2.exchange.plans import drawing  # noqa: PLC0415 (numpy and OR-tools, which most processes never need)

    shown = list(page.object_list)
    lines = {piece.line for post in shown for piece in told.posts[post]}
    rows = [row for row in told.kept["rows"] if row[0] in lines]
    given = list(offers.object_list)
    pks = {*shown, *given, *(told.offers[row[1]].post for row in rows)}
    posts = {post.pk: post for post in queries.whole(pks | wishes.without)}
    needs = drawing.served(told, wishes, posts, shown, plan.unit)
    names = queries.pair_names(wishes.never)
    before = plan.versions.filter(number=plan.kept).first() if plan.trial else None
    return {
        **_head(plan),
        "form": form,
        "page": page,
        "offers": offers,
        "summary": plan_words.summary(told, plan.unit),
        "proven": drawing.proven(told),
        "needs": [
            (one, [(row, *form.of_row(row.key)) for row in one.rows], form.out(one.post.pk)) for one in needs
        ],
        "giving": [(one, form.out(one.post.pk)) for one in drawing.giving(told, posts, given, plan.unit)],
        "out": [(f"out-{pk}", posts[pk]) for pk in sorted(wishes.without) if pk in posts],
        "never": [(f"never-{pair[0]}-{pair[1]}", said) for pair, said in names.items()],
        "changes": drawing.told_changes(Told(before.told), told) if before else None,
        "loosened": plan_words.loosened(told),
        "may_undo": bool(version.before) and not plan.trial,
        "came": came,
        "proposals": _proposals(came.object_list) if came else [],
        "endings": ("csv", "xlsx", "json", "pdf"),
    }


def _proposals(rows: Any) -> list[dict[str, Any]]:
    found = list(rows)
    shares = queries.proposed_amounts(found)
    return [
        {
            "one": one,
            "title": plan_words.between(one),
            "who": f"{words.by(one.offer)} → {words.by(one.need)}",
            "amounts": plan_words.amounts(shares[one.pk]),
            "state": plan_words.proposal_state(one),
            "tone": plan_words.proposal_tone(one),
        }
        for one in found
    ]


def _came(request: HttpRequest, plan: Plan) -> Any:
    """What came of an approved plan: what came back first, then what is agreed, then what waits."""
    if plan.state != Plan.APPROVED:
        return None
    found = queries.proposals().filter(plan=plan)
    found = found.order_by(F("ended_at").desc(nulls_last=True), "state", "pk")
    return Paginator(found, CAME).get_page(request.GET.get("came"))


def _saw(request: HttpRequest) -> Seen:
    kept, _dash, trial = request.POST.get("saw", "").partition("-")
    numbers = [int(one) if one.isdecimal() and len(one) < 9 else -1 for one in (kept, trial)]
    return numbers[0], numbers[1]


def _do(request: HttpRequest, plan: Plan) -> Any:
    actor, saw, pressed = actor_of(request), _saw(request), request.POST.get("do", "")
    if pressed == "keep":
        services.keep_trial(actor, plan, saw=saw)
        messages.success(request, _("Kept. Nothing is sent yet."))
    elif pressed == "leave":
        services.drop_trial(actor, plan, saw=saw)
        messages.success(request, _("It stays as it was."))
    elif pressed == "undo":
        services.undo_plan(actor, plan, saw=saw)
        messages.success(request, _("Back to the version before."))
    elif pressed == "drop":
        services.drop_plan(actor, plan)
        messages.success(request, _("Put away. Nobody was told anything."))
        return reverse("exchange:plans")
    elif pressed == "seen":
        services.see_what_came(actor, plan)
    elif pressed == "follow":
        return services.follow_plan(actor, plan)
    else:
        raise Refused(_("Please choose what to do."))
    return plan


@of_plan("exchange.approve_plan")
@ui_forms.once
def approve(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The second step: exactly who will be told what. Pressing here sends it."""
    if not plan.is_draft or plan.is_exercise or not plan.kept or plan.trial or plan.busy_since:
        if plan.is_exercise:
            messages.warning(
                request, _("This is an exercise with data of the past: nothing of it can be sent."), "waiting"
            )
        elif plan.is_draft:
            messages.warning(request, _("First keep the trial or leave it, then approve."), "waiting")
        return redirect(plan)
    if request.method == "POST":
        try:
            fallen = services.approve_plan(actor_of(request), plan, saw=_saw(request))
        except Refused as refusal:
            messages.warning(request, str(refusal), "waiting")
            return redirect(plan)
        messages.success(request, _("Sent. Both sides of each row have a week to answer."))
        for why in fallen[:LEFT]:
            messages.warning(request, _("Not sent: %(why)s") % {"why": why}, "waiting")
        return redirect(plan)
    rows, fallen = ready(plan)
    pks = {pk for pair in rows for pk in pair}
    posts = {post.pk: post for post in queries.whole(pks)}
    told = [
        (posts[need], posts[offer], plan_words.many(lines, plan.unit))
        for (need, offer), lines in rows.items()
    ]
    page = Paginator(told, 50).get_page(request.GET.get("page"))
    organisations = {post.organisation_id for post in posts.values()}
    context = {
        **_head(plan),
        "trail": [
            (_("Plans"), reverse("exchange:plans")),
            (plan_words.title(plan), plan.get_absolute_url()),
            (_("Approve"), ""),
        ],
        "page": page,
        "rows": [
            (need, offer, amount, words.by(need), words.by(offer)) for need, offer, amount in page.object_list
        ],
        "fallen": fallen[:LEFT],
        "days": PATIENCE.days,
        "sentence": ngettext(
            "%(n)s proposal goes to %(m)s organisations.",
            "%(n)s proposals go to %(m)s organisations.",
            len(rows),
        )
        % {"n": len(rows), "m": len(organisations)},
    }
    return show(request, "exchange/plans/approve.html", context)
