"""Two letters for each province of China (ISO 3166-2:CN), by the first two digits of its division code.

A square has no room for "Heilongjiang"; Chinese has its own one-character names.
"""

_LINES = (
    "11BJ 12TJ 13HE 14SX 15NM 21LN 22JL 23HL 31SH 32JS 33ZJ 34AH 35FJ 36JX 37SD 41HA 42HB "
    "43HN 44GD 45GX 46HI 50CQ 51SC 52GZ 53YN 54XZ 61SN 62GS 63QH 64NX 65XJ 71TW 81HK 82MO"
)
PROVINCES = {pair[:2]: pair[2:] for pair in _LINES.split()}


def letters(code: str, english: str) -> str:
    """For a division code such as `530000`; else the beginning of the English name."""
    return PROVINCES.get(code[:2]) or english[:3]
