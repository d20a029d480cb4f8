"""What taking a merge back would do, said before it is done."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.organisations.models import Membership, Merge
from ngo2.organisations.references import references
from ngo2.organisations.services.merging.moved import Moved, moved_rows
from ngo2.organisations.services.merging.planning import owners
from ngo2.organisations.services.merging.snapshot import as_json

_MEMBER = "organisations.Membership"


@dataclass
class Undoing:
    """What taking it back would do: `back` and `stays` are {label: how many}; `lost` in sentences, and `blocks` too."""

    back: dict[str, int] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)


def preview_undo(actor: Actor, merge: Merge) -> Undoing:
    authorise(actor, "organisations.merge", merge.kept)
    if standing := list(blocks(merge)):
        return Undoing(blocks=standing)
    found, lost = Undoing(), set()
    for row in moved_rows(merge):
        label = row.label()
        if label and row.stands():
            found.back[label] = found.back.get(label, 0) + 1
        elif label:
            lost.add(_lost(label, row))
    for said in merge.dropped:
        if label := _labels().get(said["model"], ""):
            found.back[label] = found.back.get(label, 0) + 1
    found.stays, found.lost = _came_since(merge), [*sorted(lost), *_without_owner(merge)]
    return found


def blocks(merge: Merge) -> Iterator[str]:
    if merge.undone_at is not None:
        yield _("This was taken back already.")
    elif merge.until <= timezone.now() or not merge.before:
        yield _("This was more than 30 days ago. What is needed to take it back was deleted, as promised.")
    else:
        later = Merge.objects.filter(
            Q(kept=merge.kept_id) | Q(gone=merge.kept_id), undone_at=None, pk__gt=merge.pk
        )
        for one in later.select_related("kept", "gone").order_by("-pk")[:1]:
            yield _("After this, “%(gone)s” was joined with “%(kept)s”. Take that back first.") % {
                "gone": one.gone.name,
                "kept": one.kept.name,
            }


def _without_owner(merge: Merge) -> Iterator[str]:
    """Whoever owned it before has left since, or came from the other record."""
    back = {
        pk for label, pk, column, *_rest in merge.moved if (label, column) == (_MEMBER, "organisation_id")
    }
    returning = [
        said
        for said in merge.dropped
        if said["model"] == _MEMBER and said["fields"]["role"] == Membership.OWNER
    ]
    now = owners(merge.kept_id)
    left = {
        "kept": now.exclude(pk__in=back).exists(),
        "gone": now.filter(pk__in=back).exists() or bool(returning),
    }
    for side, one in (("kept", merge.kept), ("gone", merge.gone)):
        if merge.before["owned"][side] and not left[side]:
            yield _("Nobody will own “%(name)s”: it can be claimed again.") % {"name": one.name}


def _labels() -> dict[str, str]:
    return {one.model: str(one.label) for one in reversed(list(references)) if one.label}


def _lost(label: str, row: Moved) -> str:
    if row.row is None:
        return _("%(what)s: one was deleted since, and stays deleted.") % {"what": label}
    return _("%(what)s: one was changed since, and stays where it is.") % {"what": label}


def _came_since(merge: Merge) -> dict[str, int]:
    """What the kept record has that neither had before."""
    moved = {(label, pk) for label, pk, *_rest in merge.moved}
    found: dict[str, int] = {}
    for one in references:
        before = set(merge.before["there"].get(one.name, []))
        now = {as_json(pk) for pk in one.rows(merge.kept_id).values_list("pk", flat=True)}
        fresh = [pk for pk in now - before if (one.model, pk) not in moved]
        fresh = [pk for pk in fresh if (one.model, pk) != ("organisations.Organisation", merge.gone_id)]
        if fresh and one.label:
            label = str(one.label)
            found[label] = found.get(label, 0) + len(fresh)
    return found
