"""Unfinished forms live on the server, so that a dead phone or a closed page loses nothing."""

from typing import Any

from django.db import transaction

from ngo2.kernel.ui.models import Draft


def load(person: Any, key: str) -> dict[str, Any]:
    draft = Draft.objects.filter(person=person, key=key).first()
    return dict(draft.data) if draft else {}


def save(person: Any, key: str, data: dict[str, Any]) -> None:
    """Merge `data` (JSON values) into the draft. Two pages that save at once both find their answers again."""
    with transaction.atomic():
        Draft.objects.get_or_create(person=person, key=key)
        draft = Draft.objects.select_for_update().get(person=person, key=key)
        draft.data = {**draft.data, **_without_nul(data)}
        draft.save()


def discard(person: Any, key: str) -> None:
    Draft.objects.filter(person=person, key=key).delete()


def _without_nul(data: Any) -> Any:
    """PostgreSQL keeps no NUL in JSON; nobody types one, but a broken keyboard app or a copied file may hold it."""
    if isinstance(data, str):
        return data.replace("\0", "")
    if isinstance(data, dict):
        return {_without_nul(key): _without_nul(one) for key, one in data.items()}
    return [_without_nul(one) for one in data] if isinstance(data, list | tuple) else data
