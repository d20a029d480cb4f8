"""Questions to the index, built from words: no text is ever parsed as a query."""

from collections.abc import Iterable, Sequence

from tantivy import Occur, Query, Searcher

from ngo2.kernel.search import cells, preparing
from ngo2.kernel.search.asking import Asked, Word, asked, numbers_of
from ngo2.kernel.search.engine import Ask
from ngo2.kernel.search.tantivy.schema import NAMES, schema
from ngo2.lib import tokens

# Names before other names before descriptions; a whole word before the same characters across two words.
NAME, ALIAS, TEXT, WORD = 6.0, 4.0, 1.0, 1.5
EXACT, WHOLE_NAME, WHOLE_TEXT = 300.0, 4.0, 2.0
OTHER_NUMBER, WHOLE_SOUND, SOUND, INITIALS, ALIKE = 0.7, 8.0, 2.0, 0.6, 0.5
MOST_FUZZY, LONGEST_FUZZY = 3, 24  # each costs a walk through all words of the index
MOST_BEGINNINGS = 30
_LOOKED_AT = 300  # words that begin alike, of which the most frequent are taken


def question(ask: Ask, searcher: Searcher) -> Query:
    said = asked(ask.text)
    clauses = [(Occur.Must, one) for one in _narrowed(ask)]
    if ask.text and not said.words:
        return Query.empty_query()
    if said.words:
        clauses += [(Occur.Must, one) for one in _words(said, ask, searcher)]
        clauses += [(Occur.Should, one) for one in _wholes(said, ask)]
    else:
        clauses.append((Occur.Must, _constant(Query.all_query())))
        clauses.append((Occur.MustNot, _is("key", "state:0")))
    return Query.boolean_query(clauses)


def beginnings(ask: Ask, searcher: Searcher) -> Query:
    """Names in which all words stand, the last of them perhaps not complete."""
    said = asked(ask.text)
    if not said.words:
        return Query.empty_query()
    *before, last = said.words
    musts = [_best(_in_names(word)) for word in before] + [_best(_beginning(last, searcher))]
    clauses = [(Occur.Must, one) for one in (*_narrowed(ask), *musts)]
    begin_so = [term for term, _ in searcher.terms_with_prefix("exact", said.exact, limit=MOST_BEGINNINGS)]
    if begin_so:
        whole = Query.const_score_query(Query.term_set_query(schema(), "exact", begin_so), 40.0)
        clauses.append((Occur.Should, whole))
    return Query.boolean_query([*clauses, *((Occur.Should, one) for one in _wholes(said, ask))])


def among(question: Query, pks: Sequence[int]) -> Query:
    """Of what `question` finds, these."""
    those = Query.term_set_query(schema(), "pk", list(pks)) if pks else Query.empty_query()
    return Query.boolean_query([(Occur.Must, question), (Occur.Must, _constant(those))])


def _narrowed(ask: Ask) -> Iterable[Query]:
    if ask.noun:
        yield _constant(_is("noun", ask.noun))
    for name, values in ask.facets.items():
        yield _constant(_any("facet", [preparing.facet(name, value) for value in values]))
    if ask.near and (around := cells.cells_around(*ask.near)):
        yield _constant(_any("cell", around))
    elif ask.near:
        yield Query.empty_query()


def _words(said: Asked, ask: Ask, searcher: Searcher) -> Iterable[Query]:
    fuzzy = 0
    for word in said.words:
        ways = _in_names(word) if ask.names_only else [*_in_names(word), *_in_texts(word)]
        if not ask.names_only and not word.is_chinese:
            ways += _as_pinyin(word, alone=len(said.words) == 1)
        if ask.loosely:
            ways += _alike(word) if fuzzy < MOST_FUZZY else []
            ways += _sounding(word) if word.is_chinese else _unfinished(word, searcher)
            fuzzy += not word.is_chinese
        yield _best(ways)


def _wholes(said: Asked, ask: Ask) -> Iterable[Query]:
    """What only puts the better ones first: exactly this name, then all of it side by side."""
    yield Query.const_score_query(_is("exact", said.exact), EXACT)
    if len(said.whole) > 1:
        yield _boosted(_beside("name", said.whole), WHOLE_NAME)
        yield _boosted(_beside("alias", said.whole), WHOLE_NAME)
        if not ask.names_only:
            yield _boosted(_beside("text", said.whole), WHOLE_TEXT)


