"""Collect the texts of code and templates into locale/zh_Hans, and compile them; no GNU gettext needed.

python tools/translations.py                       collect and compile; says what has no Chinese yet
python tools/translations.py --merge a.json …      take Chinese from {"English": "中文", "one|many": "中文"}
python tools/translations.py --check               change nothing; fail on anything that is not in order
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from django.conf import settings

from texts import ROOT, Text, texts

CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
METADATA = {
    "Project-Id-Version": "NGO 2.0",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# %(name)s, %s, {name}, {} and HTML tags: what the translation must hold too. %% is a literal percent sign.
PLACEHOLDER = re.compile(r"%\([^)]+\)[a-z]|%(?!%)[sdif]|\{[A-Za-z_0-9.]*\}|</?[a-z][a-z0-9]*")
# Chinese without a word of English around it; a Chinese name as an example within an English text is fine.
CHINESE = re.compile(r"[㐀-鿿]")
ENGLISH = re.compile(r"[A-Za-z]{2}")


def _key(entry: polib.POEntry) -> Text:
    return Text(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def chinese_of(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def load() -> polib.POFile:
    return polib.pofile(str(CATALOGUE), encoding="utf-8") if CATALOGUE.exists() else polib.POFile()


def _offers(files: Iterable[str]) -> dict[str, str]:
    """Translations offered from outside. Template variables may be written as they stand in the template."""
    offers: dict[str, str] = {}
    for name in files:
        try:
            pairs = json.loads(Path(name).read_text(encoding="utf-8"))
        except ValueError as error:
            sys.exit(f"{name} is not JSON ({error}): put it right and try again.")
        for english, chinese in pairs.items():
            offers[_as_msgid(english)] = _as_msgid(chinese)
    return offers


def _as_msgid(text: str) -> str:
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", text)


def _offered(text: Text, offers: dict[str, str]) -> str:
    keys = [text.singular]
    if text.plural:
        keys = [f"{text.singular}|{text.plural}", text.plural, text.singular]
    if text.context:
        keys = [*(f"{text.context}|{key}" for key in keys), *keys]
    return next((offers[key] for key in keys if key in offers), "")


def collect(merge: Iterable[str] = ()) -> polib.POFile:
    """The catalogue anew: every text that is said now, with the Chinese it had or is offered."""
    known = {_key(entry): chinese_of(entry) for entry in load() if not entry.obsolete and not entry.fuzzy}
    offers = _offers(merge)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = METADATA
    for text, places in texts().items():
        chinese = known.get(text) or _offered(text, offers)
        entry = polib.POEntry(
            msgctxt=text.context or None,
            msgid=text.singular,
            msgid_plural=text.plural,
            occurrences=[(place, "") for place in places],
        )
        if text.plural:
            entry.msgstr_plural = {0: chinese}
        else:
            entry.msgstr = chinese
        if "%(" in text.singular or "%(" in text.plural:
            entry.flags.append("python-format")
        catalogue.append(entry)
    return catalogue


def _findings_of(text: Text, entry: polib.POEntry) -> Iterator[str]:
    where = f"{text.singular!r} ({entry.occurrences[0][0] if entry.occurrences else '?'})"
    chinese = chinese_of(entry)
    if CHINESE.search(text.singular) and not ENGLISH.search(text.singular):
        yield f"the text in the code must be English: {where}"
    if entry.fuzzy:
        yield f"fuzzy: {where}"
    if not chinese:
        yield f"no Chinese: {where}"
        return
    differing = set(PLACEHOLDER.findall(text.plural or text.singular)) ^ set(PLACEHOLDER.findall(chinese))
    if differing:
        yield f"placeholders differ, {sorted(differing)}: {where}"


def findings(catalogue: polib.POFile, said: dict[Text, list[str]]) -> list[str]:
    """Everything not in order, a line each; empty when the pages speak Chinese throughout."""
    entries = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    missing = (text for text in said if text not in entries)
    lines = [f"not collected: {text.singular!r} ({said[text][0]})" for text in missing]
    lines += [f"no longer said: {text.singular!r}" for text in entries if text not in said]
    lines += [f"obsolete: {entry.msgid!r}" for entry in catalogue.obsolete_entries()]
    for text, entry in entries.items():
        lines += _findings_of(text, entry)
    return lines


def _same(catalogue: polib.POFile) -> Iterator[str]:
    if not CATALOGUE.exists() or CATALOGUE.read_text(encoding="utf-8") != f"{catalogue}\n":
        yield f"{CATALOGUE.relative_to(ROOT)} is not what the code says: make translations"
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != load().to_binary():
        yield f"{compiled.relative_to(ROOT)} is stale: make translations"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--merge", nargs="+", default=[], metavar="FILE", help="JSON files with Chinese")
    parser.add_argument("--check", action="store_true", help="change nothing, fail on findings")
    options = parser.parse_args()
    settings.configure(USE_I18N=True)
    catalogue = collect(options.merge)
    if options.check:
        lines = [*findings(load(), texts()), *_same(catalogue)]
    else:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(f"{catalogue}\n", encoding="utf-8")
        CATALOGUE.with_suffix(".mo").write_bytes(catalogue.to_binary())
        lines = findings(catalogue, texts())
    print(*lines, sep="\n")
    print(f"{len(catalogue)} texts, {len(lines)} findings")
    return 1 if lines and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
