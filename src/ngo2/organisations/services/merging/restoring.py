"""What belonged to the record that went goes back; what came since stays with the one that was kept."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from ngo2.kernel.files import quota
from ngo2.kernel.files.models import Usage
from ngo2.organisations.models import Assertion, CauseOf, Merge, Organisation
from ngo2.organisations.references import references
from ngo2.organisations.services.checks.standing import settle
from ngo2.organisations.services.likenesses.keeping import keep_keys
from ngo2.organisations.services.merging.doubles import made_anew
from ngo2.organisations.services.merging.moved import Moved, moved_rows
from ngo2.organisations.services.merging.planning import owners
from ngo2.organisations.services.merging.snapshot import as_json, columns, values
from ngo2.organisations.services.record import rebuild

_USAGE = "files.Usage"


def take_back(merge: Merge) -> None:
    moved, restored = moved_rows(merge), dict(merge.before)
    clean = _files_are_as_they_were(merge, moved)
    for said in restored["made"]:
        _unmake(said)
    for row in moved:
        if back := row.back():
            table = type(row.row)
            table._base_manager.filter(pk=row.row.pk).update(**values(table, back))
    _clear_computed(merge)
    for said in reversed(merge.dropped):
        _bring_back(said)
    after, owned = restored["after"], _owned_since(merge)
    edited = _restore(merge.gone_id, restored["gone"], after["gone"], owned_since=False)
    edited |= _restore(merge.kept_id, restored["kept"], after["kept"], owned_since=owned)
    _free_what_nobody_owns(merge)
    for pk in (merge.kept_id, merge.gone_id):
        if pk in edited or _said_otherwise(merge, pk):
            rebuild(Organisation.objects.get(pk=pk))
    keep_keys(list(Organisation.objects.filter(pk__in=[merge.kept_id, merge.gone_id]).order_by("pk")))
    for pk in (merge.kept_id, merge.gone_id):  # a check may have been taken, withdrawn or ended since
        settle(pk)
    if not clean:
        for scope in _scopes(merge):
            quota.recount(scope)


def _clear_computed(merge: Merge) -> None:
    """What follows from facts and was computed since makes way for the rows as they were."""
    for one in references:
        if one.settle is made_anew:
            one.rows(merge.gone_id).delete()
    before = merge.before["there"]["organisations.CauseOf.organisation"]
    CauseOf.objects.filter(organisation=merge.kept_id).exclude(pk__in=before).delete()


def _unmake(said: dict[str, Any]) -> None:
    """Unless somebody has changed it since."""
    table = apps.get_model(said["model"])
    row = table._base_manager.filter(pk=said["pk"]).first()
    if row is not None and columns(row) == said["fields"]:
        table._base_manager.filter(pk=row.pk).delete()


def _bring_back(said: dict[str, Any]) -> None:
    """As it was, to the second; not when what it belongs to is gone."""
    table = apps.get_model(said["model"])
    told = values(table, said["fields"])
    row = table(**told)
    if table._base_manager.filter(pk=row.pk).exists() or not _belongs(table, told):
        return
    table._base_manager.bulk_create([row])
    table._base_manager.filter(pk=row.pk).update(**told)  # dates that set themselves


def _belongs(table: type[Model], told: dict[str, Any]) -> bool:
    keys: list[Any] = [one for one in table._meta.concrete_fields if one.is_relation]
    return all(
        told[one.attname] is None or one.related_model._base_manager.filter(pk=told[one.attname]).exists()
        for one in keys
    )


def _restore(pk: int, before: dict[str, Any], after: dict[str, Any], *, owned_since: bool) -> set[int]:
    """Columns that nobody has touched since get their old values. Returns the record when its facts were touched."""
    now = Organisation.objects.get(pk=pk)
    current = columns(now)
    back = {name: value for name, value in before.items() if current[name] == after[name]}
    touched = current["facts"] != after["facts"]
    if touched:
        back["changed_at"] = as_json(timezone.now())
    if before["claimed_at"] is None and owned_since:
        back.pop("claimed_at", None)
    Organisation.objects.filter(pk=pk).update(**values(Organisation, back))
    return {pk} if touched else set()


def _owned_since(merge: Merge) -> bool:
    """Somebody came since and owns it: it stays claimed."""
    return (
        owners(merge.kept_id)
        .exclude(pk__in=merge.before["there"]["organisations.Membership.organisation"])
        .exists()
    )


def _free_what_nobody_owns(merge: Merge) -> None:
    """Its owners have left since: it can be claimed again."""
    for side, pk in (("kept", merge.kept_id), ("gone", merge.gone_id)):
        if merge.before["owned"][side] and not owners(pk).exists():
            Organisation.objects.filter(pk=pk).update(claimed_at=None)


def _said_otherwise(merge: Merge, pk: int) -> bool:
    """Something was withdrawn or decided since, so that the projection of then would be wrong now."""
    before = merge.before["states"]
    now = Assertion.objects.filter(organisation=pk).values_list("pk", "state")
    return any(before.get(str(key), state) != state for key, state in now)


def _scopes(merge: Merge) -> list[str]:
    made = [said["pk"] for said in merge.before["made"] if said["model"] == _USAGE]
    dropped = [said["pk"] for said in merge.dropped if said["model"] == _USAGE]
    return [*made, *dropped, *(pk for label, pk, *_rest in merge.moved if label == _USAGE)]


def _files_are_as_they_were(merge: Merge, moved: list[Moved]) -> bool:
    """None was added or deleted since; else what is written down must be counted again."""
    made = {said["pk"]: said["fields"]["bytes"] for said in merge.before["made"] if said["model"] == _USAGE}
    now = dict(Usage.objects.filter(pk__in=made).values_list("pk", "bytes"))
    return now == made and all(row.back() for row in moved if row.model == _USAGE)
