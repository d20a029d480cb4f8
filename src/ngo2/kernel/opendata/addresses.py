"""Addresses of the catalogue as they stand in files: absolute, in the language of the file."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def page(name: str, language: str) -> str:
    """Where a dataset is described."""
    return f"{site(language)}#{name}"


def site(language: str, view: str = "opendata:catalogue", *arguments: object) -> str:
    with translation.override(language):
        return settings.NGO2_SITE_URL + reverse(view, args=arguments)
