"""Anonymised answers that were published, and what of a form strangers know already."""

from collections.abc import Mapping

from django.utils.translation import get_language

from ngo2.questionnaires.models import Edition
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.speaking import spoken
from ngo2.surveys.services import columns


def public_facts(edition: Edition) -> set[str]:
    """Questions whose answers the public record holds too: whoever reads it may recognise somebody by them."""
    asked = columns.asked_of(edition).questions
    return {one.name for one in asked if one.name.rpartition("/")[2] in edition.facts}


def titles(edition: Edition) -> Mapping[str, str]:
    """Of its questions with columns, by their names."""
    language = spoken(form_of(edition).languages, get_language() or "")
    return {one.name: one.label(language) for one in columns.asked_of(edition).questions}
