"""What was typed and not sent yet is found again: by its owner only, field by field."""

import threading

import pytest

from ngo2.kernel.ui import drafts
from ngo2.kernel.ui.models import Draft
from ngo2.kernel.ui.tests.crowd import crowd

KEY = "organisations.edit:1"


@pytest.mark.django_db
def test_a_draft_is_kept_field_by_field_and_thrown_away(alice):
    assert drafts.load(alice, KEY) == {}
    drafts.save(alice, KEY, {"name": "山蚁", "causes": ["education", "rural"]})
    drafts.save(alice, KEY, {"name": "山蚁小组", "staff": 3})
    assert drafts.load(alice, KEY) == {"name": "山蚁小组", "causes": ["education", "rural"], "staff": 3}
    drafts.discard(alice, KEY)
    assert drafts.load(alice, KEY) == {}
    drafts.discard(alice, KEY)


@pytest.mark.django_db
def test_drafts_of_others_and_of_other_forms_are_apart(alice, bob):
    drafts.save(alice, KEY, {"name": "Alice's"})
    drafts.save(alice, "other", {"name": "other"})
    drafts.save(bob, KEY, {"name": "Bob's"})
    drafts.discard(alice, "other")
    assert [drafts.load(alice, KEY), drafts.load(bob, KEY), drafts.load(alice, "other")] == [
        {"name": "Alice's"},
        {"name": "Bob's"},
        {},
    ]


@pytest.mark.django_db
def test_nul_is_left_out_at_any_depth(alice):
    drafts.save(alice, KEY, {"typed": {"a\0": ["x\0y", 3, None]}, "note": "\0", "staff": 3})
    assert drafts.load(alice, KEY) == {"typed": {"a": ["xy", 3, None]}, "note": "", "staff": 3}


@pytest.mark.django_db
def test_what_is_loaded_can_be_changed_without_changing_the_draft(alice):
    drafts.save(alice, KEY, {"name": "a"})
    drafts.load(alice, KEY)["name"] = "b"
    assert drafts.load(alice, KEY) == {"name": "a"}


@pytest.mark.django_db
def test_a_person_who_goes_takes_the_drafts_along(alice):
    drafts.save(alice, KEY, {"name": "a"})
    alice.delete()
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_pages_that_save_at_once_all_find_their_answer_again(alice):
    assert crowd(10, lambda n: drafts.save(alice, KEY, {f"field{n}": n})) == [None] * 10
    assert drafts.load(alice, KEY) == {f"field{n}": n for n in range(10)}


@pytest.mark.django_db(transaction=True)
def test_who_reads_merges_and_writes_without_a_lock_loses_answers(alice):
    """The twin, a planted fault."""
    drafts.save(alice, KEY, {})
    gate = threading.Barrier(10)

    def careless(n):
        draft = Draft.objects.get(person=alice, key=KEY)
        gate.wait(30)
        draft.data = {**draft.data, f"field{n}": n}
        draft.save()

    crowd(10, careless)
    assert len(drafts.load(alice, KEY)) < 10
