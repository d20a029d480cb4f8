from django.apps import AppConfig


class MapsConfig(AppConfig):
    name = "ngo2.kernel.maps"
    label = "maps"

    def ready(self) -> None:
        from ngo2.kernel.maps import checks  # noqa: F401, PLC0415 (registers itself once apps are ready)
