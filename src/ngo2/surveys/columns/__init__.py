"""What statistics read: one compact column a question, made from the answers and rebuildable from them at any time.

Missing (asked, not answered), not asked (irrelevant for this respondent) and "none" (an answer) are three things: the
first two have codes of their own in every column, the third is a category with a meaning.
"""

from ngo2.surveys.columns.building import SKIPPED, Builder
from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.columns.store import Broken, Older, Unusable, read, write
from ngo2.surveys.columns.values import (
    FIRST,
    MISSING,
    NOT_ASKED,
    Answers,
    Column,
    Multi,
    Number,
    Single,
    Table,
    joined,
)

__all__ = [
    "FIRST",
    "MISSING",
    "NOT_ASKED",
    "SKIPPED",
    "Answers",
    "Broken",
    "Builder",
    "Category",
    "Column",
    "Multi",
    "Number",
    "Older",
    "Question",
    "Single",
    "Table",
    "Unusable",
    "joined",
    "read",
    "write",
]
