"""Two letters for each province of China (ISO 3166-2:CN), by the first two digits of its division code.

A square has no room for "Heilongjiang"; Chinese has its own one-character names.
"""

_LINES = """
11 BJ 12 TJ 13 HE 14 SX 15 NM 21 LN 22 JL 23 HL 31 SH 32 JS 33 ZJ 34 AH 35 FJ 36 JX 37 SD 41 HA 42 HB
43 HN 44 GD 45 GX 46 HI 50 CQ 51 SC 52 GZ 53 YN 54 XZ 61 SN 62 GS 63 QH 64 NX 65 XJ 71 TW 81 HK 82 MO
""".split()
PROVINCES = dict(zip(_LINES[::2], _LINES[1::2], strict=True))


def letters(code: str, english: str) -> str:
    """For a division code such as `530000`; else the beginning of the English name."""
    return PROVINCES.get(code[:2]) or english[:3]
