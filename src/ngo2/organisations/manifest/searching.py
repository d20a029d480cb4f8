"""Organisations can be found by words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.search.nouns import Change, Document, Noun, Shown
from ngo2.organisations import findable, queries, traits
from ngo2.organisations.entries import entries
from ngo2.organisations.models import Organisation

_MODEL = "organisations.organisation"
MOST_PLAIN = 100


def documents(pks: Sequence[int]) -> Iterator[Document]:
    rows = queries.listed().filter(pk__in=pks).order_by("pk").values_list(*findable.COLUMNS, named=True)
    held = traits.held(pks)
    return (findable.document(row, held.get(row.pk, ())) for row in rows)


def changed(change: Change) -> Iterable[int]:
    """The record of the entry; where two became one, the other too; and that of a trait."""
    if trait := traits.changed_by(change):
        return trait
    found = {change.object_id} if change.object_type == _MODEL else set()
    if change.verb.startswith("organisations.") and change.scope.startswith("organisation:"):
        found.add(change.scope.partition(":")[2])
    pks = sorted(int(pk) for pk in found if pk.isdigit())
    if pks and "merge" in change.verb:
        into = Organisation.objects.filter(pk__in=pks, merged_into__isnull=False).values("merged_into")
        both = Organisation.objects.filter(Q(merged_into__in=pks) | Q(pk__in=into))
        pks += both.values_list("pk", flat=True)
    return pks


def shown(pks: Sequence[int]) -> Mapping[int, Shown]:
    rows = list(queries.listed().filter(pk__in=pks).prefetch_related("cause_rows"))
    return {row.pk: findable.shown(row, entry.text) for row, entry in zip(rows, entries(rows), strict=True)}


def plain(text: str) -> Sequence[int]:
    named = queries.in_order(queries.named_like(text))
    return list(named.values_list("pk", flat=True)[:MOST_PLAIN])


FOUND = Noun(
    "organisations",
    _("Organisations"),
    _MODEL,
    documents,
    changed,
    shown,
    plain,
    version=3,
    directory="organisations:directory",
)
