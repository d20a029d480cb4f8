"""Open needs and offers as they might be, by rules and from a seed: nobody wrote or posted these.

Where: half of them where the organisations of `data/` are (Hubei 2020 and the examples), half in any county, with very
unequal weights. What: sub-kinds as unequal as such exchanges are (a third in the first three). Text: the real items of
Hubei 2020 for medical supplies, plain items for the rest, in sentences of 5 to 40 words.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from ngo2.exchange.kinds import NEED, SUBKINDS
from ngo2.exchange.matching import Line, Post, words_of
from ngo2.exchange.matching.weights import ON_THE_SPOT

TODAY = date(2026, 3, 1)
# Sub-kind: weight, unit, what it is called in posts.
WHAT: dict[str, tuple[int, str, str]] = {
    "volunteers": (12, "person", "志愿者 周末志愿者 大学生志愿者 活动义工 搬运志愿者 陪伴老人的志愿者 分拣志愿者"),
    "books": (11, "copy", "绘本 儿童图书 教材 课外读物 字典 科普书 练习本 铅笔 文具套装 地图册"),
    "grant": (10, "cny", "项目资助 房租补贴 助学金 午餐经费 办公经费 启动资金 差旅补助"),
    "clothing": (9, "piece", "羽绒服 棉被 毛衣 校服 雨靴 儿童鞋 睡袋 帐篷 围巾 手套"),
    "computers": (8, "piece", "笔记本电脑 台式电脑 平板电脑 打印机 显示器 二手手机 路由器 键盘鼠标 投影电脑"),
    "medical": (8, "piece", ""),
    "teaching": (7, "hour", "支教老师 英语课 编程课 财务培训 急救培训 美术课 安全教育课 心理健康课"),
    "food": (6, "kg", "大米 面粉 食用油 牛奶 饮用水 方便面 压缩饼干 罐头 婴儿奶粉"),
    "technical": (5, "hour", "网站维护 小程序开发 服务器搬家 数据库修复 表单系统 公众号开发 电脑维修"),
    "design": (4, "piece", "海报设计 年报排版 宣传片拍摄 活动摄影 标志设计 视频剪辑 展板设计"),
    "venue": (4, "day", "会议室 培训教室 仓库 办公室 活动场地 住宿房间 排练厅 展厅"),
    "equipment": (4, "piece", "投影仪 音响 照相机 空调 冰箱 发电机 对讲机 摄像机 洗衣机"),
    "furniture": (3, "piece", "课桌 椅子 书架 铁床 文件柜 白板 会议桌 衣柜"),
    "advice": (3, "hour", "筹款咨询 章程咨询 传播建议 战略规划咨询 项目评估建议"),
    "transport": (3, "trip", "货车运输 物流专线 面包车 快递减免 接送车辆 冷链运输"),
    "joint": (3, "", "联合项目 乡村图书馆合作项目 流域保护合作 社区花园合作 儿童营养合作项目"),
    "employees": (3, "person", "员工志愿日 企业志愿者团队 技能志愿服务 员工植树 员工陪读"),
    "health": (2, "person", "义诊医生 护士 心理咨询师 康复师 口腔检查医生"),
    "legal": (2, "hour", "法律咨询 审计 记账 劳动合同审核 税务咨询"),
    "writing": (2, "hour", "英文翻译 年报文案 新闻稿 口述史整理 手语翻译"),
    "sponsorship": (2, "cny", "徒步活动赞助 晚会冠名 奖品赞助 音乐会赞助"),
    "public_fundraiser": (2, "", "公募基金会合作 公开募捐资格支持 专项基金"),
    "receipts": (1, "", "捐赠票据 公益事业捐赠统一票据"),
    "discount": (1, "", "软件折扣 云服务减免 印刷折扣 体检减免"),
    "marketing": (1, "", "义卖 公益联名产品 公益营销合作"),
    "buying": (1, "", "员工礼品采购 手工皂采购 农产品采购"),
    "research": (1, "", "需求调研 行业研究 问卷分析"),
    "other_goods": (3, "piece", "乐器 体育用品 种子 轮胎 缝纫机"),
    "other_people": (2, "person", "司机 厨师 主持人 木工"),
    "other_money": (1, "", "小额借款 周转金"),
    "other_project": (1, "", "交流访问 联合倡导"),
}  # fmt: skip
_FOR_WHOM = (
    "村小的孩子 留守儿童 独居老人 残障青年 社区妇女 流动儿童 山区教师 牧区家庭 罕见病患者 退役运动员 听障学生 返乡青年 "
    "乡镇卫生院 河流保护志愿队 流浪动物站 受灾农户 社区图书馆 敬老院"
)
_WHY = (
    "开学之前用 冬天之前送到 暑期夏令营用 日常活动用 灾后重建用 新办公室用 周年活动用 每周六下午用 教室刚刚修好 "
    "去年的已经用坏 库存多余 公司更换设备 展会之后留下 门店调整 项目结余"
)
_HOW = "二手 全新 八成新 小号 大号 可自提 可送货 需要安装 附说明书 包邮 分批 当面交接"
_BEGIN = {
    NEED: ("需要", "急需", "求助", "征集", "希望得到"),
    "offer": ("提供", "捐赠", "可以提供", "赠送", "支持"),
}


class Makers:
    def __init__(self, seed: int) -> None:
        self.made = random.Random(seed)
        self.paths, self.place_weights = _places(self.made)
        self.keys = list(WHAT)
        self.key_weights = list(accumulate(WHAT[key][0] for key in self.keys))
        self.whom, self.why, self.how = _FOR_WHOM.split(), _WHY.split(), _HOW.split()
        self.items = {key: words.split() for key, (_w, _u, words) in WHAT.items()} | {"medical": _medical()}

    def posts(self, side: str, count: int, first: int = 1) -> Iterator[Post]:
        for nth in range(count):
            yield self.post(side, first + nth)

    def post(self, side: str, pk: int) -> Post:
        made = self.made
        (subkind,) = made.choices(self.keys, cum_weights=self.key_weights)
        (path,) = made.choices(self.paths, cum_weights=self.place_weights)
        lines = tuple(self._line(subkind, side) for _n in range(made.choice((1, 1, 1, 2, 2, 3, 5))))
        text = f"{made.choice(_BEGIN[side])}{'、'.join(line.item for line in lines)}"
        body = "，".join(
            (
                f"给{made.choice(self.whom)}",
                *made.sample(self.why, made.randrange(3)),
                *made.sample(self.how, made.randrange(3)),
            )
        )
        since, until = self._window(side)
        offer = side != NEED
        registered = made.random() < (0.8 if offer else 0.55)
        return Post(
            pk=pk, side=side, organisation=made.randrange(1, 60_000), subkind=subkind,
            reach=self._reach(subkind, offer=offer), areas=path if made.random() < 0.97 else (),
            service_areas=self._served(path), from_day=since, until_day=until, lines=lines,
            words=words_of(text, body), receipt_needed=offer and made.random() < 0.3,
            registered_only=made.random() < (0.2 if offer else 0.05), is_registered=registered,
            can_give_receipt=made.choice((True, False, None)) if registered else None,
            freshness=made.choices(("fresh", "ageing", "stale", "unconfirmed"), (35, 25, 20, 20))[0],
            verified=made.random() < 0.4, capacity=made.choice((None, 2, 4, 8, 15, 30, 80)),
            posted_at=datetime(2026, 3, 1, tzinfo=UTC) - timedelta(minutes=made.randrange(90 * 1440)),
        )  # fmt: skip

    def _line(self, subkind: str, side: str) -> Line:
        made = self.made
        item = made.choice(self.items[subkind])
        unit = WHAT[subkind][1]
        if not unit or made.random() < 0.15:
            return Line(item)
        if made.random() < 0.2 and SUBKINDS[subkind].key == "material":
            unit = "box"
        return Line(item, max(1, round(made.lognormvariate(3 if side == NEED else 3.5, 1.2))), unit)

    def _window(self, side: str) -> tuple[date | None, date | None]:
        made = self.made
        if made.random() < (0.3 if side == NEED else 0.5):
            return None, None
        since = TODAY + timedelta(days=made.randrange(90))
        if side != NEED and made.random() < 0.3:
            return since, None
        return since, since + timedelta(days=made.choice((7, 14, 30, 60, 120)))

    def _reach(self, subkind: str, *, offer: bool) -> str:
        far = self.made.random()
        if subkind in ON_THE_SPOT:
            return "country" if offer and far < 0.05 else "place"
        if SUBKINDS[subkind].key == "material":
            return "country" if offer and far < 0.25 else "place"
        return "remote" if far < 0.3 else "country" if far < 0.45 else "place"

    def _served(self, path: tuple[str, ...]) -> tuple[tuple[str, ...] | str, ...]:
        chance = self.made.random()
        if chance < 0.5:
            return ()
        if chance < 0.55:
            return ("*",)
        return (path[: self.made.choice((1, 2, 2, len(path)))],)


def _places(made: random.Random) -> tuple[list[tuple[str, ...]], list[float]]:
    """Counties, and cities without counties, with running sums of their weights."""
    from ngo2.demo.readers import examples, hubei, offers
    from ngo2.kernel.packs import pack
    from ngo2.organisations.facts import places

    codes = [
        row.facts["division"]["code"]
        for read in (hubei, offers, examples)
        for row in read.read()
        if row.facts.get("division")
    ]
    counted = Counter(path for code in codes if len(path := places.path("CN", code)) > 1)
    gazetteer = pack("CN").gazetteer
    assert gazetteer is not None
    every = [
        places.path("CN", line.code)
        for line in gazetteer.descendants("")
        if not gazetteer.children(line.code)
    ]
    every = [path for path in every if len(path) > 1]
    unequal = {path: made.paretovariate(1.2) for path in every}
    known, rest = sum(counted.values()), sum(unequal.values())
    weights = [counted.get(path, 0) / known + weight / rest for path, weight in unequal.items()]
    return list(unequal), list(accumulate(weights))


def _medical() -> list[str]:
    from ngo2.demo.readers import files

    return sorted({line["item"] for line in files.records("hubei_2020/needs.csv")})
