from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "ngo2.api"
    label = "api"
