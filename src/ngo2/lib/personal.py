"""What we hold about persons: declared once by each app's manifest, read by export, erasure and notice.

Every text-like field and every foreign key to the user model must be classified, as Personal or as
plain (a test in `kernel/privacy` names what is missing). Nothing here knows a model: paths are text.

    personal.declare(
        "accounts.Identity", title=_("How you sign in"), person="person",
        fields={"value": Personal(_("To send you codes and messages."), UNTIL_ERASED, erase=Erase.DELETE_ROW,
                                  label=_("Phone number or e-mail address"))},
        plain={"person", "kind"},
    )
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ngo2.lib.registry import Registry


@dataclass(frozen=True)
class Erase:
    """What becomes of a field when its person is erased, or when its time is over.

    `BLANK`: emptied ("", None, {}, or a fresh UUID). `DELETE_ROW`: the whole row goes.
    `KEEP(reason)`: stays; the reason is shown to the person. `CALL(path)`: the dotted path of a function
    `(person, rows: QuerySet) -> None`; `person` is None when the retention purge calls. It runs inside the
    transaction, so what it removes outside the database belongs into `transaction.on_commit`.
    """

    how: Literal["blank", "delete", "keep", "call"]
    reason: object = ""
    path: str = ""

    BLANK: ClassVar["Erase"]
    DELETE_ROW: ClassVar["Erase"]

    @classmethod
    def KEEP(cls, reason: object) -> "Erase":  # noqa: N802 (stands beside BLANK and DELETE_ROW)
        return cls("keep", reason=reason)

    @classmethod
    def CALL(cls, path: str) -> "Erase":  # noqa: N802
        return cls("call", path=path)


Erase.BLANK = Erase("blank")
Erase.DELETE_ROW = Erase("delete")


@dataclass(frozen=True)
class Retention:
    """How long: `sentence` for the notice; with `days`, a purge erases that long after the date in `since`.

    The purge does what the field's `erase` says; a field that erasure keeps goes with its whole row.
    """

    sentence: object
    days: int = 0
    since: str = ""


UNTIL_ERASED = Retention(_("Until you erase your account."))
UNTIL_REMOVED = Retention(_("Until it is removed or changed, or you erase your account."))


def days(count: int, since: str) -> Retention:
    words = ngettext_lazy("For %(count)d day.", "For %(count)d days.", count) % {"count": count}
    return Retention(words, count, since)


@dataclass(frozen=True)
class Personal:
    """One field. `purpose` and `label` are translated words that the person reads.

    `person`: a path to the person this field is about, when it is not the one of the declaration (an
    inviter's name beside the invited).
    """

    purpose: object
    retention: Retention
    sensitivity: Literal["normal", "sensitive"] = "normal"
    export: bool = True
    erase: Erase = Erase.BLANK
    label: object = ""
    person: str = ""


@dataclass(frozen=True)
class Declaration:
    """`person`: "self", or the lookup path from the model to the person ("" when no field is personal).

    `rows`: instead of a path, the dotted path of a function `(person) -> QuerySet` (for sessions, say).
    `attachments`: function `(person, rows) -> Iterable[(file name, bytes)]`, for the export.
    """

    model: str
    title: object = ""
    person: str = ""
    fields: Mapping[str, Personal] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    rows: str = ""
    attachments: str = ""

    @property
    def name(self) -> str:
        return self.model

    def paths(self) -> set[str]:
        """The paths by which fields of this model belong to a person."""
        return {one.person or self.person for one in self.fields.values()} - {""}


@dataclass(frozen=True)
class Place:
    """Personal data outside the database (outgoing messages on disk, an index). Paths name functions:

    `export`: `(person) -> JSON value`; `erase`: `(person) -> None`, called first, while all rows are there.
    """

    name: str
    title: object
    purpose: object
    retention: Retention
    erase: str
    export: str = ""
    label: object = ""


declarations: Registry[Declaration] = Registry("personal-data declaration")
places: Registry[Place] = Registry("place with personal data")


def declare(
    model: str,
    *,
    title: object = "",
    person: str = "",
    fields: Mapping[str, Personal] | None = None,
    plain: Iterable[str] = (),
    rows: str = "",
    attachments: str = "",
) -> None:
    """Classify the fields of `model` ("app_label.Model"); once per model, in the manifest of its app."""
    declaration = Declaration(
        model, title, person, dict(fields or {}), frozenset(plain), rows=rows, attachments=attachments
    )
    twice = declaration.plain & set(declaration.fields)
    if twice:
        raise ValueError(f"{model}: {', '.join(sorted(twice))} cannot be both personal and plain")
    ownerless = [name for name, one in declaration.fields.items() if not (one.person or person or rows)]
    if ownerless:
        raise ValueError(f"{model}: say by `person` or `rows` whose {', '.join(ownerless)} is")
    for name, one in declaration.fields.items():
        if one.retention.days and not one.retention.since:
            raise ValueError(f"{model}.{name}: days need the field they are counted from")
    declarations.add(declaration)


def impersonal(*models: str) -> None:
    """Models of libraries that hold nothing about persons (content types, permissions)."""
    for model in models:
        declarations.add(Declaration(model))
