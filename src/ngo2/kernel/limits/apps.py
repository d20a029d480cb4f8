from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "ngo2.kernel.limits"
    label = "limits"
    default_auto_field = "django.db.models.BigAutoField"
