"""What a broker says of a plan: what counts how much, which rows stay, which may not be; and a side of a proposal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.exchange import quantities, words
from ngo2.exchange.models import Share
from ngo2.exchange.plans.wishes import LEVELS, Pair, Wishes
from ngo2.kernel.ui.asking import TOLD, Asking, Quiet
from ngo2.lib.refusals import Refused

_NUMBER = {"inputmode": "numeric", "autocomplete": "off", "size": "8"}


def _level(label: Any, help_text: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=list(LEVELS.items()),
        widget=forms.RadioSelect,
    )


class WishesForm(Quiet, Asking):
    """For the rows and needs that stand on one page of the plan; what stands on others stays as it was.

    `rows`: "need line-offer line" -> how many; `posts`: the needs on this page.
    """

    fit = _level(
        gettext_lazy("How well it fits"), gettext_lazy("What both sides say of kind, words, time and trust.")
    )
    near = _level(gettext_lazy("Nearness"), gettext_lazy("Short ways come first."))
    fair = _level(
        gettext_lazy("Fairness"),
        gettext_lazy("Strongly: nobody who could be served is left at zero while another is full."),
    )

    def __init__(
        self,
        wishes: Wishes,
        rows: Mapping[str, int],
        posts: Iterable[int],
        data: QueryDict | None = None,
        *,
        is_exercise: bool = False,
    ) -> None:
        super().__init__(data)
        self.wishes, self.rows, self.posts = wishes, rows, list(posts)
        for name in ("fit", "near", "fair"):
            self.fields[name].initial = getattr(wishes, name)
        if is_exercise:
            for name, label in (
                ("need_unsaid", _("A need without a number asks for")),
                ("offer_unsaid", _("An offer without a number has")),
            ):
                self.fields[name] = forms.CharField(
                    label=label, initial=getattr(wishes, name), widget=forms.TextInput(attrs=_NUMBER)
                )
        for key, many in rows.items():
            stays = wishes.stays.get(pair_of(key))
            self.fields[f"stay-{key}"] = forms.BooleanField(
                label=_("This one stays"), initial=stays is not None
            )
            self.fields[f"many-{key}"] = forms.CharField(
                label=_("How many"), initial=stays or many, widget=forms.TextInput(attrs=_NUMBER)
            )
            self.fields[f"never-{key}"] = forms.BooleanField(label=_("Not this pair"))
        for post in self.posts:
            self.fields[f"out-{post}"] = forms.BooleanField(label=_("Take it out of the plan"))

    def of_row(self, key: str) -> list[Any]:
        return [self[f"{name}-{key}"] for name in ("stay", "many", "never")]

    def out(self, post: int) -> Any:
        return self[f"out-{post}"]

    def read(self, back: Sequence[str]) -> Wishes:
        """`back`: what was left out and takes part again, "never-12-34" or "out-7". Raises Refused at its field."""
        stays, never, without = dict(self.wishes.stays), set(self.wishes.never), set(self.wishes.without)
        refused = False
        for key in self.rows:
            pair = pair_of(key)
            stays.pop(pair, None)
            if self.cleaned_data.get(f"never-{key}"):
                never.add(pair)
            elif self.cleaned_data.get(f"stay-{key}"):
                many = self._number(f"many-{key}")
                refused |= many is None
                stays[pair] = many or 1
        without |= {post for post in self.posts if self.cleaned_data.get(f"out-{post}")}
        never -= {pair for pair in never if f"never-{pair[0]}-{pair[1]}" in back}
        without -= {post for post in without if f"out-{post}" in back}
        unsaid: dict[str, Any] = {
            name: self._number(name) for name in ("need_unsaid", "offer_unsaid") if name in self.fields
        }
        if refused or None in unsaid.values():
            raise Refused(_("Please look at the amounts once more."), code=TOLD)
        levels = {
            name: self.cleaned_data.get(name) or getattr(self.wishes, name)
            for name in ("fit", "near", "fair")
        }
        return replace(
            self.wishes,
            **levels,
            **unsaid,
            stays=stays,
            never=frozenset(never),
            without=frozenset(without),
        )

    def _number(self, name: str) -> int | None:
        try:
            return quantities.read_amount((self.cleaned_data.get(name) or "").strip()).number
        except quantities.Unclear as unclear:
            self.add_error(name, quantities.sentence(unclear))
            return None


def pair_of(key: str) -> Pair:
    need, _dash, offer = key.partition("-")
    return int(need), int(offer)


class SharesForm(Quiet, Asking):
    """How many of each line one side wants; at most what stands there."""

    def __init__(self, shares: Sequence[Share], side: str, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.shares = list(shares)
        for share in self.shares:
            line = share.need_line if side == "need" else share.offer_line
            most = words.quantity(share.amount, line.unit)
            self.fields[f"share-{share.pk}"] = forms.CharField(
                label=line.item,
                help_text=_("At most %(amount)s; write less if you like.") % {"amount": most},
                initial=share.amount,
                widget=forms.TextInput(attrs=_NUMBER),
            )

    def amounts(self) -> list[Any]:
        return [self[f"share-{share.pk}"] for share in self.shares]

    def read_amounts(self) -> dict[int, int]:
        found, refused = {}, False
        for share in self.shares:
            name = f"share-{share.pk}"
            typed = (self.cleaned_data.get(name) or "").strip()
            try:
                found[share.pk] = quantities.read_amount(typed).number if typed not in {"", "0"} else 0
            except quantities.Unclear as unclear:
                refused = True
                self.add_error(name, quantities.sentence(unclear))
        if refused:
            raise Refused(_("Please look at the amounts once more."), code=TOLD)
        return found
