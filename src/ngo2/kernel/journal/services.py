"""One line ends every write: audit trail and outbox at once, in the writer's transaction."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from ngo2.kernel.journal.models import Delivery, Entry, Private, Unsealed
from ngo2.kernel.journal.verbs import Verb, handlers, verbs
from ngo2.kernel.ui import pages
from ngo2.lib.actors import Actor


def record(
    actor: Actor,
    verb: str,
    obj: models.Model | None = None,
    *,
    scope: str = "",
    data: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
    person: Any = None,
) -> Entry:
    """Journal that `actor` did `verb` to `obj`; returns the entry.

    `data` holds ids and plain facts, never anything a person can ask to have erased: that goes into `private`
    (of `person`), and the entry keeps its salted digest only.
    """
    with transaction.atomic():
        entry = _entry(actor, verbs[verb], obj, scope, dict(data or {}), timezone.now())
        rows = _private(entry, private or {}, person)
        entry.save(force_insert=True)
        for row in rows:
            row.entry = entry
        Private.objects.bulk_create(rows)
        _send_off([entry])
        pages.touch(*_touched([entry]))
    return entry


def record_many(
    actor: Actor, verb: str, objs: Iterable[tuple[models.Model, str, Mapping[str, Any]]]
) -> list[Entry]:
    """The same for imports: one entry per (object, scope, data), written in bulk."""
    now, declared = timezone.now(), verbs[verb]
    with transaction.atomic():
        entries = [_entry(actor, declared, obj, scope, dict(data), now) for obj, scope, data in objs]
        entries = Entry.objects.bulk_create(entries, batch_size=500)
        _send_off(entries)
        pages.touch(*_touched(entries))
    return entries


def _entry(
    actor: Actor, verb: Verb, obj: models.Model | None, scope: str, data: dict[str, Any], at: datetime
) -> Entry:
    return Entry(
        at=at,
        verb=verb.name,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        scope=scope,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        data=data,
    )


def _private(entry: Entry, private: Mapping[str, str], person: Any) -> list[Private]:
    rows = []
    for key, value in private.items():
        salt = secrets.token_hex(16)
        entry.data[f"{key}_digest"] = hashlib.sha256(f"{salt}{value}".encode()).hexdigest()
        rows.append(Private(person=person, key=key, value=value, salt=salt))
    return rows


def _send_off(entries: list[Entry]) -> None:
    Unsealed.objects.bulk_create([Unsealed(entry_id=entry.pk) for entry in entries], batch_size=500)
    wanted = {
        verb: [one.name for one in handlers if one.wants(verb) and one.listening()]
        for verb in {entry.verb for entry in entries}
    }
    deliveries = [
        Delivery(entry=entry, handler=name, due=entry.at) for entry in entries for name in wanted[entry.verb]
    ]
    Delivery.objects.bulk_create(deliveries, batch_size=500)


def _touched(entries: list[Entry]) -> set[str]:
    return {
        key.format(object_id=entry.object_id, scope=entry.scope)
        for entry in entries
        for key in verbs[entry.verb].touches
    }
