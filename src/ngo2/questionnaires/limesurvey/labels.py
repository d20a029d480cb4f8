"""Labels, hints and notes, in every language."""

import re
from dataclasses import dataclass

from ngo2.questionnaires.limesurvey.document import Texts
from ngo2.questionnaires.limesurvey.losses import Losses
from ngo2.questionnaires.limesurvey.names import Names
from ngo2.questionnaires.limesurvey.plain import plain
from ngo2.questionnaires.xlsform.phrases import phrase

_NAMES = {
    "en": "English", "zh": "中文", "fr": "Français", "de": "Deutsch", "es": "Español", "it": "Italiano",
    "pt": "Português", "ru": "Русский", "ja": "日本語", "ko": "한국어", "ar": "العربية", "nl": "Nederlands",
    "vi": "Tiếng Việt", "th": "ไทย", "id": "Bahasa Indonesia", "mn": "Монгол", "bo": "བོད་སྐད", "ug": "ئۇيغۇرچە",
}  # fmt: skip
_HOLDER = re.compile(r"\{([^{}\n]{1,200})\}")


@dataclass
class Labels:
    """Texts by the form's languages (`languages`: LimeSurvey's code to the form's name, the base first)."""

    languages: dict[str, str]
    names: Names
    losses: Losses

    def texts(self, texts: Texts, question: str, attribute: str) -> dict[str, str]:
        """By the form's language; every language has one, at least the base's."""
        found: dict[str, str] = {}
        for language, name in self.languages.items():
            said, lost = plain(texts.get(language, ""))
            for kind in sorted(lost):
                self.losses.add(question, attribute, kind, language)
            said = self._referring(said.replace("${", "$ {"), question, attribute)
            if said:
                found[name] = said
        base = next(iter(found.values()), "")
        return {name: found.get(name, base) for name in self.languages.values()} if base else {}

    def _referring(self, text: str, question: str, attribute: str) -> str:
        def shown(match: re.Match[str]) -> str:
            code = match[1].removeprefix("INSERTANS:").strip()
            asked = self.names.known.get(code.partition(".")[0])
            if asked and not asked.code and code.partition(".")[2] in {"", "shown", "NAOK", "value", "code"}:
                return f"${{{asked.name}}}"
            self.losses.add(question, attribute, "text", match[0])
            return match[0]

        return _HOLDER.sub(shown, text)

    def of(self, texts: Texts, question: str, otherwise: str = "", *, base: str = "label") -> dict[str, str]:
        """As cells of a row."""
        said = self.texts(texts, question, base)
        if not said and otherwise:
            said = dict.fromkeys(self.languages.values(), otherwise)
        return {f"{base}::{name}": text for name, text in said.items()}

    def ours(self, text: str) -> dict[str, str]:
        """A phrase of ours in each language."""
        return {f"label::{name}": phrase(text, code) for code, name in self.languages.items()}


def language_names(codes: list[str]) -> dict[str, str]:
    """LimeSurvey's code to `English (en)`; two of one language keep their code as name."""
    found: dict[str, str] = {}
    for code in codes:
        main = re.sub(r"[^A-Za-z]", "", code.split("-")[0])[:3].lower() or "en"
        name = f"{_NAMES.get(main, code)} ({main})"
        plain_code = re.sub(r"[^A-Za-z0-9-]", "", code) or main
        found[code] = name if name not in found.values() else f"{plain_code} ({main})"
    return found
