"""Codes that people type or hold on paper: made from letters that nobody confuses, kept as a keyed digest only."""

import base64
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


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SEAL = 16  # characters of the seal behind the number: 96 bits


def seal(number: int, salt: str) -> str:
    """A short signed name for row `number`, fit for an SMS: nobody makes one without our key."""
    head, left = "", number
    while left:
        left, digit = divmod(left, 36)
        head = _DIGITS[digit] + head
    return (head or "0") + _seal(number, salt)


def unseal(text: str, salt: str) -> int | None:
    """The number in a name that we made; None for every other text."""
    head, given = text[:-_SEAL], text[-_SEAL:]
    if not head or len(head) > 12 or not set(head) <= set(_DIGITS):
        return None
    number = int(head, 36)
    return number if constant_time_compare(given, _seal(number, salt)) else None


def _seal(number: int, salt: str) -> str:
    made = salted_hmac(f"organisations.codes.{salt}", str(number), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode()[:_SEAL]
