"""Names that a register shouts, written as people write them."""

import re
from itertools import pairwise

_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an and as at but by cum for from in into le of on or the to upon with yr y de du des la na un",
    )
)
# Capitals that are a word of their own in names of charities. Words without a vowel need no entry.
_CAPITALS = frozenset(
    re.findall(
        r"\w+",
        "AFM AIDS AKA AMC AOG BYHP CE CIC CIO CISV COPD CTAS DMD EBS ECGS EPRA ESOL FPTA HCA HEC HIV HME YWCA"
        " HSA II III IOW IT IV IX JMI KEMIF LCI LDNY MOMC NAS NHS NSPCC OAC OPSA PA PCC PTA PTFA PTSA QBE RAF"
        " RCI RGA RNIB RNLI ROC RSA RSPB RSPCA SCIO SEN SOS TBAP UFM UK UN USA UWT VE VI XI YCL YFC"
        " YHA YMCA",
    )
)
_VOWEL = re.compile(r"[AEIOUYÀ-ÿ]")
_VOWELLESS_WORDS = {"ST": "St", "MR": "Mr", "MRS": "Mrs", "DR": "Dr", "LTD": "Ltd", "YNG": "yng", "MS": "Ms"}
_WORD = re.compile(r"[A-ZÀ-Þ]+(?:['’][A-ZÀ-Þ]+)*")
_DOTTED = re.compile(r"\b(?:[A-Z]\.\s?){2,}")
_AFTER_NUMBER = re.compile(r"(?<=\d)(?:ST|ND|RD|TH|['’]S)\b", re.IGNORECASE)  # 1st, under 5's
_BRACKETED = re.compile(r"\(([A-Z]{2,7})\)")


def sensible(name: str) -> str:
    """Title case for a name wholly in capitals; any other name is as its owner wrote it."""
    name = re.sub(r"\s+", " ", name).strip()
    name = re.sub(r"\(\s+", "(", re.sub(r"\s+\)", ")", name))
    if not name.isupper() or (len(name) <= 4 and name.isalpha()):
        return name
    kept = _kept(name)
    written = _WORD.sub(lambda match: _written(match, name, kept), name)
    return _AFTER_NUMBER.sub(lambda match: match[0].lower(), written)


def _kept(name: str) -> list[range]:
    """Where capitals stay: initials with dots, a short form in brackets behind the words it stands for."""
    spans = [range(*match.span()) for match in _DOTTED.finditer(name)]
    for match in _BRACKETED.finditer(name):
        outside = name[: match.start()] + " " + name[match.end() :]
        if match[1] in _CAPITALS or _stands_for(match[1], outside):
            spans.append(range(*match.span()))
    return spans


def _stands_for(short: str, words: str) -> bool:
    """HASVO: Harrow Association of Somali Voluntary Organisations. Little words are optional."""
    initials = [word[0] for word in _WORD.findall(words)]
    places: list[int] = []
    for letter in short:
        start = places[-1] + 1 if places else 0
        if letter not in initials[start:]:
            return False
        places.append(initials.index(letter, start))
    return len(short) > 2 and all(later - earlier <= 2 for earlier, later in pairwise(places))


def _written(match: re.Match[str], name: str, kept: list[range]) -> str:
    word, start = match[0], match.start()
    if any(start in span for span in kept) or _beside_digit(name, match):
        return word
    if word in _CAPITALS and name[start - 1 : start] != "-":  # UN, but Seerat-un-Nabi
        return word
    if word in _VOWELLESS_WORDS:
        return _VOWELLESS_WORDS[word]
    if not _VOWEL.search(word) and len(word) > 1:
        return word
    if word.lower() in _SMALL and not _begins(name, start):
        return word.lower()
    return _capital(word)


def _beside_digit(name: str, match: re.Match[str]) -> bool:
    """U3A, BD4, 9F: letters that belong to a number; READ2LEAD and 4EDEN are words."""
    before, after = name[match.start() - 1 : match.start()], name[match.end() : match.end() + 1]
    return len(match[0]) <= 2 and (before.isdigit() or after.isdigit())


def _begins(name: str, start: int) -> bool:
    before = name[:start].rstrip(" ")
    return not before or (before[-1] in "-:/(–" and not (start and name[start - 1] == "-"))


def _capital(word: str) -> str:
    first, *rest = re.split(r"(['’])", word)
    written = first[:1] + first[1:].lower()
    if first in {"O", "D", "L"} and len("".join(rest)) > 2:  # O'NEILL
        return written + rest[0] + rest[1].capitalize()
    if re.match(r"MC[A-Z]{3}", first):  # McDONALD
        written = "Mc" + first[2:].capitalize()
    return written + "".join(part.lower() for part in rest)
