from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ngo2.demo"
    label = "demo"
