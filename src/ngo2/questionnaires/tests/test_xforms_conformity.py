"""pyxform's own workbooks and a real survey: converted, read, answered by a machine, sent, checked, resumed."""

import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pytest
from pyxform.xls2xform import convert

from ngo2.questionnaires.xforms import (
    Form,
    Group,
    Question,
    Repeat,
    Session,
    Unknown,
    Unreadable,
    check,
    read,
)

FORMS = Path(__file__).resolve().parents[4] / "data" / "xforms"
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=timezone(timedelta(hours=8)))

# pyxform itself does not convert these: they are its examples of what is wrong.
NOT_CONVERTED = {
    "calculate_without_calculation.xls",
    "duplicate_columns.xlsx",
    "group_name_test.xls",
    "include.xls",
    "include.xlsx",
    "include_json.xls",
    "include_json.xlsx",
    "unknown_question_type.xls",
}
# It converts these, but an expression in them is none, or names a field that is not there: Collect refuses them too.
UNREADABLE = {
    "bad_calc.xlsx": "because pyxform doesn't know what to do",
    "case_insensitivity.xls": "/data/meta/entity/label/l1",
    "case_insensitivity.xlsx": "/data/meta/entity/label/l1",
    "xl_date_ambiguous.xlsx": "/data/meta/instanceName/XLDateAmbiguous-v1",
    "xl_date_ambiguous_v1.xlsx": "/data/meta/instanceName/XLDateAmbiguous-v1",
}
# Lists that the workbooks name and that do not come with them; made up here.
FILES = {
    "fruits.csv": b"name,name_key\nmango,1\npear,2\n",
    "UCL_regions.csv": b"name,label\nr1,Lindi\nr2,Tanga\n",
    "UCL_districts.csv": b"name,label,region_id\nd1,Kilwa,r1\nd2,Lushoto,r2\n",
    "UCL_villages.csv": b"name,label,district_id\nv1,Nainokwe,d1\nv2,Mlola,d2\n",
    "ULC_Biomass_Plots.csv": b"name,label,village,plant_phase\n"
    + b"".join(b"p%d,Plot,v%d,%d\n" % (year * 10 + n, n, year) for n in (1, 2) for year in range(2000, 2031)),
    "species_names.csv": b"name,label\nother,Other\ns1,Acacia nilotica\n",
}
TEXTS = ("Ann", "someone@example.org", "5551234567", "2", "200", "0", "16", "12.5")


def workbooks() -> list[Path]:
    return sorted([*FORMS.glob("*.xlsx"), *(FORMS / "pyxform").glob("*.xls*")], key=lambda path: path.name)


@pytest.fixture(scope="module")
def converted() -> dict[str, bytes]:
    found = {}
    for path in workbooks():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found[path.name] = convert(str(path)).xform.encode()
        except Exception:  # noqa: S112 (pyxform raises many kinds; which files it refuses is asserted)
            continue
    return found


@pytest.fixture(scope="module")
def forms(converted: dict[str, bytes]) -> dict[str, Form]:
    return {name: read(xform, FILES) for name, xform in converted.items() if name not in UNREADABLE}


def values_for(session: Session, question: Question, path: str, chance: Random) -> list[str]:
    """Values to try, of the right type."""
    if question.control == "trigger":
        return ["OK"]
    if question.choices is not None:
        values = [choice.value for choice in session.choices(path)]
        chance.shuffle(values)
        if question.control == "rank":
            return [" ".join(values)]
        return [*values, *(" ".join(values[:2]),)] if question.several else values
    if question.control == "range":
        return [question.start, question.end]
    if question.control == "upload":
        return ["photo.jpg"]
    return {
        "int": [str(chance.randrange(100)), "7", "0", "1000", "20", "40"],
        "decimal": [f"{chance.random() * 20:.2f}", "12.5", "15"],
        "date": ["2027-01-31", "2020-02-29"],
        "time": ["09:30:00.000+08:00"],
        "dateTime": ["2027-01-31T09:30:00.000+08:00"],
        "geopoint": ["30.59 114.31 20 5"],
        "geotrace": ["30.59 114.31 0 0;30.60 114.32 0 0"],
        "geoshape": ["30.59 114.31 0 0;30.60 114.32 0 0;30.6 114.3 0 0;30.59 114.31 0 0"],
        "binary": ["photo.jpg"],
    }.get(question.datatype, list(TEXTS))


