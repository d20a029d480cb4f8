"""What is wrong with a form, at its row and column. Pure; the sentences are in `words`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ngo2.questionnaires.xlsform.words import sentence

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """`kind` is a key of `words.SENTENCES`, `values` fill it; `row` 0 and `column` "" where it is the whole sheet.

    `original` is what pyxform said, for those who know it; "" when we saw it ourselves.
    """

    kind: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    original: str = ""
    level: str = ERROR

    @property
    def message(self) -> str:
        """In the language of now: what is wrong and what to do."""
        return sentence(self.kind, self.values)

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "values": dict(self.values)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Finding":
        return cls(**kept)


class FormError(Exception):
    """The form cannot be used. `findings`: at least one, in the order of the file."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{one.kind} {one.sheet} {one.row} {one.column}" for one in self.findings))
