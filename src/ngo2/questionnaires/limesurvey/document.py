"""A `.lss` as questions, groups and answers with their texts by language, in either layout. Pure.

Up to LimeSurvey 3 each table has a row for each language; from 4 on texts stand in `*_l10ns` tables. Layout as in
LimeSurvey's own exporter and importer (application/helpers/admin); nothing of theirs is copied here.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

LARGEST = 24 * 2**20  # bytes
ROWS = 100_000  # of all tables
QUESTIONS = 3_000
_TYPES = "|5*ABCDEFGHIKLMNOPQRSTUXY!:;1"

Texts = dict[str, str]  # by language


class NoSurvey(Exception):
    """Its text is a key of `words.REFUSALS`."""


@dataclass
class Answer:
    code: str
    scale: int
    order: int
    texts: Texts = field(default_factory=dict)


@dataclass
class Question:
    """`parts` are its subquestions; `scale` 0 or 1 of a part says on which axis it stands."""

    qid: str
    gid: str
    parent: str
    type: str
    code: str
    order: int
    scale: int
    other: bool
    mandatory: str
    relevance: str
    pattern: str
    texts: Texts = field(default_factory=dict)
    helps: Texts = field(default_factory=dict)
    attributes: dict[str, Texts] = field(default_factory=dict)  # name: by language, "" for all
    parts: list["Question"] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def attribute(self, name: str) -> str:
        return next(iter(self.attributes.get(name, {}).values()), "")


@dataclass
class Group:
    gid: str
    order: int
    relevance: str
    mixed: str
    texts: Texts = field(default_factory=dict)
    about: Texts = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


@dataclass
class Survey:
    sid: str
    languages: list[str]  # the base language first
    titles: Texts
    welcome: Texts
    groups: list[Group]
    tables: dict[str, list[dict[str, str]]]

    def questions(self) -> Iterator[Question]:
        for group in self.groups:
            yield from group.questions


def read(data: bytes) -> Survey:
    """Raises NoSurvey for what is no survey of LimeSurvey, or too large, or dangerous."""
    root = _parsed(data)
    if _local(root.tag) != "document" or (root.findtext("LimeSurveyDocType") or "").strip() != "Survey":
        raise NoSurvey("other_file")
    tables = _tables(root)
    if not tables.get("questions"):
        raise NoSurvey("no_questions")
    survey = (tables.get("surveys") or [{}])[0]
    languages = _languages(root, survey)
    groups = _groups(tables, languages[0])
    _put_questions(tables, groups, languages[0])
    settings = tables.get("surveys_languagesettings", [])
    return Survey(
        survey.get("sid", ""),
        languages,
        _by_language(settings, "surveyls_language", "surveyls_title"),
        _by_language(settings, "surveyls_language", "surveyls_welcometext"),
        sorted(groups.values(), key=lambda group: group.order),
        tables,
    )


def _parsed(data: bytes) -> etree._Element:
    if len(data) > LARGEST:
        raise NoSurvey("large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:65536]:
        raise NoSurvey("entities")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NoSurvey("broken") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise NoSurvey("entities")
    return root


def _local(tag: object) -> str:
    return tag.rsplit("}")[-1] if isinstance(tag, str) else ""


def _tables(root: etree._Element) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    count = 0
    for table in root:
        rows = table.find("rows") if isinstance(table.tag, str) else None
        for row in rows if rows is not None else ():
            count += 1
            if count > ROWS:
                raise NoSurvey("large")
            if isinstance(row.tag, str):
                found[table.tag].append({_local(cell.tag): (cell.text or "") for cell in row if cell.text})
    return dict(found)


def _languages(root: etree._Element, survey: dict[str, str]) -> list[str]:
    listed = [(one.text or "").strip() for one in root.iterfind("languages/language")]
    base = survey.get("language", "").strip()
    more = survey.get("additional_languages", "").split()
    return list(dict.fromkeys(one for one in (base, *listed, *more) if one)) or ["en"]


def _groups(tables: dict[str, list[dict[str, str]]], base: str) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for row in tables.get("groups", []):
        gid = row.get("gid", "")
        relevance = row.get("grelevance", "")
        group = groups.setdefault(
            gid, Group(gid, _number(row, "group_order"), relevance, row.get("randomization_group", ""))
        )
        _say(group.texts, row, "group_name", base)
        _say(group.about, row, "description", base)
    for row in tables.get("group_l10ns", []):
        if row.get("gid") in groups:
            _say(groups[row["gid"]].texts, row, "group_name", base)
            _say(groups[row["gid"]].about, row, "description", base)
    return groups


def _put_questions(tables: dict[str, list[dict[str, str]]], groups: dict[str, Group], base: str) -> None:
    questions: dict[str, Question] = {}
    for table in ("questions", "subquestions"):
        for row in tables.get(table, []):
            qid = row.get("qid", "")
            one = questions.setdefault(qid, _question(row))
            _say(one.texts, row, "question", base)
            _say(one.helps, row, "help", base)
    if len(questions) > QUESTIONS:
        raise NoSurvey("large")
    for row in tables.get("question_l10ns", []):
        if row.get("qid") in questions:
            _say(questions[row["qid"]].texts, row, "question", base)
            _say(questions[row["qid"]].helps, row, "help", base)
    for row in tables.get("question_attributes", []):
        if row.get("qid") in questions and row.get("value"):
            said = questions[row["qid"]].attributes.setdefault(row.get("attribute", ""), {})
            said[row.get("language", "")] = row["value"]
    _put_answers(tables, questions, base)
    for one in questions.values():
        above = questions.get(one.parent)
        if above is not None:
            above.parts.append(one)
        elif one.parent in {"", "0"} and one.gid in groups:
            groups[one.gid].questions.append(one)
    for one in questions.values():
        one.parts.sort(key=lambda part: (part.scale, part.order))
        one.answers.sort(key=lambda answer: (answer.scale, answer.order))
    for group in groups.values():
        group.questions.sort(key=lambda question: question.order)


def _question(row: dict[str, str]) -> Question:
    kind = row.get("type", "T").strip() or "T"
    return Question(
        qid=row.get("qid", ""),
        gid=row.get("gid", ""),
        parent=row.get("parent_qid", "0").strip(),
        type=kind if kind in _TYPES else "?",
        code=row.get("title", "").strip(),
        order=_number(row, "question_order"),
        scale=_number(row, "scale_id"),
        other=row.get("other", "N") == "Y",
        mandatory=row.get("mandatory", "N"),
        relevance=row.get("relevance", "").strip(),
        pattern=row.get("preg", "").strip(),
    )


def _put_answers(tables: dict[str, list[dict[str, str]]], questions: dict[str, Question], base: str) -> None:
    by_id: dict[str, Answer] = {}
    by_code: dict[tuple[str, str, str], Answer] = {}
    for row in tables.get("answers", []):
        key = (row.get("qid", ""), row.get("code", ""), row.get("scale_id", "0"))
        if key[0] not in questions:
            continue
        if key not in by_code:
            by_code[key] = Answer(key[1], _number(row, "scale_id"), _number(row, "sortorder"))
            questions[key[0]].answers.append(by_code[key])
        if row.get("aid"):
            by_id[row["aid"]] = by_code[key]
        _say(by_code[key].texts, row, "answer", base)
    for row in tables.get("answer_l10ns", []):
        key = (row.get("qid", ""), row.get("code", ""), row.get("scale_id", "0"))
        answer = by_id.get(row.get("aid", "")) or by_code.get(key)
        if answer is not None:
            _say(answer.texts, row, "answer", base)


def _say(texts: Texts, row: dict[str, str], column: str, base: str) -> None:
    if row.get(column):
        texts[row.get("language") or base] = row[column]


def _by_language(rows: list[dict[str, str]], language: str, column: str) -> Texts:
    return {row.get(language, ""): row[column] for row in rows if row.get(column)}


def _number(row: dict[str, str], column: str) -> int:
    try:
        return int(row.get(column) or 0)
    except ValueError:
        return 0
