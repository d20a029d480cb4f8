from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "ngo2.kernel.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
