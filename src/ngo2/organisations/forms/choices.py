"""Questions that are answered by choosing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import causes, countries, home, pack
from ngo2.organisations import words
from ngo2.organisations.facts import choices
from ngo2.organisations.forms.answers import Answer, OneOf

MOST_CAUSES = 5
NAMES_SHOWN = 3  # empty lines for names in further languages


class Status(OneOf):
    """Only what the law of the country knows; what the record says already stays among it."""

    def options(self) -> list[tuple[str, Any]]:
        offered = [one.key for one in pack(self.context.country).legal_statuses]
        kept = [self.context.current] if self.context.current in choices.LEGAL_STATUSES else []
        keys = dict.fromkeys([*offered, *kept])
        return [(key, label) for key, label in choices.LEGAL_STATUSES.items() if key in keys]

    def prepare(self) -> None:
        super().prepare()
        self.explained = {one.key: one.help for one in pack(self.context.country).legal_statuses}


class Sensitivity(OneOf):
    explained = {
        "normal": _("The county, and the door only when you say so."),
        "sensitive": _("For instance help for people with HIV, or legal aid."),
        "hidden": _("For instance a shelter: also address, credit code and register are not shown."),
    }


class Causes(Answer):
    """Groups of check cards: a broad cause and what it consists of."""

    template = "organisations/questions/causes.html"
    answer = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        language = words.language()
        self.let_choose("answer", [(one.code, one.label(language)) for one in causes.causes()])

    def groups(self) -> list[dict[str, Any]]:
        """[{label, tags, chosen}] in the order of the list; `chosen` opens the group."""
        bound = self["answer"]
        given = {str(one) for one in bound.value() or []}
        tags = {str(tag.data["value"]): tag for tag in bound.subwidgets}
        return [
            {
                "label": top.label(words.language()),
                "tags": [tags[one] for one in causes.with_children(top.code)],
                "chosen": sum(one in given for one in causes.with_children(top.code)),
            }
            for top in causes.top()
        ]


class Languages(Answer):
    answer = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        known = self.context.current if isinstance(self.context.current, list) else []
        more = [(code, code) for code in known if code.lower() not in words.LANGUAGES]
        self.let_choose("answer", [*words.LANGUAGES.items(), *more])

    def shown(self, current: Any) -> dict[str, Any]:
        return {"answer": [code.lower() if code.lower() in words.LANGUAGES else code for code in current]}


class Country(Answer):
    answer = forms.ChoiceField()

    def prepare(self) -> None:
        named = countries(words.language())
        first = [pair for pair in named if pair[0] == home()]
        self.let_choose("answer", [*first, *(pair for pair in named if pair[0] != home())])


class Names(Answer):
    """A language and a name, a few times."""

    template = "organisations/questions/names.html"

    def prepare(self) -> None:
        known = self.context.current if isinstance(self.context.current, dict) else {}
        codes = [
            *words.LANGUAGES.items(),
            *((code, code) for code in known if code.lower() not in words.LANGUAGES),
        ]
        self.count = min(10, len(known) + NAMES_SHOWN)
        for n in range(self.count):
            self.fields[f"language{n}"] = forms.ChoiceField(
                label=_("Language"), choices=[("", _("Choose a language")), *codes]
            )
            self.fields[f"name{n}"] = forms.CharField(label=_("Name"), strip=False)

    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"language{n}"], self[f"name{n}"]) for n in range(self.count)]

    def shown(self, current: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for n, (code, name) in enumerate(current.items()):
            shown |= {
                f"language{n}": code.lower() if code.lower() in words.LANGUAGES else code,
                f"name{n}": name,
            }
        return shown

    def clean(self) -> dict[str, Any]:
        for n in range(self.count):
            code, name = (
                self.cleaned_data.get(f"language{n}"),
                (self.cleaned_data.get(f"name{n}") or "").strip(),
            )
            if name and not code and f"language{n}" not in self.errors:
                self.add_error(f"language{n}", _("In which language is this name?"))
            if code and not name:
                self.add_error(
                    f"name{n}", _("What is it called in this language? Or take the language away.")
                )
        return self.cleaned_data

    def raw(self) -> Any:
        pairs = [
            (self.cleaned_data[f"language{n}"], self.cleaned_data[f"name{n}"]) for n in range(self.count)
        ]
        return {code: name for code, name in pairs if code and name.strip()}


class Register(Answer):
    template = "organisations/questions/lines.html"
    scheme = forms.CharField(label=_("Which register?"), help_text=_("Its short name."), strip=False)
    number = forms.CharField(label=_("Which number?"), strip=False)

    def shown(self, current: Any) -> dict[str, Any]:
        return {"scheme": current["scheme"], "number": current["id"]}

    def raw(self) -> Any:
        scheme, number = self.cleaned_data["scheme"].strip(), self.cleaned_data["number"].strip()
        return {"scheme": scheme, "id": number} if scheme or number else ""


class Trained(Answer):
    template = "organisations/questions/lines.html"
    trained = forms.ChoiceField(
        label=_("Did somebody take part?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No"))],
    )
    where = forms.CharField(label=_("Where was it?"), strip=False)
    year = forms.CharField(
        label=_("In which year?"), strip=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def shown(self, current: Any) -> dict[str, Any]:
        return {
            "trained": "yes" if current.get("trained") else "no",
            "where": current.get("where", ""),
            "year": current.get("year", ""),
        }

    def raw(self) -> Any:
        said = self.cleaned_data
        if not said["trained"] and not said["where"].strip() and not said["year"].strip():
            return ""
        told = {key: said[key].strip() for key in ("where", "year") if said[key].strip()}
        return {"trained": said["trained"] or "yes", **told}
