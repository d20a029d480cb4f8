"""Values of the record as people read them. Pure: addresses of our own pages are made by the template."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import causes, country_name, pack
from ngo2.lib import phones
from ngo2.organisations.facts import CATALOGUE, choices, places

LANGUAGES = {
    "zh": _("Chinese"),
    "zh-hans": _("Simplified Chinese"),
    "zh-hant": _("Traditional Chinese"),
    "yue": _("Cantonese"),
    "en": _("English"),
    "bo": _("Tibetan"),
    "ug": _("Uyghur"),
    "mn": _("Mongolian"),
    "ii": _("Yi"),
    "za": _("Zhuang"),
    "ko": _("Korean"),
    "kk": _("Kazakh"),
    "hmn": _("Hmong"),
    "csl": _("Chinese Sign Language"),
    "ja": _("Japanese"),
    "ar": _("Arabic"),
    "da": _("Danish"),
    "de": _("German"),
    "es": _("Spanish"),
    "fr": _("French"),
    "id": _("Indonesian"),
    "is": _("Icelandic"),
    "it": _("Italian"),
    "prs": _("Dari"),
    "ps": _("Pashto"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "cy": _("Welsh"),
}


@dataclass(frozen=True)
class Words:
    """One value: `text`, or `items` when it is several.

    `href` leads out; `area` (a division code) and `organisation` lead to our own pages.
    """

    text: str = ""
    items: tuple["Words", ...] = ()
    href: str = ""
    lang: str = ""
    area: str = ""
    organisation: int = 0


def in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def language() -> str:
    return "zh-hans" if in_chinese() else "en"


def in_words(key: str, value: Any, country: str) -> Words:
    """`value` of the field `key` in the language of the page. None says that there is none."""
    if value is None or value == [] or value == {}:
        return Words(gettext("There is none"))
    return _SAYERS.get(key, _plain)(key, value, country)


def language_name(code: str) -> str:
    return str(LANGUAGES.get(code.lower(), code))


def cause_names(codes: Iterable[str]) -> list[str]:
    return [causes.label(code, language()) for code in codes]


def place_names(country: str, codes: Iterable[str]) -> list[str]:
    """The steps of a path, for the breadcrumbs and for lists."""
    return [pack(country).division_name(code, language()) for code in codes]


def place(country: str, code: str) -> str:
    """The whole path in one line, with the country in front when it is not divided by us."""
    return pack(country).place_name(code, language()) or country_name(country, language())


def called(organisation: Any) -> str:
    """By its columns, in the reader's language where it has such a name."""
    return str(organisation.name if in_chinese() else organisation.name_en or organisation.name)


def own_name(facts: Mapping[str, Any], fallback: str) -> Words:
    """What the page calls the organisation, in the reader's language where it has such a name."""
    value = {key: one.get("v") for key, one in facts.items()}
    named = [(value.get("name_zh"), "zh-Hans"), (value.get("name_en"), "en")]
    if not in_chinese():
        named.reverse()
    named += [(name, code) for code, name in (value.get("names_other") or {}).items()]
    found = next(((name, code) for name, code in named if name), (fallback, ""))
    return Words(found[0], lang=found[1])


def other_names(facts: Mapping[str, Any], shown: str) -> list[Words]:
    """Its names in other languages, without the one that is the heading."""
    value = {key: one.get("v") for key, one in facts.items()}
    named = [(value.get("name_zh"), "zh-Hans"), (value.get("name_en"), "en")]
    named += [(name, code) for code, name in (value.get("names_other") or {}).items()]
    return [Words(name, lang=code) for name, code in named if name and name != shown]


def _plain(key: str, value: Any, country: str) -> Words:
    options = CATALOGUE[key].options
    return Words(str(options.get(value, value) if options else value))


def _number(key: str, value: Any, country: str) -> Words:
    return Words(f"{value:,}")


def _several(key: str, value: Any, country: str) -> Words:
    return Words(items=tuple(Words(str(one)) for one in value))


def _causes(key: str, value: Any, country: str) -> Words:
    return Words(items=tuple(Words(name) for name in cause_names(value)))


def _languages(key: str, value: Any, country: str) -> Words:
    return Words(items=tuple(Words(language_name(code)) for code in value))


def _names(key: str, value: Any, country: str) -> Words:
    return Words(items=tuple(Words(name, lang=code) for code, name in value.items()))


def _division(key: str, value: Any, country: str) -> Words:
    return Words(place(country, value["code"]), area=value["code"])


def _country(key: str, value: Any, country: str) -> Words:
    return Words(country_name(value, language()))


def _service_area(key: str, value: Any, country: str) -> Words:
    """Counties are told with their city, for many have one name; once for all that stand together."""
    if value.get("countrywide"):
        return Words(gettext("The whole country"))
    paths = [places.path(country, code) or (code,) for code in value.get("divisions", [])]
    paths.sort(key=lambda path: path[:-1])
    items = []
    for path, following in zip(paths, [*paths[1:], ()], strict=True):
        last_of_city = path[:-1] != following[:-1] or not following
        above = place_names(country, path[-2:-1]) if last_of_city and len(path) > 1 else []
        items.append(Words(_inside(place_names(country, path[-1:])[0], above), area=path[-1]))
    return Words(items=tuple(items))


def _inside(name: str, above: list[str]) -> str:
    if not above:
        return name
    return f"{name}（{above[0]}）" if in_chinese() else f"{name} ({above[0]})"


def _host(key: str, value: Any, country: str) -> Words:
    return Words(value.get("name", ""), organisation=value.get("organisation") or 0)


def _register(key: str, value: Any, country: str) -> Words:
    return Words(f"{value['scheme']} {value['id']}")


def _phone(key: str, value: Any, country: str) -> Words:
    return Words(phones.display(value, country), href=f"tel:{value}")


def _email(key: str, value: Any, country: str) -> Words:
    return Words(value, href=f"mailto:{value}")


def _website(key: str, value: Any, country: str) -> Words:
    """Shown without its scheme; only http and https were let in, and only they become a link."""
    parts = urlsplit(value)
    text = f"{parts.netloc}{parts.path}".rstrip("/").removeprefix("www.")
    return Words(text, href=value if parts.scheme in {"http", "https"} else "")


_SAYERS: dict[str, Callable[[str, Any, str], Words]] = {
    "names_former": _several,
    "receipt_years": _several,
    "names_other": _names,
    "causes": _causes,
    "languages": _languages,
    "country": _country,
    "division": _division,
    "service_area": _service_area,
    "host": _host,
    "register_id": _register,
    "staff": _number,
    "volunteers": _number,
    "phone": _phone,
    "email": _email,
    "website": _website,
}


def kind_name(kind: str) -> str:
    return str(choices.KINDS.get(kind, kind))


def status_name(status: str) -> str:
    return str(choices.LEGAL_STATUSES.get(status, status))
