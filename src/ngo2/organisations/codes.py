"""Codes that people type or hold on paper: made from letters that nobody confuses, kept as a keyed digest only."""

import re
import unicodedata

from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U


def new_code() -> str:
    """Ten characters, about 49 bits, written XXXXX-XXXXX."""
    code = get_random_string(10, ALPHABET)
    return f"{code[:5]}-{code[5:]}"


def new_digits() -> str:
    return get_random_string(6, "0123456789")


def digest(code: str, salt: str) -> str:
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
    return salted_hmac(f"organisations.codes.{salt}", plain).hexdigest()[:64]


def matches(code: str, salt: str, kept: str) -> bool:
    return bool(kept) and constant_time_compare(digest(code, salt), kept)
