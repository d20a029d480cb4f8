"""A kind made for a test, with rows in memory and a service that behaves as real ones do."""

from datetime import timedelta

from django.utils import timezone

from ngo2.kernel.queue.kinds import Action, Item, ItemKind, Ready, kinds
from ngo2.lib.permissions import rule
from ngo2.lib.refusals import Denied, Refused

rule("queue.test", lambda actor, obj=None: True)


def item(key, days=0, *, due=None, **fields):
    now = timezone.now()
    deadline = None if due is None else timezone.localdate() + timedelta(days=due)
    return Item(
        key, f"Title {key}", f"why {key}", now - timedelta(days=days, minutes=1), f"/{key}/", "Look", deadline, **fields
    )  # fmt: skip


class Desk:
    """`waiting` are the keys that wait; `heard` what was answered to whom."""

    def __init__(self, *items, name="test", people=(), **fields):
        self.items = {one.key: one for one in items}
        self.heard, self.people = [], list(people)
        self.kind = ItemKind(
            name,
            f"{name}s",
            lambda person: list(self.items.values()),
            lambda person: person in self.people,
            actions=(
                Action("done", "Done with it", self._do, safe=True),
                Action("say", "Answer", self._say, answers=True, needs_words=True),
                Action("no", "Refuse", self._refuse),
                Action("deny", "Deny", self._deny, safe=True),
            ),
            replies=(Ready("hello", "Hello {name}"), Ready("bye", "Goodbye")),
            deciders=lambda key: self.people,
            fills={"name": "a name"},
            **fields,
        )
        kinds.add(self.kind)

    def _do(self, actor, key, answer):
        if self.items.pop(key, None) is None:
            raise Refused("Somebody was faster.")

    def _say(self, actor, key, answer):
        if not answer:
            raise Refused("Say something.", field="answer")
        self.heard.append((key, answer))
        self._do(actor, key, answer)
        return f"Said to {key}."

    def _refuse(self, actor, key, answer):
        raise Refused("This makes no sense.")

    def _deny(self, actor, key, answer):
        raise Denied("test")
