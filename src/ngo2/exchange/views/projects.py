"""The shared page of a project: for the members of its team and nobody else; the platform team may look."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts.queries import addresses_of_all
from ngo2.exchange import queries, services, words
from ngo2.exchange.forms import MilestoneForm, NewMilestoneForm
from ngo2.exchange.models import Introduction, Milestone, Post
from ngo2.exchange.projects import history, milestones
from ngo2.exchange.services.photos import PHOTO
from ngo2.exchange.views.acting import of_post
from ngo2.kernel.files.services import keep_image
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib import ics
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise, may
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import words as record_words
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import edited_by


@of_post("exchange.see_project")
@reads
def project(request: HttpRequest, post: Post) -> HttpResponse:
    actor, rows = actor_of(request), list(queries.milestones_of(post))
    joined = list(queries.joined(post))
    theirs = set(edited_by(request.user))
    entries = list(queries.history(post.project))
    named = Organisation.objects.in_bulk(history.organisations(entries))
    names = {pk: record_words.called(one) for pk, one in named.items()}
    is_owner = post.organisation_id in theirs
    is_ready = queries.is_ready(post.project)
    context = {
        "post": post,
        "numbered": words.numbered(post.side, post.number),
        "trail": _trail(post, _("Shared page")),
        "terms": words.project(post, confided=True),
        "milestones": [
            (
                one,
                *_state(one),
                record_words.called(one.responsible),
                is_owner or one.responsible_id in theirs,
            )
            for one in rows
        ],
        "progress": _progress(rows),
        "team": _team(request, post, joined, theirs, is_ready),
        "is_ready": is_ready and bool(joined),
        "history": history.lines(entries, names, {one.pk: one.what for one in rows}),
        "is_delivered": queries.is_delivered(post),
        "may_add": may(actor, "exchange.add_milestone", post),
    }
    return show(request, "exchange/project.html", context)


@of_post("exchange.add_milestone")
@ui_forms.once
def add(request: HttpRequest, post: Post) -> HttpResponse:
    own = services.acts_for(actor_of(request), post)
    first = milestones.Told("", None, own or post.organisation_id)
    form = NewMilestoneForm(_choices(post), request.POST if request.method == "POST" else None, first)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_milestone(actor_of(request), post, told=form.told())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It stands on the shared page now."))
            return redirect("exchange:project", post.pk)
    return _page(request, post, form, None)


@of_post("exchange.see_project")
@ui_forms.once
def milestone(request: HttpRequest, post: Post, milestone: int) -> HttpResponse:
    """Whoever saves what somebody else changed meanwhile reads both, and decides."""
    one = queries.milestones_of(post).filter(pk=milestone).first()
    if one is None:
        raise Hidden("milestone")
    authorise(actor_of(request), "exchange.change_milestone", one)
    first = milestones.told_of(one)
    form = MilestoneForm(
        _choices(post, one), request.POST if request.method == "POST" else None, first, one.version
    )
    if request.method == "POST" and form.is_valid():
        try:
            photo = _photo(request, one) or ("" if "no_photo" in request.POST else first.photo)
            services.change_milestone(actor_of(request), one, version=form.seen, told=form.told(photo=photo))
        except Refused as refusal:
            form.refuse(refusal)
            if refusal.code == "stale":
                form.see(queries.milestones_of(post).get(pk=milestone).version)
        else:
            messages.success(request, _("Saved. Everybody who takes part sees it."))
            return redirect("exchange:project", post.pk)
    return _page(request, post, form, one)


@of_post("exchange.see_project")
@reads
def calendar(request: HttpRequest, post: Post) -> HttpResponse:
    """The milestones for the calendar of a phone."""
    host = settings.NGO2_SITE_URL.partition("://")[2]
    address = settings.NGO2_SITE_URL + reverse("exchange:project", args=[post.pk])
    days = [
        ics.Day(
            uid=f"milestone-{one.pk}@{host}",
            day=one.by_day,
            summary=one.what,
            description=f"{post.title}\n{record_words.called(one.responsible)}",
            url=address,
            version=one.version,
            cancelled=one.state == Milestone.DROPPED,
        )
        for one in queries.milestones_of(post)
    ]
    made = ics.calendar(post.title, days, made=timezone.now(), maker="NGO 2.0")
    response = HttpResponse(made, content_type=ics.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="ngo2-project-{post.number}.ics"'
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, post: Post, form: NewMilestoneForm, one: Milestone | None) -> HttpResponse:
    context = {
        "post": post,
        "form": form,
        "one": one,
        "photo": reverse("files:copy", args=[one.photo, 320]) if one and one.photo else "",
        "trail": [
            *_trail(post, _("Shared page"), reverse("exchange:project", args=[post.pk])),
            (_("Milestone"), ""),
        ],
    }
    return show(request, "exchange/milestone.html", context)


def _choices(post: Post, one: Milestone | None = None) -> list[tuple[int, str]]:
    """The team; and who sees to it now, even when they have left."""
    team = {post.organisation_id: post.organisation}
    team |= {each.organisation.pk: each.organisation for each in queries.joined(post) if each.organisation}
    if one is not None:
        team.setdefault(one.responsible_id, one.responsible)
    return [(pk, record_words.called(each)) for pk, each in team.items()]


def _state(one: Milestone) -> tuple[str, str]:
    """Words, and the tone in which they are said."""
    if one.state == Milestone.PLANNED:
        return (_("overdue"), "wrong") if one.by_day < timezone.localdate() else (_("planned"), "waiting")
    return milestones.labels()[one.state], "confirmed" if one.state == Milestone.DONE else ""


def _progress(rows: list[Milestone]) -> dict[str, Any]:
    planned = [one for one in rows if one.state == Milestone.PLANNED]
    counted = [one for one in rows if one.state != Milestone.DROPPED]
    return {
        "done": sum(one.state == Milestone.DONE for one in rows),
        "all": len(counted),
        "next": planned[0] if planned else None,
    }


def _team(
    request: HttpRequest, post: Post, joined: list[Introduction], theirs: set[int], is_ready: bool
) -> list[dict[str, Any]]:
    """Whoever posted it first. An introduction is a matter of its two sides: only they find the way to it here."""
    given = queries.contacts(post, request.user, joined)
    people = {person.pk: person for found in given.values() for person in found}
    addresses = addresses_of_all(people.values())
    seen_by_owner = post.organisation_id in theirs

    def reached(found: list[Any]) -> list[tuple[str, list[str]]]:
        return [(person.name, list(addresses.get(person.pk, {}).values())) for person in found]

    of_owner = [] if seen_by_owner else [person for found in given.values() for person in found]
    rows: list[dict[str, Any]] = [{"organisation": post.organisation, "contacts": reached(of_owner)}]
    for one in joined:
        own = seen_by_owner or one.organisation_id in theirs
        rows.append(
            {
                "organisation": one.organisation,
                "since": one.agreed_at,
                "contacts": reached(given.get(one.pk, [])) if seen_by_owner else [],
                "one": one if own else None,
                "may_say": own and is_ready and one.state == Introduction.AGREED,
                "is_done": one.state == Introduction.DONE,
            }
        )
    return [row | {"name": record_words.called(row["organisation"])} for row in rows]


def _photo(request: HttpRequest, one: Milestone) -> str:
    upload = request.FILES.get("photo")
    return str(keep_image(actor_of(request), one.project.scope, upload, purpose=PHOTO).pk) if upload else ""


def _trail(post: Post, last: str, here: str = "") -> list[tuple[str, str]]:
    own = words.numbered(post.side, post.number)
    return [(own, post.get_absolute_url()), (last, here)]
