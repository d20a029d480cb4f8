"""Budgets and months as people write them, in a field or in the middle of a text."""

import re
from datetime import date

from django.utils.translation import gettext as _

from ngo2.exchange import quantities
from ngo2.exchange.projects.terms import ProjectTerms
from ngo2.exchange.quantities import Unclear
from ngo2.lib.refusals import Refused
from ngo2.lib.text import simplify, tidy

Budget = tuple[int | None, int | None]
_APART = re.compile(r"(?<=\d)\s+(?=[万千百亿元])")
_THOUSANDS = re.compile(r"(?<=\d)\s?k\b", re.IGNORECASE)
_FOREIGN = re.compile(r"美元|美金|港币|港元|欧元|日元|[$€£]|\b(?:usd|eur|gbp|hkd)\b", re.IGNORECASE)
_AT_MOST = re.compile(r"以内|以下|不超过|最多|至多|\b(?:up to|at most|below|no more than)\b", re.IGNORECASE)
_AT_LEAST = re.compile(r"以上|至少|不少于|不低于|起$|\b(?:at least|from|above|or more)\b", re.IGNORECASE)
_NUMBER = r"[\d.,，一二两三四五六七八九十百千万亿半]+"
_MONEY = re.compile(
    rf"(?:至少|不超过|最多|不少于|up to |at least )?"
    rf"(?:(?:[¥￥]|rmb|cny)\s?{_NUMBER}(?:\s?(?:-|–|—|~|至|到|to)\s?(?:[¥￥]|rmb|cny)?\s?{_NUMBER})?"
    rf"|{_NUMBER}(?:\s?元)?(?:\s?(?:-|–|—|~|～|至|到|to)\s?{_NUMBER})?\s?(?:元|块钱|yuan|rmb|cny))(?:以内|以上|以下)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"^(\d{4})\s?[-/.年]\s?(\d{1,2})(?:\s?[-/.月]\s?\d{0,2}日?)?$")
_TURNED = re.compile(r"^(\d{1,2})\s?[-/.]\s?(\d{4})$")
_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED = re.compile(rf"^({'|'.join(_ENGLISH)})[a-z]*\.?,?\s+(\d{{4}})$", re.IGNORECASE)
_MONTHS = re.compile(
    r"(\d{4})\s?年\s?(\d{1,2})\s?月(?:份|\d{1,2}日)?\s?(?:-|–|—|~|～|至|到)\s?(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月"
)
_PURPOSE = re.compile(r"希望|目标|为了|目的|帮助|让|so that|help|want|aim", re.IGNORECASE)
_PEOPLE = re.compile(r"志愿|员工|义工|volunteer|employee|staff", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[。！？!?；;\n])|(?<=\.)\s")


def read_budget(typed: str) -> Budget:
    """The least and the most in yuan, None for an open end. Raises Refused for what can be no budget."""
    text = _THOUSANDS.sub("千", _APART.sub("", tidy(typed)))
    if not text:
        return None, None
    if _FOREIGN.search(text):
        raise Refused(_("Please write it in yuan: that is what the other side reckons in."), field="budget")
    try:
        found = quantities.read_range(text)
    except Unclear as unclear:
        raise Refused(_sentence(unclear), field="budget") from None
    if found.unit not in {"", "cny"}:
        raise Refused(_("Please write it in yuan, for example 50,000 to 80,000."), field="budget")
    if found.low == found.high and _AT_MOST.search(text):
        return None, found.high
    if found.low == found.high and _AT_LEAST.search(text):
        return found.low, None
    return found.low, found.high


def _sentence(unclear: Unclear) -> str:
    own = {
        "no_number": _("There is no number in “%(text)s”. Write it like this: 50,000 to 80,000."),
        "range": _("“%(text)s” can be many things. Write it like this: 50,000 to 80,000."),
        "zero": _("Write at least 1 yuan, or leave it empty if there is no money in it."),
    }.get(unclear.code)
    return own % {"text": unclear.text} if own else quantities.sentence(unclear, _("yuan"))


def read_month(typed: str, field: str) -> date | None:
    """Its first day. "2026-09", "2026年9月", "9/2026", "September 2026"."""
    text = tidy(typed)
    if not text:
        return None
    if found := _ISO.match(text):
        year, month = int(found[1]), int(found[2])
    elif found := _TURNED.match(text):
        year, month = int(found[2]), int(found[1])
    elif found := _NAMED.match(text):
        year, month = int(found[2]), _ENGLISH.index(found[1][:3].lower()) + 1
    else:
        year, month = 0, 0
    try:
        return date(year, month, 1)
    except ValueError:
        raise Refused(_("Please write year and month, for example 2027-03."), field=field) from None


def guess(text: str) -> ProjectTerms:
    """What a text says already, to stand in the form and be looked at; nothing of it is certain."""
    budget = _budget_in(text)
    begins, ends = _months_in(text)
    return ProjectTerms(
        aim=_aim_in(text),
        budget_from=budget[0],
        budget_to=budget[1],
        volunteers=_volunteers_in(text),
        begins=begins,
        ends=ends,
    )


def _aim_in(text: str) -> str:
    """The sentence that says what for, else the first."""
    said = [tidy(one) for one in _SENTENCES.split(text) if one and tidy(one)]
    return next((one for one in said if _PURPOSE.search(one)), said[0] if said else "")


def _budget_in(text: str) -> Budget:
    for found in _MONEY.finditer(simplify(text)):
        try:
            return read_budget(found[0])
        except Refused:
            continue
    return None, None


def _volunteers_in(text: str) -> int | None:
    lines = quantities.find_lines(text)
    return next((one.number for one in lines if one.unit == "person" and _PEOPLE.search(one.item)), None)


def _months_in(text: str) -> tuple[date | None, date | None]:
    found = _MONTHS.search(simplify(text))
    if not found:
        return None, None
    try:
        return date(int(found[1]), int(found[2]), 1), date(int(found[3] or found[1]), int(found[4]), 1)
    except ValueError:
        return None, None
