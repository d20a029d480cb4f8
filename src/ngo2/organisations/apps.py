from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "ngo2.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
