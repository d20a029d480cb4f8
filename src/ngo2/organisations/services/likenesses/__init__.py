"""Records that may be one: their keys are kept as they change, pairs are found from them, a person decides."""

from ngo2.organisations.services.likenesses.candidates import Candidates, liken_records
from ngo2.organisations.services.likenesses.deciding import keep_open, tell_apart
from ngo2.organisations.services.likenesses.finding import find_soon, find_waiting
from ngo2.organisations.services.likenesses.keeping import keep_keys, keep_keys_of_all, keep_missing_keys
from ngo2.organisations.services.likenesses.warning import Alike, find_alike

__all__ = [
    "Alike",
    "Candidates",
    "find_alike",
    "find_soon",
    "find_waiting",
    "keep_keys",
    "keep_keys_of_all",
    "keep_missing_keys",
    "keep_open",
    "liken_records",
    "tell_apart",
]
