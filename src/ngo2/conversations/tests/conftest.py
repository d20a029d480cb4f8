"""A table at which Alice and Bob sit on one side and Erin on the other; Charlie and Dana do not sit there."""

from dataclasses import dataclass, field, replace

import pytest
from django.core.cache import cache
from django.utils import translation

from ngo2.conversations import queries, services
from ngo2.conversations.scopes import About, Kind, Side, kinds
from ngo2.lib.actors import person_actor


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    """Where uploads of a test lie."""
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()
    return settings.MEDIA_ROOT


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@dataclass
class Tables:
    """What the room above would say, and can be changed by a test."""

    about: About
    numbers: set[int] = field(default_factory=lambda: {1})

    def seat(self, key, *people):
        sides = tuple(replace(one, people=people) if one.key == key else one for one in self.about.sides)
        self.about = replace(self.about, sides=sides)

    def close(self, moment):
        self.about = replace(self.about, closes=moment)


@pytest.fixture
def tables(monkeypatch, alice, bob, erin):
    monkeypatch.setattr(kinds, "_items", dict(kinds._items))
    sides = (Side("owner", "山蚁小组", (alice, bob)), Side("asker", "金利科技", (erin,)))
    made = Tables(About("need 0217: books", "/me/", sides, advice="Give your contact with the button."))

    def of_person(person):
        return [f"table:{n}" for n in made.numbers] if made.about.side_of(person) else []

    kinds.add(
        Kind(
            "table",
            about=lambda numbers: {n: made.about for n in numbers if n in made.numbers},
            of_person=of_person,
            takes_part=lambda person, n: n in made.numbers and made.about.side_of(person) is not None,
        )
    )
    return made


@pytest.fixture
def talk(tables):
    """Asked anew at each call, as each request does."""
    services.open_conversation("table:1")
    return lambda: queries.talk_in("table:1")


@pytest.fixture
def write(talk):
    def say(person, text="你好", **more):
        return services.write_message(person_actor(person), talk(), text=text, **more)

    return say
