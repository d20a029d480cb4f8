"""Forms that were read, kept for the next who answers: an edition never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from ngo2.questionnaires.enketo import apart
from ngo2.questionnaires.enketo.external import external_instances
from ngo2.questionnaires.enketo.transforming import EDITION
from ngo2.questionnaires.models import Edition, Medium
from ngo2.questionnaires.models import Form as Written
from ngo2.questionnaires.xforms import Form, read

_KEPT = 64  # forms of 1 MB at most in a process
_KEPT_PAGES = 16
_ONE_BY_ONE = Lock()  # of ten who open a form that was just given out, one starts the child


@dataclass(frozen=True)
class InBrowser:
    """A form as Enketo's page reads it. `given` is what goes there as JSON; `tags` {language of the form: its tag}."""

    given: Mapping[str, Any]
    tags: Mapping[str, str]


def form_of(edition: Edition) -> Form:
    """Shared by all who ask: a session changes nothing in it."""
    return _opened(edition.pk, edition.digest)


@lru_cache(maxsize=_KEPT)
def _opened(pk: int, digest: str) -> Form:
    edition = Edition.objects.get(pk=pk)
    return read(edition.xform.encode(), media_of(edition))


def in_browser(edition: Edition) -> InBrowser:
    """Raises `enketo.refusing.Unfit`. Files of the form lie at "media/<name>" beside the page."""
    with _ONE_BY_ONE:
        return _transformed(edition.pk, edition.digest, EDITION)


@lru_cache(maxsize=_KEPT_PAGES)
def _transformed(pk: int, digest: str, transformer: str) -> InBrowser:
    edition = Edition.objects.get(pk=pk)
    addresses = {name: f"media/{name}" for name in edition.media}
    made = apart.transform(edition.xform.encode(), media=addresses)
    external, _missing = external_instances(made.external, media_of(edition))
    given = {
        "form": made.form_html,
        "model": made.model_xml,
        "title": made.title,
        "edition": str(edition.number),
        "external": external,
        "media": sorted(addresses.values()),
    }
    return InBrowser(given, {one.source: one.tag for one in made.languages})


def media_of(edition: Edition) -> dict[str, bytes]:
    """{name: content} of the files that the edition means."""
    rows = Medium.objects.filter(form=edition.form_id, digest__in=edition.media.values())
    return {one.name: bytes(one.content) for one in rows if edition.media.get(one.name) == one.digest}


def newest_files(form: Written) -> dict[str, bytes]:
    """{name: content} of the files that the form as it stands would be given out with."""
    return {
        one.name: bytes(one.content) for one in Medium.objects.filter(form=form).order_by("kept_at", "pk")
    }
