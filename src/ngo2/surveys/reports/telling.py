"""Where a report comes from, in sentences."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.surveys.models import Publication


def address(one: Publication) -> str:
    return f"{settings.NGO2_SITE_URL}{one.get_absolute_url()}"


def day(one: Publication) -> str:
    return date_format(timezone.localtime(one.published_at))


def cited(one: Publication, language: str) -> str:
    told = {"title": one.said("title", language), "n": one.version, "day": day(one), "address": address(one)}
    return _("NGO 2.0: %(title)s. Version %(n)d of %(day)s. %(address)s") % told


def counted_from(one: Publication) -> str:
    data = one.data_version
    told = ngettext(
        "%(n)d valid answer of %(all)d received, edition %(edition)d of the form, as of %(day)s. Digest of what was "
        "counted (SHA-256): %(digest)s",
        "%(n)d valid answers of %(all)d received, edition %(edition)d of the form, as of %(day)s. Digest of what was "
        "counted (SHA-256): %(digest)s",
        data["valid"],
    )
    return told % {
        "n": data["valid"],
        "all": data["received"],
        "edition": data["edition"],
        "day": day(one),
        "digest": data["digest"],
    }
