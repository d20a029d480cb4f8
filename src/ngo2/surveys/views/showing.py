"""A publication as a page shows it, in one language: its page, and the preview of a draft."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from ngo2.surveys.licences import licence
from ngo2.surveys.models import Publication
from ngo2.surveys.reports.faces import spec
from ngo2.surveys.reports.telling import cited, counted_from


def shown(one: Publication, language: str) -> dict[str, Any]:
    """Everything out of the frozen content; a draft has no number and no files."""
    from ngo2.kernel.charts import vegalite  # noqa: PLC0415 (only who draws needs it)

    faces = [block["faces"][language] for block in one.content["blocks"]]
    specs = [spec(face) for face in faces]
    drawn = iter(vegalite.svgs([found for found in specs if found]))
    charts = [next(drawn) if found else "" for found in specs]
    return {
        "publication": one,
        "title": one.said("title", language),
        "summary": one.said("summary", language),
        "method": one.said("method", language),
        "survey": one.said("survey", language),
        "wave": one.said("wave", language),
        "licence": licence(one.content["licence"]),
        "cited": cited(one, language),
        "counted_from": counted_from(one),
        "blocks": [
            _block(one, block["id"], face, chart)
            for block, face, chart in zip(one.content["blocks"], faces, charts, strict=True)
        ],
    }


def _block(one: Publication, name: str, face: Any, chart: str) -> dict[str, Any]:
    block: dict[str, Any] = {"id": f"b{name}", "face": face, "chart": chart, "narrow": len(face["heads"]) > 2}
    if one.pk is None:
        return block
    files = ["csv", "xlsx", *(["svg"] if chart else [])] if face["rows"] else []
    addresses = [
        (ending.upper(), reverse("surveys:published_part", args=[one.report_id, one.version, name, ending]))
        for ending in files
    ]
    return block | {"files": addresses, "picture": addresses[-1][1] if chart else "", "size": _size(chart)}


def _size(chart: str) -> Sequence[str]:
    """(width, height) of a drawing, so that the page does not jump when it comes."""
    box = chart.partition('viewBox="')[2].partition('"')[0].split()
    return [one.partition(".")[0] for one in box[2:]]
