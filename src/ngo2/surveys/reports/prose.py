"""A block of words, and how words become paragraphs: the Markdown that labels of forms have, and no more of it."""

from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from lxml import etree

from ngo2.kernel.ui.asking import Asking
from ngo2.questionnaires.enketo import markdown
from ngo2.surveys.models import Wave
from ngo2.surveys.reports.faces import Face, Paragraph, Run, face
from ngo2.surveys.reports.kinds import Kind, Settings

LONGEST: Final = 8_000
SCHEMES: Final = ("https://", "http://", "mailto:")
_LISTS: Final = {"ul", "ol"}
_HEADS: Final = {f"h{n}" for n in range(1, 7)}
_MARKS: Final = {"strong": "bold", "em": "italic"}


class TextForm(Asking):
    zh = forms.CharField(
        label=_("Chinese text"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 8})
    )
    en = forms.CharField(
        label=_("English text"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 8})
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not any(told.get(name) for name in ("zh", "en")):
            raise forms.ValidationError(_("Please write something, in at least one of the languages."))
        return told


def paragraphs(text: str) -> list[Paragraph]:
    """Tags that somebody wrote are words; of links only those that lead to a page or a mailbox."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    tree = markdown.to_tree(markdown.to_html(f"{plain}\n\n"))
    reader = _Reader()
    reader.read(tree, {})
    reader.close()
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: list[Paragraph] = []
        self.kind: Any = "p"
        self.runs: list[Run] = []

    def read(self, element: etree._Element, marks: dict[str, Any]) -> None:
        self._say(element.text, marks)
        for child in element:
            tag = str(child.tag)
            if tag == "br":
                self._say("\n", marks)
            elif tag in _LISTS:
                self._begin("p")
                for point in child:
                    self._begin(tag)
                    self.read(point, marks)
                self._begin("p")
            elif tag == "p" or tag in _HEADS:
                self._begin("p" if tag == "p" else "h")
                self.read(child, marks)
                self._begin("p")
            else:
                self.read(child, marks | _mark(child))
            self._say(child.tail, marks)

    def close(self) -> None:
        if runs := _tidied(self.runs):
            self.found.append({"kind": self.kind, "runs": runs})
        self.runs = []

    def _begin(self, kind: str) -> None:
        self.close()
        self.kind = kind

    def _say(self, text: str | None, marks: dict[str, Any]) -> None:
        if text:
            run: Any = {"text": text, **marks}
            self.runs.append(run)


def _mark(element: etree._Element) -> dict[str, Any]:
    href = str(element.get("href", ""))
    if element.tag == "a" and href.lower().startswith(SCHEMES):
        return {"href": href}
    return {_MARKS[str(element.tag)]: True} if element.tag in _MARKS else {}


def _tidied(runs: list[Run]) -> list[Run]:
    """Without the line ends at both ends."""
    while runs and not runs[0]["text"].strip():
        runs = runs[1:]
    while runs and not runs[-1]["text"].strip():
        runs = runs[:-1]
    if runs:
        runs[0]["text"] = runs[0]["text"].lstrip()
        runs[-1]["text"] = runs[-1]["text"].rstrip()
    return runs


def _form(wave: Wave, data: Any, initial: Settings) -> TextForm:
    return TextForm(data, initial=dict(initial))


def _freeze(settings: Settings, data: Any) -> Face:
    own, other = ("zh", "en") if (get_language() or "").startswith("zh") else ("en", "zh")
    return face(paragraphs=paragraphs(settings.get(own) or settings.get(other) or ""))


TEXT = Kind("text", _("Text"), _freeze, _form)
