"""Showing sign-in codes on the page lets anybody be anybody: for a demo on one's own computer only."""

import ipaddress
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

_LOCAL_NAMES = {"localhost", "ip6-localhost"}
# Django's test runner adds this name to the hosts; nobody can reach it.
_TEST_NAMES = {"testserver"}


def is_loopback(host: str) -> bool:
    """Does this name or address mean this very computer? `.localhost` names do by definition (RFC 6761)."""
    bare = host.strip().strip("[]").lower().rstrip(".")
    if bare in _LOCAL_NAMES | _TEST_NAMES or bare.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def shows_codes() -> bool:
    """Asked again at run time, for whoever starts the site without its checks."""
    return bool(settings.DEMO and not faults())


def faults() -> list[str]:
    """Why codes must not be shown here, in sentences."""
    found = []
    if not is_loopback(settings.NGO2_BIND):
        found.append(
            f"NGO2_DEMO shows sign-in codes to everybody, but NGO2_BIND is {settings.NGO2_BIND!r}: "
            "bind to 127.0.0.1, or switch NGO2_DEMO off."
        )
    if foreign := [host for host in settings.ALLOWED_HOSTS if not is_loopback(host)]:
        found.append(
            f"NGO2_DEMO shows sign-in codes to everybody, but NGO2_HOSTS names {', '.join(foreign)}: "
            "leave only localhost, or switch NGO2_DEMO off."
        )
    if settings.NGO2_PROXIES:
        found.append(
            "NGO2_DEMO shows sign-in codes to everybody, but NGO2_PROXIES says that others come in through a "
            "proxy: set it to 0, or switch NGO2_DEMO off."
        )
    return found


@register()
def demo_stays_at_home(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    return [Error(one, id="accounts.E001") for one in faults()] if settings.DEMO else []
