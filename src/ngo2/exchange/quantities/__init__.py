"""How many of what, read out of what people write: the one door to `amounts` (a field) and `lines` (a text)."""

from ngo2.exchange.quantities.amounts import MOST, Amount, Unclear, read_amount, sentence
from ngo2.exchange.quantities.lines import Found, find_lines, from_specification
from ngo2.exchange.quantities.ranges import Range, read_range

__all__ = [
    "MOST",
    "Amount",
    "Found",
    "Range",
    "Unclear",
    "find_lines",
    "from_specification",
    "read_amount",
    "read_range",
    "sentence",
]
