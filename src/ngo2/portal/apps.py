from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "ngo2.portal"
    label = "portal"
