"""Sheets to an XForm, by pyxform in a child process. Pure."""

import json
from dataclasses import dataclass
from pathlib import Path

from ngo2.lib import child
from ngo2.questionnaires.xlsform.findings import Finding, FormError
from ngo2.questionnaires.xlsform.sheets import Sheets

SCRIPT = Path(__file__).with_name("converter.py")
LIMITS = child.Limits(memory=1200 * 2**20, seconds=25, patience=60)


@dataclass(frozen=True)
class Converted:
    """`xform` UTF-8. `files` are the names that it asks for (CSV of choices, pictures); `itemsets` is one of them."""

    xform: bytes
    warnings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()
    itemsets: str = ""


def convert(sheets: Sheets, *, form_id: str = "", version: str = "", title: str = "") -> Converted:
    """Raises FormError with all that is wrong. `form_id`, `version` and `title` go before what the sheets say."""
    settings = {"form_id": form_id, "version": version, "form_title": title}
    asked = {"sheets": sheets.to_json(), "settings": {key: text for key, text in settings.items() if text}}
    said = child.run(SCRIPT, LIMITS, json.dumps(asked).encode())
    if said is None:
        raise FormError([Finding("stopped")])
    answer = json.loads(said)
    findings = [Finding.from_json(one) for one in answer["findings"]]
    if "xform" not in answer:
        raise FormError(findings)
    return Converted(answer["xform"].encode(), tuple(findings), tuple(answer["files"]), answer["itemsets"])
