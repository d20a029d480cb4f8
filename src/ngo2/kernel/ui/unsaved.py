"""A form that could not be saved through no fault of the person: the page that answers holds it once more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms, programs

# Never shown again: keys of the form, and what nobody should read over a shoulder.
_UNSHOWN = {"csrfmiddlewaretoken", forms.FIELD, "code", "password", "token"}


def page(
    request: HttpRequest, status: int, why: str, *, certain: bool = True, files: bool = False
) -> HttpResponse:
    """`certain`: nothing was saved. Otherwise nobody knows: the form's key sees to it that nothing is done twice.

    With `files`, they are why: the rest could be saved.
    """
    if (answer := programs.answer(request, status, why)) is not None:
        return answer
    sent = [
        (name, value) for name, values in request.POST.lists() if name not in _UNSHOWN for value in values
    ]
    context = {
        "title": _("Nothing was saved") if certain else _("Please send it again"),
        "why": why,
        "certain": certain,
        "typed": [one for one in sent if _is_words(one[1])],
        "others": [one for one in sent if not _is_words(one[1])],
        "form_key": request.POST.get(forms.FIELD, ""),
        "files": files or bool(request.FILES),
        "action": request.get_full_path(),
    }
    return render(request, "ui/unsaved.html", context, status=status)


def _is_words(value: str) -> bool:
    """Somebody wrote it, and wants to see it again; numbers, dates, choices and marks of the form are sent unseen."""
    return bool(value.strip()) and (not value.isascii() or any(one.isspace() for one in value.strip()))
