"""In which language of a form somebody reads it, and in which it may be written."""

from collections.abc import Sequence

from ngo2.questionnaires.enketo.languages import language

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
