from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ngo2.kernel.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
