"""A sentence for each kind of finding: what is wrong, and what to do. `values` of a finding fill them. Pure."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ngo2.lib.sheets.reading import SENTENCES as FILES

_Sentence = str | Promise

READING: dict[str, _Sentence] = {
    **{f"file_{code}": text for code, text in FILES.items()},
    "file_many_rows": _(
        "A sheet of this form has more than 50,000 rows. Put long lists of choices into a CSV file, ask with "
        "select_one_from_file, and add the file to the form."
    ),
    "answers": _(
        "This looks like answers, not a form: there is no column “type”. Upload the workbook of the form itself."
    ),
    "no_form": _(
        "No sheet of this file is called “survey” and has the columns “type” and “name”. "
        "Name the sheet with the questions “survey”."
    ),
    "empty_survey": _("The sheet “survey” has no question. Add at least one row below the headers."),
    "column_twice": _(
        "Two columns are called “%(value)s”. Rename or delete one, or add its language: label::English (en)."
    ),
    "column_same": _("“%(other)s” and “%(value)s” are two names of one column. Keep one of them."),
    "column_missing": _("The column %(value)s is missing. Add it to the first row of this sheet."),
    "column_unknown": _("The column “%(value)s” is not used. If it is a note of yours, leave it."),
    "column_alike": _("The column “%(value)s” is not used. Did you mean “%(nearest)s”? Then rename it."),
    "column_name": _(
        "The column “%(value)s” is left out: its name is empty or has spaces. Use _ instead of spaces."
    ),
    "header_missing": _(
        "The first row of this sheet is not a row of headers. Insert one: type, name, label."
    ),
    "sheet_alike": _("Is the sheet %(nearest)s meant as “%(value)s”? Then rename it so; else leave it."),
    "too_many_rows": _(
        "A form may have at most %(most)s rows in all. Put long lists of choices into a CSV file."
    ),
    "too_deep": _("Groups stand more than %(most)s deep in each other. Take some of them apart."),
    "cell_long": _("This cell has more than %(most)s characters. Shorten the text."),
    "character": _("This cell holds an invisible character that no form may have. Type the text anew."),
}

SURVEY: dict[str, _Sentence] = {
    "type_missing": _("This question has no type. Write one, such as text, integer or select_one."),
    "type_unknown": _(
        "There is no type “%(value)s”. Choose one of the list of types, such as text or integer."
    ),
    "type_alike": _("There is no type “%(value)s”. Did you mean “%(nearest)s”?"),
    "name_missing": _("This question has no name. Give it a short one without spaces, such as staff_number."),
    "name_invalid": _(
        "The name “%(value)s” cannot be used. Begin with a letter or _, then letters, digits, _, - or . without spaces."
    ),
    "name_twice": _("The name “%(value)s” is used twice here. Give one of the questions another name."),
    "name_case": _(
        "“%(value)s” differs from another name only in capital letters; some programs take them for one. Rename it."
    ),
    "name_reserved": _("The name “%(value)s” belongs to the system. Give the question another name."),
    "name_root": _("A repeat cannot be called “%(value)s” like the form itself. Give it another name."),
    "repeat_twice": _(
        "Another repeat is called “%(value)s” already. Names of repeats are unique in the whole form."
    ),
    "label_missing": _("The question “%(value)s” has no text. Write one into the column label, or a hint."),
    "big_image": _("“%(value)s” has a big-image but no image. Add the image, or delete the big-image."),
    "end_without_begin": _(
        "This row ends a %(value)s that no row above began. Delete it, or add the beginning."
    ),
    "end_other": _(
        "This row ends a %(value)s, but the %(other)s of row %(other_row)s is still open. End that one first."
    ),
    "begin_without_end": _(
        "The %(value)s “%(name)s” that begins here is never ended. Add a row with “end %(value)s”."
    ),
    "list_missing": _(
        "This question has no list of choices. Write its name after the type: select_one yes_no."
    ),
    "list_unknown": _(
        "There is no list of choices “%(value)s”. Add it to the sheet “choices”, or correct the name."
    ),
    "list_alike": _("There is no list of choices “%(value)s”. Did you mean “%(nearest)s”?"),
    "choices_missing": _(
        "The sheet “choices” is missing. Add it with the columns list_name, name and label."
    ),
    "external_missing": _(
        "The sheet “external_choices” is missing. Add it with the columns list_name and name."
    ),
    "file_ending": _("The list “%(value)s” is a file: its name must end with .csv, .xml or .geojson."),
    "other_filter": _(
        "A question with “or_other” can have no choice_filter. Add “other” as a choice yourself."
    ),
    "other_choices": _("“or_other” needs choices of this form. Add the list to the sheet “choices”."),
    "table_filter": _("A table of choices (table-list) can have no choice_filter. Delete one of the two."),
    "table_lists": _(
        "All questions of a table (table-list) need the same list of choices: here are %(value)s."
    ),
    "loop_list": _("A loop needs a list of choices: write “begin loop over LIST”."),
    "calculation_missing": _(
        "This row calculates, but says not what. Write an expression into the column calculation."
    ),
    "circular": _(
        "These questions depend on each other in a circle: %(value)s. Change one of their expressions."
    ),
    "expression": _("This expression cannot be read: %(value)s. Look at quotes, brackets and operators."),
    "expression_equals": _("This expression cannot be read. Compare with one = instead of ==."),
    "reference_form": _(
        "A reference is written as ${name}, without spaces. Look at the brackets of %(value)s."
    ),
    "reference_unknown": _("${%(value)s} refers to no question. Correct the name, or add the question."),
    "reference_alike": _("${%(value)s} refers to no question. Did you mean ${%(nearest)s}?"),
    "reference_many": _("${%(value)s} can be more than one question. Give these questions different names."),
    "reference_comma": _("Put a comma between two references."),
    "trigger_hidden": _(
        "“%(value)s” is not shown to anybody, so it cannot trigger a calculation. Choose another."
    ),
    "geopoint_calculation": _(
        "A place that is taken in the background cannot be calculated. Empty the calculation."
    ),
    "geopoint_trigger": _(
        "A place that is taken in the background needs a trigger, such as ${name}. Add one."
    ),
    "audit_name": _("A row of type audit must be called “audit”. Leave its name empty."),
    "include": _("A form cannot include another file here. Copy its rows into this form."),
    "search_file": _("“%(value)s” takes its choices from a file: delete “search()” from its appearance."),
    "search_list": _(
        "search() is used for some questions of this list and not for others. Give them lists apart."
    ),
    "file_twice": _("Two files of this form have the name “%(value)s”. Give each another name."),
    "media_unknown": _(
        "A text can have image, big-image, audio or video; “%(value)s” is not known. Rename the column."
    ),
    "disabled": _("The column “disabled” is old. Delete such rows, or use relevant."),
    "row_skipped": _(
        "This row has no type, name or label, and is left out. Delete it if it is not a note of yours."
    ),
    "repeat_label": _(
        "The repeat “%(value)s” has no label. Write one, so that people know what is asked again."
    ),
    "device_old": _("“%(value)s” is no longer told by most phones. Ask for it, or delete the row."),
    "image_size": _("Photos can be very large. Write max-pixels=1024 into the column parameters."),
    "external_filter": _(
        "select_one_external is meant for choices with a choice_filter. Add one, or use select_one."
    ),
    "other_language": _(
        "The choice “Other” of or_other is not translated. Add it yourself as a choice in each language."
    ),
    "select_bind": _(
        "A question with choices cannot have another kind of value. Empty the column bind::type."
    ),
}

CHOICES: dict[str, _Sentence] = {
    "choice_name_missing": _("This choice has no name. Give it a short code, such as yes or 1."),
    "choice_twice": _("The name “%(value)s” is used twice in this list. Give each choice its own."),
    "choice_label_missing": _("This choice has no text. Write one into the column label."),
    "choice_list_missing": _("This choice belongs to no list. Write its list into the column list_name."),
    "choice_spaces": _(
        "The choice “%(value)s” has a space in its name, and its question allows several. Use _ instead."
    ),
    "none_choices": _(
        "A question that allows several answers has no choices. Add them to the sheet “choices”."
    ),
}

PARAMETERS: dict[str, _Sentence] = {
    "parameters": _("Parameters are written as key=value, with spaces between them. Correct this cell."),
    "parameter_unknown": _("This type knows no parameter %(rejected)s. It knows %(accepted)s."),
    "parameter_number": _("The parameter %(name)s needs a number. Write one, such as %(name)s=3."),
    "parameter_yes_no": _("The parameter %(name)s is either true or false. Write one of them."),
    "parameter_value": _("The parameter %(name)s cannot have this value. Choose one of %(accepted)s."),
    "parameter_negative": _("The parameter %(name)s cannot be below zero. Write 0 or more."),
    "parameter_least": _("The parameter %(name)s must be at least %(other)s. Make it larger."),
    "audit_location": _("Write all three: location-priority, location-min-interval and location-max-age."),
    "seed": _("The seed is a number or a reference such as ${name}. Write one of them."),
    "seed_alone": _("A seed is for mixed choices only. Add randomize=true."),
    "app": _("The app needs the name of an Android package, such as org.example.app. Correct or delete it."),
    "incremental": _("The parameter incremental can only be true. Write incremental=true or delete it."),
    "geometry": _(
        "reference-geometry must be a list of choices, a file of this form, or ${name} of a repeat."
    ),
    "range_zero": _("The parameter %(name)s must not be 0. Write the size of one step."),
    "range_wide": _(
        "The parameter %(name)s is larger than the whole range. Make it smaller than end minus start."
    ),
    "range_multiple": _("The parameter %(name)s must be a multiple of step. Correct one of the two."),
    "range_outside": _("The parameter %(name)s must lie between start and end. Correct it."),
    "range_list": _(
        "tick_labelset must be a list of the sheet “choices”. Correct its name, or add the list."
    ),
    "range_two": _("Without ticks a range can label its two ends only. Keep two choices in the list."),
    "range_look": _(
        "Ticks and placeholder work only with the appearances vertical and no-ticks. Change one of them."
    ),
    "range_number": _("The choices that label a range must be numbers. Change their names."),
    "range_choice_outside": _(
        "A choice that labels this range lies outside of it. Use numbers between start and end."
    ),
    "range_choice_step": _(
        "The choices that label this range must fall on its steps (%(name)s). Change their names."
    ),
    "range_ends": _(
        "Without ticks the choices that label a range must be its start and its end. Change their names."
    ),
}

SETTINGS: dict[str, _Sentence] = {
    "settings_rows": _(
        "The sheet “settings” has more than one row; only the first counts. Put all into one row."
    ),
    "settings_both": _("form_id and id_string are the same setting. Keep form_id."),
    "form_id_empty": _("The form has no form_id. Write one into the sheet “settings”, such as survey_2026."),
    "form_name": _("The name of the form cannot be used. Leave the setting “name” empty, or write data."),
    "encryption": _("An encrypted form needs its instanceID. Delete the setting omit_instanceID."),
    "language_default": _(
        "default_language is “%(value)s”, but no column has this language. Write one of %(nearest)s."
    ),
    "language_code": _("The language %(value)s has no code. Write it as English (en), 中文 (zh)."),
    "language_gaps": _(
        "The language “%(language)s” lacks columns in this sheet: %(value)s. Add them, or people will see “-” there."
    ),
}

ENTITIES: dict[str, _Sentence] = {
    "save_to": _("save_to needs a sheet “entities” that says what is kept. Add one, or delete save_to."),
    "save_to_twice": _("save_to “%(value)s” is used in row %(other_row)s already. Change one of the two."),
    "save_to_group": _("A group or repeat cannot be kept with save_to. Move it to a question."),
    "save_to_list": _("The sheet “entities” has no list “%(value)s”. Correct the name in save_to."),
    "save_to_prefix": _("There is more than one list of entities. Write save_to as list#property."),
    "save_to_marks": _("save_to may have one # only, between list and property. Delete the others."),
    "save_to_name": _(
        "This name is not allowed in save_to. Use letters, digits and _; not name, label or __."
    ),
    "save_to_scope": _(
        "“%(value)s” is used inside and outside of a repeat at once. Copy the answer with a calculate."
    ),
    "entity_name_missing": _("This row has no list_name. Give the entities a name."),
    "entity_twice": _("This list_name is there twice. Give each its own."),
    "entity_name": _(
        "This name cannot be used. Use letters, digits and _; no point, no __ at its beginning."
    ),
    "entity_label": _("Entities that are created need a label. Write one, such as ${name}."),
    "entity_update": _("create_if and entity_id together need update_if. Add it, or delete entity_id."),
    "entity_id": _("To update entities, entity_id is needed. Add it, or use create_if."),
    "entity_place": _(
        "Two lists of entities belong to one group (see row %(other_row)s). Put them into groups apart."
    ),
}

LAST: dict[str, _Sentence] = {
    "not_xml": _("A name with a colon (“%(value)s”) cannot be used here. Use _ instead."),
    "stopped": _("This form is too heavy to convert. Split it, or put long lists of choices into CSV files."),
    "other": _("The form could not be converted. This is what the converter says: %(value)s"),
}

SENTENCES: dict[str, _Sentence] = {
    **READING, **SURVEY, **CHOICES, **PARAMETERS, **SETTINGS, **ENTITIES, **LAST,
}  # fmt: skip


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(kind: str, values: Mapping[str, str]) -> str:
    return str(SENTENCES[kind]) % _Blank(values)