def fill(session: Session, chance: Random) -> int:
    """Answers each question that is relevant and can be answered; how many. Answers may make others relevant."""
    answered: set[str] = set()
    while True:
        waiting = [
            (node, path)
            for node, path in session.walk()
            if isinstance(node, Question) and path not in answered and not session.state(path).readonly
        ]
        if not waiting:
            return len(answered)
        for node, path in waiting:
            answered.add(path)
            try:
                relevant = session.state(path).relevant
            except Unknown:  # an answer before made a counted repeat shorter
                continue
            if not relevant:
                answered.discard(path)
                continue
            assert isinstance(node, Question)
            for value in values_for(session, node, path, chance):
                session.set(path, value)
                if session.problem(path) is None:
                    break
            else:
                session.set(path, "")


def test_which_workbooks_convert(converted: dict[str, bytes]) -> None:
    names = {path.name for path in workbooks()}
    assert len(names) == 58
    assert names - set(converted) == NOT_CONVERTED
    assert len(converted) == 50


def test_which_forms_are_read(converted: dict[str, bytes], forms: dict[str, Form]) -> None:
    for name, reason in UNREADABLE.items():
        with pytest.raises(Unreadable, match=reason):
            read(converted[name], FILES)
    assert len(forms) == 45
    assert [name for name, form in forms.items() if form.missing] == []


def test_forms_are_filled_sent_checked_and_resumed_to_the_same_bytes(forms: dict[str, Form]) -> None:
    steps = {"started": 0, "filled": 0, "clean": 0, "resumed": 0, "from a draft": 0}
    answered = 0
    for name, form in forms.items():
        for seed in range(3):
            session = form.start(NOW, random=Random(seed))
            steps["started"] += 1
            answered += fill(session, Random(seed))
            assert session.problems() == [], name
            steps["filled"] += 1
            sent = session.submission(NOW + timedelta(minutes=9))
            assert check(form, sent) == [], name
            assert check(form, sent, NOW) == [], name
            steps["clean"] += 1
            assert form.resume(sent).submission() == sent, name
            steps["resumed"] += 1
            assert form.resume(session.draft()).submission() == sent, name
            steps["from a draft"] += 1
    assert steps == dict.fromkeys(steps, 45 * 3)
    assert answered == 929


def test_repeats_are_added_and_kept(forms: dict[str, Form]) -> None:
    with_repeats = 0
    for name, form in forms.items():
        free = [repeat for repeat in form.repeats.values() if not repeat.fixed]
        if not free:
            continue
        with_repeats += 1
        session = form.start(NOW, random=Random(1))
        for repeat in free:
            above = repeat.definition.parent
            if above is not None and not above.repeats():
                session.add(repeat.path)
                session.add(repeat.path)
        fill(session, Random(2))
        sent = session.submission()
        assert check(form, sent) == [], name
        assert form.resume(sent).submission() == sent, name
    assert with_repeats == 3


def test_labels_are_shown_in_each_language(forms: dict[str, Form]) -> None:
    """Questions and groups of all forms, in each of their languages: how many have a label."""
    shown = 0
    for form in forms.values():
        session = form.start(NOW, random=Random(1))
        for node, path in session.walk(all_nodes=True):
            if isinstance(node, (Question, Group)) and not isinstance(node, Repeat) and path:
                for language in form.languages or ("",):
                    shown += bool(session.label(path, language))
    assert shown == 723
