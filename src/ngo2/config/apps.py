from django.apps import AppConfig

from ngo2.lib import registry


class ConfigConfig(AppConfig):
    """Listed last: when every app is ready, their declarations are read."""

    name = "ngo2.config"
    label = "config"

    def ready(self) -> None:
        from ngo2.config import checks  # noqa: F401, PLC0415 (registers itself once apps are ready)

        registry.discover()
