"""The fields of the index. Change what they hold, and raise NUMBER: every index is then made anew."""

from functools import cache
from pathlib import Path

from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

NUMBER = 3
NAMES = ("name", "alias")
_SPACED = "spaced"  # words come ready made, with blanks between them


@cache
def schema() -> Schema:
    made = SchemaBuilder()
    made.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    made.add_text_field("state", stored=True, tokenizer_name="raw", index_option="basic")
    made.add_text_field("noun", tokenizer_name="raw", index_option="basic")
    made.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    for name in (*NAMES, "text", "sounds", "initials"):
        made.add_text_field(name, tokenizer_name=_SPACED, index_option="position")
    made.add_text_field("words", tokenizer_name=_SPACED, index_option="freq")
    made.add_text_field("letters", tokenizer_name=_SPACED, index_option="basic")
    made.add_text_field("facet", tokenizer_name="raw", index_option="basic", fast=True)
    made.add_text_field("cell", tokenizer_name="raw", index_option="basic")
    made.add_unsigned_field("pk", indexed=True, fast=True)
    for name in ("fresh", "lat", "lng"):
        made.add_float_field(name, fast=True)
    return made.build()


def opened(path: Path, *, new: bool = False) -> Index:
    """Raises ValueError or OSError when there is nothing to read."""
    index = Index(schema(), path=str(path)) if new else Index.open(str(path))
    index.register_tokenizer(_SPACED, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.config_reader("manual", 0)
    index.reload()
    return index
