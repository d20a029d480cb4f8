"""Whatever points at an organisation says what becomes of it when two records are joined."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from ngo2.organisations.references import references, staying

ORGANISATION = "organisations.Organisation"
# Text that may hold whose affair something is ("organisation:42"), by the name of its field.
SCOPES = {"scope"}


def pointing() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("ngo2."):
            continue
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if _leads_to_organisation(field) or (
                isinstance(field, models.CharField) and field.name in SCOPES
            ):
                yield f"{model._meta.label}.{field.name}"


def _leads_to_organisation(field: Any) -> bool:
    return field.is_relation and field.related_model._meta.label == ORGANISATION


def undeclared(found: set[str]) -> list[str]:
    declared = {f"{one.model}.{one.field}" for one in references} | {one.name for one in staying}
    return sorted(found - declared)


def test_every_reference_to_an_organisation_moves_with_a_merge_or_stays_for_a_reason():
    """Missing: declare it in your app's manifest (`organisations/references.py` says how)."""
    assert undeclared(set(pointing())) == []
    assert [one.name for one in staying if not one.reason] == []


def test_the_test_sees_what_points_at_organisations_and_would_name_what_is_missing():
    found = set(pointing())
    assert {
        "organisations.Membership.organisation",
        "files.File.scope",
        "organisations.Likeness.second",
    } <= found
    assert undeclared(found | {"exchange.Need.organisation"}) == ["exchange.Need.organisation"]


def test_what_is_declared_is_there():
    for one in references:
        assert one.table._meta.get_field(one.field), one.name
        assert not one.spells or "{pk}" in one.spells, one.name
    for stays in staying:
        assert apps.get_model(stays.model)._meta.get_field(stays.field), stays.name
    both = {f"{one.model}.{one.field}" for one in references} & {one.name for one in staying}
    assert both == set()
