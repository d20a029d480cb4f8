"""The words around a number that say what it is: patterns for `lines`. Pure; each looks at few characters at a time.

All are for text that is `plain` and simplified. Chinese and English side by side, as people mix them.
"""

import re

_I = re.IGNORECASE
EDGES = " \t\u3000\r\n:：,，.。;；、*×·|-–—=~()（）【】[]“”\"'‘’的"

# Never a quantity, whatever stands around: the numbers in them are passed over, the words stay part of items.
_NAMES = re.compile(
    r"""
    https?://[^\s\u4e00-\u9fff]{1,300} | [\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{1,40} | www\.[\w./-]{1,200}
    | (?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d) | (?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)
    | (?<!\d)400[- ]?\d{3}[- ]?\d{4}(?!\d) | \+\d[\d ()-]{6,18}\d | (?<!\d)\d{3}-\d{3,4}(?:-\d{4})?(?!\d)
    | (?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d) | (?<!\d)\d{1,2}[:：]\d{2}(?::\d{2})?(?!\d)
    | (?:[\d一二三四五六七八九十〇零]{2,4}年(?:底|初|度|间|代)?)?[\d一二三四五六七八九十]{1,3}月(?:份
      |[\d一二三四五六七八九十]{1,3}[日号]?)?
      (?:\s?(?:-|–|—|~|至|到)\s?(?:\d{1,2}月)?\d{1,2}[日号])?
    | (?:\d{1,4}\s?[-–~至到]\s?)?[\d一二三四五六七八九十〇零]{1,4}(?:年|周岁|岁|号|楼|层|栋|幢|弄|室|路
      |街|巷|级|班|点钟?|分钟|秒|届|期|寸|英寸|码|度|环|分(?!之))
    | (?:\d{1,4}\s?[-–~至到]\s?)?\d{1,4}(?:个?月|周(?!边)|个?星期|个?学期|个小时|单元|公里|千米|里地
      |毫升|毫米|厘米|克(?!拉)|平米|平方米?|平|倍|折|世纪|块钱?/)
    | [一二两三四五六七八九十]{1,3}(?:个?月|个星期|个学期|个小时|单元|公里|周年)
    | [村屯寨区队乡镇]\d{1,3}[组社队] | \d{1,5}\s{1,2}号 | \d{1,5}(?:-\d{1,4})?[#＃]
      | [七7]天(?=[\u4e00-\u9fff]{0,4}酒店)
    | 第\s?[\d一二三四五六七八九十百零]{1,6} | (?:周|星期|礼拜)[一二三四五六日天](?!天)
      | [高初大][一二三四](?![台件])
    | (?<![\d.])\d{1,9}(?:\.\d{1,9})?\s?[%‰℃°] | 百分之[\d一二三四五六七八九十百零点]{1,8}
      | [\d一二三四五六七八九十]{1,3}分之[\d一二三四五六七八九十]{1,3}
    | (?<![a-zA-Z])(?:GB|YY|ISO|IEC|EN|DB|HJ|WS|ANSI|ASTM|NIOSH|KN|FFP|DIN|JB|QB
      |FZ)\d{0,3}(?:[/ ]?[TZ](?![a-zA-Z]))?[ -]?\d[\d.]*(?:[-:—]\d{1,4})*
    | (?<![a-zA-Z\d])[a-zA-Z]{1,12}-?\d[a-zA-Z0-9/_-]{0,20}
      | (?<![\d.])\d+(?![kKmMhHlL](?![a-zA-Z\d]))(?!kg|pcs|pc|rmb|cny)[a-zA-Z][a-zA-Z0-9_-]{0,20}
    | (?<![\d])\d+M(?![a-z])(?:[ ]\d{3,5}(?:/\d{3,5}){0,4})?(?!\d)
      | (?<!\d)\d{2,6}(?:/\d{2,6}){1,6}(?!\d)
    | (?:编号|单号|邮编|邮政编码|QQ群?|微信号?|电话|热线|传真|手机|账号|卡号|身份证号?|信用代码|房号
      |车牌)\s{0,3}[:：]?\s{0,3}\d[\d -]{2,24}
    | (?:tel|phone|call|fax|whatsapp|mobile|hotline|postcode|zip|wechat|id|no|number|room|grade|class
      |level|floor
       |building|block|phase|version|page|chapter|section|article|line|route|step|figure|age|aged|ages
       |year|type
       |unit|gate|lane|windows|office|word|model|form|annex|item
       |question)s?\.?[:#]?[ ]\+?\d[\d.-]*(?:[ ](?:to|-)[ ]\d+)?
    | [#$€£]\s?\d[\d,.]*(?:k|m)?(?:[ ]million)?
    | (?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?[ ]\d{1,2}(?:st|nd|rd
      |th)?(?!\d)(?:\s?[-–][ ]?\d{1,2})?(?:,?[ ]\d{4})?
    | \d{1,2}(?:st|nd|rd|th)? [ ](?:of[ ])?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?
      |july?|aug(?:ust)?
       |sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])(?:[ ]\d{4})?
    | \d{1,5}[ ](?:[A-Z][a-z]+[ ]){1,2}(?:street|st|road|rd|avenue|ave|lane|drive)(?![a-z])
    | (?:(?<=\n)|^)[ \t]{0,8}\d{1,2}[.、)）](?!\d) | [(（]\d{1,2}[)）]
      | (?<=[:;,：；，\s])\d{1,2}[)）](?=[\s\u4e00-\u9fff])
    | [(（](?:含|内含|内有|包括|每|包含)[^()（）\n]{0,60}[)）] | 24小时 | 7\s?[x×*]\s?24 | 24/7
      | 一对一| \d对\d | 一(?:些|起|致|直|样|般|定|次性|方面|线|部分|下|同|路|年|切|条龙|站式)
    """,
    re.VERBOSE | _I,
)


