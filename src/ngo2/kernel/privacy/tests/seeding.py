"""One person in every declared personal field of every model, each time with a mark of its own."""

import itertools
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import connection, models
from django.utils import timezone

from ngo2.kernel.files.services import keep_document
from ngo2.kernel.files.tests.corpus import CATALOG, pdf
from ngo2.kernel.privacy.inventory import Selection, points_at_person, selections
from ngo2.lib.actors import person_actor

_numbers = itertools.count(1)
# What a model asks for beyond the types of its fields.
EXTRAS: dict[str, dict[str, Any]] = {
    "accounts.Consent": {"given_at": timezone.now},
    "exchange.Service": {"halves": lambda: 2},  # a day has no more than 48
}


@dataclass
class Mark:
    """`text` stands in `where`. `exported`: the person's export must hold it. `kept`: erasure leaves it."""

    where: str
    text: str
    exported: bool
    kept: bool


@dataclass
class Seeded:
    person: Any
    marks: list[Mark] = field(default_factory=list)
    selections: list[Selection] = field(default_factory=list)

    def must_be_exported(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.exported]

    def must_go(self) -> list[Mark]:
        return [mark for mark in self.marks if not mark.kept]


def seed(person: Any, other: Any) -> Seeded:
    """Lower rooms first: what others point at is there before them."""
    seeded = Seeded(person)
    for one in reversed(list(selections())):
        if one.declaration.rows and not one.path:
            SPECIAL[one.declaration.model](seeded, one)
        else:
            _row(seeded, one, other)
        assert one.rows(person).exists(), (
            f"no row of {one.declaration.model} leads to the person by {one.path!r}"
        )
        seeded.selections.append(one)
    return seeded


def _row(seeded: Seeded, one: Selection, other: Any) -> None:
    values = dict(_marks(seeded, one))
    if one.path == "self":
        one.model._base_manager.filter(pk=seeded.person.pk).update(**values)
        return
    first, _dots, rest = one.path.partition("__")
    owner = seeded.person
    if rest:
        owner = make(one.model._meta.get_field(first).related_model, other, **{rest: seeded.person})
    make(one.model, other, **{**values, first: owner})


def _marks(seeded: Seeded, one: Selection) -> Iterator[tuple[str, Any]]:
    for name, said in one.fields.items():
        text, value = marked(one.model._meta.get_field(name))
        if text:
            where = f"{one.declaration.model}.{name}"
            seeded.marks.append(Mark(where, text, said.export, said.erase.how == "keep"))
            yield name, value


def marked(known: Any) -> tuple[str, Any]:
    """A text to look for, and a value of the field that holds it; ("", None) when no text fits in."""
    number = next(_numbers)
    text = f"mark{number:05d}z"
    if points_at_person(known) or isinstance(known, models.ForeignKey) or known.choices:
        return "", None
    if isinstance(known, models.JSONField):
        return text, {"said": text}
    if isinstance(known, models.GenericIPAddressField):
        return f"2001:db8::{number:x}:7", f"2001:db8::{number:x}:7"
    if isinstance(known, models.UUIDField):
        value = uuid.uuid4()
        return str(value), value
    if isinstance(known, models.CharField | models.TextField):
        if known.max_length and known.max_length < len(text):
            return "", None
        long_enough = not known.max_length or known.max_length >= 30
        return (f"{text}@example.org",) * 2 if long_enough else (text, text)
    return "", None


def make(model: type[models.Model], other: Any, **given: Any) -> Any:
    """A row of `model` that its constraints accept; foreign keys to persons lead to `other`."""
    values = {name: value() for name, value in EXTRAS.get(model._meta.label, {}).items()}
    for known in model._meta.concrete_fields:
        if known.name in given or known.name in values or known.null or known.has_default():
            continue
        if (
            isinstance(known, models.AutoField)
            or getattr(known, "auto_now", False)
            or getattr(known, "auto_now_add", False)
        ):
            continue
        values[known.name] = _plain(known, other)
    return model._base_manager.create(**{**values, **given})


