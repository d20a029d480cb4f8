"""What could lead to a person is left out of words that leave as data, and amounts and standards stay."""

import pytest

from ngo2.exchange.contacts import left_out


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("电脑 20 台，电话13800138000。", "电脑 20 台，电话…。"),
        ("打 0778-2260217 或 138 0013 8000", "打 … 或 …"),
        ("Call +44 20 7946 0958 or write to zhang@example.org", "Call … or write to …"),
        ("微信：weixin_zhang，QQ群 123456789", "…，…"),
        ("加vx abc12345 领取", "加… 领取"),
        ("GB 19083-2010 标准的N95口罩2000只", "GB 19083-2010 标准的N95口罩2000只"),
        ("2026-12-31前要 20,000,000 元，YY/T 0969-2013", "2026-12-31前要 20,000,000 元，YY/T 0969-2013"),
        ("微信群运营志愿者", "微信群运营志愿者"),
        ("", ""),
    ],
)
def test_contacts_go_and_everything_else_stays(written, left):
    assert left_out(written) == left
