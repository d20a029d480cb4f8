import pytest
from django.utils.translation import override

from ngo2.lib import personal
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, Retention
from ngo2.lib.registry import Registry


@pytest.fixture(autouse=True)
def declarations(monkeypatch):
    fresh = Registry("personal-data declaration")
    monkeypatch.setattr(personal, "declarations", fresh)
    return fresh


def test_a_declaration_holds_what_was_said(declarations):
    name = Personal("to greet you", UNTIL_ERASED, label="name")
    inviter = Personal("to say who invited", UNTIL_ERASED, person="invited_by", erase=Erase.KEEP("the law"))
    personal.declare(
        "a.Thing", title="Things", person="owner", fields={"n": name, "i": inviter}, plain={"owner"}
    )
    assert list(declarations) == [
        personal.Declaration("a.Thing", "Things", "owner", {"n": name, "i": inviter}, frozenset({"owner"}))
    ]
    assert declarations["a.Thing"].paths() == {"owner", "invited_by"}
    assert (inviter.erase.how, inviter.erase.reason) == ("keep", "the law")


def test_a_model_is_declared_once():
    personal.declare("a.Thing", plain={"x"})
    with pytest.raises(ValueError, match=r"a\.Thing"):
        personal.impersonal("a.Thing")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"fields": {"n": Personal("p", UNTIL_ERASED)}}, "say by `person` or `rows` whose n is"),
        (
            {"person": "self", "fields": {"n": Personal("p", UNTIL_ERASED)}, "plain": {"n"}},
            "n cannot be both",
        ),
        (
            {"person": "self", "fields": {"n": Personal("p", Retention("x", days=3))}},
            r"a\.Thing\.n: days need",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_at_start(said, sentence):
    with pytest.raises(ValueError, match=sentence):
        personal.declare("a.Thing", **said)


def test_days_say_it_in_words():
    kept = personal.days(30, "at")
    assert (kept.days, kept.since) == (30, "at")
    with override("en"):
        assert [str(personal.days(count, "at").sentence) for count in (1, 30)] == [
            "For 1 day.",
            "For 30 days.",
        ]
