"""A survey of LimeSurvey as the sheets of an XLSForm, with a list of what could not be mapped. Pure.

Codes stay: a question `Q1` is `Q1`, a part of an array `Q1_SQ001`, an answer `A1`; `-oth-` becomes `other`. An array is
a group with one question for each part, which every program can show.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed

from ngo2.questionnaires.limesurvey.document import Answer, Group, NoSurvey, Question, Survey, Texts, read
from ngo2.questionnaires.limesurvey.expressions import Asked, Unclear, bare_pattern, expression
from ngo2.questionnaires.limesurvey.plain import plain
from ngo2.questionnaires.limesurvey.words import REFUSALS, reason
from ngo2.questionnaires.xlsform.checks import check
from ngo2.questionnaires.xlsform.findings import ERROR
from ngo2.questionnaires.xlsform.phrases import phrase
from ngo2.questionnaires.xlsform.references import NAME, RESERVED
from ngo2.questionnaires.xlsform.sheets import Row, Sheet, Sheets, form_of

_NAMES = {
    "en": "English", "zh": "中文", "fr": "Français", "de": "Deutsch", "es": "Español", "it": "Italiano",
    "pt": "Português", "ru": "Русский", "ja": "日本語", "ko": "한국어", "ar": "العربية", "nl": "Nederlands",
    "vi": "Tiếng Việt", "th": "ไทย", "id": "Bahasa Indonesia", "mn": "Монгол", "bo": "བོད་སྐད", "ug": "ئۇيغۇرچە",
}  # fmt: skip
_CHOOSING = {"L", "!", "O", "Y", "G", "5"}
_ARRAYS = {"F", "H", "A", "B", "C", "E", "1"}
_FIXED = {"A": 5, "B": 10, "5": 5}
_WORDS = {"C": ("Y", "U", "N"), "E": ("I", "S", "D"), "Y": ("Y", "N"), "G": ("F", "M")}
# What is only about the look, or is mapped, or is how LimeSurvey is when nobody changed it.
_LOOK = re.compile(
    r"cssclass|css_class|display_|dropdown_|text_input_|input_size|location_|printable|page_break|statistics_|public_stat"
    r"|save_as_default|repeat_headings|answer_width|hide_tip|label_input|category_sep|use_dropdown|slider_|clear_default"
    r"|time_limit_(?!$)|parent_order|alphasort|scale_export|exclude_all_others_auto|other_position|show_|num_value_int_only"
    r"|min_num_value_n|max_num_value_n|maximum_chars|min_answers|max_answers|hidden$|date_min|date_max|date_format"
    r"|equation$|other_replace_text|allowed_filetypes|max_filesize|numbers_only|rank_title|choice_title|keep_aspect"
    r"|horizontal_|choice_input|image|theme|max_subquestions|samechoice|samelistheight|showpopups|commented_checkbox"
    r"|value_range|add_platform|reverse|subquestion_width|thousands_sep|dualscale_|num_value|form_title|encrypted|min_num_of_files"
)
_FILTERS = {"array_filter", "array_filter_exclude", "exclude_all_others", "code_filter", "filter_"}
_CHECKS = {
    "em_validation_q",
    "em_validation_sq",
    "equals_num_value",
    "min_num_value",
    "max_num_value",
    "multiflexible",
}
_EXPRESSIONS = ("relevant", "constraint", "calculation")
_HOLDER = re.compile(r"\{([^{}\n]{1,200})\}")
_MOST = 300  # of a list of choices


@dataclass(frozen=True)
class Unmapped:
    """`question` is its code, "" for the survey; `value` what stood there, cut."""

    question: str
    attribute: str
    kind: str
    value: str = ""

    @property
    def message(self) -> str:
        return reason(self.kind)


@dataclass(frozen=True)
class Imported:
    """`languages` as the form names them, the base first."""

    sheets: Sheets
    unmapped: tuple[Unmapped, ...]
    title: str
    languages: tuple[str, ...]
    questions: int  # of LimeSurvey


class NotImported(Exception):
    """`message`: what to do."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)

    @property
    def message(self) -> str:
        return str(REFUSALS[self.kind])


