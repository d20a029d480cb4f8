"""Two editions of a form beside each other: what can be compared between two waves, and what cannot. Pure.

Questions are the same by their name; what has no partner then is matched by the likeness of its text.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from ngo2.questionnaires.xlsform.lines import (
    ADVANCED,
    KINDS,
    NOTE,
    Choice,
    Line,
    code_of,
    form_languages,
    lines,
)
from ngo2.questionnaires.xlsform.sheets import Sheets

SAME, REWORDED, NEW, DROPPED, RECODED, RETYPED = "same", "reworded", "new", "dropped", "recoded", "retyped"
LIKE = 80.0  # of 100: below, texts are not the same question
CHOICE_LIKE = 80.0
# Kinds whose answers mean the same although the form asks for them otherwise.
_ALIKE = ({"short_text", "long_text"}, {"whole", "decimal", "amount"}, {"one", "yes_no"})


@dataclass(frozen=True)
class Item:
    """`verdict` the gravest of what changed: retyped, recoded, reworded. `likeness` 0 to 100 of the texts.

    `mapping`: old code to new code, "" for one that is gone; `added`: new codes without an old one; `proposed`: those
    of the mapping that come from likeness and want a person's yes.
    """

    verdict: str
    old: str = ""
    new: str = ""
    old_text: str = ""
    new_text: str = ""
    likeness: float = 0.0
    old_kind: str = ""
    new_kind: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    proposed: frozenset[str] = frozenset()
    by_name: bool = True


def compare(
    old: Sheets, new: Sheets, language: str = "", partners: Mapping[str, str] | None = None
) -> list[Item]:
    """In the order of the new edition, what was dropped at the end. `language` is a code such as zh; "" the default.

    `partners`: what a person says belongs together ({name in the new edition: in the old}).
    """
    before, after = _questions(old), _questions(new)
    pairs = {name: one for name, one in (partners or {}).items() if name in after and one in before}
    spoken_for = set(pairs.values())
    pairs |= {name: name for name in after if name in before and name not in pairs and name not in spoken_for}
    left = [name for name in before if name not in pairs.values()]
    for name in after:
        if name in pairs or not left:
            continue
        found = process.extractOne(
            _text(after[name], language),
            {one: _text(before[one], language) for one in left if _text(before[one], language)},
            scorer=fuzz.ratio,
            processor=_plain,
            score_cutoff=LIKE,
        )
        if found and _text(after[name], language):
            pairs[name] = found[2]
            left.remove(found[2])
    items = [
        _item(before[pairs[name]], line, language) if name in pairs else _one(NEW, line, language)
        for name, line in after.items()
    ]
    return items + [_one(DROPPED, before[name], language) for name in left]


def compare_in_all(
    old: Sheets, new: Sheets, language: str, partners: Mapping[str, str] | None = None
) -> list[Item]:
    """In one language; what is the same there may be reworded in another."""
    items = compare(old, new, language, partners)
    for code in sorted({code_of(one) for one in form_languages(new)} - {language, ""}):
        others = compare(old, new, code, partners)
        changed = {one.new: one for one in others if one.verdict != SAME and one.old}
        items = [changed.get(one.new, one) if one.verdict == SAME else one for one in items]
    return items


def _questions(sheets: Sheets) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in lines(sheets):
        asked = (line.kind in KINDS and line.kind != NOTE) or (line.kind == ADVANCED and line.number > 0)
        if asked and line.name:
            found.setdefault(line.name, line)
    return found


def _text(line: Line, language: str) -> str:
    return _in(line.labels, language)


def _in(texts: Mapping[str, str], language: str) -> str:
    told = next((text for one, text in texts.items() if language and language in {one, code_of(one)}), "")
    return told or next(iter(texts.values()), "")


def _plain(text: str) -> str:
    """Without what no reader sees as a change: width, case, blanks, punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in folded if unicodedata.category(one)[0] not in "PZC")


def _one(verdict: str, line: Line, language: str) -> Item:
    text = _text(line, language)
    if verdict == NEW:
        return Item(NEW, new=line.name, new_text=text, new_kind=line.kind)
    return Item(DROPPED, old=line.name, old_text=text, old_kind=line.kind)


def _item(old: Line, new: Line, language: str) -> Item:
    old_text, new_text = _text(old, language), _text(new, language)
    likeness = fuzz.ratio(_plain(old_text), _plain(new_text)) if old_text or new_text else 100.0
    mapping, added, proposed = dict[str, str](), tuple[str, ...](), frozenset[str]()
    if old.choices or new.choices:
        mapping, added, proposed = _recoding(old.choices, new.choices, language)
    recoded = bool(added or proposed) or any(one != other for one, other in mapping.items())
    if _type(old) != _type(new):
        verdict = RETYPED
    elif recoded:
        verdict = RECODED
    else:
        verdict = SAME if likeness == 100 else REWORDED
    return Item(
        verdict, old.name, new.name, old_text, new_text, round(likeness, 1), old.kind, new.kind, mapping, added,
        proposed, old.name == new.name,
    )  # fmt: skip


def _type(line: Line) -> str:
    if line.kind == ADVANCED:
        return line.written.split()[0] if line.written else ""
    return next(("|".join(sorted(kinds)) for kinds in _ALIKE if line.kind in kinds), line.kind)


def _recoding(
    old: Sequence[Choice], new: Sequence[Choice], language: str
) -> tuple[dict[str, str], tuple[str, ...], frozenset[str]]:
    """Same code and like text: itself. Same text under another code: renamed. Else by likeness, as a proposal."""
    before = {choice.code: _in(choice.labels, language) for choice in old}
    after = {choice.code: _in(choice.labels, language) for choice in new}
    mapping: dict[str, str] = {}
    proposed: set[str] = set()
    by_text = {_plain(text): code for code, text in reversed(after.items()) if _plain(text)}
    for code, text in before.items():
        target = by_text.get(_plain(text), "")
        if target and (target == code or target not in mapping.values()):
            mapping[code] = target
    for code, text in before.items():
        if code in mapping:
            continue
        free = {one: other for one, other in after.items() if one not in mapping.values()}
        if code in free and fuzz.ratio(_plain(text), _plain(free[code])) >= CHOICE_LIKE / 2:
            mapping[code] = code  # its text was polished
            continue
        found = process.extractOne(text, free, scorer=fuzz.ratio, processor=_plain, score_cutoff=CHOICE_LIKE)
        mapping[code] = found[2] if found else ""
        if found:
            proposed.add(code)
    added = tuple(code for code in after if code not in mapping.values())
    return {code: mapping[code] for code in before}, added, frozenset(proposed)


def comparable(item: Item) -> bool:
    """May a report draw the two waves beside each other without a person's yes?"""
    kept = {code: target for code, target in item.mapping.items() if target}
    renamed_only = not item.added and not item.proposed and len(kept) == len(item.mapping)
    return item.verdict == SAME or (item.verdict == RECODED and renamed_only and item.likeness == 100)
