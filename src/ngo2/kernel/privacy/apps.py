from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "ngo2.kernel.privacy"
    label = "privacy"