def read_lss(data: bytes) -> Imported:
    """Raises NotImported. The sheets always convert: what would not is in the list instead."""
    try:
        survey = read(data)
    except NoSurvey as refusal:
        raise NotImported(str(refusal)) from None
    return _Mapping(survey).done()


@dataclass
class _Mapping:
    survey: Survey
    rows: list[dict[str, str]] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    known: dict[str, Asked] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # qid: name
    taken: set[str] = field(default_factory=set)
    lists: dict[tuple[object, ...], str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)

    def done(self) -> Imported:
        self.languages = _language_names(self.survey.languages)
        for question in self.survey.questions():
            self._name(question)
        self._welcome()
        for group in self.survey.groups:
            self._group(group)
        self._rest()
        base = self.languages[self.survey.languages[0]]
        title = self._texts(self.survey.titles, "", "title").get(base, "") or "Survey"
        settings = {
            "form_title": title[:200],
            "form_id": f"limesurvey_{re.sub(r'[^0-9A-Za-z]', '', self.survey.sid)}",
        }
        settings["default_language"] = base
        order = dict.fromkeys(["type", "name", *(f"label::{one}" for one in self.languages.values())])
        sheets = form_of(survey=self.rows, choices=self.choices, settings=[settings])
        survey = sheets.survey
        columns = tuple(dict.fromkeys([*order, *survey.columns]))
        sheets = sheets.having(changed(survey, columns=columns))
        if not self.choices:
            sheets = sheets.having(Sheet("choices", ("list_name", "name", f"label::{base}")))
        sheets = self._whole(sheets)
        count = sum(1 for _one in self.survey.questions())
        return Imported(
            sheets, tuple(dict.fromkeys(self.unmapped)), title, tuple(self.languages.values()), count
        )

    def lost(self, question: str, attribute: str, kind: str, value: str = "") -> None:
        self.unmapped.append(Unmapped(question, attribute, kind, " ".join(value.split())[:200]))

    # --- names

    def _name(self, question: Question) -> None:
        name = self._free(question.code or f"q{question.qid}")
        if name != question.code:
            self.lost(question.code or question.qid, "code", "code", name)
        self.names[question.qid] = name
        self._part_codes(question)
        chosen = question.type in _CHOOSING
        if question.type in "MP":
            for part in question.parts:
                self._know(question, part.code, Asked(name, _code(part.code)))
            if question.other:
                self._know(question, "other", Asked(name, "other"))
        elif question.parts and question.type in {*_ARRAYS, "K", "Q", ":", ";"}:
            for row_code, key in self._cells(question):
                self._know(
                    question, key, Asked(self._free(f"{name}_{row_code}"), "", question.type in _ARRAYS)
                )
        else:
            self._know(question, "", Asked(name, "", chosen))
        if question.other and question.type in "L!":
            self._know(question, "other", Asked(self._free(f"{name}_other")))
        if question.type == "O":
            self._know(question, "comment", Asked(self._free(f"{name}_comment")))
        if question.type == "P":
            for part in question.parts:
                self._know(question, f"{part.code}comment", Asked(self._free(f"{name}_{part.code}_comment")))
        if question.other and question.type in "MP":
            self._know(question, "other_text", Asked(self._free(f"{name}_other")))

    def _part_codes(self, question: Question) -> None:
        """A part without a code, or with one that is there already, can be no question."""
        kept: dict[tuple[int, str], Question] = {}
        for part in question.parts:
            if part.code and (part.scale, part.code) not in kept:
                kept[part.scale, part.code] = part
            else:
                self.lost(question.code, "subquestion", "part", part.code)
        question.parts = list(kept.values())

    def _cells(self, question: Question) -> Iterator[tuple[str, str]]:
        """(end of our name, LimeSurvey's code) of all that is asked in an array."""
        across = [part for part in question.parts if part.scale == 1]
        for part in (part for part in question.parts if part.scale == 0):
            if question.type in ":;":
                yield from ((f"{part.code}_{other.code}", f"{part.code}_{other.code}") for other in across)
            elif question.type == "1":
                yield from ((f"{part.code}_{scale}", f"{part.code}_{scale}") for scale in (0, 1))
            else:
                yield part.code, part.code

    def _know(self, question: Question, part: str, asked: Asked) -> None:
        """Under its code and under the code of survey, group and question that older conditions use."""
        self.known.setdefault(f"{question.code}_{part}" if part else question.code, asked)
        self.known[f"{self.survey.sid}X{question.gid}X{question.qid}{part}"] = asked

    def _asked(self, question: Question, part: str) -> Asked:
        return self.known[f"{self.survey.sid}X{question.gid}X{question.qid}{part}"]

    def _free(self, wanted: str) -> str:
        name = re.sub(r"[^\w.-]+", "_", wanted).strip("_.-")[:60]
        name = name if NAME.fullmatch(name) else f"q_{name}"
        name = name if NAME.fullmatch(name) else "q"
        if name.lower() in RESERVED:
            name = f"q_{name}"
        number, stem = 2, name
        while name.lower() in self.taken:
            name, number = f"{stem}_{number}", number + 1
        self.taken.add(name.lower())
        return name

    # --- texts

    def _texts(self, texts: Texts, question: str, attribute: str) -> dict[str, str]:
        """By the form's language; every language has one, at least the base's."""
        found: dict[str, str] = {}
        for language, name in self.languages.items():
            said, lost = plain(texts.get(language, ""))
            for kind in sorted(lost):
                self.lost(question, attribute, kind, language)
            said = self._referring(said.replace("${", "$ {"), question, attribute)
            if said:
                found[name] = said
        base = next(iter(found.values()), "")
        return {name: found.get(name, base) for name in self.languages.values()} if base else {}

    def _referring(self, text: str, question: str, attribute: str) -> str:
        def shown(match: re.Match[str]) -> str:
            code = match[1].removeprefix("INSERTANS:").strip()
            asked = self.known.get(code.partition(".")[0])
            if asked and not asked.code and code.partition(".")[2] in {"", "shown", "NAOK", "value", "code"}:
                return f"${{{asked.name}}}"
            self.lost(question, attribute, "text", match[0])
            return match[0]

        return _HOLDER.sub(shown, text)

    def _labels(
        self, texts: Texts, question: str, base: str = "label", otherwise: str = ""
    ) -> dict[str, str]:
        said = self._texts(texts, question, base)
        if not said and otherwise:
            said = dict.fromkeys(self.languages.values(), otherwise)
        return {f"{base}::{name}": text for name, text in said.items()}

    def _ours(self, text: str) -> dict[str, str]:
        """A phrase of ours in each language."""
        return {f"label::{name}": phrase(text, code) for code, name in self.languages.items()}

    # --- groups

    def _welcome(self) -> None:
        labels = self._labels(self.survey.welcome, "", "label")
        if labels:
            self.rows.append({"type": "note", "name": self._free("welcome"), **labels})

    def _group(self, group: Group) -> None:
        name = self._free(f"group_{group.gid}")
        cells = {"type": "begin_group", "name": name, "appearance": "field-list"}
        cells |= self._labels(group.texts, name)
        cells |= self._relevant(group.relevance, name)
        if group.mixed:
            self.lost(name, "randomization_group", "order", group.mixed)
        begin = len(self.rows)
        about = self._labels(group.about, name)
        if about:
            self.rows.append({"type": "note", "name": self._free(f"{name}_about"), **about})
        for question in group.questions:
            self._question(question)
        if len(self.rows) > begin:
            self.rows.insert(begin, cells)
            self.rows.append({"type": "end_group"})

    def _relevant(self, text: str, code: str) -> dict[str, str]:
        try:
            said = expression(text, self.known.get)
        except Unclear:
            self.lost(code, "relevance", "expression", text)
            return {}
        return {"relevant": said} if said else {}

    def _condition(self, question: Question) -> dict[str, str]:
        """By its expression, or by the older table of conditions when it has none."""
        if question.relevance not in {"", "1"}:
            return self._relevant(question.relevance, question.code)
        rows = [row for row in self.survey.tables.get("conditions", []) if row.get("qid") == question.qid]
        if not rows:
            return {}
        try:
            return self._relevant(_of_conditions(rows), question.code)
        except Unclear as unclear:
            self.lost(question.code, "condition", "expression", str(unclear))
            return {}

    # --- questions

    def _question(self, question: Question) -> None:
        name = self.names[question.qid]
        if question.type == "*":
            self._attributes(question)
            self._equation(question, name, self._condition(question))
            return
        cells = {"name": name, **self._labels(question.texts, question.code, "label", question.code or name)}
        cells |= self._labels(question.helps, question.code, "hint")
        cells |= self._condition(question)
        if question.mandatory == "Y":
            cells["required"] = "yes"
        elif question.mandatory == "S":
            self.lost(question.code, "mandatory", "soft")
        self._attributes(question)
        if question.attribute("hidden") == "1":
            self.lost(question.code, "hidden", "hidden")
            self.rows.append({"type": "hidden", "name": name})
            self._forget(question, name)
            return
        self._by_type(question, name, cells)

    def _forget(self, question: Question, name: str) -> None:
        """No row asks for these any more, so nothing may refer to them."""
        prefix = f"{question.code}_"
        for key in [
            key for key, asked in self.known.items() if key.startswith(prefix) and asked.name != name
        ]:
            del self.known[key]

    def _by_type(self, question: Question, name: str, cells: dict[str, str]) -> None:
        kind = question.type
        if kind in {"L", "!", "O", "5", "Y", "G"}:
            self._one(question, name, cells)
        elif kind in {"M", "P"}:
            self._several(question, name, cells)
        elif kind == "R":
            self._ranked(question, name, cells)
        elif kind in {"S", "T", "U", "N", "D"}:
            self.rows.append({**cells, **self._entry(question, kind)})
        elif kind in {*_ARRAYS, "K", "Q", ":", ";"}:
            self._parts(question, name, cells)
        elif kind == "X":
            self.rows.append(
                {**{key: text for key, text in cells.items() if key != "required"}, "type": "note"}
            )
        elif kind == "|":
            types = {one.strip().lower() for one in question.attribute("allowed_filetypes").split(",")} - {""}
            picture = bool(types) and types <= {"png", "gif", "jpg", "jpeg", "webp"}
            own = {"type": "image", "parameters": "max-pixels=1024"} if picture else {"type": "file"}
            self.rows.append({**cells, **own})
        else:
            self.lost(question.code, "type", "type", kind)

    def _entry(self, question: Question, kind: str) -> dict[str, str]:
        """Type and limits of what is written in."""
        whole = question.attribute("num_value_int_only") == "1"
        rules: list[str] = []
        if kind in {"N", "K"}:
            cells = {"type": "integer" if whole else "decimal"}
            for attribute, sign in (("min_num_value_n", ">="), ("max_num_value_n", "<=")):
                value = question.attribute(attribute).strip()
                if re.fullmatch(r"-?\d+(\.\d+)?", value):
                    rules.append(f". {sign} {value}")
                elif value:
                    self.lost(question.code, attribute, "validation", value)
        elif kind == "D":
            cells = {"type": "date"}
            for attribute, sign in (("date_min", ">="), ("date_max", "<=")):
                value = question.attribute(attribute).strip()[:10]
                if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                    rules.append(f". {sign} date('{value}')")
                elif value:
                    self.lost(question.code, attribute, "validation", value)
        else:
            cells = {"type": "text", **({"appearance": "multiline"} if kind in {"T", "U"} else {})}
            most = question.attribute("maximum_chars").strip()
            rules += [f"string-length(.) <= {most}"] if re.fullmatch(r"\d{1,6}", most) else []
        if question.pattern:
            try:
                rules.append(f"regex(., '{bare_pattern(question.pattern)}')")
            except Unclear:
                self.lost(question.code, "preg", "pattern", question.pattern)
        return {**cells, "constraint": " and ".join(rules)}

    def _one(self, question: Question, name: str, cells: dict[str, str]) -> None:
        other = question.other and question.type in "L!"
        list_name = self._list(name, self._answers(question), question, other)
        if not list_name:
            self.lost(question.code, "answers", "empty")
            return
        look = {"appearance": "minimal"} if question.type == "!" else {}
        mixed = {"parameters": "randomize=true"} if question.attribute("random_order") == "1" else {}
        self.rows.append({**cells, "type": f"select_one {list_name}", **look, **mixed})
        if other:
            self._written_other(question, "other", f"${{{name}}} = 'other'")
        if question.type == "O":
            asked = self._asked(question, "comment")
            self.rows.append(
                {"type": "text", "name": asked.name, **self._ours("Comment"), **_only(cells, "relevant")}
            )

    def _written_other(self, question: Question, part: str, relevant: str) -> None:
        replaced = question.attributes.get("other_replace_text", {})
        texts = {one: replaced.get(one) or replaced.get("", "") for one in self.languages}
        labels = self._labels(texts, question.code) or self._ours("Other, namely")
        self.rows.append(
            {"type": "text", "name": self._asked(question, part).name, **labels, "relevant": relevant}
        )

    def _several(self, question: Question, name: str, cells: dict[str, str]) -> None:
        answers = [Answer(part.code, 0, part.order, part.texts) for part in question.parts]
        list_name = self._list(name, answers, question, question.other)
        if not list_name:
            self.lost(question.code, "subquestions", "empty")
            return
        rules = []
        for attribute, sign in (("min_answers", ">="), ("max_answers", "<=")):
            value = question.attribute(attribute).strip()
            if re.fullmatch(r"\d{1,4}", value):
                rules.append(f"count-selected(.) {sign} {value}")
            elif value:
                self.lost(question.code, attribute, "validation", value)
        mixed = {"parameters": "randomize=true"} if question.attribute("random_order") == "1" else {}
        constraint = " and ".join(rules)
        self.rows.append({**cells, "type": f"select_multiple {list_name}", "constraint": constraint, **mixed})
        if question.type == "P":
            for part in question.parts:
                relevant = f"selected(${{{name}}}, '{_code(part.code)}')"
                labels = self._labels(part.texts, question.code, "label", part.code)
                asked = self._asked(question, f"{part.code}comment")
                self.rows.append({"type": "text", "name": asked.name, **labels, "relevant": relevant})
        if question.other:
            self._written_other(question, "other_text", f"selected(${{{name}}}, 'other')")

    def _ranked(self, question: Question, name: str, cells: dict[str, str]) -> None:
        answers = question.answers or [
            Answer(part.code, 0, part.order, part.texts) for part in question.parts
        ]
        list_name = self._list(name, answers, question, False)
        if not list_name:
            self.lost(question.code, "answers", "empty")
            return
        self.rows.append({**cells, "type": f"rank {list_name}"})

    def _parts(self, question: Question, name: str, cells: dict[str, str]) -> None:
        """A group of the parts. `required` and limits are each part's."""
        rows = list(self._part_rows(question, _only(cells, "required")))
        if not rows:
            self.lost(question.code, "subquestions", "empty")
            return
        begin = {
            key: text
            for key, text in cells.items()
            if key not in {"required", "name"} and not key.startswith("hint")
        }
        # The group has the question's name, which no part has.
        self.rows.append({"type": "begin_group", "name": name, "appearance": "field-list", **begin})
        hints = {
            key.replace("hint", "label", 1): text for key, text in cells.items() if key.startswith("hint")
        }
        if hints:
            self.rows.append({"type": "note", "name": self._free(f"{name}_hint"), **hints})
        self.rows += [*rows, {"type": "end_group"}]

    def _part_rows(self, question: Question, common: dict[str, str]) -> Iterator[dict[str, str]]:
        kind, name = question.type, self.names[question.qid]
        across = [part for part in question.parts if part.scale == 1]
        for part in (part for part in question.parts if part.scale == 0):
            labels = self._labels(part.texts, question.code, "label", part.code)
            relevant = self._relevant(part.relevance, f"{question.code}_{part.code}")
            if kind in ":;":
                for other in across:
                    heads = self._labels(other.texts, question.code, "label", other.code)
                    both = {key: f"{text} · {heads.get(key, '')}" for key, text in labels.items()}
                    asked = self._asked(question, f"{part.code}_{other.code}")
                    yield {
                        "type": "decimal" if kind == ":" else "text",
                        "name": asked.name,
                        **both,
                        **common,
                        **relevant,
                    }
                continue
            if kind in "KQ":
                asked = self._asked(question, part.code)
                yield {
                    "name": asked.name,
                    **labels,
                    **common,
                    **relevant,
                    **self._entry(question, "K" if kind == "K" else "S"),
                }
                continue
            for scale in (0, 1) if kind == "1" else (0,):
                answers = [one for one in self._answers(question) if kind not in "1" or one.scale == scale]
                list_name = self._list(f"{name}_{scale}" if kind == "1" else name, answers, question, False)
                if not list_name:
                    continue
                asked = self._asked(question, f"{part.code}_{scale}" if kind == "1" else part.code)
                yield {"type": f"select_one {list_name}", "name": asked.name, **labels, **common, **relevant}

    def _equation(self, question: Question, name: str, cells: dict[str, str]) -> None:
        text = question.attribute("equation") or next(iter(question.texts.values()), "")
        said = plain(text)[0]
        try:
            calculation = expression(said, self.known.get)
        except Unclear:
            calculation = ""
        if not calculation or f"${{{name}}}" in calculation:
            self.lost(question.code, "equation", "calculation", said)
            self.rows.append({"type": "hidden", "name": name})
            return
        self.rows.append(
            {"type": "calculate", "name": name, "calculation": calculation, **_only(cells, "relevant")}
        )

    # --- choices

    def _answers(self, question: Question) -> list[Answer]:
        if question.type in _FIXED:
            return [Answer(str(at), 0, at, {}) for at in range(1, _FIXED[question.type] + 1)]
        if question.type in _WORDS:
            return [Answer(code, 0, at, {}) for at, code in enumerate(_WORDS[question.type])]
        return question.answers

    def _list(self, wanted: str, answers: Iterable[Answer], question: Question, other: bool) -> str:
        """The name of the list, "" without a choice; the same choices are one list."""
        rows: dict[str, dict[str, str]] = {}
        for answer in answers:
            code = _code(answer.code)
            if not code or code in rows or len(rows) > _MOST:
                self.lost(question.code, "answer", "part", answer.code)
                continue
            own = _fixed_label(question.type, answer.code)
            labels = (
                self._ours(own) if own else self._labels(answer.texts, question.code, "label", answer.code)
            )
            if answer.code.isdigit() and not answer.texts:
                labels = {f"label::{name}": answer.code for name in self.languages.values()}
            rows[code] = {"name": code, **labels}
        if other and "other" not in rows:
            rows["other"] = {"name": "other", **self._ours("Other")}
        if not rows:
            return ""
        key = tuple(tuple(sorted(row.items())) for row in rows.values())
        if key not in self.lists:
            name, number = re.sub(r"[^\w-]", "_", wanted), 2
            while name in self.lists.values():
                name, number = f"{wanted}_{number}", number + 1
            self.lists[key] = name
            self.choices += [{"list_name": name, **row} for row in rows.values()]
        return self.lists[key]

    # --- what is left

    def _attributes(self, question: Question) -> None:
        for attribute, said in question.attributes.items():
            value = next(iter(said.values()), "")
            plain_ = value.strip() in {"", "0", "N", "default", "none", "normal", "1900", "core"}
            if (_LOOK.match(attribute) and attribute not in _FILTERS | _CHECKS) or plain_:
                continue
            if attribute == "random_order" and question.type in {"L", "!", "O", "M", "P"}:
                continue
            if attribute.startswith(tuple(_FILTERS)):
                self.lost(question.code, attribute, "filter", value)
            elif attribute.startswith(tuple(_CHECKS)):
                self.lost(question.code, attribute, "validation", value)
            elif "random" in attribute:
                self.lost(question.code, attribute, "order", value)
            else:
                self.lost(question.code, attribute, "other", value)
        if question.type == "I":
            return
        if (
            question.parts
            and question.type in "MP"
            and any(part.relevance not in {"", "1"} for part in question.parts)
        ):
            self.lost(question.code, "subquestion relevance", "filter")

    def _rest(self) -> None:
        tables = self.survey.tables
        codes = {one.qid: one.code for one in self.survey.questions()}
        for row in tables.get("quota", []):
            self.lost("", "quota", "quota", row.get("name", ""))
        for row in tables.get("assessments", []):
            self.lost("", "assessment", "assessment", row.get("name", ""))
        for row in tables.get("defaultvalues", []):
            self.lost(codes.get(row.get("qid", ""), ""), "default", "default", row.get("defaultvalue", ""))
        for row in tables.get("surveys_languagesettings", []):
            for attribute in ("surveyls_url", "surveyls_endtext"):
                if row.get(attribute, "").strip():
                    self.lost("", attribute.removeprefix("surveyls_"), "end", row[attribute])

    def _whole(self, sheets: Sheets) -> Sheets:
        """What our own check finds wrong in an expression or a text goes to the list, until nothing is."""
        for _round in range(20):
            wrong: dict[int, set[str]] = {}
            for one in check(sheets):
                mendable = one.column in _EXPRESSIONS or one.kind.startswith("reference")
                if one.level == ERROR and one.sheet == "survey" and mendable:
                    wrong.setdefault(one.row, set()).add(one.column)
            if not wrong:
                break
            rows = tuple(self._mended(row, wrong.get(row.number, set())) for row in sheets.survey.rows)
            sheets = sheets.having(changed(sheets.survey, rows=rows))
        return sheets

    def _mended(self, row: Row, columns: set[str]) -> Row:
        cells = dict(row.cells)
        for column in columns:
            kind = "expression" if column in _EXPRESSIONS else "text"
            self.lost(row.get("name"), column, kind, row.get(column))
            cells[column] = "" if column in _EXPRESSIONS else cells.get(column, "").replace("${", "$ {")
        if row.get("type") == "calculate" and not cells.get("calculation"):
            cells = {"type": "hidden", "name": row.get("name")}
        return Row(row.number, {column: text for column, text in cells.items() if text})


