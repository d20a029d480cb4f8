from django.apps import AppConfig

from ngo2.accounts import checks


class AccountsConfig(AppConfig):
    name = "ngo2.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    checks = checks  # importing it registers them
