from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Backup, restore, upgrade, health: what the one person who keeps the site running has in hand."""

    name = "ngo2.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"
