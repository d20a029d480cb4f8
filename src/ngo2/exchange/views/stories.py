"""May others read of it? Asked of each side; and what the platform team hears and decides about what is public."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import queries, services, words
from ngo2.exchange.forms import ReportForm, StoryForm
from ngo2.exchange.models import Introduction, Story
from ngo2.exchange.stories import told
from ngo2.exchange.stories.standing import Standing
from ngo2.exchange.views.acting import of_introduction
from ngo2.exchange.views.thanks import LARGEST
from ngo2.kernel.journal.models import Private
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused

YES, NO, WITHDRAW = "yes", "no", "withdraw"


@of_introduction("exchange.take_part")
@ui_forms.once
def story(request: HttpRequest, one: Introduction) -> HttpResponse:
    if one.state != Introduction.DONE:
        raise Hidden("story")
    now = queries.standing_of(one, services.side_of(actor_of(request), one))
    form = _form(request, now)
    if request.method == "POST" and form.is_valid():
        try:
            said = _do(request, one, form)
        except Refused as refusal:
            now = queries.standing_of(one, now.mine.side)
            if refusal.code == "changed":
                form.read_again(now.theirs.mark)
            form.refuse(refusal)
        else:
            messages.success(request, said)
            return redirect("exchange:introduction", one.pk)
    context = {
        "one": one,
        "form": form,
        "now": now,
        **_parties(now),
        "things": told.arrived(one.promises.select_related("line")),
        "title": one.post.title,
        "month": told.month(one),
        "trail": _trail(one, _("May others read of it?")),
    }
    return show(request, "exchange/thanks/ask.html", context)


@access.signed_in
@ui_forms.once
def report(request: HttpRequest, number: int) -> HttpResponse:
    found = _find(number)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report_story(actor_of(request), found, note=form.cleaned_data["note"] or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Thank you. The platform team looks at it."))
            return redirect("exchange:report_thanks", found.pk)
    shown = told.of(found)
    context = {
        "form": form,
        "told": shown,
        "has_reported": _reports(found).filter(person=actor_of(request).person).exists(),
        "trail": _public_trail(shown),
    }
    return show(request, "exchange/thanks/report.html", context)


@access.staff
@ui_forms.once
def judge(request: HttpRequest, number: int) -> HttpResponse:
    """What was reported, and whether it stays. The team takes down what nobody reported too."""
    found = _find(number)
    form = ReportForm(request.POST or None)
    form.fields["note"].label = _("Why is it taken down?")
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        try:
            if request.POST.get("do") == "keep":
                services.keep_story(actor, found)
            else:
                services.take_down_story(actor, found, note=form.cleaned_data["note"] or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Decided. Thank you."))
            return redirect("queue:today")
    shown = told.of(found)
    context = {
        "form": form,
        "told": shown,
        "reports": list(_reports(found).values_list("entry__at", "value")),
        "trail": _public_trail(shown),
    }
    return show(request, "exchange/thanks/judge.html", context)


def _parties(now: Standing) -> dict[str, str]:
    """The names as the page would show them: one's own as it is agreed to so far."""
    return {now.mine.side: now.mine.name, now.theirs.side: now.theirs.name}


def _find(number: int) -> Story:
    found = queries.public_stories().filter(pk=number).first() if number <= LARGEST else None
    if found is None:
        raise Hidden("story")
    return found


def _reports(found: Story) -> QuerySet[Private]:
    """What people wrote, as long as they let us keep it."""
    said = Private.objects.filter(entry__verb="exchange.story.reported", entry__object_id=str(found.pk))
    return said.filter(key="note").order_by("pk")


def _form(request: HttpRequest, now: Standing) -> StoryForm:
    initial = {
        "sentence": now.mine.sentence,
        "show_photo": now.photo_agreed,
        "show_name": now.name_agreed,
        "seen": now.theirs.mark,
    }
    return StoryForm(
        request.POST or None,
        initial=initial,
        has_photo=bool(now.mine.photo),
        in_own_name=now.in_own_name,
    )


def _do(request: HttpRequest, one: Introduction, form: StoryForm) -> str:
    actor, pressed = actor_of(request), request.POST.get("do", "")
    if pressed == YES:
        services.give_story_consent(actor, one, **form.read())
        if Story.objects.filter(introduction=one, state=Story.PUBLIC).exists():
            return _("Both sides agree: others can read of it now.")
        return _("Thank you. Others can read of it when the other side agrees too.")
    if pressed == NO:
        services.refuse_story_consent(actor, one)
        return _("Nothing is shown. You are not asked again.")
    if pressed == WITHDRAW:
        services.withdraw_story_consent(actor, one)
        return _("Taken back. Nobody else can read of it.")
    raise Refused(_("Please choose what to do."))


def _trail(one: Introduction, last: str) -> list[tuple[str, str]]:
    numbered = words.numbered(one.post.side, one.post.number)
    return [
        (numbered, one.post.get_absolute_url()),
        (words.who(one), reverse("exchange:introduction", args=[one.pk])),
        (last, ""),
    ]


def _public_trail(shown: Any) -> list[tuple[str, str]]:
    return [
        (_("Arrived, with thanks"), reverse("exchange:thanks")),
        (shown.receiver.name, reverse("exchange:thanks_one", args=[shown.pk])),
        (_("Report"), ""),
    ]
