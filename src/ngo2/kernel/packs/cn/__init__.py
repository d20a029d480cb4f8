"""The pack of the People's Republic of China."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs.base import Identifier, Level, Pack
from ngo2.kernel.packs.cn import credit_code
from ngo2.kernel.packs.cn.divisions import GAZETTEER
from ngo2.kernel.packs.cn.giving import GOODS, VOLUNTEERING
from ngo2.kernel.packs.cn.legal import APPEALS, LEGAL_STATUSES, NOTES, OVERSEAS, REGISTER_LINKS
from ngo2.kernel.packs.cn.money import MONEY
from ngo2.kernel.packs.cn.organisation_names import NAMES
from ngo2.kernel.packs.cn.tile_grid import ENGLISH, TILE_GRID

PACK = Pack(
    country="CN",
    levels=(
        Level(1, "province", _("Province"), _("Provinces")),
        Level(2, "city", _("City or prefecture"), _("Cities and prefectures")),
        Level(3, "county", _("County or district"), _("Counties and districts")),
    ),
    gazetteer=GAZETTEER,
    identifiers=(
        Identifier(
            "credit_code",
            _("Unified social credit code"),
            credit_code.example_credit_code(1),
            credit_code.check,
        ),
    ),
    legal_statuses=LEGAL_STATUSES,
    tile_grid=TILE_GRID,
    register_links=REGISTER_LINKS,
    notes=NOTES,
    english=ENGLISH,
    covers={"HK": "810000", "MO": "820000", "TW": "710000"},
    names=NAMES,
    appeals=APPEALS,
    overseas=OVERSEAS,
    money=MONEY,
    goods=GOODS,
    volunteering=VOLUNTEERING,
)
