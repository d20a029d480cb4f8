"""A new post in five questions, one a screen; and the same questions again when it is changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import cleaning, drafting, kinds, queries, words
from ngo2.exchange.forms import STEPS as FORMS
from ngo2.exchange.forms import Step
from ngo2.exchange.forms.conditions import CARE, GOODS
from ngo2.exchange.models import Post
from ngo2.exchange.services import change_post, publish_post
from ngo2.exchange.services.photos import PHOTO
from ngo2.exchange.views.acting import of_post
from ngo2.kernel.files.services import keep_image
from ngo2.kernel.ui import access, drafts
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import words as record_words
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import memberships_of

SEEN = "seen"  # numbers of posts that were shown as perhaps the same


@access.signed_in
@reads
def choose(request: HttpRequest, side: str) -> HttpResponse:
    """For which organisation? Whoever has one goes straight on."""
    if side not in kinds.SIDES:
        raise Hidden(side)
    found = [
        one.organisation
        for one in memberships_of(request.user)
        if one.role in {one.OWNER, one.EDITOR} and one.organisation.state == Organisation.ACTIVE
    ]
    if len(found) == 1:
        return redirect("exchange:new", found[0].pk, side)
    rows = [(record_words.called(one), reverse("exchange:new", args=[one.pk, side])) for one in found]
    return show(request, "exchange/choose.html", {"rows": rows, "side": side})


@of_record("exchange.post")
@reads
def new(request: HttpRequest, record: Organisation, side: str) -> HttpResponse:
    """Where it was left; a fresh one begins with the words."""
    said = _said(request, record, _side(side))
    return redirect("exchange:new_step", record.pk, side, drafting.missing(said) or drafting.LAST)


@of_record("exchange.post")
@ui_forms.once
def new_step(request: HttpRequest, record: Organisation, side: str, step: str) -> HttpResponse:
    said = _said(request, record, _side(side))
    if step not in FORMS:
        raise Hidden(step)
    steps, lacking = drafting.steps(said), drafting.missing(said)
    if step not in steps or (lacking and steps.index(lacking) < steps.index(step)):
        return redirect("exchange:new_step", record.pk, side, lacking or drafting.LAST)
    form = _form(request, record, side, step, said, drafts.load(request.user, _key(record, side)))
    answered = _is_answered(request, record, form, said)
    if request.method == "POST":
        typed = {f"typed:{step}": form.typed, "photo": said.get("photo", "")}
        drafts.save(request.user, _key(record, side), typed)
    if answered:
        fresh = {name: None for name in drafting.NAMES if name not in said} | drafting.packed(said)
        drafts.save(request.user, _key(record, side), fresh | {f"typed:{step}": None})
        return _onward(request, record, side, step, said, form)
    return _ask(request, record, side, step, form)


@of_record("exchange.post")
@ui_forms.once
def same(request: HttpRequest, record: Organisation, side: str) -> HttpResponse:
    """Something like it stands already: is this an update of it?"""
    said = _said(request, record, _side(side))
    found = queries.alike(record, side, said.get("subkind", ""), said.get("text", ""))
    if request.method == "POST" or not found:
        drafts.save(request.user, _key(record, side), {SEEN: [post.pk for post in found]})
        return redirect("exchange:new_step", record.pk, side, drafting.missing(said) or drafting.LAST)
    context = {
        "trail": _trail(record, _("Was it posted already?")),
        "record": record,
        "side": side,
        "entries": [(words.entry(post), post.organisation_id == record.pk) for post in found],
    }
    return show(request, "exchange/same.html", context)


@of_post("exchange.change")
@reads
def edit(request: HttpRequest, post: Post) -> HttpResponse:
    said = drafting.of_post(post)
    if not post.is_open:
        return redirect(post)
    context = {
        "post": post,
        "record": post.organisation,
        "trail": _trail(post.organisation, words.numbered(post.side, post.number)),
        "numbered": words.numbered(post.side, post.number),
        "about": words.about(post.subkind),
        "things": [words.thing(line) for line in post.lines.all()],
        "third": drafting.steps(said)[2],
        "project": words.project(post, confided=True),
        "where": words.where(post),
        "conditions": [
            *words.conditions(post),
            *words.goods(getattr(post, "goods", None)),
            *words.care(getattr(post, "care", None)),
        ],
        "said": said,
    }
    return show(request, "exchange/edit.html", context)


@of_post("exchange.change")
@ui_forms.once
def edit_step(request: HttpRequest, post: Post, step: str) -> HttpResponse:
    """One part of a post that stands: saved at once, because every part makes sense alone."""
    said = drafting.of_post(post)
    if step not in drafting.steps(said):
        raise Hidden(step)
    if not post.is_open:
        return redirect(post)
    said["subkind"] = becomes = _becomes(request, step) or post.subkind
    form = _form(request, post.organisation, post.side, step, said, {})
    items = said["items"]
    if _is_answered(request, post.organisation, form, said):
        said.setdefault("items", items)  # of a post that stands: they are looked through next
        try:
            _stays_of_its_kind(post, said)
            if step == "kind" and _lacks(post, said):
                here = reverse("exchange:edit_step", args=[post.pk, "terms"])
                return redirect(f"{here}?becomes={said['subkind']}")
            change_post(actor_of(request), post, told=drafting.whole(post.side, said))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Changed. Everybody sees it now."))
            if kinds.SUBKINDS[said["subkind"]] != kinds.SUBKINDS[post.subkind]:
                return redirect("exchange:edit_step", post.pk, "lines")
            return redirect("exchange:edit", post.pk)
    return _ask(request, post.organisation, post.side, step, form, post, becomes)


def _becomes(request: HttpRequest, step: str) -> str:
    """The sub-kind that a post gets together with the conditions that the law asks of it."""
    told = (request.POST or request.GET).get("becomes", "")
    return told if step == drafting.LAST and told in kinds.SUBKINDS else ""


def _lacks(post: Post, said: drafting.Said) -> bool:
    """Does the law ask something of the new kind that was not said of the old one?"""
    try:
        cleaning.clean(drafting.whole(post.side, said), timezone.localdate())
    except Refused as refusal:
        return refusal.field in {*GOODS, *CARE}
    return False


def _stays_of_its_kind(post: Post, said: drafting.Said) -> None:
    """A project's terms were never told for a thing, nor amounts for a project, and whoever answered meant this one."""
    is_project = kinds.SUBKINDS[said["subkind"]].key == kinds.PROJECT
    if is_project != (post.kind == kinds.PROJECT):
        raise Refused(
            _("That would be something of another kind. Please post it anew, and close this one."),
            field="subkind",
        )


