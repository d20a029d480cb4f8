"""Two editions of a form beside each other."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.refusals import Hidden
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.shown import KINDS, VERDICTS
from ngo2.questionnaires.views.one_form import TEMPLATES, edition_of, of_form, sheets_of, trail
from ngo2.questionnaires.xlsform.comparing import SAME, Item, comparable, compare_in_all
from ngo2.questionnaires.xlsform.sheets import Sheets


@of_form()
@reads
def comparison(request: HttpRequest, form: Form) -> HttpResponse:
    """Two editions beside each other, or an edition beside the form as it stands."""
    numbers = list(form.editions.order_by("-number").values_list("number", flat=True))
    if not numbers:
        raise Hidden("edition")
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    told = {str(number) for number in numbers}
    old = old if old in told else str(numbers[0])
    new = new if new in told else ""
    before = Sheets.from_json(edition_of(form, old).sheets)
    after = Sheets.from_json(edition_of(form, new).sheets) if new else sheets_of(form)
    context = {
        "form": form,
        "trail": trail(form, (_("Compare two editions"), "")),
        "numbers": numbers,
        "old": old,
        "new": new,
        **compared(before, after),
    }
    return show(request, f"{TEMPLATES}/compare.html", context)


def compared(before: Sheets, after: Sheets) -> dict[str, Any]:
    """Rows of the table, what changed first, and how many there are of each."""
    items = compare_in_all(before, after, "en" if (get_language() or "").startswith("en") else "zh")
    rows = [_row(one) for one in items if one.verdict != SAME]
    counts = [
        (said, sum(one.verdict == verdict for one in items)) for verdict, (said, _tone) in VERDICTS.items()
    ]
    return {
        "rows": rows,
        "same": sum(one.verdict == SAME for one in items),
        "counts": [(words, n) for words, n in counts if n],
        "comparable": sum(comparable(one) for one in items),
        "total": len(items),
    }


def _row(item: Item) -> dict[str, Any]:
    words, tone = VERDICTS[item.verdict]
    return {
        "item": item,
        "verdict": words,
        "tone": tone,
        "old_kind": KINDS.get(item.old_kind, item.old_kind),
        "new_kind": KINDS.get(item.new_kind, item.new_kind),
        "is_comparable": comparable(item),
        "recoded": [(old, new, old in item.proposed) for old, new in item.mapping.items() if old != new],
    }
