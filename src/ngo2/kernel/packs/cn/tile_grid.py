"""The schematic grid of the 34 provinces: one square each, no borders drawn, roughly where they lie.

One line a square: code, column, row, short name, name in the source, English name.
"""

from ngo2.kernel.packs.base import Tile

TILE_GRID: tuple[Tile, ...] = (
    Tile("230000", 8, 0, "黑", "黑龙江省", "Heilongjiang"),
    Tile("150000", 5, 1, "蒙", "内蒙古自治区", "Inner Mongolia"),
    Tile("220000", 8, 1, "吉", "吉林省", "Jilin"),
    Tile("650000", 0, 2, "新", "新疆维吾尔自治区", "Xinjiang"),
    Tile("620000", 3, 2, "甘", "甘肃省", "Gansu"),
    Tile("640000", 4, 2, "宁", "宁夏回族自治区", "Ningxia"),
    Tile("140000", 5, 2, "晋", "山西省", "Shanxi"),
    Tile("130000", 6, 2, "冀", "河北省", "Hebei"),
    Tile("110000", 7, 2, "京", "北京市", "Beijing"),
    Tile("210000", 8, 2, "辽", "辽宁省", "Liaoning"),
    Tile("630000", 2, 3, "青", "青海省", "Qinghai"),
    Tile("610000", 4, 3, "陕", "陕西省", "Shaanxi"),
    Tile("410000", 5, 3, "豫", "河南省", "Henan"),
    Tile("370000", 6, 3, "鲁", "山东省", "Shandong"),
    Tile("120000", 7, 3, "津", "天津市", "Tianjin"),
    Tile("540000", 1, 4, "藏", "西藏自治区", "Tibet"),
    Tile("510000", 3, 4, "川", "四川省", "Sichuan"),
    Tile("500000", 4, 4, "渝", "重庆市", "Chongqing"),
    Tile("420000", 5, 4, "鄂", "湖北省", "Hubei"),
    Tile("340000", 6, 4, "皖", "安徽省", "Anhui"),
    Tile("320000", 7, 4, "苏", "江苏省", "Jiangsu"),
    Tile("530000", 3, 5, "云", "云南省", "Yunnan"),
    Tile("520000", 4, 5, "贵", "贵州省", "Guizhou"),
    Tile("430000", 5, 5, "湘", "湖南省", "Hunan"),
    Tile("360000", 6, 5, "赣", "江西省", "Jiangxi"),
    Tile("330000", 7, 5, "浙", "浙江省", "Zhejiang"),
    Tile("310000", 8, 5, "沪", "上海市", "Shanghai"),
    Tile("450000", 4, 6, "桂", "广西壮族自治区", "Guangxi"),
    Tile("440000", 5, 6, "粤", "广东省", "Guangdong"),
    Tile("350000", 6, 6, "闽", "福建省", "Fujian"),
    Tile("710000", 8, 6, "台", "台湾省", "Taiwan"),
    Tile("460000", 4, 7, "琼", "海南省", "Hainan"),
    Tile("820000", 5, 7, "澳", "澳门特别行政区", "Macao"),
    Tile("810000", 6, 7, "港", "香港特别行政区", "Hong Kong"),
)
ENGLISH = {tile.code: tile.english for tile in TILE_GRID}
