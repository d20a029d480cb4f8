"""Appeals for one person's treatment: told from what organisations need, so that they are led to where they may stand.

Charity law art. 124: appeals of individuals in distress stand on services that the Ministry of Civil Affairs
designates. Caught is a text that names one person or their family, an illness or treatment, and a plea for money.
Organisations that work with the ill say two of the three; what they write must pass.
"""

import re

from ngo2.lib.text import simplify

_ILL = re.compile(
    r"癌|瘤|白血病|尿毒症|肾衰|心脏病|脑瘫|脑梗|脑出血|重病|大病|绝症|重症|烧伤|烫伤|车祸|昏迷|移植|化疗|透析|抢救|ICU|住院|手术|确诊|病危|病重|瘫痪"
    r"|leuka?emia|cancer|tumou?r|kidney failure|transplant|chemotherapy|dialysis|surgery|operation|intensive care"
    r"|coma|in hospital",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"(?:我|俺|咱)(?:的|家的?|们家的?)?(?:孩子|儿子|女儿|宝宝|娃|父亲|母亲|爸|妈|爹|娘|爷爷|奶奶|外公|外婆|丈夫|妻子|老公|老婆|爱人|哥|弟|姐|妹|侄|同学|室友|邻居)"
    r"|救救(?:我|他|她|孩子|这|小|宝)|本人|患者(?:姓名|[\u4e00-\u9fff]{2,3}[,，])|(?:男孩|女孩|男童|女童|患儿|老人)[\u4e00-\u9fff]{2,3}[,，]"
    r"|\d{1,2}个?(?:岁|月大)的?(?:他|她|小|男孩|女孩|孩子|宝宝)|一个可怜的|苦命|单亲妈妈.{0,12}(?:患|病)"
    r"|\bmy (?:\w+ )?(?:son|daughter|child|baby|father|mother|husband|wife|brother|sister|friend|dad|mum|mom|uncle)\b"
    r"|save (?:my|him|her|little)\b"
    r"|\b(?:he|she) (?:is|was|has been) diagnosed|\byear-old (?:boy|girl|\w+ (?:is|was|has))",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"筹款|筹钱|众筹|捐款|捐钱|善款|医药费|医疗费|治疗费|手术费|住院费|救命钱|费用|凑(?:够|齐|钱)|万元|万块|元钱|负债|欠债|借遍|打款|转账|收款码"
    r"|好心人|爱心人士|伸出援手"
    r"|\bmoney\b|donat|fund ?rais|medical bills?|hospital bills?|\bcosts?\b|\bpay for\b|\$|\bcannot afford\b"
    r"|can't afford|yuan|rmb",
    re.IGNORECASE,
)


def is_personal_appeal(text: str) -> bool:
    said = simplify(text)
    return bool(_ONE.search(said) and _ILL.search(said) and _MONEY.search(said))
