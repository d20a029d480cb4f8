from django.apps import AppConfig
from django.core.checks import register


class NotifyConfig(AppConfig):
    name = "ngo2.kernel.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ngo2.kernel.notify.checks import transports  # noqa: PLC0415 (checks are registered when apps are ready)

        register(transports)
