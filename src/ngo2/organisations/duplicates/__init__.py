"""Which records may be one: what is compared, which pairs at all, how much speaks for it, and in which words. Pure.

One matcher for every way in: a new record, a list that comes in, and what stands in the directory already.
"""

from ngo2.organisations.duplicates.comparing import (
    LIKELY,
    WORTH_A_LOOK,
    Sign,
    Verdict,
    compare,
    is_certain,
    may_be_likely,
)
from ngo2.organisations.duplicates.keys import MOST_KEYS, MOST_SHARING, WAITS, keys
from ngo2.organisations.duplicates.records import FIELDS, Likened, likened

__all__ = [
    "FIELDS",
    "LIKELY",
    "MOST_KEYS",
    "MOST_SHARING",
    "WAITS",
    "WORTH_A_LOOK",
    "Likened",
    "Sign",
    "Verdict",
    "compare",
    "is_certain",
    "keys",
    "likened",
    "may_be_likely",
]
