"""What is asked for and offered: four kinds, at most ten sub-kinds each. Pure.

Keys are kept in the database, stand in addresses, files and the API, and never change. Peers that began with a
hundred types came down to ten: whoever posts has to find theirs at a glance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ngo2.lib.text import fold

NEED, OFFER = "need", "offer"
SIDES: Mapping[str, object] = {NEED: _("Need"), OFFER: _("Offer")}
MATERIAL, HUMAN, FINANCIAL, PROJECT = "material", "human", "financial", "project"
MOST_SUBKINDS = 10
PLACE, COUNTRY, REMOTE = "place", "country", "remote"
REACHES = (PLACE, COUNTRY, REMOTE)


@dataclass(frozen=True)
class Sub:
    """`words`, with blanks between: by which a text is likely to be about it, in Chinese and English.

    `unit`: the one that its lines begin with, where it is not the one of its kind.
    """

    key: str
    label: object
    words: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Kind:
    """`counted`: its lines have a quantity and a unit. `unit`: the one that lines of this kind begin with.

    `step`: the third of the five questions, where it is not about things.
    """

    key: str
    label: object
    help: object
    subs: tuple[Sub, ...]
    counted: bool = True
    unit: str = "piece"
    step: str = "lines"


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            MATERIAL,
            _("Goods and rooms"),
            _("Things that change hands, or a place that may be used."),
            (
                Sub(
                    "computers",
                    _("Computers and phones"),
                    "电脑 笔记本 手机 平板 打印机 laptop computer phone printer tablet",
                ),
                Sub(
                    "equipment",
                    _("Other equipment"),
                    "设备 相机 音响 投影 冰箱 空调 equipment camera projector",
                ),
                Sub(
                    "books",
                    _("Books and learning material"),
                    "书 图书 教材 文具 绘本 book stationery",
                    unit="copy",
                ),
                Sub("clothing", _("Clothes and bedding"), "衣 棉被 鞋 帐篷 睡袋 clothes coat blanket tent"),
                Sub("food", _("Food and water"), "大米 食用油 牛奶 午餐 饮用水 食品 rice food milk"),
                Sub(
                    "medical",
                    _("Medical and protective supplies"),
                    "口罩 防护 消毒 药品 体温 手套 轮椅 mask medical glove wheelchair",
                ),
                Sub("furniture", _("Furniture"), "桌 椅 书架 床 柜 desk chair shelf shelves"),
                Sub(
                    "transport",
                    _("Vehicles and transport"),
                    "运输 物流 货车 车辆 自行车 transport truck bicycle shipping",
                    unit="trip",
                ),
                Sub(
                    "venue",
                    _("Rooms and places"),
                    "场地 会议室 办公室 仓库 住宿 教室 酒店 venue room office hotel",
                    unit="room",
                ),
                Sub("other_goods", pgettext_lazy("goods", "Something else")),
            ),
        ),
        Kind(
            HUMAN,
            _("People and skills"),
            _("Time, hands and knowledge."),
            (
                Sub("advice", _("An hour of advice"), "咨询 请教 建议 advice consult", unit="hour"),
                Sub(
                    "technical",
                    _("Technical help"),
                    "网站 打不开 程序 系统 服务器 小程序 website software server broke broken",
                ),
                Sub(
                    "design",
                    _("Design, photos and films"),
                    "设计 海报 拍摄 视频 剪辑 摄影 design poster video photo",
                ),
                Sub("writing", _("Writing and translation"), "翻译 文案 编辑 校对 translat writing editing"),
                Sub(
                    "legal",
                    _("Law and bookkeeping"),
                    "法律 律师 会计 审计 财务 legal lawyer accounting audit",
                ),
                Sub(
                    "teaching",
                    _("Teaching and training"),
                    "支教 培训 讲师 老师 课程 teach training tutor",
                    unit="hour",
                ),
                Sub("health", _("Health and care"), "医生 护士 心理 义诊 doctor nurse counsel"),
                Sub("volunteers", _("Helping hands"), "志愿者 义工 志愿服务 volunteer"),
                Sub("other_people", pgettext_lazy("people", "Something else")),
            ),
            unit="person",
        ),
        Kind(
            FINANCIAL,
            pgettext_lazy("kind of need or offer", "Money"),
            _("Grants and sponsorship between organisations. No collecting from the public here."),
            (
                Sub("grant", _("A grant"), "资助 拨款 grant"),
                Sub("sponsorship", _("Sponsorship of an event"), "赞助 冠名 sponsor"),
                Sub(
                    "public_fundraiser",
                    _("A qualified foundation as partner"),
                    "公募 基金会合作 qualification foundation",
                ),
                Sub("receipts", _("Receipts through a partner"), "票据 捐赠发票 receipt"),
                Sub("discount", _("A discount or a fee waived"), "折扣 减免 discount waive"),
                Sub("other_money", pgettext_lazy("money", "Something else")),
            ),
            unit="cny",
        ),
        Kind(
            PROJECT,
            _("A project together"),
            _("With a company's CSR department, a foundation or another organisation, over months."),
            (
                Sub("joint", _("A project run together"), "合作项目 联合 project collaborat partner"),
                Sub("employees", _("Volunteering by employees"), "员工志愿 企业志愿 employee staff"),
                Sub("marketing", _("Selling for a cause"), "义卖 公益营销 charity-sale marketing"),
                Sub("buying", _("Buying from social enterprises"), "采购 定制礼品 procure purchase"),
                Sub("research", _("Research and surveys"), "调研 研究 research study"),
                Sub("other_project", pgettext_lazy("project", "Something else")),
            ),
            counted=False,
            step="project",
        ),
    )
}
SUBKINDS: Mapping[str, Kind] = {sub.key: kind for kind in KINDS.values() for sub in kind.subs}


def sub(key: str) -> Sub | None:
    kind = SUBKINDS.get(key)
    return next((one for one in kind.subs if one.key == key), None) if kind else None


def usual_unit(key: str) -> str:
    """The unit that lines of this sub-kind begin with."""
    found = sub(key)
    return (found.unit if found else "") or SUBKINDS[key].unit


def likely(text: str) -> str:
    """The sub-kind of which a text says most words, longer words counting more; "" when it says none."""
    folded = fold(text)
    scores = {
        one.key: sum(len(word) ** 2 for word in one.words.split() if fold(word) in folded)
        for kind in KINDS.values()
        for one in kind.subs
    }
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] else ""


def choices(kind: str) -> Iterable[tuple[str, object]]:
    return [(one.key, one.label) for one in KINDS[kind].subs] if kind in KINDS else []
