from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ngo2.kernel.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
