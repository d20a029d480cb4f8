"""Money in the exchange by the law of the People's Republic of China: between organisations, never from the public.

Charity law art. 22-28 (public fundraising: a certificate, a filed plan, designated platforms), 26 (whoever has no
certificate works with a charity that has one), 43 (state-owned enterprises), 113 (what happens otherwise); Order 74 of
the Ministry of Civil Affairs. Tax: receipts by bodies of the yearly list. Not legal advice.
"""

import re

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs.law import Elsewhere, Ground, Money, Party
from ngo2.lib.text import simplify

FUNDRAISER, RECEIPTS = "public_fundraiser", "receipts"
# A discount or a waived fee moves no money: a lawyer may offer it in their own name.
BETWEEN_ORGANISATIONS = frozenset({"grant", "sponsorship", FUNDRAISER, RECEIPTS, "other_money"})
MAY_BE_CERTIFIED = frozenset({"registered_foundation", "registered_association", "registered_service"})
CERTIFICATE, YEARS, PARTNER = "fundraising_certificate", "receipt_years", "receipts_partner"

_CHARITY_CHINA = Elsewhere(
    _("Charity China: who may raise money in public, and filed campaigns"), "https://cszg.mca.gov.cn/"
)
_PLATFORMS = Elsewhere(
    _("Designated platforms for giving: list of the Ministry of Civil Affairs"), "https://www.mca.gov.cn/"
)

PERSON = Ground(
    "money_person",
    _(
        "Money goes only between organisations here. Answer for your organisation; whoever wants to give as a person"
        " gives to a charity on a designated platform."
    ),
    (_PLATFORMS, _CHARITY_CHINA),
)
NO_CHARITY = Ground(
    "money_status",
    _(
        "Only a registered foundation or charity can be the partner for public fundraising. You may post that you look"
        " for one; it then runs the campaign and receives the money."
    ),
    (_CHARITY_CHINA,),
    "legal_status",
)
NO_CERTIFICATE = Ground(
    "money_certificate",
    _(
        "Whoever offers to raise money in public needs the certificate for it (charity law, art. 22). Write its number"
        " into your record, then offer it."
    ),
    (_CHARITY_CHINA,),
    CERTIFICATE,
)
NOT_COMPARED = Ground(
    "money_unverified",
    _(
        "The certificate stands in your record, but nobody has compared it yet. Ask for a check of identity on your"
        " page; when it is done, offer it."
    ),
    (_CHARITY_CHINA,),
)
NO_RECEIPTS = Ground(
    "money_receipts",
    _(
        "Only bodies of the yearly list may give deductible receipts. Write into your record in which years you were"
        " on it, or post that you look for a partner who is."
    ),
    (),
    YEARS,
)
COLLECTING = Ground(
    "money_collecting",
    _(
        "These words ask the public for money, which only a qualified charity may do (charity law, art. 22 and 26)."
        " What is lawful: look for a qualified foundation as partner, ask organisations for a grant, or name the filing"
        " number of the campaign."
    ),
    (_CHARITY_CHINA, _PLATFORMS),
)

# Public fundraising by its names: enough where a post is about money at all, unless its clause says that it is none.
_NAMED = re.compile(r"募捐|募款|众筹|筹款|\bcrowd-?fund|\b(?:public )?fund-?rais(?:er|ing)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:不|非|无|没有|未|禁止|勿)[^，。；,.;!?！？\n]{0,6}$|\b(?:no|not|never|without)\b[^，。；,.;!?！？\n]{0,20}$",
    re.IGNORECASE,
)
# A call to give money, whatever the post says that it is about.
_CALL = re.compile(
    r"扫码(?:就|即|可|来|去|一下)?(?:可以?)?(?:捐|支持一元|献爱心)|(?:转发|分享).{0,6}(?:捐|献爱心|筹)|转捐|一起捐|一元捐|月捐|捐款(?:二维码|链接|通道|入口|账号|账户|码)"
    r"|(?:收款|付款|打赏)(?:二维)?码"
    r"|(?:请|求|盼|呼吁|恳请|欢迎|号召|发动|希望)(?:.{0,4}(?:大家|各位|社会各界|社会|爱心人士|好心人|网友|朋友们?|公众|市民))(?:.{0,8})(?:捐款|捐钱|捐资|解囊|凑钱|献爱心)"
    r"|求捐款|求打款|人人捐|每人捐"
    r"|\bscan (?:\w+ ){0,4}(?:to|and) (?:donate|give)|\b(?:share|forward|repost) (?:\w+ ){0,4}(?:to|and) donate"
    r"|\bdonat(?:e|ions?) (?:money )?(?:by|via|through|with) (?:\w+ ){0,2}(?:qr|code|link|wechat|alipay|paypal)"
    r"|\beverybody (?:please )?donate|please (?:all )?donate money|\bdonate (?:one|1|ten|10) yuan",
    re.IGNORECASE,
)
# 公开募捐方案备案编号: the credit code of the charity, a letter, the year and a number (never refused on its form).
_FILED = re.compile(r"(?<![0-9A-Z])5[0-9A-HJ-NPQRTUWXY]{17}[A-Z]\d{2}\d{3,}(?!\d)")


def is_certified(party: Party) -> bool:
    return party.status in MAY_BE_CERTIFIED and party.is_verified and bool(party.facts.get(CERTIFICATE))


def takes_part(subkind: str, gives: bool, party: Party, year: int) -> Ground | None:
    if subkind in BETWEEN_ORGANISATIONS and party.is_person:
        return PERSON
    if subkind == FUNDRAISER and gives and not is_certified(party):
        if party.status not in MAY_BE_CERTIFIED:
            return NO_CHARITY
        return NOT_COMPARED if party.facts.get(CERTIFICATE) else NO_CERTIFICATE
    if subkind == RECEIPTS and gives and not _listed(party, year):
        return NO_RECEIPTS
    return None


def says(text: str, subkind: str, is_money: bool, party: Party) -> Ground | None:
    """A certified charity may, and whoever names the filed campaign; the search for a partner names what it is for."""
    said = simplify(text)
    if is_certified(party) or _FILED.search(said):
        return None
    if _CALL.search(said):
        return COLLECTING
    return COLLECTING if is_money and subkind != FUNDRAISER and _is_named(said) else None


def _is_named(said: str) -> bool:
    before = (said[max(0, one.start() - 30) : one.start()] for one in _NAMED.finditer(said))
    return any(not _DENIED.search(text) for text in before)


def receipt(receiver: Party, year: int) -> object:
    years = [int(one) for one in receiver.facts.get(YEARS) or ()]
    partner = receiver.facts.get(PARTNER)
    if _listed(receiver, year):
        return _("Deductible receipt: yes, it is on the list of %(year)s (as its record says)") % {
            "year": max(one for one in years if one <= year)
        }
    if partner:
        return _("Deductible receipt: through a partner, %(name)s (as its record says)") % {"name": partner}
    told = {YEARS, PARTNER} & receiver.facts.keys()
    return _("Deductible receipt: no (as its record says)") if told else ""


def _listed(party: Party, year: int) -> bool:
    """The list of a year is published late in it: that of the year before counts as long."""
    return bool({year, year - 1} & {int(one) for one in party.facts.get(YEARS) or ()})


MONEY = Money(
    takes_part,
    says,
    receipt,
    (
        frozenset({"registered_business", "public_body"}),
        _(
            "If whoever gives is owned by the state, its owner's approval is needed first (charity law, art. 43)."
            " Please ask before you agree."
        ),
    ),
)
