"""In which language of a form somebody reads it, in which it may be written, and how its answers read there."""

from collections.abc import Sequence

from ngo2.questionnaires.enketo.languages import language
from ngo2.questionnaires.xforms import Question, Session

CHINESE, ENGLISH = "中文 (zh)", "English (en)"
# What a form may be written in besides; each with the code that browsers know.
LANGUAGES = (
    CHINESE, ENGLISH, "粤语 (yue)", "བོད་ཡིག (bo)", "ئۇيغۇرچە (ug)", "Монгол (mn)", "Vahcuengh (za)", "한국어 (ko)",
    "Қазақша (kk)", "Français (fr)", "Español (es)",
)  # fmt: skip


def spoken(languages: Sequence[str], code: str) -> str:
    """Of a form's languages ("English (en)", "中文 (zh)") the one of a page in `code` ("zh-hans"); else its first."""
    short = code.partition("-")[0]
    tags = {one: language(one, "").tag.lower() for one in languages}
    for wanted in (code.lower(), short):
        found = next(
            (one for one, tag in tags.items() if tag in {wanted} or tag.partition("-")[0] == wanted), None
        )
        if found is not None:
            return found
    return languages[0] if languages else ""


def named(languages: Sequence[str]) -> list[tuple[str, str]]:
    """(as the form writes it, as people call it) for whoever chooses."""
    return [(one, name_of(one)) for one in languages]


def name_of(one: str) -> str:
    return language(one, "").label or one


def plain(text: str) -> str:
    """A label without the marks of Markdown, which would stand there as they are."""
    for mark in ("**", "__"):
        text = text.replace(mark, "")
    return "\n".join(
        line.lstrip("# ") if line.startswith("#") else line for line in text.splitlines()
    ).strip()


def said(session: Session, path: str, language: str) -> str:
    """An answer as people read it."""
    value = session.value(path)
    question = session.question(path)
    if question.choices is None or not value:
        return value
    labels = {one.value: plain(one.label) for one in session.choices(path, language)}
    parts = value.split() if question.several else [value]
    return ", ".join(labels.get(one, one) for one in parts)


def told(session: Session, language: str) -> list[tuple[str, str, str]]:
    """(path, question, answer in words) of all that is asked now, in order."""
    return [
        (path, plain(session.label(path, language)) or node.definition.name, said(session, path, language))
        for node, path in session.walk()
        if isinstance(node, Question) and not session.state(path).readonly
    ]
