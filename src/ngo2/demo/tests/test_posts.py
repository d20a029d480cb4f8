"""Needs and offers of the demo: made up for the examples, and the real exercise of 2020."""

from collections import Counter

import pytest

from ngo2.conversations.queries import messages_of, talk_in
from ngo2.demo import exercise, posts, services, stories, talking, together
from ngo2.demo.readers import examples, hubei, offers
from ngo2.exchange import kinds, queries
from ngo2.exchange.models import Introduction, Line, Post, Story
from ngo2.exchange.stories import told
from ngo2.lib.actors import Actor
from ngo2.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_lists(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(services, "READERS", (hubei, offers))
    return services.load_demo()


def test_the_exercise_of_2020_comes_once_and_closed(two_lists):
    assert two_lists.posts == {"hubei_2020_needs": 218, "hubei_2020_offers": 486, "example_posts": 32}
    past = Post.objects.exclude(dataset="")
    assert Counter(past.values_list("side", "state", "ending")) == {
        ("need", "closed", "historic"): 218,
        ("offer", "closed", "historic"): 486,
    }
    tally = two_lists.read["hubei_2020_needs"]
    # Every line of the list is somewhere: asked for, said twice, listed only, or left empty.
    assert (
        tally["lines"]
        == 5405
        == sum(tally[part] for part in ("asked", "asked twice", "listed, not asked", "left empty"))
    )
    lines = Line.objects.filter(post__dataset="hubei_2020_needs")
    assert lines.count() == tally["asked"]
    assert lines.exclude(quantity=None).count() == tally["with a quantity"] > 200
    assert not queries.open_posts().exclude(dataset="").exists()
    again = services.load_demo()
    assert again.posts == dict.fromkeys(two_lists.posts, 0)


def test_each_need_of_2020_belongs_to_the_institution_that_asked(two_lists):
    for post in Post.objects.filter(dataset="hubei_2020_needs").select_related("organisation")[:50]:
        assert post.external_id == post.organisation.external_id
        assert post.lines.exists()


def test_examples_post_needs_and_offers_of_every_kind(two_lists):
    made = Post.objects.filter(dataset="")
    assert Counter(made.values_list("side", flat=True)) == {"need": 21, "offer": 13}
    assert set(made.values_list("kind", flat=True)) == set(kinds.KINDS)
    assert set(made.values_list("organisation__dataset", flat=True)) == {examples.DATASET}
    records = {one.external_id: one for one in Organisation.objects.filter(dataset=examples.DATASET)}
    assert posts.post(records) == 0
    # Two of the needs are told from the first word to the thanks, one of them answered by a volunteer.
    shown = [told.of(story) for story in queries.public_stories()]
    assert [one.giver.pk is None for one in shown] == [True, False]
    assert [side.has_photo for side in shown[1].sides] == [True, False]
    assert all(one.is_example and one.giver.sentence and one.receiver.sentence for one in shown)
    stories.tell(records)
    assert Story.objects.count() == 2


def test_some_of_them_arrived_one_is_told_differently_and_one_was_called_off(two_lists):
    made = Introduction.objects.filter(story=None, post__project=None, volunteers=None).order_by("pk")
    assert list(made.values_list("state", "ending")) == [
        ("done", "delivered"), ("agreed", ""), ("done", "delivered"), ("agreed", ""), ("ended", "cancelled"),
    ]  # fmt: skip
    assert [one.promises.get().received for one in queries.differing()] == [4]
    services.load_demo()
    assert made.count() == 5


def test_a_company_and_two_groups_run_a_project_together(two_lists):
    post = Post.objects.get(dataset="", side="offer", subkind="joint")
    assert (post.project.joined, post.project.partners) == (2, 2)
    said = post.project.milestones.order_by("by_day").values_list("state", "responsible__external_id")
    assert list(said) == [
        ("done", "shanyi"),
        ("planned", "jinli-tech"),
        ("planned", "youshui"),
        ("planned", "jinli-tech"),
    ]
    records = {one.external_id: one for one in Organisation.objects.filter(dataset=examples.DATASET)}
    assert together.run(records) == 0


def test_alice_and_erin_have_begun_to_write_to_each_other(two_lists):
    records = {one.external_id: one for one in Organisation.objects.filter(dataset=examples.DATASET)}
    asked = Introduction.objects.get(
        organisation=records[talking.ASKS],
        post__organisation=records[talking.GIVES],
        post__subkind=talking.ABOUT,
    )
    found = talk_in(asked.scope)
    assert [one.person.name for one in messages_of(found.conversation)] == ["Erin", "Alice", "Erin"]
    assert talking.talk(records) == 0


def test_one_helps_for_hours_that_are_confirmed_open_and_objected_to(two_lists):
    one = Introduction.objects.exclude(volunteers=None).get()
    services.load_demo()
    found = queries.services_of(one)
    assert sorted(found.values_list("state", "halves")) == [
        ("confirmed", 3),
        ("objected", 4),
        ("recorded", 2),
    ]
    assert queries.certificates().get().halves == 5


def test_who_has_no_record_here_is_left_out():
    assert exercise.load(Actor("import", label="demo"), {}, lambda name, rows: None) == {
        "hubei_2020_needs": 0,
        "hubei_2020_offers": 0,
    }
