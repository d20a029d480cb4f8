"""Who answers the SMS that people send us. Filled by the manifests of higher rooms."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest

from ngo2.lib.registry import Registry

Meaning = Literal["yes", "stop", "words"]
YES: Meaning = "yes"
STOP: Meaning = "stop"
WORDS: Meaning = "words"
_YES = {"1", "是", "对", "對", "是的", "对的", "yes", "y", "ok", "好"}
_STOP = {"0", "停", "td", "stop", "退订", "退訂", "取消", "unsubscribe"}


@dataclass(frozen=True)
class Sms:
    """What a provider hands over: the number in E.164, the words, and its own id of the message."""

    number: str
    text: str
    id: str


@dataclass(frozen=True)
class Answer:
    """`text` goes back by SMS; `outcome` is kept. `person` and `scope` say whose affair it was.

    `keep`: words that a person must read; they wait for the platform team.
    """

    text: str
    outcome: str
    person: Any = None
    scope: str = ""
    keep: bool = False


@dataclass(frozen=True)
class Answerer:
    """`answer(sms, meaning)` returns None when the SMS is not for this room."""

    name: str
    answer: Callable[[Sms, Meaning], Answer | None]


answerers: Registry[Answerer] = Registry("answerer of SMS")


def meaning(text: str) -> Meaning:
    """Full-width digits, spaces, full stops and capitals make no difference."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("。.!！,，\"“”'‘’()（） ").lower()
    if plain in _YES:
        return YES
    return STOP if plain in _STOP else WORDS


def from_form(request: HttpRequest) -> Sms:
    """The adapter that stands in NGO2_SMS_INBOUND_ADAPTER by default: fields `number`, `text` and `id` of a form."""
    return Sms(request.POST.get("number", ""), request.POST.get("text", ""), request.POST.get("id", ""))
