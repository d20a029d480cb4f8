"""A report as it would be published now: every number counted once, every word in every language."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from ngo2.lib.refusals import Refused
from ngo2.surveys import words
from ngo2.surveys.models import Publication, Report
from ngo2.surveys.reports.faces import Face, face
from ngo2.surveys.reports.kinds import kinds
from ngo2.surveys.reports.prose import paragraphs

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def frozen(report: Report) -> tuple[Publication, list[str]]:
    """Not saved yet, and what is wrong with its blocks."""
    from ngo2.surveys.reports.counting import Data  # noqa: PLC0415 (NumPy takes a second, which not every process has to spend)

    blocks = list(_blocks(report))
    data = Data(report.wave, [ask for one in blocks for ask in kinds[one["kind"]].asks(one)])
    faces: dict[str, dict[str, Face]] = {str(one["id"]): {} for one in blocks}
    wrong: list[str] = []
    called = {}
    for language in LANGUAGES:
        with override(language):
            called[language] = words.called(report.wave)
            for one in blocks:
                try:
                    faces[str(one["id"])][language] = kinds[one["kind"]].freeze(one, data)
                except Refused as refusal:
                    faces[str(one["id"])][language] = face(str(refusal))
                    wrong += [str(one["id"])]
    content = {
        "title": {language: report.said("title", language) for language in LANGUAGES},
        "summary": {language: paragraphs(report.said("summary", language)) for language in LANGUAGES},
        "method": {language: paragraphs(report.said("method", language)) for language in LANGUAGES},
        "survey": {language: report.survey.said("title", language) for language in LANGUAGES},
        "is_example": report.survey.is_example,
        "wave": called,
        "licence": report.licence,
        "blocks": [
            {"id": str(one["id"]), "kind": one["kind"], "faces": faces[str(one["id"])]} for one in blocks
        ],
    }
    told = json.dumps([content, data.version], ensure_ascii=False, sort_keys=True)
    made = Publication(
        report=report,
        version=next_version(report),
        content=content,
        digest=hashlib.sha256(told.encode()).hexdigest(),
        data_version=data.version,
        published_at=timezone.now(),
    )
    return made, sorted(set(wrong))


def next_version(report: Report) -> int:
    last = report.publications.order_by("-version").values_list("version", flat=True).first()
    return (last or 0) + 1


def _blocks(report: Report) -> Iterator[dict[str, Any]]:
    """Theirs, and behind them what every report prints."""
    yield from report.blocks
    there = {one["kind"] for one in report.blocks}
    for kind in kinds:
        if kind.always and kind.name not in there:
            yield {"id": kind.name, "kind": kind.name}
