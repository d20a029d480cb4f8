"""The five questions of a post. Each form reads one part of `cleaning.Told`, refused by the same sentences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.exchange import cleaning, conditions, endings, gate, kinds, law, quantities
from ngo2.exchange.cleaning import Item, Terms, Where
from ngo2.exchange.forms.conditions import care_fields, goods_fields, read_care, read_goods
from ngo2.exchange.forms.lawful import Lawful
from ngo2.exchange.units import UNITS
from ngo2.kernel.ui.asking import TOLD, Asking, Quiet
from ngo2.lib.refusals import Refused
from ngo2.organisations import picking, words
from ngo2.organisations.models import Organisation

Typed = Mapping[str, list[str]]
BLANK_LINES = 3
OTHER = "other"


class Step(Quiet, Lawful):
    """`typed` is a draft, shown while nothing was pressed. `said`: the answers so far, by the names of `Told`."""

    def __init__(
        self,
        organisation: Organisation,
        side: str,
        said: Mapping[str, Any],
        data: QueryDict | None = None,
        typed: Typed | None = None,
    ) -> None:
        self.organisation, self.side, self.said = organisation, side, said
        self.draft = typed
        super().__init__(data)
        self.prepare()
        for name, field in self.fields.items():
            if typed is not None and name in typed and typed[name]:
                field.initial = typed[name][0]
            if "invalid_choice" in field.error_messages:
                field.error_messages["invalid_choice"] = _("Please choose one of the answers in the list.")

    def prepare(self) -> None:
        """Give the fields what depends on what was said before."""

    def raw(self) -> dict[str, Any]:
        """What this part says, as `Told` and the draft keep it. Raises Refused."""
        raise NotImplementedError

    def wants_more(self) -> bool:
        """A press that only opens something: the page comes again and nothing is decided."""
        return False

    @property
    def typed(self) -> dict[str, list[str]]:
        return {name: [one[:20_000] for one in self.data.getlist(name)] for name in self.data}  # type: ignore[attr-defined]


class WordsForm(Step):
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), strip=False)

    def prepare(self) -> None:
        need = self.side == kinds.NEED
        self.fields["text"].label = _("What do you need?") if need else _("What can you give?")
        self.fields["text"].initial = self.said.get("text", "")

    def raw(self) -> dict[str, Any]:
        said = cleaning.words(self.cleaned_data["text"])
        law.no_appeal(said)
        return {"text": said}


class KindForm(Step):
    subkind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        widget=forms.RadioSelect,
        choices=[(sub.key, sub.label) for kind in kinds.KINDS.values() for sub in kind.subs],
    )

    def prepare(self) -> None:
        self.likely = kinds.likely(self.said.get("text", ""))
        self.fields["subkind"].initial = self.said.get("subkind") or self.likely

    def raw(self) -> dict[str, Any]:
        chosen = cleaning.subkind(self.cleaned_data.get("subkind", ""))
        gate.let_post(self.organisation, self.side, chosen, self.said.get("text", ""))
        return {"subkind": chosen}

    def groups(self) -> list[tuple[kinds.Kind, list[Any], bool]]:
        """(kind, its choices, is it open): the likely one is in sight, all others one press away."""
        chosen = str(self["subkind"].value() or "")
        by_value = {str(one.data["value"]): one for one in self["subkind"].subwidgets}
        opened = kinds.SUBKINDS[chosen].key if chosen in kinds.SUBKINDS else ""
        return [
            (kind, [by_value[sub.key] for sub in kind.subs], kind.key == opened)
            for kind in kinds.KINDS.values()
        ]


class LinesForm(Step):
    """As many rows as there are things; more at a press. An amount may be written as people write it."""

    def prepare(self) -> None:
        kind = kinds.SUBKINDS[self.said["subkind"]]
        self.counted, self.usual = kind.counted, kinds.usual_unit(self.said["subkind"])
        source: Any = self.data if self.is_bound else self.draft
        count = self._count(source) if source is not None else len(self._first())
        blank = BLANK_LINES if self.wants_more() or not self.is_bound else 0
        count = min(cleaning.MOST_LINES, max(1, count) + blank)
        first = self._first()
        for place in range(count):
            one = first[place] if place < len(first) else Item("", unit=self.usual)
            self._add(place, one)

    def _first(self) -> Sequence[Item]:
        if "items" in self.said:
            return list(self.said["items"])
        found = quantities.find_lines(self.said.get("text", ""))
        return [Item(one.item, one.number, one.unit or self.usual) for one in found]

    def _count(self, source: Any) -> int:
        places = [int(name[5:]) for name in source if name.startswith("item-") and name[5:].isdecimal()]
        return min(max(places, default=-1) + 1, cleaning.MOST_LINES)

    def _add(self, place: int, one: Item) -> None:
        label = _("Thing %(n)s") % {"n": place + 1}
        item = forms.CharField(label=label, initial=one.item, strip=False)
        amount = forms.CharField(
            label=_("How many"),
            initial=one.quantity if one.quantity is not None else "",
            widget=forms.TextInput(
                attrs={
                    "inputmode": "numeric",
                    "autocomplete": "off",
                    "aria-label": f"{label}: {_('How many')}",
                }
            ),
        )
        unit = forms.ChoiceField(
            label=_("Unit"),
            choices=[("", "–"), *((key, unit.label) for key, unit in UNITS.items())],
            initial=one.unit,
            widget=forms.Select(attrs={"aria-label": f"{label}: {_('Unit')}"}),
        )
        self.fields |= {f"item-{place}": item, f"quantity-{place}": amount, f"unit-{place}": unit}
        for field in (item, amount, unit):
            field.required = False

    def rows(self) -> Iterator[tuple[Any, Any, Any]]:
        for place in range(len(self.fields) // 3):
            yield self[f"item-{place}"], self[f"quantity-{place}"], self[f"unit-{place}"]

    def wants_more(self) -> bool:
        return "more" in self.data

    def raw(self) -> dict[str, Any]:
        read, refused = [], False
        for place in range(len(self.fields) // 3):
            try:
                read.append(self._read(place))
            except quantities.Unclear as unclear:
                refused = True
                self.add_error(f"quantity-{place}", quantities.sentence(unclear, self._unit_label(place)))
        if refused:
            raise Refused(_("Please look at the amounts once more."), code=TOLD)
        found = cleaning.items(read, kind=kinds.SUBKINDS[self.said["subkind"]].key)
        return {"items": found}

    def _unit_label(self, place: int) -> str:
        unit = UNITS.get(self.cleaned_data.get(f"unit-{place}") or "")
        return str(unit.label) if unit else ""

    def _read(self, place: int) -> Item:
        """A unit written beside the number counts before the one of the list, which stands there unasked."""
        item = self.cleaned_data.get(f"item-{place}") or ""
        typed = (self.cleaned_data.get(f"quantity-{place}") or "").strip()
        unit = self.cleaned_data.get(f"unit-{place}") or ""
        if not item.strip() and not typed:
            return Item("")
        if not typed or not self.counted:
            return Item(item)
        amount = quantities.read_amount(typed)
        return Item(item, amount.number, amount.unit or unit)


class WhereForm(Step):
    """What the record knows is offered first; another place is written and shown as it was understood."""

    where = forms.ChoiceField(label=gettext_lazy("Where?"), widget=forms.RadioSelect)
    place = forms.CharField(
        label=gettext_lazy("Which place?"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    asked = forms.CharField(widget=forms.HiddenInput)
    code = forms.ChoiceField(label=gettext_lazy("We understand"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        record = self.organisation
        areas = [code for code in (record.area3, record.area2, record.area1) if code]
        near = [(f"in:{code}", words.place(record.country, code)) for code in areas]
        self.let_choose(
            "where",
            [
                *near,
                (kinds.COUNTRY, _("The whole country")),
                (kinds.REMOTE, _("From afar, by phone or internet")),
                (OTHER, _("Another place")),
            ],
        )
        said: Where | None = self.said.get("where")
        if said is not None:
            key = f"in:{said.division}" if said.reach == kinds.PLACE else said.reach
            known = key in dict(near) or said.reach != kinds.PLACE
            self.fields["where"].initial = key if known else OTHER
            self.fields["place"].initial = "" if known else words.place(said.country, said.division)
        elif near:
            self.fields["where"].initial = near[0][0]
        self.found = picking.Found()
        if self.is_bound:
            self.data = self.data.copy()  # type: ignore[attr-defined] # bound to a QueryDict
            self._look()
        self.let_choose("code", self.found.divisions)

    def _look(self) -> None:
        typed = self.data.get("place", "").strip()
        if self.data.get("where") == OTHER and typed:
            self.found = picking.find(self.organisation.country, typed)
            if len(self.found.divisions) == 1 and typed != self.data.get("asked", "").strip():
                self.data["code"] = self.found.divisions[0][0]  # type: ignore[index] # a copy, as above
        self.was_asked = self.data.get("asked", "").strip()
        self.data["asked"] = typed  # type: ignore[index] # a copy, as above

    def wants_more(self) -> bool:
        """What was written newly is shown as understood before it counts."""
        typed = self.data.get("place", "").strip()
        return self.data.get("where") == OTHER and bool(self.found.divisions) and typed != self.was_asked

    def raw(self) -> dict[str, Any]:
        chosen, country = self.cleaned_data.get("where", ""), self.organisation.country
        if chosen == OTHER:
            if not self.found.divisions:
                self.add_error("place", _("We do not know that place. Write it with its city or province."))
                raise Refused(_("Please look at the place once more."), code=TOLD)
            return {"where": cleaning.where(kinds.PLACE, country, self.cleaned_data.get("code", ""))}
        if chosen.startswith("in:"):
            return {"where": cleaning.where(kinds.PLACE, country, chosen[3:])}
        return {"where": cleaning.where(chosen, country)}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class TermsForm(Step):
    """With what the law asks of this kind: `asks_goods` and `asks_care` say whether fields of theirs are among them."""

    asks_goods = asks_care = False
    minors: Any = ""
    told: Any = ""  # to whoever asks for goods: what whoever answers has to say of them
    until_day = _day(gettext_lazy("Until when?"))
    from_day = _day(gettext_lazy("From when? Empty means now"))
    receipt = forms.BooleanField()
    registered_only = forms.BooleanField(label=gettext_lazy("Only with registered organisations"))
    pick_up = forms.BooleanField()
    title = forms.CharField(label=gettext_lazy("Headline in lists"), strip=False)
    photo = forms.FileField(
        label=gettext_lazy("A photo, if it helps"), widget=forms.FileInput(attrs={"accept": "image/*"})
    )

    def prepare(self) -> None:
        need = self.side == kinds.NEED
        self.fields["receipt"].label = (
            _("We can give a receipt") if need else _("We need a deductible receipt")
        )
        self.fields["pick_up"].label = _("We can fetch it") if need else _("It has to be fetched")
        said: Terms | None = self.said.get("terms")
        first = said or Terms(timezone.localdate() + cleaning.USUAL_WINDOW)
        for name in ("until_day", "from_day", "receipt", "registered_only", "pick_up"):
            self.fields[name].initial = getattr(first, name)
        self._ask_conditions()
        text = self.said.get("text", "")
        self.fields["title"].initial = self.said.get("title") or cleaning.title(
            "", text, self.said.get("items", ())
        )

    def _ask_conditions(self) -> None:
        subkind = self.said["subkind"]
        kind = kinds.SUBKINDS[subkind].key
        self.about = {"side": self.side, "kind": kind, "subkind": subkind}
        goods, work = law.goods(kind, subkind), law.volunteering(kind)
        if goods is not None and self.side == kinds.OFFER:
            self.fields |= goods_fields(goods, subkind, self.said.get("goods"))
            self.asks_goods = True
        elif goods is not None:
            self.told = goods.safe_means
        if work is not None:
            self.fields |= care_fields(self.said.get("care"))
            self.asks_care, self.minors = True, work.minors

    def _conditions(self, terms: Terms) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if self.asks_goods:
            said["goods"] = conditions.goods(
                read_goods(self.cleaned_data),
                **self.about,
                handed_over=terms.until_day,
                today=timezone.localdate(),
            )
        if self.asks_care:
            text = self.said.get("text", "")
            said["care"] = conditions.care(read_care(self.cleaned_data), **self.about, text=text)
        return said

    def raw(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("until_day") is None:
            raise Refused(_("Please choose a day, so that nobody answers what is over."), field="until_day")
        said = Terms(
            given["until_day"],
            given.get("from_day"),
            receipt=given["receipt"],
            registered_only=given["registered_only"],
            pick_up=given["pick_up"],
        )
        clean = cleaning.terms(said, timezone.localdate())
        text = self.said.get("text", "")
        return {
            "terms": clean,
            **self._conditions(clean),
            "title": cleaning.title(given.get("title") or "", text, self.said.get("items", ())),
        }


STEPS: Mapping[str, type[Step]] = {
    "words": WordsForm,
    "kind": KindForm,
    "lines": LinesForm,
    "where": WhereForm,
    "terms": TermsForm,
}


class CloseForm(Asking):
    ending = forms.ChoiceField(label=gettext_lazy("Why does it end?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("In a sentence, if you like"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": ""}),
    )

    def __init__(self, allowed: Sequence[str], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.let_choose("ending", [(key, endings.ENDINGS[key]) for key in allowed])


class ExtendForm(Asking):
    until_day = _day(gettext_lazy("Until when?"))
