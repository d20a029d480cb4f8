"""What the headers of an XLSForm mean: `Relevance`, `bind::relevant` and `relevant` are one column. Pure.

The rules are those of pyxform's `parsing.sheet_headers` and `aliases`; a test holds our list to theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

FACT = "ngo2:fact"  # ours: the key of a fact of the organisation's record; taken out before pyxform

# pyxform's name or path to the name that the documentation of XLSForm uses.
ALIASES = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "calculate": "calculation",
    "bind::readonly": "read_only",
    "readonly": "read_only",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "bind::jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "bind::jr:requiredmsg": "required_message",
    "noapperrorstring": "no_app_error_string",
    "bind::jr:noapperrorstring": "no_app_error_string",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "control::jr:count": "repeat_count",
    "body::jr:count": "repeat_count",
    "control::appearance": "appearance",
    "body::appearance": "appearance",
    "control::autoplay": "autoplay",
    "control::rows": "rows",
    "media::image": "image",
    "media::big-image": "big-image",
    "media::audio": "audio",
    "media::video": "video",
    "bind::entities:saveto": "save_to",
    "instance::odk:tag": "compact_tag",
}
CHOICE_ALIASES = {
    "caption": "label",
    "value": "name",
    "media::image": "image",
    "media::big-image": "big-image",
    "media::audio": "audio",
    "media::video": "video",
}
SETTING_ALIASES = {
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}

TRANSLATED = (
    "label", "hint", "guidance_hint", "image", "big-image", "audio", "video",
    "constraint_message", "required_message", "no_app_error_string",
)  # fmt: skip
KNOWN = {
    "type", "name", "required", "relevant", "constraint", "calculation", "default", "appearance", "read_only",
    "choice_filter", "parameters", "trigger", "repeat_count", "autoplay", "rows", "intent", "query", "save_to",
    "disabled", "compact_tag", "itemset", "list_name", "tags", "sms_field", "sms_option", "sms_separator",
    "sms_allow_media", "sms_date_format", "sms_datetime_format", "sms_response", FACT, *TRANSLATED,
}  # fmt: skip
KNOWN_SETTINGS = {
    "form_title", "form_id", "version", "default_language", "public_key", "submission_url", "style", "name",
    "instance_name", "instance_id", "namespaces", "auto_send", "auto_delete", "client_editable", "prefix",
    "delimiter", "allow_choice_duplicates", "omit_instanceid", "clean_text_values", "sms_keyword", "sms_separator",
    "sms_allow_media", "sms_date_format", "sms_datetime_format", "sms_response", "flat", "add_none_option",
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """`written` as in the file; `base` its name in the documentation; `language` "" for none."""

    written: str
    base: str
    language: str = ""


def heads(sheet: str, columns: Sequence[str]) -> tuple[Head, ...]:
    return _heads(sheet, tuple(columns))


@lru_cache(maxsize=256)
def _heads(sheet: str, columns: tuple[str, ...]) -> tuple[Head, ...]:
    double = any("::" in column for column in columns)
    return tuple(_head(sheet, column, double) for column in columns)


def _head(sheet: str, column: str, double: bool) -> Head:
    if column == FACT:
        return Head(column, FACT)
    aliases = {
        "choices": CHOICE_ALIASES,
        "external_choices": CHOICE_ALIASES,
        "settings": SETTING_ALIASES,
    }.get(sheet, ALIASES)
    tokens = [token.strip() for token in column.split("::" if double or "::" in column else ":")]
    if "jr" in tokens[:-1]:
        at = tokens.index("jr")
        tokens[at : at + 2] = [f"jr:{tokens[at + 1]}"]
    first = "_".join(tokens[0].split()).lower()
    if len(tokens) > 1:
        path = f"{first}::{tokens[1].strip().lower()}"
        if path in aliases:
            return Head(column, aliases[path], "::".join(tokens[2:]))
    base = aliases.get(first, first)
    if len(tokens) > 1 and base not in TRANSLATED:
        return Head(column, "::".join([base, *tokens[1:]]))
    return Head(column, base, "::".join(tokens[1:]))


def column_of(sheet: str, columns: Sequence[str], base: str) -> str:
    """The column of the file that holds `base` without a language, else in the first language; "" without."""
    found = [head for head in heads(sheet, columns) if head.base == base]
    plain = [head for head in found if not head.language]
    return (plain or found)[0].written if found else ""


def languages(sheet: str, columns: Sequence[str]) -> list[str]:
    """In the order of the columns; "" where a translated column has none."""
    told = [head.language for head in heads(sheet, columns) if head.base in TRANSLATED]
    return list(dict.fromkeys(told))
