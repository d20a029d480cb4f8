from django.apps import AppConfig
from django.core.checks import register


class DocumentsConfig(AppConfig):
    name = "ngo2.kernel.documents"
    label = "documents"

    def ready(self) -> None:
        from ngo2.kernel.documents.checks import fonts  # noqa: PLC0415 (checks are registered when apps are ready)

        register(fonts)
