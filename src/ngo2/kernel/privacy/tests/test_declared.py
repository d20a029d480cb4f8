"""An undeclared field fails the build: say in your app's manifest what it is for (`lib/personal.py`)."""

from ngo2.kernel.privacy import gaps


def test_every_field_that_can_hold_words_about_a_person_is_classified():
    assert gaps.unclassified() == []


def test_no_declaration_speaks_of_what_is_gone():
    assert gaps.stale() == []


def test_every_declaration_can_be_carried_out_and_read():
    assert gaps.senseless() == []
