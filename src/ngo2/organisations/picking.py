"""Choosing a division without a map or a script: by typing a name or an address, or step by step down. Pure."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ngo2.kernel.packs import pack
from ngo2.lib import text
from ngo2.organisations import reading, words

Named = tuple[str, str]  # code, name
LONGEST = 200


@dataclass(frozen=True)
class Found:
    """Divisions that a text may mean, with their whole path as name; `sentence` says what became of an old name."""

    divisions: tuple[Named, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class Stair:
    """Where somebody stands on the way down: `trail` from the top, `below` what can be opened next."""

    trail: tuple[Named, ...] = ()
    below: tuple[Named, ...] = ()


def find(country: str, typed: str) -> Found:
    """First as a name, also one of the past; then as the beginning of an address."""
    gazetteer = pack(country).gazetteer
    typed = text.tidy(typed)[:LONGEST]
    if gazetteer is None or not typed:
        return Found()
    read = reading.read_words(typed, country)
    if read.about_place and not read.rest:
        codes = read.choices or (read.area,)
        return Found(tuple((code, words.place(country, code)) for code in codes), _sentence(read))
    code = gazetteer.parse_address(text.simplify(typed))
    return Found(((code, words.place(country, code)),)) if code else Found()


def only(country: str, typed: str) -> str:
    """The one division that a text means; "" for none said. ValidationError, with the names when it may be several."""
    if not typed.strip():
        return ""
    found = find(country, typed).divisions
    if not found:
        raise ValidationError(_("We do not know this place. Write the name of a province, city or county."))
    if len(found) > 1:
        names = "; ".join(name for _code, name in found[:6])
        raise ValidationError(_("There are several: %(names)s. Write the city in front.") % {"names": names})
    return found[0][0]


def stair(country: str, code: str = "") -> Stair:
    """From `code`, which need not exist, downwards; "" is the top."""
    gazetteer = pack(country).gazetteer
    if gazetteer is None:
        return Stair()
    trail = gazetteer.path(code)
    below = gazetteer.children(trail[-1].code if trail else "")
    return Stair(_named(country, [one.code for one in trail]), _named(country, [one.code for one in below]))


def _named(country: str, codes: list[str]) -> tuple[Named, ...]:
    return tuple(zip(codes, words.place_names(country, codes), strict=True))


def _sentence(read: reading.Reading) -> str:
    if not read.retired:
        return ""
    if read.choices:
        return _("%(old)s was divided. Which part is it?") % {"old": read.retired}
    said = {"old": read.retired, "year": read.since or "–"}
    return _("%(old)s is no longer called so since %(year)s. We understand:") % said