def masked(text: str) -> bytearray:
    """1 for each character that is part of a date, a phone number, a standard or another name with digits."""
    marks = bytearray(len(text))
    for match in _NAMES.finditer(text):
        marks[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return marks


BETWEEN = re.compile(
    r"(?:[个件只台套双箱盒包袋名位人本册张瓶桶]|\s?(?:boxes|bags|people|sets))?\s?(?:-|–|—|~|至"
    r"|到|或者?|or|to)\s?",
    _I,
)
CURRENCY_BEFORE = re.compile(r"(?:[¥￥]|rmb|cny|人民币)\s?$", _I)

# The clause is all that counts for what a number is: a price in the sentence before says nothing.
_CLAUSE = re.compile(r"[。；;！!？?\n，,、]|\.(?=\s)|(?<![a-z])(?:and|but)(?![a-z])", _I)


def clause_before(before: str) -> str:
    end = 0
    for match in _CLAUSE.finditer(before):
        end = match.end()
    return before[end:]


NOT_AFTER = re.compile(
    r"""\s?(?:/|每|一(?:天|人|个|次(?!性))|以前|前(?!台)|后(?!勤)|装(?!备|修|置|订|裱|卸)|(?:years?|yrs?
      |months?|weeks?|minutes?|mins?|seconds?|km|cm|mm|ml|g|miles?|inch(?:es)?|percent|degrees?
    |am|pm|o'clock|a\.m|p\.m|per|a|each|every|years?-olds?|ago|later|kw|kva|w|v|volts?|watts?|gb|mb|tb
      |mah|hz|mhz|times?|more|other|others)(?![a-z])
    |[-–]?(?:year|day|week|month|hour|minute|storey|person|inch|page|meter|metre|seat|bed)[- ])""",
    re.VERBOSE | _I,
)
# Behind a bare number: "one of us", "5 in Wuhan".
CONNECTED = re.compile(
    r"\s?(?:[a-z]{1,20} (?:an?|per|each|every) (?:day|week|month|year)|(?:of (?:us|them|our|the"
    r"|which|whom)|or|and|to|in|on|at|is|are|was|were|have|has|had|who|days?|new year))(?![a-z])",
    _I,
)
NOT_BEFORE = re.compile(
    r"""(?:每[\u4e00-\u9fff]{0,3}|不到|超过|坐|容纳|可容|第|约定|平均|人均|排名|成立|创办|距离?|全长
      |海拔|相当于|共有|现有成员|拥有|辖|占地?|价值|超过半数的?|为
    |(?:^|[^a-z])(?:no|any|every|each|this|that|per|than[ ](?:a|the)|at|in|since|until|by|during|from
      |before|after|the|these|those|our|their|other|last|next|past|first
    |across|serv(?:e|es|ed|ing)|reach(?:es|ed|ing)?|benefit(?:s|ed|ing)?|help(?:s|ed|ing)?|teach(?:es
      |ing)?|support(?:s|ed|ing)?|has|worth|(?<!us[ ])with|over[ ]the
      |(?<!looking[ ])(?<!asking[ ])(?<!need[ ])(?<!appeal[ ])(?<!searching[ ])(?<!request[ ])for))\s?$""",
    re.VERBOSE | _I,
)
PAST = re.compile(
    r"去年|前年|上个?月|上周|已经?(?:收到|发放|捐|完成|有|筹|送|为|服务|募)|曾|累计|发放了"
    r"|收到了|捐赠了|募集了|服务了|帮助了|覆盖|惠及|受益|服务于"
    r"|last (?:year|month|week)|(?:^|[^a-z])(?:have|has) (?:already )?(?:received|served|given"
    r"|helped|reached|sent|delivered)"
    r"|(?:^|[^a-z])(?:received|served|gave|helped|reached|delivered|distributed|destroyed"
    r"|damaged|lost|built|opened|closed|held|organi[sz]ed|ran|trained|visited|raised|collected"
    r"|planted|founded|employs?)(?![a-z])|so far|already",
    _I,
)
PRICE_BEFORE = re.compile(
    "费用|收入|年薪|单价|售价|房价|价格?|收费|餐标|门票|学费|月薪|工资|每|标准|price|cost|fee|worth|at$", _I
)
PRICE_AFTER = re.compile(r"\s?(?:/|每|一[天晚间人个]|包|起|左右/|以内的|per|a |each)", _I)
# 2022年我们走访了36个村，回收旧衣12吨: a report of what was done, over commas.
REPORT = re.compile("(?:19|20)\\d\\d年[^。；;！!？?\n]{0,40}了")
ASKED_CLEARLY = re.compile("需要|急需|需求|急求|紧缺|缺|招募|征集|求购|可捐|提供")
SENTENCE_END = re.compile(r"[。；;！!？?\n]|\.(?=\s)")
ASKED = re.compile(
    "需|求|缺|招|捐|提供|找|寻|征集?|募|借|送|出|赠|有|要|想|请|聘|盼|need|seek|look|want|offer"
    "|give|donat|lend|request|ask|provide|search|short",
    _I,
)

OPENING = re.compile(
    r"(?P<sign>(?:\s(?:needed|wanted|required|sought))?\s?[:：x×*(（=]|[,，]\s?(?=大?约|大概"
    r"|大致|至少|共|需|about|at least)|\s[-–—]|\s?\||\t)?\s{0,3}(?:大?约|大概|大致|至少|不少于"
    r"|最多|不超过|近|各|共|共计|总共|合计|数量|数量为|需|需要|about|around|at least|up to"
    r"|approx\.?|~|≈|(?:也|还|都)?(?:需要?|要|缺))?\s{0,3}[:：]?\s?$",
    _I,
)
END = re.compile(r"\s{0,3}(?:$|[。；;！!，,、)）|\n])")
PARTICLE = re.compile("[吗吧呢啊哦呀啦了么]$")
BREAKS_BEFORE = re.compile(
    r"""[。；;！!？?\n，,、:：]|\.(?=\s)|[)）]|还有|以及|另外|外加|和(?!平|谐|服)|及(?!时)|与|并|或|跟
    |需要?|急需|急求|求购|求(?!助|救|知)|急缺|缺少?|招募|招聘|招|急寻|寻(?!找|求|常)|剩余?|差(?!异|旅|距
      |别)|闲置|出资|愿意|清单|明细|如下|捐赠出?|捐献|捐出?|可以?提供|提供|寻找|寻求|征集|募集|筹集|筹
      |采购|购买|借用?|希望(?:得到|有|能)?|想要|想|要(?!闻)|找|有|是|还|收集|资助(?!$)|赞助(?!$)
      |支持(?!$)(?:一下)?|赠送|送出?|预计|共计?|总计|参加|参与|我们|本机构|本中心|大家|为了|帮忙|联系
    |(?<![a-z])(?:short[ ]of|need|needs|needed|want|seek|offer|offering|donate|have|and|with|for|give
      |are|is)(?![a-z])""",
    re.VERBOSE | _I,
)
BULLET = re.compile(r"^\s*(?:\d{1,2}\s?[.、)）]|[•·●*①-⑳-])+\s*(?=\w)")
ASIDE = re.compile(r"[(（][^()（）\n]{0,60}[)）]\s{0,3}$")  # 儿童绘本（3-6岁）300册
_STANDARD = r"(?:GB|YY|ISO|EN|WS|DB)(?:/?T)?[ ]?\d[\d.]*(?:-\d{2,4})?"
STANDARD_BEFORE = re.compile(rf"^\s?{_STANDARD}\s?(?:标准|认证)?的?\s?", _I)
LEAD = re.compile(r"[ \t\u3000]{0,3}(?:左右|上下|以上|以内)?\s?的?(?:of\s)?(?:(?:the|an?)\s)?", _I)
CHINESE_BREAK = re.compile(
    r"""[。；;！!？?\n，,、:：()（）|]|\s\d{1,2}[)）]|\.(?=\s|$)|用于|用来|给(?!水)|供(?![暖电水氧应])
      |以便|以供|为(?!主)|负责|协助|帮(?!扶|工)|要(?!素)|希望|需要|请|将|送往|送到|送去|送(?!货)
    |捐给|捐赠?|使用|左右|以上|以内|来(?!宾)|可(?![乐移口靠])|能够|因为?|由于|每|参加|参与|陪|加入|到|在
      |周末|本周|各|就|已|还有|以及|另外|外加|即|谢谢|拜托|放在|免费|并|联系|一起|从|于|能(?!量|源)|想
      |没|不(?!锈|干)""",
    re.VERBOSE,
)
ENGLISH_BREAK = re.compile(
    r"""[。；;！!？?\n，,:：()（）|/]|\s\d{1,2}[)）]|\.(?=\s|$)|\s[-–—]\s|(?<![a-z])(?:for|to|from|in|at|by|on|who|that|which|so|with|we|our|is|are|was|were|if|because|as|before|after|until|this|next|each|every|per|please|can|could|will|would|near|during|about|around|needed|wanted|available|or|but|since|has|have|plus|keeps?|and(?=\s(?:an?|some|one)\s)|when|while|where|through|left|free)(?![a-z'])""",
    re.VERBOSE | _I,
)
JOINT = re.compile(r"和(?!平|谐|服)|及|与|并|或|跟|\s(?:and|plus|&)\s", _I)
UNITS_THAT_ARE_ITEMS = frozenset(
    re.findall(
        "[a-z]+",
        "volunteer volunteers people persons books beds rooms bags bottles boxes kits sets cartons cans trips hours",
    )
)
NO_ITEM = re.compile(
    r"^(?:入住|月|星期|方面|问题|学期|小时|班级?|地方|部分|阶段|点|县|市|省|区|镇|乡|村|人|名|次"
    r"|以上|左右|等|目标|原因|字|校区|分会|理事|年级|工作日?|项目|公益|机构|组织|志愿队|活动"
    r"|学校|家庭|孩子|方向|步|种|类"
    r"|times?|pages?|words?|people|persons?|days?|hours?|things?|ways?|us|them|points?|parts?"
    r"|years?|months?|weeks?|minutes?|schools|villages|families|countries|cities|provinces"
    r"|districts|staff|members|organi[sz]ations)$"
    r"|^(?:事|好事|问题|家庭|孩子|月|年|世纪|地方|村|学期|街道|社区|省|市|县)",
    _I,
)
# Who does the work is asked for, even where they are students.
WORKING = re.compile("志愿者|义工|老师|教师|讲师|实习生|volunteer|teacher|mentor|tutor", _I)
REACHED = re.compile(
    "学生|儿童|孩子|老人|听众|观众|嘉宾|村民|居民|师生|受益|家庭|群众|患者|病人|会员|成员|员工"
    "|参与|参加|同学|children|students?|pupils|families|beneficiar|patients|residents|villagers"
    "|elderly|members|kids|people$",
    _I,
)
