from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "ngo2.kernel.packs"
    label = "packs"
    verbose_name = "Country packs"
