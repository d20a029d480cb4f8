from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ngo2.kernel.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
