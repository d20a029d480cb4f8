"""A publication on A4: the same frozen content as its page."""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from ngo2.kernel.charts import vegalite
from ngo2.kernel.documents import pictures
from ngo2.surveys.licences import licence
from ngo2.surveys.models import Publication
from ngo2.surveys.reports.faces import HIDDEN, Face, ends, spec
from ngo2.surveys.reports.telling import cited, counted_from, day

ACROSS: Final = 6  # columns of numbers that stand beside each other


def printed(one: Publication, language: str) -> bytes:
    """PDF in the language of now, made once and kept. Raises Busy."""
    faces: list[Face] = [block["faces"][language] for block in one.content["blocks"]]
    specs = [spec(face) for face in faces]
    drawn = iter(vegalite.svgs([found for found in specs if found]))
    chosen = licence(one.content["licence"])
    data = {
        "lang": "zh" if language.startswith("zh") else "en",
        "title": one.said("title", language),
        "under": f"{one.said('survey', language)} · {one.said('wave', language)}",
        "version": _("Version %(n)d of %(day)s") % {"n": one.version, "day": day(one)},
        "example": _("Example: made up for the demo.") if one.content["is_example"] else "",
        "summary": one.said("summary", language),
        "blocks": [
            _block(face, next(drawn) if found else "") for face, found in zip(faces, specs, strict=True)
        ],
        "method": [_("How it was counted"), one.said("method", language)],
        "ends": [
            [_("Licence"), f"{chosen.text}, {chosen.url}"],
            [_("Data version"), counted_from(one)],
            [_("How to cite"), cited(one, language)],
        ],
    }
    return pictures.paper(f"report:{one.pk}:{language}", "surveys/reports/report.typ", data)


def _block(face: Face, chart: str) -> dict[str, Any]:
    kept = {key: face[key] for key in ("title", "paragraphs", "caption", "notes")}  # type: ignore[literal-required]
    return kept | {"chart": chart, "tables": list(_tables(face))}


def _tables(face: Face) -> Iterator[dict[str, Any]]:
    """Many groups become several tables below each other."""
    for start in range(0, len(face["heads"]), ACROSS) if face["rows"] else ():
        part = slice(start, start + ACROSS)
        yield {
            "heads": [
                [head["label"], f"n = {head['n']}" if "n" in head else ""] for head in face["heads"][part]
            ],
            "rows": [[row["label"], *(_cell(cell) for cell in row["cells"][part])] for row in face["rows"]],
        }


def _cell(cell: Any) -> list[str]:
    """What is read, and below it the interval with the number."""
    if cell["said"] == HIDDEN or cell["said"] == str(cell.get("n")):
        return [cell["said"], ""]
    return [cell["said"], " · ".join(filter(None, (ends(cell), f"n = {cell['n']}" if "n" in cell else "")))]
