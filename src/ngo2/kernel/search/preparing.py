"""From what may be found to what an index holds. Pure, so that several processes can share the work."""

import json
from collections.abc import Iterable
from itertools import chain

from ngo2.kernel.search import cells
from ngo2.kernel.search.engine import Key
from ngo2.kernel.search.nouns import Document
from ngo2.lib import tokens
from ngo2.lib.text import fold
from ngo2.lib.tokens import Piece

NOUN = "noun"  # the facet that every document has
APART = "|"  # between two texts: what stands on both sides of it does not stand side by side
_FRESHEST = 0.07  # as weight log2(2 + x): five per cent
_as_json = json.JSONEncoder(
    ensure_ascii=False, check_circular=False
).encode  # `dumps` would make one each time


def key_text(key: Key) -> str:
    return f"{key.noun}:{key.pk}"


def facet(name: str, value: str) -> str:
    return f"{name}={value}"


def prepared(noun: str, document: Document) -> str:
    """One document as a line of JSON: texts are words with blanks between them."""
    names = [tokens.pieces(name) for name in document.names]
    others = [tokens.pieces(name) for name in document.other_names]
    texts = [tokens.pieces(text) for text in document.texts]
    called = [*names, *others]
    whole = (fold(name) for name in (*document.names, *document.other_names))
    fields: dict[str, object] = {
        "key": key_text(Key(noun, document.pk)),
        "pk": document.pk,
        "noun": noun,
        "exact": [name for name in dict.fromkeys(whole) if name],
        "name": _joined(map(tokens.tokens, names)),
        "alias": _joined(map(tokens.tokens, others)),
        "text": _joined(map(tokens.tokens, texts)),
        "words": " ".join([*tokens.words(chain(*called, *texts)), *_said(chain(*called))]),
        "letters": " ".join(tokens.characters(chain(*called))),
        "sounds": _joined(map(tokens.sounds, called)),
        "initials": _joined(map(tokens.initials, called)),
        "facet": [
            facet(NOUN, noun),
            *(facet(name, value) for name, values in document.facets.items() for value in values),
        ],
        "fresh": round(document.fresh * _FRESHEST, 6),
    }
    if document.point:
        lat, lng = document.point
        fields |= {"lat": lat, "lng": lng, "cell": cells.cells_of(lat, lng)}
    return _as_json(fields)


def sound(word: str) -> str:
    """How the pinyin of a whole word is kept among the words, and its first letters."""
    return f"~{word}"


def _said(cut: Iterable[Piece]) -> list[str]:
    spoken = tokens.word_sounds(cut)
    ways = [sound(way) for one in spoken for way in ("".join(one), "".join(part[0] for part in one))]
    return list(dict.fromkeys(ways))


def _joined(texts: Iterable[list[str]]) -> str:
    return f" {APART} ".join(" ".join(words) for words in texts if words)
