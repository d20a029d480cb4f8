"""Unfinished forms live on the server, so that a dead phone or a closed page loses nothing."""

from typing import Any

from ngo2.kernel.ui.models import Draft


def load(person: Any, key: str) -> dict[str, Any]:
    draft = Draft.objects.filter(person=person, key=key).first()
    return dict(draft.data) if draft else {}


def save(person: Any, key: str, data: dict[str, Any]) -> None:
    """Merge `data` (JSON values) into the draft."""
    draft, _made = Draft.objects.get_or_create(person=person, key=key)
    draft.data = {**draft.data, **data}
    draft.save()


def discard(person: Any, key: str) -> None:
    Draft.objects.filter(person=person, key=key).delete()
