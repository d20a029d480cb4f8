"""Both sides of an introduction write to each other in private."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.conversations.scopes import About, Kind, Side, kinds
from ngo2.exchange import queries, words
from ngo2.exchange.models import Introduction
from ngo2.organisations import words as record_words
from ngo2.organisations.queries import edited_by, editors_of_all
from ngo2.organisations.references import Staying, staying

# After it arrived or came to nothing: time for a thank-you, and for what is left to say.
CLOSES_AFTER = timedelta(days=14)
OWNER, ASKER = "owner", "asker"


def contribute() -> None:
    staying.add(
        Staying("conversations.Conversation", "scope", "Its scope is the introduction, and that moves.")
    )
    kinds.add(Kind("introduction", about=about, of_person=scopes_of, takes_part=takes_part))


def about(numbers: Collection[int]) -> dict[int, About]:
    found = list(queries.introductions().filter(pk__in=numbers))
    organisations = {one.post.organisation_id for one in found}
    organisations |= {one.organisation_id for one in found if one.organisation_id}
    editors = editors_of_all(organisations)
    return {one.pk: _about(one, editors) for one in found}


def scopes_of(person: Any) -> Iterable[str]:
    edited = edited_by(person)
    mine = Q(post__organisation__in=edited) | Q(organisation__in=edited) | Q(organisation=None, person=person)
    spelt = Concat(Value("introduction:"), Cast("pk", CharField()), output_field=CharField())
    return Introduction.objects.filter(mine).annotate(spelt=spelt).values_list("spelt", flat=True)


def takes_part(person: Any, number: int) -> bool:
    found = Introduction.objects.filter(pk=number)
    one = found.values_list("post__organisation", "organisation", "person").first()
    if one is None:
        return False
    owner, asker, asked_by = one
    if asker is None and asked_by == person.pk:
        return True
    return edited_by(person).filter(organisation__in=[owner] if asker is None else [owner, asker]).exists()


def _about(one: Introduction, editors: dict[int, list[Any]]) -> About:
    post = one.post
    owner = Side(OWNER, record_words.called(post.organisation), tuple(editors.get(post.organisation_id, ())))
    if one.organisation_id:
        asker = Side(ASKER, words.who(one), tuple(editors.get(one.organisation_id, ())))
    else:
        people = (one.person,) if one.person and one.person.is_active else ()
        asker = Side(ASKER, words.who(one), people, is_person=True)
    return About(
        title=_("%(number)s: %(title)s")
        % {"number": words.numbered(post.side, post.number), "title": post.title},
        url=reverse("exchange:introduction", args=[one.pk]),
        sides=(owner, asker),
        closes=one.ended_at + CLOSES_AFTER if one.ended_at else None,
        advice=_(
            "Phone numbers and addresses are better given with the button “Give my contact”, once you agree: what is "
            "given there you can take back."
        ),
    )
