"""What a wrong mail or SMS setting means, in one sentence, before anybody waits for a message."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

TLS = ("starttls", "tls", "none")


def transports(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.NGO2_EMAIL_TLS not in TLS:
        found.append(
            Error(
                f"NGO2_EMAIL_TLS is {settings.NGO2_EMAIL_TLS!r}; give starttls, tls or none.",
                id="notify.E001",
            )
        )
    if "@" not in settings.DEFAULT_FROM_EMAIL:
        found.append(
            Error("NGO2_EMAIL_FROM has no @; give an address, or 'Name <address>'.", id="notify.E002"),
        )
    try:
        adapter = import_string(settings.NGO2_SMS_ADAPTER)
    except ImportError:
        adapter = None
    if not callable(adapter):
        found.append(
            Error(
                f"NGO2_SMS_ADAPTER is {settings.NGO2_SMS_ADAPTER!r}, which cannot be imported as a function; "
                "give a dotted path like package.module.send, or leave it empty to write SMS into a file.",
                id="notify.E003",
            )
        )
    return found
