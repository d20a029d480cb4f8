"""Texts of ours that become part of a form: in Chinese where the language is, else in English. Pure.

They are content, in the language of the form and not of the person who edits it, so no catalogue of messages has them.
"""

from ngo2.questionnaires.xlsform.lines import code_of

CHINESE = {
    "Yes": "是",
    "No": "否",
    "Uncertain": "不确定",
    "Increase": "增加",
    "Same": "不变",
    "Decrease": "减少",
    "Female": "女",
    "Male": "男",
    "Other": "其他",
    "Other, namely": "其他，请写明",
    "Comment": "说明",
    "First choice": "第一个选项",
    "Second choice": "第二个选项",
    "Province": "省",
    "City": "市",
    "County or district": "县（市、区）",
    "Write the whole address, such as name@example.org.": "请写完整的邮箱地址，例如 name@example.org。",
    "Write the number in figures, such as 010-12345678.": "请用数字写电话号码，例如 010-12345678。",
    "At least {}.": "最小 {}。",
    "At most {}.": "最大 {}。",
    "At least {} characters.": "至少 {} 个字。",
    "At most {} characters.": "最多 {} 个字。",
}
PLACEHOLDERS = ("First choice", "Second choice")


def phrase(english: str, language: str) -> str:
    """`language` as in the form, `中文 (zh)`, or as a code; an unknown phrase stays as it is."""
    code = (code_of(language) or language).lower()
    return CHINESE.get(english, english) if code.startswith("zh") else english


def placeholders() -> set[str]:
    """What stands in a new list until somebody writes choices."""
    return {phrase(one, language) for one in PLACEHOLDERS for language in ("zh", "en")}
