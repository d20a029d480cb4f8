"""The hash chain over the journal: sealed by a job in commit order, verified by `ngo2 audit verify`."""

import hashlib
import json
from dataclasses import dataclass, field

from django.db import transaction

from ngo2.kernel.journal.models import Entry, Seal, Unsealed

GENESIS = "0" * 64


def canonical(entry: Entry) -> str:
    """The entry as one line of JSON, the same on both databases (UTC microseconds, sorted keys)."""
    fields = {
        "id": entry.pk,
        "at": entry.at.isoformat(timespec="microseconds"),
        "verb": entry.verb,
        "actor": [entry.actor_kind, entry.actor_id, entry.actor_label],
        "scope": entry.scope,
        "object": [entry.object_type, entry.object_id],
        "data": entry.data,
    }
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def link(before: str, entry: Entry) -> str:
    return hashlib.sha256(f"{before}\n{canonical(entry)}".encode()).hexdigest()


def seal(limit: int = 2000) -> int:
    """Chain what has been committed and is not sealed yet; returns how many. Of two sealers at once one fails."""
    with transaction.atomic():
        waiting = list(Unsealed.objects.order_by("entry_id").values_list("entry_id", flat=True)[:limit])
        if not waiting:
            return 0
        last = Seal.objects.order_by("-seq").first()
        seq, digest = (last.seq, last.digest) if last else (0, GENESIS)
        seals = []
        for entry in Entry.objects.filter(pk__in=waiting).order_by("pk"):
            seq, digest = seq + 1, link(digest, entry)
            seals.append(Seal(seq=seq, entry_id=entry.pk, digest=digest))
        Seal.objects.bulk_create(seals, batch_size=500)  # the primary key lets only one sealer pass
        Unsealed.objects.filter(pk__in=waiting).delete()
    return len(seals)


@dataclass
class Report:
    sealed: int = 0
    unsealed: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def verify() -> Report:
    """Walk the whole chain. Each fault names the entry; a tail not sealed yet is named, not hidden."""
    report = Report(unsealed=list(Unsealed.objects.order_by("entry_id").values_list("entry_id", flat=True)))
    before, expected, batch = GENESIS, 1, 1000
    while seals := list(Seal.objects.filter(seq__gt=report.sealed).order_by("seq")[:batch]):
        entries = Entry.objects.in_bulk([one.entry_id for one in seals])
        for one in seals:
            if one.seq != expected:
                report.faults.append(f"seal {expected} is missing")
            entry = entries.get(one.entry_id)
            if entry is None:
                report.faults.append(f"entry {one.entry_id} (seal {one.seq}) was deleted")
            elif link(before, entry) != one.digest:
                report.faults.append(f"entry {one.entry_id} (seal {one.seq}) was altered, or its order was")
            before, expected = one.digest, one.seq + 1
            report.sealed = one.seq
    known = Seal.objects.values("entry_id")
    stray = Entry.objects.exclude(pk__in=known).exclude(pk__in=Unsealed.objects.values("entry_id"))
    report.faults += [f"entry {pk} stands outside the chain" for pk in stray.values_list("pk", flat=True)]
    gone = set(report.unsealed) - set(
        Entry.objects.filter(pk__in=report.unsealed).values_list("pk", flat=True)
    )
    report.faults += [f"entry {pk} was deleted before it was sealed" for pk in sorted(gone)]
    return report
