"""What the law of the People's Republic of China asks of goods that are given and of volunteering. Not legal advice.

Goods: charity law art. 36 (usable, safe, own products carry liability), 38 (receipt), 39 (agreement). Volunteers:
charity law art. 65 (risks are told), 66 (record), 69 (insurance), regulations on volunteer service art. 17, 19, and
Order 67 of the Ministry of Civil Affairs: whoever organises records, whoever records vouches.
"""

import re

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs.law import Elsewhere, Goods, Ground, Volunteering
from ngo2.lib.text import simplify

GOODS = Goods(
    exempt=frozenset({"venue", "transport"}),
    dated=frozenset({"food", "medical"}),
    spare=30,
    sealed=frozenset({"medical"}),
    lasting=frozenset({"medical"}),
    safe_means=_(
        "Goods that are given must be usable and meet the standards of safety and hygiene (charity law, art. 36). What"
        " is broken, expired or recalled may not be given."
    ),
    sealed_means=_(
        "Medical supplies: unopened, in their own packing, with the number of their registration. Prescription"
        " medicines and opened packs go back to a pharmacy, not to an organisation."
    ),
    lasting_means=_(
        "Wheelchairs, crutches, beds and devices: they have no date and may be used, when they are cleaned and work."
    ),
    liability=_(
        "Own products: whoever gives them is liable for them as for those that it sells, and stands by its duties of"
        " quality (charity law, art. 36)."
    ),
)

# Not where it is only taught or talked of: a course in it hurts nobody.
_RISKY = re.compile(
    r"(?:抢险|救援|救灾|灾区|灾后|洪水|洪灾|防汛|地震|台风|火灾|山火|泥石流|滑坡|搜救|水上|下水|潜水|漂流"
    r"|高空|高处|登高|攀岩|攀爬|屋顶|脚手架|野外|雪山|高原徒步|夜间巡"
    r"|疫情|疫区|传染|隔离病|病房|急诊|核酸|采血|化学|有毒|农药|电工|带电|爆破|拆除|重体力)"
    r"(?!.{0,3}(?:课|培训|知识|讲座|宣传|演练))"
    r"|\b(?:rescue|disaster|flood(?:ed|s|ing)?|earthquake|typhoon|wildfire|landslide|at heights?|roof(?:s|ing|top)?"
    r"|scaffold\w*|climbing|diving|epidemic|infectious|quarantine|emergency ward|toxic|pesticides?"
    r"|demolition)\b(?! (?:course|training|class|lesson|talk))",
    re.IGNORECASE,
)


def is_risky(text: str) -> bool:
    return bool(_RISKY.search(simplify(text)))


VOLUNTEERING = Volunteering(
    risky=frozenset({"health"}),
    is_risky=is_risky,
    uninsured=Ground(
        "uninsured",
        _(
            "This reads like work that can harm people (disaster, heights, water, illness). By law volunteers are"
            " insured before it begins (charity law, art. 69). Say who insures them, and for what."
        ),
        (Elsewhere(_("Volunteer insurance: ask the volunteer association of your place, or call 12355")),),
    ),
    minors=_(
        "Under 18 with the consent of a guardian, under 14 only together with one; write no names of children here."
    ),
    issuer=_(
        "Whoever organises records, and whoever records vouches for it (Order 67 of the Ministry of Civil Affairs)."
    ),
    keep_years=3,
    columns=(
        ("志愿者姓名", "name"),
        ("证件号码", ""),
        ("志愿服务组织名称", "organisation"),
        ("统一社会信用代码", "code"),
        ("项目名称", "project"),
        ("服务日期", "day"),
        ("服务内容", "what"),
        ("服务时长（小时）", "hours"),
        ("培训情况", "training"),
        ("评价及表彰", "praise"),
        ("志愿者确认", "confirmed"),
        ("保险情况", "insurance"),
        ("备注", "note"),
    ),
)
