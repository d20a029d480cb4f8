"""Answering on plain pages: a few questions a page, left and gone on with behind the same link, on any phone."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.qr import drawn
from ngo2.kernel.ui.showing import posts, reads, show
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import words as record_words
from ngo2.organisations.facts import CATALOGUE
from ngo2.questionnaires import kinds, prefilling
from ngo2.questionnaires.forms.answering import ScreenForm
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.screens import Screen, after, screens
from ngo2.questionnaires.services import receive, withdraw_response
from ngo2.questionnaires.services.drafting import attach, change_draft, detach, note_reached
from ngo2.questionnaires.services.recording import keep_facts
from ngo2.questionnaires.services.responses import digest_of
from ngo2.questionnaires.speaking import named, said, spoken, told
from ngo2.questionnaires.xforms import Question, Session, Unknown

View = Callable[..., HttpResponse]


def of_token(view: View) -> View:
    """Decorate `view(request, response, token, …)`: whoever holds the link of what was begun."""

    @access.link
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        rows = Response.objects.select_related("edition__form", "organisation")
        response = rows.filter(token=digest_of(token)).first()
        if response is None:
            raise Hidden("response")
        return view(request, response, token, **kwargs)

    return wrapped


def actor_of(response: Response) -> Actor:
    return Actor("link", response.files_scope)


@of_token
@ui_forms.once
def answer(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    """The screen that the address names (`at`), or the first on which something is missing."""
    if response.state != Response.STARTED:
        return redirect("questionnaires:done", token)
    language = language_of(request, response)
    session = _session(response)
    found = screens(session, language)
    at = request.GET.get("at", "")
    screen = _screen(found, at)
    if screen is None:  # the address names it, so that a press means the questions that were on the page
        first = _first_open(response, session, found)
        return redirect(_at(token, first.at) if first else reverse("questionnaires:look", args=[token]))
    if request.method == "POST":
        return _answered(request, response, token, screen, language)
    form = ScreenForm(session, screen, language)
    return show(
        request,
        "questionnaires/answer.html",
        _context(response, token, session, found, screen, form, language) | {"later": "later" in request.GET},
    )


def _answered(
    request: HttpRequest, response: Response, token: str, screen: Screen, language: str
) -> HttpResponse:
    """Everything typed is kept first; then what is wrong is said, or the next screen comes."""
    actor = actor_of(response)
    form = ScreenForm(_session(response), screen, language, request.POST, request.FILES)
    form.is_valid()
    put = dict(form.texts)
    for path, upload in form.uploads.items():
        try:
            put[path] = attach(actor, response, upload)
        except Refused as refusal:
            form.add_error(next(name for name, one in form.paths.items() if one == path), str(refusal))
    gone = [form.session.value(path) for path in form.dropped]
    put |= {path: "" for path in form.dropped if path not in put}
    do = request.POST.get("do", "")
    where: list[str] = []

    def change(session: Session) -> None:
        for path, value in put.items():
            session.set(path, value)
        if do == "add" and screen.repeat:
            where.append(session.add(screen.repeat))
        elif do.startswith("remove:"):
            session.remove(do.removeprefix("remove:"))

    try:
        session = change_draft(response, change, language=language)
    except Unknown:
        messages.warning(
            request, _("This question is not asked any more. Here is the one that is."), "waiting"
        )
        return redirect("questionnaires:answer", token)
    for name in gone:
        detach(actor, response, name)
    if do == "later":
        messages.success(request, _("Kept. Come back with the same link whenever you like."))
        return redirect(f"{_at(token, screen.at)}&later=1")
    found = screens(session, language)
    if where or do.startswith("remove:"):
        return redirect(_at(token, _within(found, where[0]) if where else screen.at))
    wrong = {one.path: one for one in session.problems(language) if one.path in screen.paths}
    if wrong or form.errors:
        form.tell(wrong)
        context = _context(response, token, session, found, screen, form, language)
        return show(request, "questionnaires/answer.html", context)
    following = after(found, screen.at) or _behind(session, found, screen)
    if following and _number(found, following.at) > _number(found, response.reached):
        note_reached(response, following.at)
    return redirect(_at(token, following.at) if following else reverse("questionnaires:look", args=[token]))


@of_token
@ui_forms.once
def look(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    """All answers once more, and what of them may go into the record; one press sends them."""
    if response.state != Response.STARTED:
        return redirect("questionnaires:done", token)
    language = language_of(request, response)
    session = _session(response)
    differs = _differing(response, session)
    if request.method == "POST":
        if wrong := session.problems(language):
            messages.warning(
                request, _("Some answers are missing or do not fit yet. Here is the first."), "waiting"
            )
            found = screens(session, language)
            screen = next((one for one in found if wrong[0].path in one.paths), None)
            return redirect(_at(token, screen.at) if screen else reverse("questionnaires:look", args=[token]))
        try:
            receive(
                actor_of(response),
                response.edition,
                document=session.submission(timezone.localtime()),
                way=response.way,
            )
        except Refused as refusal:
            if refusal.code != "altered":  # pressed twice: the first press sent them
                messages.warning(request, str(refusal), "waiting")
                return redirect("questionnaires:look", token)
        agreed = [one for one in differs if one.path in request.POST.getlist("fact")]
        keep_facts(response, agreed)
        return redirect("questionnaires:done", token)
    context = {
        "about": kinds.about(response.edition.form.scope),
        "title": title_of(response),
        "token": token,
        "rows": _rows(session, language, token),
        "wrong": len(session.problems(language)),
        "differs": _in_words(response, session, differs, language),
        "record": response.organisation,
    }
    return show(request, "questionnaires/look.html", context)


@of_token
@reads
def done(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    if response.state == Response.STARTED:
        return redirect("questionnaires:answer", token)
    scope = response.edition.form.scope
    context = {
        "response": response,
        "about": kinds.about(scope),
        "title": title_of(response),
        "token": token,
        "after": kinds.after(scope, response) if response.state == Response.RECEIVED else [],
        "is_withdrawn": response.state == Response.WITHDRAWN,
        "differs": _unasked(response, language_of(request, response)),
        "record": response.organisation,
    }
    return show(request, "questionnaires/done.html", context)


@of_token
@posts
@ui_forms.once
def facts(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    """What of the answers may go into the record: asked behind them, where another way than the pages sent them."""
    if _is_unasked(response):
        differs = _differing(response, _session(response))
        keep_facts(response, [one for one in differs if one.path in request.POST.getlist("fact")])
    return redirect("questionnaires:done", token)


@of_token
@posts
@ui_forms.once
def withdraw(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    try:
        withdraw_response(actor_of(response), response)
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
    return redirect("questionnaires:done", token)


def _session(response: Response) -> Session:
    return form_of(response.edition).resume(response.xml.encode(), timezone.localtime())


def language_of(request: HttpRequest, response: Response) -> str:
    languages = form_of(response.edition).languages
    asked = request.GET.get("lang", "")
    if asked in languages:
        return asked
    if response.language in languages:
        return response.language
    return spoken(languages, get_language() or "")


def _screen(found: list[Screen], at: str) -> Screen | None:
    return next((one for one in found if at and (one.at == at or at in one.paths)), None)


def _within(found: list[Screen], instance: str) -> str:
    """The first screen of a new repeat."""
    return next((one.at for one in found if one.instance.startswith(instance)), "")


def _behind(session: Session, found: list[Screen], screen: Screen) -> Screen | None:
    """The screen is gone, because its own answers made it so: the first that comes after where it stood."""
    order = {path: n for n, (_node, path) in enumerate(session.walk(all_nodes=True))}
    place = order.get(screen.at, -1)
    return next((one for one in found if order.get(one.at, -1) > place), None)


def _first_open(response: Response, session: Session, found: list[Screen]) -> Screen | None:
    """Where somebody goes on: the first screen without any answer of theirs that they have not gone through before;
    the last page when all have some. What was filled in for them, and left as it stood, they have seen."""
    put = response.prefilled
    for one in found[max(0, _number(found, response.reached)) :]:
        asked = [path for path in one.paths if _asks(session, path)]
        if asked and not any(session.value(path).strip() not in ("", put.get(path, "")) for path in asked):
            return one
    return None


def _number(found: list[Screen], at: str) -> int:
    """-1 for a screen that is not asked any more."""
    return next((n for n, one in enumerate(found) if one.at == at), -1)


def _asks(session: Session, path: str) -> bool:
    return not session.state(path).readonly


def _at(token: str, at: str) -> str:
    here = reverse("questionnaires:answer", args=[token])
    return f"{here}?{urlencode({'at': at})}" if at else here


def title_of(response: Response) -> str:
    about = kinds.about(response.edition.form.scope)
    return about.title if about else response.edition.form.title


def _context(
    response: Response,
    token: str,
    session: Session,
    found: list[Screen],
    screen: Screen,
    form: ScreenForm,
    language: str,
) -> dict[str, Any]:
    places = [one.at for one in found]
    number = places.index(screen.at) + 1 if screen.at in places else 1
    instances = []
    if screen.repeat:
        count = session.count(screen.repeat)
        instances = [
            (n, f"{screen.repeat}[{n}]", _first_answer(session, f"{screen.repeat}[{n}]", language))
            for n in range(1, count + 1)
        ]
    return {
        "title": title_of(response),
        "about": kinds.about(response.edition.form.scope),
        "token": token,
        "form": form,
        "fields": [(form.notes.get(field.name), field, _file_of(form, field.name)) for field in form],
        "screen": screen,
        "instances": instances,
        "number": number,
        "total": len(found),
        "before": _at(token, found[number - 2].at) if number > 1 else "",
        "languages": [
            (name, f"{_at(token, screen.at)}&{urlencode({'lang': one})}", one == language)
            for one, name in named(session.form.languages)
        ],
        "link": settings.NGO2_SITE_URL + reverse("questionnaires:answer", args=[token]),
        "qr": drawn(settings.NGO2_SITE_URL + reverse("questionnaires:answer", args=[token])),
    }


def _first_answer(session: Session, instance: str, language: str) -> str:
    """What tells one of a repeat from the others."""
    for node, path in session.walk():
        is_within = isinstance(node, Question) and path.startswith(f"{instance}/")
        if is_within and (answer := said(session, path, language)):
            return answer
    return ""


def _read(words: record_words.Words) -> str:
    return ", ".join(map(_read, words.items)) if words.items else str(words.text)


def _file_of(form: ScreenForm, name: str) -> str:
    """The file that is there already."""
    path = form.paths.get(name)
    return form.session.value(path) if path and form.session.question(path).control == "upload" else ""


def _rows(session: Session, language: str, token: str) -> list[tuple[str, str, str]]:
    """(question, answer in words, where it is changed)."""
    return [(label, answer, _at(token, path)) for path, label, answer in told(session, language)]


def _is_unasked(response: Response) -> bool:
    is_received = response.state == Response.RECEIVED
    return is_received and response.organisation is not None and response.facts_asked_at is None


def _unasked(response: Response, language: str) -> list[tuple[prefilling.Differs, str, str, str]]:
    if not _is_unasked(response):
        return []
    session = _session(response)
    return _in_words(response, session, _differing(response, session), language)


def _in_words(
    response: Response, session: Session, differs: Sequence[prefilling.Differs], language: str
) -> list[tuple[prefilling.Differs, str, str, str]]:
    return [(one, *_sides(response, session, one, language)) for one in differs]


def _differing(response: Response, session: Session) -> list[prefilling.Differs]:
    if response.organisation is None:
        return []
    return prefilling.differing(session, response.edition.facts, response.organisation.facts)


def _sides(
    response: Response, session: Session, one: prefilling.Differs, language: str
) -> tuple[str, str, str]:
    """(the fact, what the record says, what was answered)."""
    country = response.organisation.country if response.organisation else ""
    before = _read(record_words.in_words(one.key, one.before, country)) if one.before is not None else ""
    return str(CATALOGUE[one.key].label), before, said(session, one.path, language)
