"""Two waves beside each other: which questions are the same, and how their answers fit."""

from ngo2.questionnaires.xlsform.comparing import Item, comparable, compare
from ngo2.questionnaires.xlsform.sheets import Sheets, form_of

Cells = dict[str, str]


def form(*questions: Cells, choices: list[tuple[str, str, str]] | None = None) -> Sheets:
    rows = [{"list_name": name, "name": code, "label::中文 (zh)": text} for name, code, text in choices or []]
    return form_of(
        survey=[
            {"type": one["type"], "name": one["name"], "label::中文 (zh)": one["label"]} for one in questions
        ],
        choices=rows,
    )


def q(name: str, label: str, kind: str = "text") -> Cells:
    return {"type": kind, "name": name, "label": label}


def verdicts(old: Sheets, new: Sheets) -> list[tuple[str, str, str]]:
    return [(one.verdict, one.old, one.new) for one in compare(old, new)]


def one(old: Sheets, new: Sheets) -> Item:
    (item,) = compare(old, new)
    return item


def test_same_reworded_new_and_dropped() -> None:
    old = form(
        q("a", "机构有几名员工？", "integer"),
        q("b", "机构的网站地址"),
        q("c", "使用微博吗"),
        q("n", "说明", "note"),
    )
    new = form(q("a", "机构有几名员工", "integer"), q("b", "机构网站的网址"), q("d", "使用短视频吗"))
    assert verdicts(old, new) == [
        ("same", "a", "a"),
        ("reworded", "b", "b"),
        ("new", "", "d"),
        ("dropped", "c", ""),
    ]
    items = compare(old, new)
    assert [comparable(item) for item in items] == [True, False, False, False]
    assert 50 < items[1].likeness < 100


def test_a_question_with_another_name_is_found_by_its_text() -> None:
    item = one(form(q("a", "机构有几名全职员工？")), form(q("staff", "机构有多少名全职员工？")))
    assert (item.verdict, item.old, item.new, item.by_name) == ("reworded", "a", "staff", False)
    assert verdicts(form(q("a", "机构有几名全职员工？")), form(q("x", "您的电话"))) == [
        ("new", "", "x"),
        ("dropped", "a", ""),
    ]


def test_the_name_goes_before_the_text() -> None:
    old, new = form(q("a", "员工"), q("b", "志愿者")), form(q("b", "员工"), q("a", "志愿者"))
    assert verdicts(old, new) == [("reworded", "b", "b"), ("reworded", "a", "a")]


def test_another_type_is_told_and_alike_ones_are_not() -> None:
    assert one(form(q("a", "员工", "integer")), form(q("a", "员工", "text"))).verdict == "retyped"
    assert one(form(q("a", "员工", "integer")), form(q("a", "员工", "decimal"))).verdict == "same"
    choices = [("l", "x", "甲"), ("l", "y", "乙")]
    assert (
        one(
            form(q("a", "用", "select_one l"), choices=choices),
            form(q("a", "用", "select_multiple l"), choices=choices),
        ).verdict
        == "retyped"
    )


def test_recoded_choices_have_a_mapping() -> None:
    old = form(
        q("a", "用", "select_one l"),
        choices=[("l", "1", "微信"), ("l", "2", "微博"), ("l", "3", "博客论坛网站"), ("l", "4", "其他")],
    )
    new = form(
        q("a", "用", "select_one l"),
        choices=[
            ("l", "wx", "微信"),
            ("l", "2", "微博（新浪）"),
            ("l", "bk", "博客论坛网站等"),
            ("l", "dy", "抖音"),
        ],
    )
    item = one(old, new)
    assert item.verdict == "recoded"
    assert item.mapping == {"1": "wx", "2": "2", "3": "bk", "4": ""}
    assert (item.added, item.proposed) == (("dy",), frozenset({"3"}))
    assert not comparable(item)


def test_codes_that_are_only_renamed_can_be_compared() -> None:
    old = form(q("a", "用", "select_one l"), choices=[("l", "1", "是"), ("l", "2", "否")])
    new = form(q("a", "用", "select_one l"), choices=[("l", "y", "是"), ("l", "n", "否")])
    item = one(old, new)
    assert (item.verdict, item.mapping, comparable(item)) == ("recoded", {"1": "y", "2": "n"}, True)


def test_swapped_codes_are_seen() -> None:
    old = form(q("a", "用", "select_one l"), choices=[("l", "1", "是"), ("l", "2", "否")])
    new = form(q("a", "用", "select_one l"), choices=[("l", "1", "否"), ("l", "2", "是")])
    assert one(old, new).mapping == {"1": "2", "2": "1"}


def test_a_form_is_the_same_as_itself() -> None:
    choices = [("l", str(at), f"选项{at}") for at in range(300)]
    same = form(*[q(f"q{at}", f"问题{at}", "select_one l") for at in range(40)], choices=choices)
    items = compare(same, same, "zh")
    assert {item.verdict for item in items} == {"same"}
    assert all(map(comparable, items))
