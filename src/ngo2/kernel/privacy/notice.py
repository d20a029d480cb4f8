"""The notice of PIPL 17, made from the declarations: what we hold, why, how long, and what erasure does."""

from dataclasses import dataclass, field

from ngo2.kernel.privacy.inventory import in_reading_order
from ngo2.lib import personal
from ngo2.lib.personal import Erase


@dataclass(frozen=True)
class Item:
    labels: list[str]
    purpose: str
    retention: str
    sensitive: bool
    kept: str  # the reason why erasure leaves it, or ""


@dataclass
class Section:
    title: str
    items: list[Item] = field(default_factory=list)


def sections() -> list[Section]:
    """By title. Fields with the same purpose and time stand in one line."""
    found: dict[str, Section] = {}
    for one in in_reading_order():
        section = found.setdefault(str(one.declaration.title), Section(str(one.declaration.title)))
        for said in one.fields.values():
            reason = str(said.erase.reason) if said.erase.how == "keep" else ""
            sensitive = said.sensitivity == "sensitive"
            words = (str(said.purpose), str(said.retention.sentence), sensitive, reason)
            _add(section, str(said.label), words)
    for place in personal.places:
        section = found.setdefault(str(place.title), Section(str(place.title)))
        words = (str(place.purpose), str(place.retention.sentence), False, str(Erase.BLANK.reason))
        _add(section, str(place.label or place.title), words)
    return [section for section in found.values() if section.items]


def _add(section: Section, label: str, words: tuple[str, str, bool, str]) -> None:
    for item in section.items:
        if (item.purpose, item.retention, item.sensitive, item.kept) == words:
            if label not in item.labels:
                item.labels.append(label)
            return
    section.items.append(Item([label], *words))
