"""How organisations are named in English. Small letters without accents, as `lib.text.fold` leaves them."""

from ngo2.kernel.packs.base import OrganisationNames

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ROMAN = ("ii", "iii", "iv", "vi", "vii", "viii", "ix")

NAMES = OrganisationNames(
    forms=(
        *("limited", "ltd", "plc", "llp", "llc", "inc", "incorporated", "corporation", "company", "co"),
        *("cic", "cio", "scio", "lbg", "the", "of", "and", "for", "in", "at", "to", "a", "an", "on", "by", "with"),
        *("registered", "charity", "charitable", "ngo", "uk", "cn", "de", "la", "et"),
    ),
    common=(
        *("trust", "fund", "foundation", "association", "society", "club", "group", "centre", "school", "church"),
        *("community", "friends", "parents", "parent", "teacher", "teachers", "pre", "preschool", "nursery"),
        *("playgroup", "primary", "secondary", "junior", "infant", "hall", "village", "memorial", "scout", "scouts"),
        *("guides", "women", "womens", "institute", "young", "youth", "children", "childrens", "council", "committee"),
        *("saint", "christian", "baptist", "methodist", "catholic", "parish", "pcc", "parochial", "ecclesiastical"),
        *("evangelical", "ministries", "ministry", "international", "national", "british", "royal", "scotland"),
        *("england", "wales", "ireland", "northern", "support", "services", "service", "project", "care", "home"),
        *("house", "research", "education", "educational", "housing", "museum", "theatre", "arts", "music", "choir"),
        *("orchestra", "band", "history", "historical", "heritage", "environmental", "development", "network"),
        *("union", "league", "federation", "congregation", "jehovahs", "witnesses", "rotary", "lions", "inner"),
        *("wheel", "mosque", "muslim", "islamic", "hospital", "hospice", "health", "disabled", "elderly", "aid"),
        *("relief", "welfare", "benevolent", "sports", "football", "cricket", "swimming", "bowling", "green"),
        *("new", "old", "great", "little", "all", "saints", "holy", "trinity", "john", "mary", "james", "peter"),
        *("presbyterian", "orthodox", "district", "forces", "air", "navy", "army", "red", "cross", "crescent"),
        *("college", "university", "students", "social", "local", "general", "charities"),
    ),
    parts=("branch", "chapter", "division", "region", "office", "section", "lodge", "troop"),
    written={
        "assoc": "association", "assn": "association", "ass": "association", "soc": "society", "ctr": "centre",
        "center": "centre", "cent": "centre", "st": "saint", "sch": "school", "comm": "community", "cttee": "committee",
        "fdn": "foundation", "found": "foundation", "intl": "international", "int": "international", "natl": "national",
        "dev": "development", "ed": "education", "edu": "education", "educ": "education", "univ": "university",
        "hosp": "hospital", "gp": "group", "grp": "group", "mem": "memorial", "meml": "memorial", "rd": "road",
        "org": "organisation", "organization": "organisation", "wi": "womens institute", "pta": "parents teachers",
        "ptfa": "parents teachers friends", "yfc": "young farmers club", "cofe": "church england", "ch": "church",
        "prog": "programme", "program": "programme", "svc": "service", "svcs": "services", "tr": "trust",
        "mt": "mount", "nat": "national", "charit": "charitable", "vol": "voluntary", "govt": "government",
        "yth": "youth", "chld": "children", "bros": "brothers", "ft": "fort", "co operative": "cooperative",
    },
    numbers={word: str(place) for place, word in enumerate(_ORDINALS, 1)}
    | {word: str(place) for place, word in enumerate(_ROMAN, 2) if word},
    numbered=r"\b([0-9]{1,4})(?:st|nd|rd|th)?\b",
)  # fmt: skip