def _side(side: str) -> str:
    if side not in kinds.SIDES:
        raise Hidden(side)
    return side


def _key(record: Organisation, side: str) -> str:
    return f"exchange:{record.pk}:{side}"


def _said(request: HttpRequest, record: Organisation, side: str) -> drafting.Said:
    kept = drafts.load(request.user, _key(record, side))
    said = {key: one for key, one in kept.items() if one is not None and ":" not in key and key != SEEN}
    return drafting.unpacked(said)


def _form(
    request: HttpRequest,
    record: Organisation,
    side: str,
    step: str,
    said: drafting.Said,
    kept: dict[str, Any],
) -> Step:
    data = request.POST if request.method == "POST" else None
    return FORMS[step](record, side, said, data, kept.get(f"typed:{step}"))


def _is_answered(request: HttpRequest, record: Organisation, form: Step, said: drafting.Said) -> bool:
    """A picture that came is in `said` even when a word beside it is refused."""
    if request.method != "POST":
        return False
    refused = _keep_photo(request, record, said)
    answered = form.is_valid() and not form.wants_more() and _read(form, said)
    if refused is not None:
        form.refuse(Refused(refused.message, field="photo"))
    return answered and refused is None


def _keep_photo(request: HttpRequest, record: Organisation, said: drafting.Said) -> Refused | None:
    if "no_photo" in request.POST:
        said["photo"] = ""
    if photo := request.FILES.get("photo"):
        try:
            kept = keep_image(actor_of(request), record.scope, photo, purpose=PHOTO, public=True)
        except Refused as refusal:
            return refusal
        said["photo"] = str(kept.pk)
    return None


def _read(form: Step, said: drafting.Said) -> bool:
    """Put what the form says into `said`."""
    before = said.get("subkind")
    try:
        said.update(form.raw())
    except Refused as refusal:
        form.refuse(refusal)
        return False
    if before and said["subkind"] != before and kinds.SUBKINDS[before] != kinds.SUBKINDS[said["subkind"]]:
        said.pop("items", None)  # asked anew: hours are not boxes
        said.pop("project", None)
    return True


def _onward(
    request: HttpRequest, record: Organisation, side: str, step: str, said: drafting.Said, form: Step
) -> HttpResponse:
    if step == "kind":
        seen = drafts.load(request.user, _key(record, side)).get(SEEN, ())
        found = queries.alike(record, side, said["subkind"], said["text"])
        if any(post.pk not in seen for post in found):
            return redirect("exchange:same", record.pk, side)
    steps = drafting.steps(said)
    if step != drafting.LAST:
        return redirect("exchange:new_step", record.pk, side, steps[steps.index(step) + 1])
    if lacking := drafting.missing(said):
        return redirect("exchange:new_step", record.pk, side, lacking)
    try:
        post = publish_post(actor_of(request), record, told=drafting.whole(side, said))
    except Refused as refusal:
        form.refuse(refusal)
        return _ask(request, record, side, step, form)
    drafts.discard(request.user, _key(record, side))
    messages.success(
        request,
        _("Received. It is %(number)s: whoever calls only has to say that.")
        % {"number": words.numbered(side, post.number)},
    )
    return redirect("exchange:matches", post.pk)


def _ask(
    request: HttpRequest,
    record: Organisation,
    side: str,
    step: str,
    form: Step,
    post: Post | None = None,
    becomes: str = "",
) -> HttpResponse:
    steps = drafting.steps(form.said)
    place = steps.index(step)
    photo = form.said.get("photo", "")
    context = {
        "form": form,
        "record": record,
        "post": post,
        "side": side,
        "place": place + 1,
        "total": len(steps),
        "earlier": steps[place - 1] if place and post is None else "",
        "is_last": step == drafting.LAST,
        "becomes": becomes,
        "photo": reverse("files:copy", args=[photo, 320]) if photo and step == drafting.LAST else "",
        "trail": _trail(record, words.numbered(side, post.number) if post else _("New")),
    }
    return show(request, f"exchange/steps/{step}.html", context)


def _trail(record: Organisation, last: str) -> list[tuple[str, str]]:
    return trail(record, (_("Needs and offers"), reverse("exchange:own", args=[record.pk])), (last, ""))
