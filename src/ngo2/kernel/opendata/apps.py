from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "ngo2.kernel.opendata"
    label = "opendata"
    default_auto_field = "django.db.models.BigAutoField"
