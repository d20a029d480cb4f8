"""The types of an XLSForm's rows, as pyxform 4.5 knows them. Pure; a test holds the lists to pyxform's."""

import re
from dataclasses import dataclass

# Shown to people: these need a text.
SHOWN = frozenset(
    """acknowledge|add acknowledge prompt|add audio prompt|add barcode prompt|add date prompt|add date time prompt
    |add dateTime prompt|add decimal prompt|add file prompt|add image prompt|add integer prompt|add location prompt
    |add note prompt|add photo prompt|add text prompt|add video prompt|audio|barcode|date|date time|dateTime|datetime
    |decimal|file|geopoint|geoshape|geotrace|gps|image|int|integer|location|note|number of days in last month
    |number of days in last six months|number of days in last year|osm|percentage|phone number|photo|q acknowledge
    |q audio|q barcode|q date|q date time|q dateTime|q decimal|q geopoint|q geoshape|q geotrace|q image|q int
    |q location|q note|q picture|q string|q video|range|string|text|time|trigger|video""".replace(
        "\n    ", ""
    ).split("|")
)
HIDDEN = frozenset(
    """add calculate prompt|audit|background-audio|background-geopoint|calculate|csv-external|device id|deviceid|email
    |end|end time|get device id|get end time|get phone number|get sim id|get start time|get subscriber id|get today
    |hidden|imei|phonenumber|q calculate|sim id|simserial|start|start time|start-geopoint|subscriber id|subscriberid
    |today|uri:deviceid|uri:email|uri:phonenumber|uri:simserial|uri:subscriberid|uri:username|username|xml-external
    """.replace("\n    ", "").split("|")
)
# Known to pyxform, yet refused or unfit without a list of choices.
LISTLESS = frozenset(
    """add select multiple prompt using|add select one prompt using|q select|q select1|rank|select all that apply
    |select all that apply from|select multiple from|select multiple using|select one|select one external
    |select one using|select one from|select_one|select_multiple|select1|select_one_external|select_one_from_file
    |select_multiple_from_file""".replace("\n    ", "").split("|")
)
SETTING_ROWS = frozenset({"form_title", "set_form_title", "form_id", "set_form_id", "prefix"})
# What somebody who never saw the list may be offered.
OFFERED = (
    "text", "integer", "decimal", "date", "time", "dateTime", "note", "calculate", "image", "audio", "video", "file",
    "geopoint", "geotrace", "geoshape", "barcode", "range", "acknowledge", "hidden", "start", "end", "today",
    "deviceid", "username", "audit", "begin_group", "end_group", "begin_repeat", "end_repeat", "select_one",
    "select_multiple", "rank",
)  # fmt: skip

_CONTROLS = {
    "group": "group",
    "lgroup": "repeat",
    "repeat": "repeat",
    "loop": "loop",
    "looped group": "repeat",
}
_BEGIN = re.compile(r"begin[\s_](group|lgroup|repeat|loop|looped group)(?: (?:over )?(\S+))?")
_END = re.compile(r"end[\s_](group|lgroup|repeat|loop|looped group)")
_SELECT = re.compile(
    r"(add select one prompt using|add select multiple prompt using|select all that apply from|select one from|select1"
    r"|select_one|select one|select_multiple|select all that apply|select_one_external|select_one_from_file"
    r"|select_multiple_from_file|select one from file|select multiple from file|rank)"
    r" (\S+)(?: (or specify other|or_other|or other))?"
)
_SEVERAL = ("select_multiple", "select all", "select multiple", "add select multiple")
FILE_ENDINGS = (".csv", ".xml", ".geojson")


@dataclass(frozen=True)
class Type:
    """`kind`: begin, end, select, shown, hidden, listless, setting, include, unknown.

    `name` of a control is group, repeat or loop, of a select one, several, external or rank.
    """

    kind: str
    name: str
    list_name: str = ""
    other: bool = False
    file: bool = False  # the list is meant as a file


def type_of(written: str) -> Type:
    text = " ".join(written.split())
    if begins := _BEGIN.fullmatch(text):
        return Type("begin", _CONTROLS[begins[1]], begins[2] or "")
    if ends := _END.fullmatch(text):
        return Type("end", _CONTROLS[ends[1]])
    if select := _SELECT.fullmatch(text):
        return Type("select", _selecting(select[1]), select[2], bool(select[3]), "file" in select[1])
    if text == "include":
        return Type("include", text)
    for kind, known in (
        ("shown", SHOWN),
        ("hidden", HIDDEN),
        ("listless", LISTLESS),
        ("setting", SETTING_ROWS),
    ):
        if text in known:
            return Type(kind, text)
    if text.startswith("osm "):
        return Type("shown", "osm")
    return Type("unknown", text)


def _selecting(command: str) -> str:
    if command in {"rank", "select_one_external"}:
        return command.removeprefix("select_one_")
    return "several" if command.startswith(_SEVERAL) else "one"
