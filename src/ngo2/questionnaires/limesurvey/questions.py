"""Questions as rows, by their type. An array is a group with one question for each part."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ngo2.questionnaires.limesurvey.choices import Choices, answers_of
from ngo2.questionnaires.limesurvey.conditions import Conditions
from ngo2.questionnaires.limesurvey.document import Answer, Question
from ngo2.questionnaires.limesurvey.entries import entry, limits
from ngo2.questionnaires.limesurvey.expressions import Unclear, expression
from ngo2.questionnaires.limesurvey.labels import Labels
from ngo2.questionnaires.limesurvey.losses import Losses
from ngo2.questionnaires.limesurvey.names import IN_PARTS, Names, code_of
from ngo2.questionnaires.limesurvey.plain import plain


@dataclass
class Questions:
    """`rows` of the survey, to which each question adds its own."""

    names: Names
    labels: Labels
    conditions: Conditions
    choices: Choices
    losses: Losses
    rows: list[dict[str, str]] = field(default_factory=list)

    def add(self, question: Question) -> None:
        name = self.names.of[question.qid]
        if question.type == "*":
            self.losses.of_attributes(question)
            self._equation(question, name, self.conditions.of(question))
            return
        cells = {"name": name, **self.labels.of(question.texts, question.code, question.code or name)}
        cells |= self.labels.of(question.helps, question.code, base="hint")
        cells |= self.conditions.of(question)
        if question.mandatory == "Y":
            cells["required"] = "yes"
        elif question.mandatory == "S":
            self.losses.add(question.code, "mandatory", "soft")
        self.losses.of_attributes(question)
        if question.attribute("hidden") == "1":
            self.losses.add(question.code, "hidden", "hidden")
            self.rows.append({"type": "hidden", "name": name})
            self.names.forget(question, name)
            return
        self._by_type(question, name, cells)

    def _by_type(self, question: Question, name: str, cells: dict[str, str]) -> None:
        kind = question.type
        if kind in {"L", "!", "O", "5", "Y", "G"}:
            self._one(question, name, cells)
        elif kind in {"M", "P"}:
            self._several(question, name, cells)
        elif kind == "R":
            self._ranked(question, name, cells)
        elif kind in {"S", "T", "U", "N", "D"}:
            self.rows.append({**cells, **entry(self.losses, question, kind)})
        elif kind in IN_PARTS:
            self._parts(question, name, cells)
        elif kind == "X":
            cells.pop("required", None)
            self.rows.append({**cells, "type": "note"})
        elif kind == "|":
            types = {one.strip().lower() for one in question.attribute("allowed_filetypes").split(",")} - {""}
            picture = bool(types) and types <= {"png", "gif", "jpg", "jpeg", "webp"}
            own = {"type": "image", "parameters": "max-pixels=1024"} if picture else {"type": "file"}
            self.rows.append({**cells, **own})
        else:
            self.losses.add(question.code, "type", "type", kind)

    def _one(self, question: Question, name: str, cells: dict[str, str]) -> None:
        other = question.other and question.type in "L!"
        list_name = self.choices.named(name, answers_of(question), question, other=other)
        if not list_name:
            self.losses.add(question.code, "answers", "empty")
            return
        look = {"appearance": "minimal"} if question.type == "!" else {}
        self.rows.append({**cells, "type": f"select_one {list_name}", **look, **_mixed(question)})
        if other:
            self._written_other(question, "other", f"${{{name}}} = 'other'")
        if question.type == "O":
            own = {"type": "text", "name": self.names.asked(question, "comment").name}
            self.rows.append({**own, **self.labels.ours("Comment"), **_only(cells, "relevant")})

    def _written_other(self, question: Question, part: str, relevant: str) -> None:
        replaced = question.attributes.get("other_replace_text", {})
        texts = {one: replaced.get(one) or replaced.get("", "") for one in self.labels.languages}
        labels = self.labels.of(texts, question.code) or self.labels.ours("Other, namely")
        asked = self.names.asked(question, part)
        self.rows.append({"type": "text", "name": asked.name, **labels, "relevant": relevant})

    def _several(self, question: Question, name: str, cells: dict[str, str]) -> None:
        answers = _parts_as_answers(question)
        list_name = self.choices.named(name, answers, question, other=question.other)
        if not list_name:
            self.losses.add(question.code, "subquestions", "empty")
            return
        bounds = {"min_answers": "count-selected(.) >= {}", "max_answers": "count-selected(.) <= {}"}
        rules = limits(self.losses, question, r"(\d{1,4})", bounds)
        own = {"type": f"select_multiple {list_name}", "constraint": " and ".join(rules)}
        self.rows.append({**cells, **own, **_mixed(question)})
        if question.type == "P":
            for part in question.parts:
                relevant = f"selected(${{{name}}}, '{code_of(part.code)}')"
                labels = self.labels.of(part.texts, question.code, part.code)
                asked = self.names.asked(question, f"{part.code}comment")
                self.rows.append({"type": "text", "name": asked.name, **labels, "relevant": relevant})
        if question.other:
            self._written_other(question, "other_text", f"selected(${{{name}}}, 'other')")

    def _ranked(self, question: Question, name: str, cells: dict[str, str]) -> None:
        answers = question.answers or _parts_as_answers(question)
        list_name = self.choices.named(name, answers, question)
        if not list_name:
            self.losses.add(question.code, "answers", "empty")
            return
        self.rows.append({**cells, "type": f"rank {list_name}"})

    def _parts(self, question: Question, name: str, cells: dict[str, str]) -> None:
        """A group of the parts. `required` and limits are each part's."""
        rows = list(self._part_rows(question, _only(cells, "required")))
        if not rows:
            self.losses.add(question.code, "subquestions", "empty")
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
            self.rows.append({"type": "note", "name": self.names.free(f"{name}_hint"), **hints})
        self.rows += [*rows, {"type": "end_group"}]

    def _part_rows(self, question: Question, common: dict[str, str]) -> Iterator[dict[str, str]]:
        rows = {":": self._crossed, ";": self._crossed, "K": self._written, "Q": self._written}
        for part in (part for part in question.parts if part.scale == 0):
            cells = self.labels.of(part.texts, question.code, part.code) | common
            cells |= self.conditions.relevant(part.relevance, f"{question.code}_{part.code}")
            yield from rows.get(question.type, self._scaled)(question, part, cells)

    def _crossed(self, question: Question, part: Question, cells: dict[str, str]) -> Iterator[dict[str, str]]:
        """A table: one for each column."""
        for other in (other for other in question.parts if other.scale == 1):
            heads = self.labels.of(other.texts, question.code, other.code)
            both = {key: f"{text} · {heads[key]}" if key in heads else text for key, text in cells.items()}
            asked = self.names.asked(question, f"{part.code}_{other.code}")
            yield {"type": "decimal" if question.type == ":" else "text", "name": asked.name, **both}

    def _written(self, question: Question, part: Question, cells: dict[str, str]) -> Iterator[dict[str, str]]:
        asked = self.names.asked(question, part.code)
        kind = "K" if question.type == "K" else "S"
        yield {"name": asked.name, **cells, **entry(self.losses, question, kind)}

    def _scaled(self, question: Question, part: Question, cells: dict[str, str]) -> Iterator[dict[str, str]]:
        """One of a scale, or of each of two."""
        name, dual = self.names.of[question.qid], question.type == "1"
        for scale in (0, 1) if dual else (0,):
            answers = [one for one in answers_of(question) if not dual or one.scale == scale]
            list_name = self.choices.named(f"{name}_{scale}" if dual else name, answers, question)
            if list_name:
                asked = self.names.asked(question, f"{part.code}_{scale}" if dual else part.code)
                yield {"type": f"select_one {list_name}", "name": asked.name, **cells}

    def _equation(self, question: Question, name: str, cells: dict[str, str]) -> None:
        text = question.attribute("equation") or next(iter(question.texts.values()), "")
        said = plain(text)[0]
        try:
            calculation = expression(said, self.names.known.get)
        except Unclear:
            calculation = ""
        if not calculation or f"${{{name}}}" in calculation:
            self.losses.add(question.code, "equation", "calculation", said)
            self.rows.append({"type": "hidden", "name": name})
            return
        self.rows.append(
            {"type": "calculate", "name": name, "calculation": calculation, **_only(cells, "relevant")}
        )


def _parts_as_answers(question: Question) -> list[Answer]:
    return [Answer(part.code, 0, part.order, part.texts) for part in question.parts]


def _mixed(question: Question) -> dict[str, str]:
    return {"parameters": "randomize=true"} if question.attribute("random_order") == "1" else {}


def _only(cells: dict[str, str], *keys: str) -> dict[str, str]:
    return {key: cells[key] for key in keys if key in cells}
