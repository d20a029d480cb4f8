"""A form that could not be saved through no fault of the person: the page that answers holds it once more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms, programs

_UNSENT = {
    "csrfmiddlewaretoken",
    forms.FIELD,
    "password",
    "secret",
}  # the form has its own, or nobody may read it


def disk_is_full(request: HttpRequest, *, files: bool = False) -> HttpResponse:
    """507. With `files`, they are why: the rest could be saved."""
    why = (
        _(
            "The disk of this site is nearly full, so no files are taken in for now. Everything "
            "else can be saved."
        )
        if files
        else _("The disk of this site is full, so nothing can be saved for now. The team has to make room.")
    )
    return page(request, 507, _("Nothing was saved"), why, files=files)


def uncertain(request: HttpRequest, status: int, title: str, why: str, code: str) -> HttpResponse:
    """It may have arrived, or not. Where the form has a key, sending it again does nothing twice."""
    return page(request, status, title, why, code=code, certain=False)


def page(
    request: HttpRequest,
    status: int,
    title: str,
    why: str,
    *,
    code: str = "",
    certain: bool = True,
    files: bool = False,
) -> HttpResponse:
    if (answer := programs.answer(request, status, f"{why} ({code})" if code else why)) is not None:
        return answer
    sent = [(name, value) for name, values in request.POST.lists() if name not in _UNSENT for value in values]
    key = request.POST.get(forms.FIELD, "")
    context = {
        "title": title,
        "why": why,
        "code": code,
        "certain": certain,
        "once": bool(key) and getattr(getattr(request.resolver_match, "func", None), "once", False),
        "typed": [one for one in sent if _is_words(one[1])],
        "others": [one for one in sent if not _is_words(one[1])],
        "form_key": key,
        "files": files or bool(request.FILES),
        "action": request.get_full_path(),
    }
    response = render(request, "ui/unsaved.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _is_words(value: str) -> bool:
    """Somebody wrote it, and wants to see it again; numbers, dates, choices and marks of the form are sent unseen."""
    return bool(value.strip()) and (not value.isascii() or any(one.isspace() for one in value.strip()))
