"""What has no counterpart in an XLSForm, for a person to look at."""

import re
from dataclasses import dataclass, field

from ngo2.questionnaires.limesurvey.document import Question, Survey
from ngo2.questionnaires.limesurvey.words import reason

# What is only about the look, or is mapped, or is how LimeSurvey is when nobody changed it.
_LOOK = re.compile(
    r"cssclass|css_class|display_|dropdown_|text_input_|input_size|location_|printable|page_break|statistics_|public_stat"
    r"|save_as_default|repeat_headings|answer_width|hide_tip|label_input|category_sep|use_dropdown|slider_|clear_default"
    r"|time_limit_(?!$)|parent_order|alphasort|scale_export|exclude_all_others_auto|other_position|show_|num_value_int_only"
    r"|min_num_value_n|max_num_value_n|maximum_chars|min_answers|max_answers|hidden$|date_min|date_max|date_format"
    r"|equation$|other_replace_text|allowed_filetypes|max_filesize|numbers_only|rank_title|choice_title|keep_aspect"
    r"|horizontal_|choice_input|image|theme|max_subquestions|samechoice|samelistheight|showpopups|commented_checkbox"
    r"|value_range|add_platform|reverse|subquestion_width|thousands_sep|dualscale_|num_value|form_title|encrypted|min_num_of_files"
)
_FILTERS = {"array_filter", "array_filter_exclude", "exclude_all_others", "code_filter", "filter_"}
_CHECKS = {
    "em_validation_q", "em_validation_sq", "equals_num_value", "min_num_value", "max_num_value", "multiflexible",
}  # fmt: skip


@dataclass(frozen=True)
class Unmapped:
    """`question` is its code, "" for the survey; `value` what stood there, cut."""

    question: str
    attribute: str
    kind: str
    value: str = ""

    @property
    def message(self) -> str:
        return reason(self.kind)


@dataclass
class Losses:
    """What could not be mapped, as it comes up."""

    found: list[Unmapped] = field(default_factory=list)

    def add(self, question: str, attribute: str, kind: str, value: str = "") -> None:
        self.found.append(Unmapped(question, attribute, kind, " ".join(value.split())[:200]))

    def of_attributes(self, question: Question) -> None:
        for attribute, said in question.attributes.items():
            value = next(iter(said.values()), "")
            plain_ = value.strip() in {"", "0", "N", "default", "none", "normal", "1900", "core"}
            if (_LOOK.match(attribute) and attribute not in _FILTERS | _CHECKS) or plain_:
                continue
            if attribute == "random_order" and question.type in {"L", "!", "O", "M", "P"}:
                continue
            if attribute.startswith(tuple(_FILTERS)):
                self.add(question.code, attribute, "filter", value)
            elif attribute.startswith(tuple(_CHECKS)):
                self.add(question.code, attribute, "validation", value)
            elif "random" in attribute:
                self.add(question.code, attribute, "order", value)
            else:
                self.add(question.code, attribute, "other", value)
        if question.type in "MP" and any(part.relevance not in {"", "1"} for part in question.parts):
            self.add(question.code, "subquestion relevance", "filter")

    def of_survey(self, survey: Survey) -> None:
        tables = survey.tables
        codes = {one.qid: one.code for one in survey.questions()}
        for row in tables.get("quota", []):
            self.add("", "quota", "quota", row.get("name", ""))
        for row in tables.get("assessments", []):
            self.add("", "assessment", "assessment", row.get("name", ""))
        for row in tables.get("defaultvalues", []):
            self.add(codes.get(row.get("qid", ""), ""), "default", "default", row.get("defaultvalue", ""))
        for row in tables.get("surveys_languagesettings", []):
            for attribute in ("surveyls_url", "surveyls_endtext"):
                if row.get(attribute, "").strip():
                    self.add("", attribute.removeprefix("surveyls_"), "end", row[attribute])
