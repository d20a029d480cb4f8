"""Why a form cannot be shown by Enketo."""

from enum import StrEnum

from django.utils.translation import gettext


class Why(StrEnum):
    NO_XML = "no_xml"
    DOCTYPE = "doctype"
    TOO_BIG = "too_big"
    NO_XFORM = "no_xform"
    TOO_HARD = "too_hard"
    NO_TABLE = "no_table"
    NO_EXPORT = "no_export"


class Unfit(Exception):
    """`detail` is the parser's own message, for the log; a person reads `words()`."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else str(why))
        self.why = why
        self.detail = detail

    def words(self) -> str:
        return {
            Why.NO_XML: gettext(
                "This is not a readable form. Make it again from its workbook, then try again."
            ),
            Why.DOCTYPE: gettext("The form begins with a DOCTYPE, which we do not open. Remove that line."),
            Why.TOO_BIG: gettext("The form is too big. Move long lists of choices into a file of their own."),
            Why.NO_XFORM: gettext(
                "This is not an XForm: it has no model. Upload the workbook of your form instead."
            ),
            Why.TOO_HARD: gettext(
                "The form takes too long to prepare. Make it shorter, or split it into two."
            ),
            Why.NO_TABLE: gettext(
                "A file of choices cannot be read. Save it as CSV in UTF-8 with names in row one."
            ),
            Why.NO_EXPORT: gettext(
                "This file does not hold saved answers, or is cut short. Save them again."
            ),
        }[self.why]
