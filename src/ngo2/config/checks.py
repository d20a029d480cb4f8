"""What the site refuses to start with."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from ngo2.lib.db import weaknesses


@register(Tags.database)
def sqlite_keeps_its_promises(app_configs: Any, **kwargs: Any) -> list[Error]:
    found = weaknesses(settings.DATABASES["default"])
    return [
        Error(f"SQLite: {one}.", id="config.E001", hint="Keep the options of ngo2/lib/db.py.")
        for one in found
    ]
