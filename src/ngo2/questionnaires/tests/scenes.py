"""Small scenes for tests of every room that asks with forms: an edition without pyxform, and answers to it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from ngo2.questionnaires.models import Edition, Form
from ngo2.questionnaires.opened import form_of

XFORM = (Path(__file__).parent / "data" / "internet_use.xml").read_text()
LANGUAGES = ["中文 (zh)", "English (en)"]
NAME, STAFF, WEB, URL, PHOTO = (f"/data/{name}" for name in ("name", "staff", "web", "url", "photo"))


def edition(
    scope: str, *, key: str = "internet", facts: Mapping[str, str] | None = None, by: Any = None
) -> Edition:
    """Name, staff (0-999), website yes/no, its address when there is one, a photo."""
    now = timezone.now()
    xform = XFORM.replace("FORMID", key)
    form = Form.objects.create(
        scope=scope,
        key=key,
        title="Internet use",
        made_by=by,
        made_at=now,
        changed_at=now,
        sheets={"xlsform": 1, "sheets": []},
    )
    return Edition.objects.create(
        form=form,
        number=1,
        sheets=form.sheets,
        xform=xform,
        digest=hashlib.md5(xform.encode(), usedforsecurity=False).hexdigest(),
        languages=LANGUAGES,
        facts=dict(facts or {}),
        made_at=now,
    )


def document(of: Edition, **values: str) -> tuple[bytes, str]:
    """(an instance document with these answers, its instanceID)."""
    session = form_of(of).start(
        timezone.localtime(), {f"/data/{name}": value for name, value in values.items()}
    )
    return session.submission(), session.instance_id
