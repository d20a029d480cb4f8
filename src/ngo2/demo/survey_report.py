"""The published report of the demo's survey: its blocks find what was planted (`survey_truths.TRUTHS`), and say so."""

from typing import Any, Final

from ngo2.lib.actors import Actor
from ngo2.surveys import services
from ngo2.surveys.models import Publication, Wave

TEXTS: Final = {
    "title_zh": "公益机构怎样使用互联网（示例报告）",
    "title_en": "How groups use the internet (example report)",
    "summary_zh": (
        "**这是示例：回答全部由程序编成。** 编的时候预先定了一些真值，这份报告要把它们找回来。\n\n"
        "- 有专人负责网络的机构，真值是 41 %\n"
        "- 参加过工作坊的机构有自己网站的占 53 %，其他机构 31 %\n"
        "- 用微信传播的占 75 %\n"
        "- 最需要传播策略的占 51 %，西部更多"
    ),
    "summary_en": (
        "**This is an example: all answers were made up by a program.** Some truths were planted in them, and this "
        "report has to find them again.\n\n"
        "- Somebody is there for the internet in 41 % of the groups\n"
        "- 53 % of those who came to a workshop have a website, and 31 % of the others\n"
        "- 75 % spread their work on WeChat\n"
        "- 51 % need a communication strategy most, and more of them in the west"
    ),
    "method_zh": (
        "从名录中按西部、中部、东部抽出 600 家草根机构，每家每次调查编号相同。"
        "东部抽得比例更高，所以总数按抽样加权：每家代表抽中它的那些机构；"
        "分组的表说明了是否加权。区间为 95 %。不到 5 家的数字隐去。"
    ),
    "method_en": (
        "600 grassroots groups were drawn from the directory by west, centre and east, each with one number in all "
        "waves. More of the east were drawn, so figures of all are weighted: each group stands for as many as it "
        "was drawn for; each table says whether it is. Intervals are those of 95 %. Numbers of fewer than 5 are hidden."
    ),
}
BLOCKS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    (
        "text",
        {
            "zh": "# 有没有专人\n第一次调查时真值是 25 %，这一次是 41 %。"
            "图中的区间应当包含 41 %，两次比较的区间应当包含相差的 16 个百分点。",
            "en": "# Whose task it is\nThe truth was 25 % in the first wave and is 41 % in this one. The interval of "
            "the chart should hold 41 %, that of the two waves the 16 points between them.",
        },
    ),
    ("chart", {"question": "tech_staff", "weights": "design"}),
    ("two_waves", {"question": "tech_staff", "weights": "design"}),
    (
        "text",
        {
            "zh": "# 工作坊之后的网站\n"
            "参加过工作坊的机构 52.6 % 有网站，其他机构 31 %：这个差别是预先埋下的，检验应当找到它。",
            "en": "# Websites after a workshop\n52.6 % of the trained have a website and 31 % of the others: this "
            "difference was planted, and the test should find it.",
        },
    ),
    ("chart", {"question": "website", "by": "trained", "weights": "none"}),
    ("chart", {"question": "channels", "weights": "design"}),
    (
        "text",
        {
            "zh": "# 需要什么\n"
            "加权以后，传播策略应当接近 51 %：西部的机构占总体一半，样本中只占三分之一，不加权就会偏低。",
            "en": "# What is needed\nWeighted, a communication strategy should come out near 51 %: the west is a half "
            "of all groups and a third of the sample, so without weights it would be too low.",
        },
    ),
    ("chart", {"question": "needs", "weights": "design"}),
    ("table", {"question": "needs", "by": "region", "weights": "none"}),
    ("table", {"question": "line", "by": "region", "weights": "none"}),
)


def is_there() -> bool:
    return Publication.objects.filter(
        report__survey__is_example=True, content__title__en=TEXTS["title_en"]
    ).exists()


def publish(dana: Actor, wave: Wave, earlier: Wave) -> None:
    """Once; who was interrupted in between publishes what was begun."""
    if is_there():
        return
    survey = wave.survey
    report = survey.reports.filter(title_en=TEXTS["title_en"]).first()
    if report is None:
        report = services.make_report(
            dana, survey, wave=wave, title_zh=TEXTS["title_zh"], title_en=TEXTS["title_en"]
        )
        services.change_report(dana, report, **TEXTS)
    for kind, settings in BLOCKS[len(report.blocks) :]:
        compared = {"earlier": str(earlier.pk)} if kind == "two_waves" else {}
        services.add_block(dana, report, kind, {**settings, **compared})
    services.publish_report(dana, report)
