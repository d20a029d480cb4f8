"""What needs and offers propose to whoever has answered a survey."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngo2.questionnaires.nexts import Answers, NextStep

GIVERS = {"company", "foundation", "government"}


def _is_group(answers: Answers, organisation: Any) -> bool:
    return organisation is not None and organisation.kind not in GIVERS


POST_A_NEED = NextStep(
    "post_a_need",
    _is_group,
    _("Say what you need: others look for whom to help"),
    lambda organisation: reverse("exchange:choose", args=["need"]),
    order=20,
)
