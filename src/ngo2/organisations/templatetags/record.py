"""`{% load record %}`: values of the record with their links, without a blank too many."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ngo2.organisations.directory import place_line
from ngo2.organisations.duplicates.words import reasons
from ngo2.organisations.models import Organisation
from ngo2.organisations.words import Words, called

register = template.Library()
register.filter(called)
register.filter(reasons)


@register.simple_tag
def say(words: Words, country: str) -> SafeString:
    """A value in words; places and organisations lead to their pages, the rest out of the house."""
    if words.items:
        return format_html_join(_(", "), "{}", ((say(one, country),) for one in words.items))
    if words.area:
        return _link(reverse("organisations:area", args=[country, words.area]), words)
    if words.organisation:
        return _link(reverse("organisations:organisation", args=[words.organisation]), words)
    if words.href:
        return format_html('<a href="{}" rel="noopener nofollow" dir="auto">{}</a>', words.href, words.text)
    if words.lang:
        return format_html('<bdi lang="{}">{}</bdi>', words.lang, words.text)
    return format_html("<bdi>{}</bdi>", words.text)


def _link(url: str, words: Words) -> SafeString:
    return format_html('<a href="{}" dir="auto">{}</a>', url, words.text)


@register.simple_tag
def place_of(record: Organisation) -> str:
    """Where it is, in one line: as exactly as the public may know."""
    return place_line(record.country, (record.area1, record.area2, record.area3))
