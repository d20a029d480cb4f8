"""One screen of a form as fields. What is typed becomes text as it stands in an instance document."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from ngo2.kernel.ui.asking import Asking
from ngo2.questionnaires.screens import Screen
from ngo2.questionnaires.speaking import plain
from ngo2.questionnaires.typed import NUMERIC, as_text
from ngo2.questionnaires.xforms import Problem, Question, Session

FEW = 12  # choices that stand under each other; more are a list to open
LISTED = 1000  # choices of a list that a page can hold; of more the answer is written, and looked up
NEAR = 8  # of those that hold what was written, as many are named
LONGEST = 10_000  # characters of one answer


class ScreenForm(Asking):
    """Fields `q0`, `q1` … stand for `paths`. Nothing is required by the browser: the form's own rules say what is
    missing, in its own words, and one may go back and leave things for later.
    """

    use_required_attribute = False

    def __init__(
        self, session: Session, screen: Screen, language: str, data: Any = None, files: Any = None
    ) -> None:
        super().__init__(data, files)
        self.session, self.screen, self.language = session, screen, language
        self.notes: dict[str, str] = {}
        self.paths: dict[str, str] = {}
        for number, path in enumerate(screen.paths):
            name = f"q{number}"
            question = session.question(path)
            label = plain(session.label(path, language)) or question.definition.name
            state = session.state(path)
            if is_note(question, readonly=state.readonly):
                self.notes[name] = label + (f": {state.value}" if state.value.strip() else "")
                self.fields[name] = forms.CharField(required=False, label=label, widget=forms.HiddenInput())
                continue
            self.paths[name] = path
            field = _field(session, question, path, state.value, language)
            field.label, field.required = label, state.required
            field.help_text = plain(session.hint(path, language))
            field.initial = _shown(question, state.value)
            if self.is_written(path):
                names = dict(self._named(path))
                field.initial = names.get(state.value, state.value)
                field.help_text = " ".join(
                    part for part in (field.help_text, _("Write its name or its code.")) if part
                )
            self.fields[name] = field

    def full_clean(self) -> None:
        required = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():
            field.required = required[name]

    @property
    def texts(self) -> dict[str, str]:
        """{path: text as in an instance} of what was typed; files are apart."""
        said = {}
        for name, path in self.paths.items():
            question = self.session.question(path)
            if question.control != "upload":
                raw = self.cleaned_data.get(name)
                # What the field could not read stays as it was typed: the form's rules say what is wrong with it.
                typed = raw if name in self.cleaned_data else self.data.get(name, "")
                said[path] = as_text(question, typed)
                if said[path] and self.is_written(path):
                    said[path] = self._meant(path, said[path])
        return said

    def is_written(self, path: str) -> bool:
        """One of a list that is too long for a page."""
        question = self.session.question(path)
        return question.choices is not None and not question.several and len(self._named(path)) > LISTED

    def _named(self, path: str) -> list[tuple[str, str]]:
        return [(one.value, plain(one.label)) for one in self.session.choices(path, self.language)]

    def _meant(self, path: str, typed: str) -> str:
        """The code of what was written; as it was written where it is none, or several."""
        named = self._named(path)
        if any(value == typed for value, _label in named):
            return typed
        found = [value for value, label in named if label.casefold() == typed.casefold()]
        return found[0] if len(found) == 1 else typed

    @property
    def uploads(self) -> dict[str, UploadedFile]:
        return {
            path: self.cleaned_data[name]
            for name, path in self.paths.items()
            if isinstance(self.cleaned_data.get(name), UploadedFile)
        }

    @property
    def dropped(self) -> list[str]:
        """Paths of files that are taken out again."""
        return [path for name, path in self.paths.items() if self.data.get(f"{name}-drop")]

    def tell(self, problems: Mapping[str, Problem]) -> None:
        """Puts what is wrong at its field."""
        for name, path in self.paths.items():
            if path in problems:
                self.errors.pop(name, None)
                self.add_error(name, self._near(path) or problems[path].message)

    def _near(self, path: str) -> str:
        """Those of a long list that hold what was written; "" where there is none."""
        typed = self.texts.get(path, "").casefold()
        if not typed or not self.is_written(path):
            return ""
        near = list(
            islice(
                (f"{label} ({value})" for value, label in self._named(path) if typed in label.casefold()),
                NEAR + 1,
            )
        )
        if not near:
            return ""
        told = _("Which of these is meant? Write its name or its code: %(names)s")
        return told % {"names": ", ".join(near[:NEAR]) + (" …" if len(near) > NEAR else "")}


def is_note(question: Question, *, readonly: bool) -> bool:
    """Words without a question: `note` of XLSForm, or what a calculation shows."""
    return readonly and question.control in {"input", "trigger"}


def _field(session: Session, question: Question, path: str, value: str, language: str) -> forms.Field:
    look = question.appearance.split()
    if question.choices is not None:
        return _choice_field(session, question, path, value, language, look)
    if question.control == "upload":
        return forms.FileField(widget=forms.FileInput(attrs={"accept": question.mediatype or "*/*"}))
    if question.control == "trigger":
        return forms.BooleanField()
    attrs: dict[str, Any] = {"autocomplete": "off"}
    if question.datatype in NUMERIC:
        attrs["inputmode"] = NUMERIC[question.datatype]
        attrs["size"] = 12
    elif question.datatype in {"date", "time"}:
        attrs["type"] = question.datatype
    elif question.datatype == "dateTime":
        attrs["type"] = "datetime-local"
    if "multiline" in look:
        return forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    return forms.CharField(max_length=LONGEST, widget=forms.TextInput(attrs=attrs))


def _choice_field(
    session: Session, question: Question, path: str, value: str, language: str, look: list[str]
) -> forms.Field:
    choices = [(one.value, plain(one.label) or one.value) for one in session.choices(path, language)]
    if question.several:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple())
    if len(choices) > LISTED:
        return forms.CharField(max_length=LONGEST, widget=forms.TextInput({"autocomplete": "off"}))
    if len(choices) <= FEW and "minimal" not in look:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect())
    return forms.ChoiceField(choices=[("", _("Please choose")), *choices])


def _shown(question: Question, value: str) -> Any:
    if question.several:
        return value.split()
    if question.control == "trigger":
        return value == "OK"
    if question.datatype == "dateTime" and value:
        return value[:16]
    if question.datatype == "time" and value:
        return value[:5]
    return value
