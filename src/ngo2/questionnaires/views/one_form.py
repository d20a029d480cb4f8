"""What every page about one form does first: find it, and know what its visitor saw of it."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ngo2.kernel.ui.acting import Decorator, of_one
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import kinds
from ngo2.questionnaires.models import Edition, Form
from ngo2.questionnaires.speaking import CHINESE
from ngo2.questionnaires.xlsform.editing import new_form
from ngo2.questionnaires.xlsform.sheets import Sheets

TEMPLATES = "questionnaires/forms"
MOST_FINDINGS = 60


def of_form(permission: str = "questionnaires.edit") -> Decorator:
    return of_one(permission, lambda pk: Form.objects.filter(pk=pk).first(), "form")


def sheets_of(form: Form) -> Sheets:
    """As they stand; a form without any row begins in Chinese."""
    sheets = Sheets.from_json(form.sheets)
    return sheets if sheets.find("survey") is not None else new_form(form.title, form.key, CHINESE)


def seen_in(request: HttpRequest) -> int:
    """The count of changes that the page showed; -1, which no form has, where it does not say."""
    told = request.POST.get("seen", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else -1


def trail(form: Form, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """From what the form is for, down to this page."""
    about = kinds.about(form.scope)
    above = [(about.title, about.url)] if about and about.url else []
    called = _("Form") if above and above[0][0] == form.title else form.title
    steps = [*above, (called, form.get_absolute_url()), *more]
    return [*steps[:-1], (steps[-1][0], "")]


def edition_of(form: Form, number: str) -> Edition:
    found = (
        form.editions.filter(number=int(number)).select_related("form").first()
        if number.isascii() and number.isdecimal() and len(number) < 9
        else None
    )
    if found is None:
        raise Refused(_("There is no such edition. Load the page again."))
    return found
