"""What a form asks, as columns: choices and numbers are counted, everything else is words that somebody has to read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ngo2.questionnaires.xforms import Form, Question
from ngo2.questionnaires.xforms.body import Choices, Itemset, walk
from ngo2.questionnaires.xforms.documents import Element
from ngo2.questionnaires.xforms.showing import text_of
from ngo2.questionnaires.xforms.texts import LONG, Text
from ngo2.surveys.columns import kinds
from ngo2.surveys.columns.kinds import Category

Labels = tuple[tuple[str, str], ...]
NUMBERS: Final = ("int", "decimal")
UNSPOKEN: Final = ("upload", "trigger", "secret")  # files and ticks say nothing that could be counted or read
WORDLESS: Final = ("geopoint", "geotrace", "geoshape", "binary", "barcode")
# Values that people give such choices, in XLSForms that we have seen.
NONE: Final = frozenset({"none", "no_one", "nobody", "nothing", "none_of_these", "none_of_the_above"})
UNKNOWN: Final = frozenset({"dk", "dont_know", "do_not_know", "don_t_know", "unknown", "not_sure", "unsure"})
REFUSED: Final = frozenset({"refused", "refuse", "no_answer", "rather_not", "rather_not_say", "prefer_not"})


@dataclass(frozen=True)
class Said:
    """A question that is answered in words, a date or a place: listed, never counted. `table` as in `Question`."""

    name: str
    path: str
    labels: Labels
    table: str = ""

    def label(self, language: str) -> str:
        texts = dict(self.labels)
        return texts.get(language) or next((text for _code, text in self.labels if text), self.name)


@dataclass(frozen=True)
class Asked:
    """`questions` are those that have a column, `said` the others, both in the order of the form.

    `places`: of each path that has a column, (its table, its name). `repeats`: paths of the tables of repeats.
    """

    questions: tuple[kinds.Question, ...]
    said: tuple[Said, ...]
    places: Mapping[str, tuple[str, str]]
    repeats: tuple[str, ...]

    def question(self, name: str) -> kinds.Question | None:
        return next((one for one in self.questions if one.name == name), None)


def asked(form: Form) -> Asked:
    """Names are the form's; where two groups have a question of the same name, the group stands before it."""
    found = list(_questions(form))
    names = _names(form, found)
    questions, said, places, repeats = [], [], {}, []
    for one in found:
        table = _table(one)
        labels = _labels(form, one.label)
        column = _column(form, one, names[one.path], labels, table)
        if column is None:
            said.append(Said(names[one.path], one.path, labels, table))
            continue
        questions.append(column)
        places[one.path] = (table, column.name)
        if table and table not in repeats:
            repeats.append(table)
    return Asked(tuple(questions), tuple(said), places, tuple(repeats))


def _questions(form: Form) -> Iterator[Question]:
    """Each path once, without notes (they are read-only and ask nothing)."""
    seen = set()
    for node in walk(form.body):
        if not isinstance(node, Question) or node.path in seen:
            continue
        bind = node.definition.bind
        is_note = node.control == "input" and bind.readonly is not None and bind.calculate is None
        if node.control in UNSPOKEN or bind.datatype in WORDLESS or is_note or "/meta/" in node.path:
            continue
        seen.add(node.path)
        yield node


def _names(form: Form, found: list[Question]) -> dict[str, str]:
    many = Counter(one.definition.name for one in found)
    above = f"{form.root.path}/"
    return {
        one.path: one.definition.name if many[one.definition.name] == 1 else one.path.removeprefix(above)
        for one in found
    }


def _table(question: Question) -> str:
    repeats = question.definition.repeats()
    return repeats[-1].path if repeats else ""


def _column(form: Form, question: Question, name: str, labels: Labels, table: str) -> kinds.Question | None:
    if question.choices is not None:
        categories = _categories(form, question.choices, question)
        if not categories:
            return None
        several = question.several
        if several and len(categories) > kinds.MOST_OPTIONS:
            return None
        return kinds.Question(name, "multi" if several else "single", categories, labels, table)
    if question.datatype in NUMBERS and question.control in {"input", "range"}:
        return kinds.Question(name, "number", (), labels, table)
    return None


def _categories(form: Form, choices: Choices, question: Question) -> tuple[Category, ...]:
    """All that were ever offered, also where a filter shows some of them only. None, where they come out of answers."""
    found: dict[str, Labels] = {one.value: _labels(form, one.label) for one in choices.static}
    if choices.itemset is not None:
        for value, labels in _items(form, choices.itemset, question):
            found.setdefault(value, labels)
    if choices.search is not None:
        found = _searched(form, choices, found)
    return tuple(Category(value, labels, _meaning(value)) for value, labels in found.items() if value)


def _items(form: Form, itemset: Itemset, question: Question) -> Iterator[tuple[str, Labels]]:
    if not itemset.value_name:
        return
    for name in sorted(itemset.nodes.lists):
        for item in form.sources[name].items():
            yield item.findtext(itemset.value_name, ""), _label(form, itemset, item, question)


def _label(form: Form, itemset: Itemset, item: Element, question: Question) -> Labels:
    given = item.findtext(itemset.label_name, "") if itemset.label_name else ""
    if itemset.label_id and given:
        return _labels(form, text_of(form, given, question.definition))
    return (("", given),) if given else ()


def _searched(form: Form, choices: Choices, static: dict[str, Labels]) -> dict[str, Labels]:
    """Rows of a file: the choices of the body name its columns (value: column of values, label: of labels)."""
    assert choices.search is not None
    found: dict[str, Labels] = {}
    for value, labels in static.items():
        if value.lstrip("-").isdigit():
            found[value] = labels
            continue
        column = next((text for _language, text in labels), value).split(",")[0].strip()
        for item in form.sources[choices.search.list].items():
            if key := item.findtext(value, ""):
                found.setdefault(key, (("", item.findtext(column, "")),))
    return found


def _labels(form: Form, text: Text) -> Labels:
    """In each language of the form; what is put in from answers is a dash here."""
    found = []
    for language in form.languages or ("",):
        template = text.template(language, form.language, LONG)
        if template:
            told = "".join(part if isinstance(part, str) else "…" for part in template)
            found.append((language, _plain(told)))
    return tuple(found)


def _plain(text: str) -> str:
    """Without the marks of Markdown, in one line."""
    for mark in ("**", "__"):
        text = text.replace(mark, "")
    return " ".join(line.lstrip("# ") if line.startswith("#") else line for line in text.split("\n")).strip()


def _meaning(value: str) -> kinds.Meaning:
    plain = value.lower().replace("-", "_")
    if plain in NONE:
        return "none"
    if plain in UNKNOWN:
        return "unknown"
    return "refused" if plain in REFUSED else ""
