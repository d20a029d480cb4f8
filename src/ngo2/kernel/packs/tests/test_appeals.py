"""Appeals for one person's treatment are caught; what organisations write of their work passes. Own texts."""

import pytest

from ngo2.kernel.packs import pack

CAUGHT = [
    "我的女儿今年五岁，上个月确诊白血病，手术费要三十万，求好心人捐款。",
    "救救孩子！男孩小明，8岁，患脑瘤，家里已经负债，医药费还差十万元。",
    "本人因车祸住院，家里借遍了亲戚，希望爱心人士伸出援手，收款码见下图。",
    "我母亲尿毒症透析三年，现在等移植，实在拿不出费用，请大家帮忙筹款。",
    "我爸癌症晚期，化疗的治疗费太高了，求捐款",
    "救救她！一位单亲妈妈患癌，众筹手术费。",
    "我家孩子先天性心脏病，需要做手术，费用8万元，求助社会。",
    "俺爹病危在ICU抢救，一天一万块，求好心人帮帮。",
    "我弟弟烧伤面积百分之七十，住院费已经花了二十万元，还在筹钱。",
    "我的室友確診白血病，我們在為她籌款，希望大家捐款。",
    "My daughter was diagnosed with leukemia and we cannot afford the surgery. Please donate.",
    "Please help pay the hospital bills of my father, who has cancer.",
    "Save little Tom: he was diagnosed with a tumour and the operation costs 200,000 yuan.",
    "I need money for my wife's kidney transplant surgery, my wife is in hospital.",
]
PASSES = [
    "康复站需要 8 辆轮椅和 30 副腋拐，二手的也可以。",
    "医院急需医用外科口罩一万只，防护服五百套。",
    "为白血病患儿家庭提供住宿的小家，需要 20 套被褥。",
    "我们为大病儿童做心理陪伴，招募 10 名志愿者，需要培训费用 5000 元。",
    "癌症康复协会寻找场地，每周一次，费用可以商量。",
    "血透室的病友互助小组需要一台打印机。",
    "基金会资助先天性心脏病儿童手术，每例最高三万元，欢迎医院合作。",
    "我们村的老人食堂每天六十人吃饭，缺大米和食用油。",
    "孩子们需要图书，乡村图书室缺 300 本绘本。",
    "临终关怀机构希望有医生每月来一次。",
    "网站打不开了，哪位会修？续费的费用我们自己出。",
    "我们的志愿者车祸后无法开车，需要一位司机，每周三次。",
    "肿瘤医院的爱心理发屋需要剪发志愿者。",
    "想给住院的孩子们办一个阅读角，需要书架和 5000 元经费。",
    "Our hospice needs volunteers who read to patients; we pay for travel.",
    "A foundation offers grants of up to 30,000 yuan for heart surgery of children, through hospitals.",
    "We need money for a new roof of the clinic.",
    "Our support group for people with cancer is looking for a room.",
]


@pytest.mark.parametrize("text", CAUGHT)
def test_E6_an_appeal_for_one_person_is_caught(text):
    assert pack("CN").appeals.caught(text)


@pytest.mark.parametrize("text", PASSES)
def test_E6_what_organisations_need_for_their_work_passes(text):
    assert not pack("CN").appeals.caught(text)


def test_other_countries_make_no_claim():
    assert pack("GB").appeals is None
    assert pack("GB").overseas is None


def test_a_long_text_takes_no_time():
    assert not pack("CN").appeals.caught("我的孩子们需要图书。" * 1000)
