from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "ngo2.kernel.charts"
    label = "charts"