def _plain(known: Any, other: Any) -> Any:
    number = next(_numbers)
    if points_at_person(known):
        return other
    if isinstance(known, models.ForeignKey):
        return make(known.related_model, other)
    if known.choices:
        return known.choices[0][0]
    makers: list[tuple[type[models.Field], Callable[[], Any]]] = [
        (models.DateTimeField, timezone.now),
        (models.DateField, date.today),
        (models.BooleanField, lambda: False),
        (models.DecimalField, lambda: Decimal(1)),
        (models.FloatField, lambda: 1.0),
        (models.IntegerField, lambda: number),
        (models.JSONField, dict),
        (models.UUIDField, uuid.uuid4),
        (models.DurationField, timedelta),
        (models.GenericIPAddressField, lambda: f"2001:db8:1::{number:x}"),
        (models.BinaryField, lambda: b"x"),
    ]
    for kind, value in makers:
        if isinstance(known, kind):
            return value()
    return f"x{number}"[: known.max_length]


# Rows that are found by a function instead of a path


def _file(seeded: Seeded, one: Selection) -> None:
    """A document of one's own, with a mark in its name and one in its bytes."""
    inside, name = f"inside{next(_numbers):05d}z", f"name{next(_numbers):05d}z"
    content = pdf(CATALOG, f"({inside})".encode())
    keep_document(
        person_actor(seeded.person),
        f"person:{seeded.person.pk}",
        ContentFile(content, f"{name}.pdf"),
        purpose="x",
    )
    seeded.marks += [
        Mark("files.File.name", name, True, False),
        Mark("files.File: its bytes", inside, True, False),
    ]


def _challenge(seeded: Seeded, one: Selection) -> None:
    address = seeded.person.identities.first().value
    make(one.model, seeded.person, address=address, kind="email")


def _session(seeded: Seeded, one: Selection) -> None:
    store = SessionStore()
    store["said"] = "hello"
    store.create()
    user_session = apps.get_model("usersessions.UserSession")
    make(user_session, seeded.person, user=seeded.person, session_key=store.session_key, ip="2001:db8::9")
    seeded.marks.append(Mark("sessions.Session.session_key", store.session_key or "", False, False))


def _follow(seeded: Seeded, one: Selection) -> None:
    """By an address of theirs, without signing in; with marks in what else is theirs."""
    address = seeded.person.identities.filter(kind="email").values_list("value", flat=True).first()
    if address is None:
        address = "follower@example.org"
        seeded.person.identities.create(kind="email", value=address, verified_at=timezone.now())
    values = dict(_marks(seeded, one))
    seeded.marks = [mark for mark in seeded.marks if mark.text != values.get("email")]
    make(one.model, seeded.person, **{**values, "person": None, "email": address})


SPECIAL: dict[str, Callable[[Seeded, Selection], None]] = {
    "files.File": _file,
    "accounts.Challenge": _challenge,
    "sessions.Session": _session,
    "organisations.Subscription": _follow,
}


# Where marks may hide


def rows_holding(texts: list[str]) -> dict[str, list[str]]:
    """text -> tables in which it stands, over every table there is (the dump)."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (our own tables)
            dump = json.dumps(cursor.fetchall(), ensure_ascii=False, default=str)
            for text in texts:
                if text in dump or text.replace("-", "") in dump:
                    found.setdefault(text, []).append(table)
    return found


def files_holding(texts: list[str]) -> dict[str, list[str]]:
    """text -> files of the data folder (and SQLite's own) that hold it, byte for byte."""
    from django.db import connection

    paths = [path for path in settings.DATA_DIR.rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        base = Path(str(connection.settings_dict["NAME"]))
        paths += [path for path in base.parent.glob(base.name + "*") if path.is_file()]
    found: dict[str, list[str]] = {}
    for path in paths:
        content = path.read_bytes()
        for text in texts:
            if text.encode() in content:
                found.setdefault(text, []).append(path.name)
    return found
