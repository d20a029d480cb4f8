from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ngo2.kernel.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
