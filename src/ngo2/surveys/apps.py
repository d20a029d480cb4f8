from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "ngo2.surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
