import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from ngo2.kernel.packs.cn import credit_code
from ngo2.kernel.packs.cn.divisions import GAZETTEER
from ngo2.kernel.packs.cn.legal import LEGAL_STATUSES

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def told(text):
    report = credit_code.check(text)
    return (
        report.valid,
        [warning.code for warning in report.warnings],
        report.registering_division.code,
        report.kind_hint,
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("53330000501874064B", (True, [], "330000", "registered_foundation")),
        ("53100000500021326D", (True, [], "", "registered_foundation")),
        ("913502000728319549", (True, [], "350200", "registered_business")),
        # Real codes that fail: warned with what to do, kept as they are.
        ("91350203M0001QAY9B", (False, ["check"], "350203", "registered_business")),
        ("91350100M0001TGQXM", (False, ["check"], "350100", "registered_business")),
    ],
)
def test_D7_code_vectors(code, expected):
    assert told(code) == expected
    assert credit_code.check(code).normalised == code


def test_D7_check_characters_as_computed_in_the_rules():
    assert uscc.calc_check_digit("91350203M0001QAY9") == "9"
    assert uscc.calc_check_digit("91350100M0001TGQX") == "1"


def test_D7_a_failing_real_code_is_told_to_attach_the_certificate():
    (warning,) = credit_code.check("91350203M0001QAY9B").warnings
    with translation.override("en"):
        assert "photo of the certificate" in str(warning.message)


def test_D7_national_authority_is_no_division_and_no_warning():
    report = credit_code.check("53100000500021326D")
    assert (report.national, report.registering_division.known, report.warnings) == (True, False, ())


@pytest.mark.parametrize(
    "typed",
    [
        "5333 0000 5018 74064b",
        "53330000-50187406-4B",
        " 53330000501874064B ",
        "５３３３００００５０１８７４０６４Ｂ",
        "53330000\u3000501874064B",
        "53330000–501874064b",
    ],
)
def test_D7_normalised(typed):
    assert credit_code.check(typed).normalised == "53330000501874064B"
    assert credit_code.check(typed).valid is True


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("5333OOOO5O1874O64B", "53330000501874064B"),
        ("533300005018740648", None),
        ("S3330000S01874064B", "53330000501874064B"),
        ("9I3502000728319549", "913502000728319549"),
        ("91350Z000728319549", "913502000728319549"),
        ("5333000050187406VB", None),
        ("OIS", None),
    ],
)
def test_D7_suggestions_are_offered_never_applied(typed, suggestion):
    report = credit_code.check(typed)
    assert report.suggestions == ((suggestion,) if suggestion else ())
    assert report.normalised == typed
    assert report.valid is False


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "length"),
        ("123", "length"),
        ("5" * 19, "length"),
        ("5333000050187406VB", "characters"),
        ("京" * 18, "characters"),
    ],
)
def test_D7_form_is_warned_in_plain_words(typed, code):
    (warning,) = credit_code.check(typed).warnings
    assert warning.code == code
    with translation.override("en"):
        assert str(warning.message).endswith("Compare it with the certificate.")


def test_D7_inner_check_is_only_a_warning():
    code = "52" + "420100" + "12345678" + "0"
    assert credit_code.inner_check("12345678") != "0"
    assert told(code + uscc.calc_check_digit(code)) == (
        True,
        ["inner_check"],
        "420100",
        "registered_service",
    )


@pytest.mark.parametrize(
    ("block", "now", "ambiguous"),
    [
        ("120225", "120119", False),  # 蓟县
        ("420600", "420600", False),
        ("130421", "", True),  # 邯郸县 was split
        ("110100", "110000", False),  # placeholder 市辖区: the city above it
        ("419000", "410000", False),  # placeholder for counties directly under the province
    ],
)
def test_D7_D9_abolished_division_in_a_code_is_resolved_not_rejected(block, now, ambiguous):
    first = f"51{block}12345678{credit_code.inner_check('12345678')}"
    report = credit_code.check(first + uscc.calc_check_digit(first))
    assert (report.valid, report.warnings) == (True, ())
    assert (report.registering_division.code, report.registering_division.ambiguous) == (now, ambiguous)


def test_D7_a_place_that_never_was_is_warned():
    first = f"51{'000000'}12345678{credit_code.inner_check('12345678')}"
    assert told(first + uscc.calc_check_digit(first)) == (True, ["division"], "", "registered_association")


def test_examples_are_right_and_belong_to_nobody():
    assert not any(code.startswith("99") for code in GAZETTEER.lines)
    codes = [credit_code.example_credit_code(number) for number in (*range(500), 99_999_999)]
    assert len(set(codes)) == 501
    for code in codes:
        assert uscc.is_valid(code)
        assert credit_code.is_example(code)
        assert told(code) == (True, ["example"], "", "registered_service")
    assert credit_code.example_credit_code(3, "53")[:8] == "53990000"
    assert not credit_code.is_example("53330000501874064B")


@given(st.text(max_size=40))
def test_any_text_gets_an_answer_and_never_an_error(text):
    report = credit_code.check(text)
    assert [str(warning.message) for warning in report.warnings]


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(first, place, other):
    code = first + uscc.calc_check_digit(first)
    assert credit_code.check(code).valid is True
    wrong = code[:place] + other + code[place + 1 :]
    assert credit_code.check(wrong).valid is (wrong == code)


def test_hints_are_statuses_of_the_pack():
    assert set(credit_code._KINDS.values()) <= {status.key for status in LEGAL_STATUSES}