def _in_names(word: Word) -> list[Query]:
    terms = tokens.pairs(word.text) if word.is_chinese else [word.text]
    ways = [_boosted(_beside("name", terms), NAME), _boosted(_beside("alias", terms), ALIAS)]
    if word.is_chinese and len(word.text) == 1:
        ways.append(Query.const_score_query(_is("letters", word.text), NAME))
    for other in [] if word.is_chinese else numbers_of(word.text):
        ways += [
            _boosted(_beside("name", [other]), NAME * OTHER_NUMBER),
            _boosted(_beside("alias", [other]), ALIAS * OTHER_NUMBER),
        ]
    return ways


def _in_texts(word: Word) -> list[Query]:
    if not word.is_chinese:
        others = [_boosted(_beside("text", [other]), OTHER_NUMBER) for other in numbers_of(word.text)]
        return [_beside("text", [word.text]), *others]
    ways = [_beside("text", tokens.pairs(word.text))]
    if len(word.text) > 1:
        ways.append(_boosted(Query.term_query(schema(), "words", word.text, index_option="freq"), WORD))
    return ways


def _as_pinyin(word: Word, *, alone: bool) -> list[Query]:
    """gongyi, gy: one syllable says little, and the first letters too, so both only when nothing else is said."""
    read = [reading for reading in tokens.readings(word.text) if len(reading) > 1 or alone]
    ways = [_boosted(_beside("sounds", reading), SOUND) for reading in read]
    if alone and tokens.is_letters(word.text) and 1 < len(word.text) <= 8:
        ways.append(_boosted(_beside("initials", tokens.pairs(word.text)), INITIALS))
    if ways:
        whole = Query.term_query(schema(), "words", preparing.sound(word.text), index_option="freq")
        ways.append(_boosted(whole, WHOLE_SOUND))
    return ways


def _alike(word: Word) -> list[Query]:
    """One letter wrong in four, two in eight."""
    length = len(word.text)
    if word.is_chinese or not 4 <= length <= LONGEST_FUZZY or not word.text.isalpha():
        return []
    wrong = 1 if length < 8 else 2
    return [
        _boosted(Query.fuzzy_term_query(schema(), name, word.text, distance=wrong), boost)
        for name, boost in (("name", NAME), ("alias", ALIAS), ("text", ALIKE))
    ]


def _sounding(word: Word) -> list[Query]:
    """Written with other characters of the same sound, as an input method may have it."""
    if len(word.text) < 2:
        return []
    return [_boosted(_beside("sounds", tokens.sounds([tokens.Piece(word.text, True)])), SOUND)]


def _beginning(word: Word, searcher: Searcher) -> list[Query]:
    if word.is_chinese:
        return _in_names(word)
    return [*_in_names(word), *_as_pinyin(word, alone=True), *_unfinished(word, searcher)]


def _unfinished(word: Word, searcher: Searcher) -> list[Query]:
    return [*_completed(word, searcher), *_open_pinyin(word, searcher)]


def _completed(word: Word, searcher: Searcher) -> list[Query]:
    if len(word.text) < 2:
        return []
    return [
        _boosted(_any(name, begun), boost)
        for name, boost in zip(NAMES, (NAME, ALIAS), strict=True)
        if (begun := _begun(name, word.text, searcher))
    ]


def _open_pinyin(word: Word, searcher: Searcher) -> list[Query]:
    ways = []
    for *before, last in tokens.readings(word.text, open_end=True):
        if before:
            query = Query.phrase_prefix_query(schema(), "sounds", [*before, last])
        elif begun := _begun("sounds", last, searcher):
            query = _any("sounds", begun)
        else:
            continue
        ways.append(_boosted(query, SOUND))
    return ways


def _begun(name: str, start: str, searcher: Searcher) -> list[str]:
    """The most frequent words of a field that begin so: a bounded number of them."""
    found = searcher.terms_with_prefix(name, start, limit=_LOOKED_AT)
    return [term for term, _ in sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MOST_BEGINNINGS]]


def _beside(name: str, terms: Sequence[str]) -> Query:
    if len(terms) == 1:
        return Query.term_query(schema(), name, terms[0], index_option="freq")
    return Query.phrase_query(schema(), name, list(terms))


def _is(name: str, value: str) -> Query:
    return Query.term_query(schema(), name, value, index_option="basic")


def _any(name: str, values: Sequence[str]) -> Query:
    return _is(name, values[0]) if len(values) == 1 else Query.term_set_query(schema(), name, list(values))


def _boosted(query: Query, boost: float) -> Query:
    return Query.boost_query(query, boost)


def _constant(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _best(ways: Sequence[Query]) -> Query:
    return ways[0] if len(ways) == 1 else Query.disjunction_max_query(list(ways), tie_breaker=0.1)
