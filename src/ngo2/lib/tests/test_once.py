"""Remembered within a reading, and not a moment longer."""

import pytest

from ngo2.lib.once import once, reading


@pytest.fixture
def asked():
    """(a question, and with what it was asked so far)."""
    heard: list[str] = []

    @once
    def ask(of):
        heard.append(of)
        return [of, len(heard)]

    return ask, heard


def test_outside_of_a_reading_each_asks_anew(asked):
    ask, _heard = asked
    assert (ask("a"), ask("a")) == (["a", 1], ["a", 2])


def test_within_one_each_question_is_asked_once_also_in_readings_inside_it(asked):
    ask, heard = asked
    with reading():
        ask("a")
        with reading():
            ask("a")
        assert (ask("a"), ask("b")) == (["a", 1], ["b", 2])
    assert heard == ["a", "b"]
    with reading():
        assert ask("a") == ["a", 3]


def test_one_that_fails_leaves_nothing_behind(asked):
    ask, heard = asked

    def fail():
        with reading():
            ask("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    ask("a")
    assert heard == ["a", "a"]


def test_two_questions_about_the_same_are_two(asked):
    ask, _heard = asked
    other = once(lambda of: "other")
    with reading():
        assert (ask("a"), other("a"), ask("a")) == (["a", 1], "other", ["a", 1])


def test_no_answer_is_an_answer():
    times = []

    @once
    def nobody(of):
        times.append(of)

    with reading():
        assert (nobody(1), nobody(1)) == (None, None)
    assert times == [1]
