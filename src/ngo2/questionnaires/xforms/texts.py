"""Labels, hints, messages: in each language, in several forms (long text, image, audio, ...), with outputs within."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ngo2.questionnaires.xforms.documents import Element, children, local
from ngo2.questionnaires.xforms.expressions import Expression

LONG = "long"
# An expression within a text, compiled for the node that shows the text.
Compile = Callable[[str], Expression]
Part = str | Expression
Template = tuple[Part, ...]


@dataclass(frozen=True)
class Text:
    """`templates[language][form]`; language "" is for all. Rendered by the session, which knows the answers."""

    templates: dict[str, dict[str, Template]] = field(default_factory=dict)

    def template(self, language: str, default: str, form: str = LONG) -> Template | None:
        """In that language, else in the default one, else in none in particular."""
        for wanted in (language, default, ""):
            found = self.templates.get(wanted, {}).get(form)
            if found is not None:
                return found
        return None

    def media(self, language: str, default: str) -> dict[str, Template]:
        """What is no text: image, audio, video, big-image."""
        found: dict[str, Template] = {}
        for wanted in ("", default, language):
            found |= self.templates.get(wanted, {})
        return {form: template for form, template in found.items() if form not in (LONG, "short", "guidance")}


NOTHING = Text()


@dataclass
class Itext:
    """The translations of a form: language -> id -> form -> the `<value>` element."""

    languages: tuple[str, ...] = ()
    values: dict[str, dict[str, dict[str, Element]]] = field(default_factory=dict)

    def text(self, identity: str, compile_output: Compile) -> Text:
        """The text of that id, its outputs compiled by `compile_output`; empty when there is none."""
        templates: dict[str, dict[str, Template]] = {}
        for language, texts in self.values.items():
            forms = texts.get(identity)
            if forms:
                templates[language] = {form: parts(value, compile_output) for form, value in forms.items()}
        return Text(templates)


def read_itext(model: Element) -> Itext:
    """The default language comes first."""
    languages: list[str] = []
    values: dict[str, dict[str, dict[str, Element]]] = {}
    for itext in children(model):
        if local(itext) != "itext":
            continue
        for translation in children(itext):
            language = translation.get("lang", "")
            if translation.get("default") is not None:
                languages.insert(0, language)
            else:
                languages.append(language)
            texts: dict[str, dict[str, Element]] = {}
            for text in children(translation):
                texts[text.get("id", "")] = {value.get("form", LONG): value for value in children(text)}
            values[language] = texts
    return Itext(tuple(languages), values)


def parts(element: Element, compile_output: Compile) -> Template:
    """The text of a label or value, with its outputs as expressions; other markup is taken for its text."""
    found: list[Part] = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            if local(child) == "output":
                found.append(compile_output(child.get("value") or child.get("ref") or "''"))
            else:
                found.append("".join(child.itertext()))
        found.append(child.tail or "")
    return tuple(part for part in found if part != "")
