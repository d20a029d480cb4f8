from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "ngo2.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
