"""What /style/ shows: made-up content that looks real, and samples that rooms above add in their manifest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.kernel.ui.qr import drawn
from ngo2.lib.registry import Registry


@dataclass(frozen=True)
class Sample:
    """A component of a room above `ui`, drawn on /style/: `samples.add(Sample(...))` in its manifest."""

    name: str
    title: str | Promise
    draw: Callable[[], SafeString]


samples: Registry[Sample] = Registry("samples")


class Question(forms.Form):
    """One of each kind of field."""

    name = forms.CharField(label=gettext_lazy("What is your group called?"), max_length=80)
    phone = forms.CharField(
        label=gettext_lazy("Which number may people call?"),
        help_text=gettext_lazy("It is shown to everybody, once you have agreed to that."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    registered = forms.ChoiceField(
        label=gettext_lazy("Is your group registered?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("Yes, with the civil affairs office")),
            ("under", gettext_lazy("No, we work under another organisation")),
            ("no", gettext_lazy("No, not registered")),
        ],
    )
    causes = forms.MultipleChoiceField(
        label=gettext_lazy("What do you work on?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("education", gettext_lazy("Education")),
            ("health", gettext_lazy("Health")),
            ("nature", gettext_lazy("Nature")),
            ("elderly", gettext_lazy("Old people")),
            ("children", gettext_lazy("Children")),
            ("relief", gettext_lazy("Relief")),
        ],
    )
    about = forms.CharField(
        label=gettext_lazy("What do you do, in two sentences?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    county = forms.ChoiceField(
        label=gettext_lazy("Which county?"),
        choices=[
            ("", gettext_lazy("Choose one")),
            ("1", gettext_lazy("Du'an")),
            ("2", gettext_lazy("Dahua")),
        ],
    )
    agreed = forms.BooleanField(label=gettext_lazy("Show this number on our public page"))


def _months_ago(months: int, today: date) -> date:
    """The 15th of the month that many months before; today when 0."""
    if not months:
        return today
    whole = today.year * 12 + today.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 15)


def _filters() -> list[dict[str, Any]]:
    named = [
        (_("All causes"), 5267),
        (_("Education"), 1804),
        (_("Health"), 693),
        (_("Nature"), 412),
        (_("Old people"), 388),
    ]
    return [{"label": label, "url": "#filters", "count": n, "current": n == 1804} for label, n in named]


def _page() -> Page[int]:
    return Paginator(range(180), 20).page(3)


def everything() -> dict[str, Any]:
    """Context of ui/style.html."""
    today = timezone.localdate()
    return {
        "fresh_form": Question(auto_id="fresh_%s"),
        "wrong_form": Question(
            {"name": _("Mountain Ant"), "phone": "", "registered": "no"}, auto_id="wrong_%s"
        ),
        "explained": {"under": _("Then the page says under whom: that is no weakness.")},
        "this_month": today,
        "last_spring": _months_ago(8, today),
        "last_year": _months_ago(14, today),
        "three_days_ago": today - timedelta(days=3),
        "trail": [(_("Guangxi"), "#crumbs"), (_("Hechi"), "#crumbs"), (_("Organisation"), "")],
        "numbers": [
            (5267, _("organisations")),
            (312, _("waiting for a match")),
            (1048, _("arrivals confirmed by both sides")),
        ],
        "areas": [_("Du'an"), _("Dahua"), _("Donglan")],
        "filters": _filters(),
        "page": _page(),
        "qr_svg": drawn("https://ngo20.example.org/j/7KQ2MD"),
        "more": list(samples),
    }