def _language_names(codes: list[str]) -> dict[str, str]:
    """LimeSurvey's code to `English (en)`; two of one language keep their code as name."""
    found: dict[str, str] = {}
    for code in codes:
        main = re.sub(r"[^A-Za-z]", "", code.split("-")[0])[:3].lower() or "en"
        name = f"{_NAMES.get(main, code)} ({main})"
        plain_code = re.sub(r"[^A-Za-z0-9-]", "", code) or main
        found[code] = name if name not in found.values() else f"{plain_code} ({main})"
    return found


def _code(code: str) -> str:
    return "other" if code == "-oth-" else re.sub(r"\s+", "_", code.strip())


def _only(cells: dict[str, str], *keys: str) -> dict[str, str]:
    return {key: cells[key] for key in keys if key in cells}


def _fixed_label(kind: str, code: str) -> str:
    told = {
        "Y": "Yes",
        "N": "No",
        "U": "Uncertain",
        "I": "Increase",
        "S": "Same",
        "D": "Decrease",
        "F": "Female",
        "M": "Male",
    }
    return told.get(code, "") if kind in _WORDS else ""


def _of_conditions(rows: list[dict[str, str]]) -> str:
    """The old table as an expression: the same question is or, others are and, scenarios are or."""
    scenarios: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        name, method, value = row.get("cfieldname", ""), row.get("method", "==").strip(), row.get("value", "")
        if value.startswith(("@", "{")) or method not in {"", "==", "!=", "<", ">", "<=", ">="}:
            raise Unclear(f"{name} {method} {value}")
        if name.startswith("+"):
            name, value = name[1:], "Y"
        quote = '"' if '"' not in value else "'"
        said = f"{name} {method or '=='} {quote}{value.strip()}{quote}"
        scenarios.setdefault(row.get("scenario", "1"), {}).setdefault(name, []).append(said)
    joined = [" and ".join(f"({' or '.join(same)})" for same in each.values()) for each in scenarios.values()]
    return " or ".join(f"({one})" for one in joined)
