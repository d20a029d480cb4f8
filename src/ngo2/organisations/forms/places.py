"""Where: a division, several of them, a point with its datum. Complete without a script."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.organisations import picking, words
from ngo2.organisations.facts import choices
from ngo2.organisations.facts.places import knows
from ngo2.organisations.forms.answers import Answer
from ngo2.organisations.picking import Found, Stair

FIND = "find"


class Picker(Answer):
    """The part that both have: a text that is looked up, and the way down. `asked` is the text of the cards."""

    place = forms.CharField(
        label=gettext_lazy("Place or address"),
        strip=False,
        widget=forms.TextInput(attrs={"aria-describedby": "id_place_hint", "autocomplete": "off"}),
    )
    asked = forms.CharField(widget=forms.HiddenInput)
    code = forms.ChoiceField(label=gettext_lazy("We understand"), widget=forms.RadioSelect)
    found: Found
    stair: Stair

    def prepare(self) -> None:
        self.found, self.stair = Found(), picking.stair(self.context.country, self._opened())
        if self.is_bound:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self._look()

    def _opened(self) -> str:
        return self.data.get("in", "") if self.is_bound else ""

    def _look(self) -> None:
        """Make the cards: what the text means, or the division somebody went down to."""
        typed = self.data.get("place", "").strip()
        if self._opened() and self.stair.trail:
            code = self.stair.trail[-1][0]
            self.found = Found(((code, words.place(self.context.country, code)),))
            self._choose(code)
            self.data["place"] = ""  # type: ignore[index]
        elif typed:
            self.found = picking.find(self.context.country, typed)
            if len(self.found.divisions) == 1 and self._is_new(typed):
                self._choose(self.found.divisions[0][0])
        elif (code := self.data.get("code", "")) and knows(self.context.country, code):
            self.found = Found(((code, words.place(self.context.country, code)),))
        self.let_choose("code", self.found.divisions)

    def _choose(self, code: str) -> None:
        self.data["code"] = code  # type: ignore[index]

    def _is_new(self, typed: str) -> bool:
        return typed != self.data.get("asked", "").strip()

    def clean(self) -> dict[str, Any]:
        typed = self.data.get("place", "").strip()
        if self._opened():
            self._drop_errors()
        elif typed and not self.found.divisions:
            self._drop_errors()
            self.add_error("place", self.unknown())
        elif typed and self._is_new(typed):
            self._drop_errors()
        elif typed and not self.cleaned_data.get("code") and "code" not in self.errors:
            self.add_error("code", _("Which one is it? Please choose."))
        self.data["asked"] = typed  # type: ignore[index]
        return self.cleaned_data

    def _drop_errors(self) -> None:
        """A card of the text before is no answer any more, and no mistake."""
        self.errors.pop("code", None)
        self.cleaned_data["code"] = ""

    def unknown(self) -> str:
        return _(
            "We do not know that place. Write it with its city or province, like “Hechi, Yizhou”, "
            "or choose it step by step below."
        )

    def pressed(self, *names: str) -> bool:
        return any(name in self.data for name in names) or self.data.get("do") == FIND

    def wants_more(self) -> bool:
        """What was typed newly is shown as understood before it is saved."""
        return self.pressed("in") or bool(
            self.cleaned_data["place"].strip() and not self.cleaned_data["code"]
        )


class Division(Picker):
    template = "organisations/questions/division.html"

    def shown(self, current: Any) -> dict[str, Any]:
        return {}

    def raw(self) -> Any:
        code = self.cleaned_data["code"]
        return {"code": code} if code else ""


class ServiceArea(Picker):
    """`divisions` are those chosen so far: each found place is ticked and joins them."""

    template = "organisations/questions/service_area.html"
    extent = forms.ChoiceField(
        label=gettext_lazy("How far do you reach?"),
        widget=forms.RadioSelect,
        choices=[
            ("places", gettext_lazy("These places")),
            ("countrywide", gettext_lazy("The whole country")),
        ],
        initial="places",
    )
    divisions = forms.MultipleChoiceField(label=gettext_lazy("Chosen"), widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        super().prepare()
        chosen = self.data.getlist("divisions") if self.is_bound else self._known()  # type: ignore[attr-defined]
        chosen = [code for code in dict.fromkeys(chosen) if knows(self.context.country, code)]
        if self.is_bound:
            chosen = self._joined(chosen)
            self.data.setlist("divisions", chosen)  # type: ignore[attr-defined]
        self._offer(chosen)

    def _known(self) -> list[str]:
        current = self.context.current
        return current.get("divisions", []) if isinstance(current, dict) else []

    def _offer(self, codes: list[str]) -> None:
        named = [(code, words.place(self.context.country, code)) for code in dict.fromkeys(codes)]
        self.let_choose("divisions", named)

    def _joined(self, chosen: list[str]) -> list[str]:
        """With what this press adds: one found place, a card, or a button of the way down."""
        typed = self.data.get("place", "").strip()
        self.understood = bool(typed and self._is_new(typed))  # by us: the person has not seen it yet
        added = [self.data.get("add", ""), "" if self.data.get("in") else self.data.get("code", "")]
        country = self.context.country
        fresh = [code for code in dict.fromkeys(added) if knows(country, code) and code not in chosen]
        if fresh:  # the text has done its work
            self.found = Found()
            self.let_choose("code", [])
            self.data["place"] = self.data["code"] = ""  # type: ignore[index]
            self.data["extent"] = "places"  # type: ignore[index]
        return [*chosen, *fresh]

    def _first(self, field: Any, name: str, typed: Any, shown: Any) -> Any:
        if name == "divisions" and typed is not None:
            self._offer(
                self._known() + [code for code in typed.get(name, []) if knows(self.context.country, code)]
            )
        return super()._first(field, name, typed, shown)

    def shown(self, current: Any) -> dict[str, Any]:
        extent = "countrywide" if current.get("countrywide") else "places"
        return {"extent": extent, "divisions": current.get("divisions", [])}

    def wants_more(self) -> bool:
        return self.pressed("in", "add") or self.understood or super().wants_more()

    def raw(self) -> Any:
        if self.cleaned_data["extent"] == "countrywide":
            return {"countrywide": True}
        codes = self.cleaned_data["divisions"]
        return {"countrywide": False, "divisions": codes} if codes else ""


class Point(Answer):
    template = "organisations/questions/lines.html"
    lat = forms.CharField(
        label=gettext_lazy("Latitude (north)"),
        strip=True,
        help_text=gettext_lazy("In China between 3 and 54, like 24.4935."),
    )
    lng = forms.CharField(
        label=gettext_lazy("Longitude (east)"),
        strip=True,
        help_text=gettext_lazy("In China between 73 and 136, like 108.6532."),
    )
    crs = forms.ChoiceField(
        label=gettext_lazy("Which map did you copy it from?"),
        widget=forms.RadioSelect,
        choices=[
            ("gcj02", gettext_lazy("AMap, Tencent or WeChat")),
            ("bd09", gettext_lazy("Baidu")),
            ("wgs84", gettext_lazy("GPS, OpenStreetMap or Tianditu")),
            ("unknown", gettext_lazy("I do not know")),
        ],
    )
    precision = forms.ChoiceField(
        label=gettext_lazy("How exact is it?"),
        widget=forms.RadioSelect,
        choices=list(choices.PRECISIONS.items()),
        initial="point",
    )

    def shown(self, current: Any) -> dict[str, Any]:
        lat, lng = current["raw"]
        return {"lat": lat, "lng": lng, "crs": current["crs"], "precision": current["precision"]}

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not (said.get("lat") or said.get("lng")):
            return said
        for name in ("lat", "lng"):
            try:
                float(said.get(name) or "")
            except ValueError:
                self.add_error(name, _("Please give a number with a point, like 24.4935."))
        if not self.errors and self._swapped():
            self.add_error(
                "lat", _("It seems that the two numbers are the wrong way round. Please exchange them.")
            )
        if not said.get("crs") and "crs" not in self.errors:
            self.add_error("crs", _("Please choose one. “I do not know” is an answer too."))
        return said

    def _swapped(self) -> bool:
        lat, lng = float(self.cleaned_data["lat"]), float(self.cleaned_data["lng"])
        return self.context.country == "CN" and 73 <= lat <= 136 and 3 <= lng <= 54

    def raw(self) -> Any:
        said = self.cleaned_data
        if not (said["lat"] or said["lng"]):
            return ""
        return {key: said[key] for key in ("lat", "lng", "crs")} | {"precision": said["precision"] or "point"}
