"""The small editor's steps: each takes the sheets and gives new ones, or says with `Refused` why it cannot. Pure.

Lines are named by their place among the rows of the survey (`Line.at`). Cells that no step names stay as they are.
"""

from ngo2.questionnaires.xlsform.editing.adding import add_question, add_section, begin_page, new_form
from ngo2.questionnaires.xlsform.editing.kinds import set_kind
from ngo2.questionnaires.xlsform.editing.limits import set_bounds, set_show_if
from ngo2.questionnaires.xlsform.editing.moving import copy, move, remove, unwrap
from ngo2.questionnaires.xlsform.editing.names import set_name
from ngo2.questionnaires.xlsform.editing.texts import set_fact, set_required, set_texts

__all__ = [
    "add_question",
    "add_section",
    "begin_page",
    "copy",
    "move",
    "new_form",
    "remove",
    "set_bounds",
    "set_fact",
    "set_kind",
    "set_name",
    "set_required",
    "set_show_if",
    "set_texts",
    "unwrap",
]
