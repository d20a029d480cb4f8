"""The blocks of a draft, each in a line."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import get_language

from ngo2.questionnaires.speaking import plain
from ngo2.surveys.models import Report
from ngo2.surveys.reports.kinds import kinds


@dataclass(frozen=True)
class Line:
    id: str
    kind: str
    text: str
    can_change: bool


def outline(report: Report) -> list[Line]:
    return list(_lines(report))


def _lines(report: Report) -> Iterator[Line]:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    for one in report.blocks:
        kind = kinds[one["kind"]]
        words = one.get(language) or one.get("zh") or one.get("en") or ""
        text = (
            _question(report, one["question"]) if one.get("question") else Truncator(plain(words)).chars(120)
        )
        yield Line(one["id"], str(kind.label), text, kind.form is not None)


def _question(report: Report, name: str) -> str:
    from ngo2.surveys.services import columns  # noqa: PLC0415 (NumPy takes a second, which not every process has to spend)
    from ngo2.surveys.services.results import naming  # noqa: PLC0415 (as above)

    edition = report.wave.edition
    assert edition is not None  # the wave was opened with one
    asked = columns.asked_of(edition).question(name)
    return naming(edition, []).question(asked) if asked else name
