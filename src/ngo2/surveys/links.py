"""Links that nobody makes without our key: of an invitation (short enough for an SMS), of what comes behind answers."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from ngo2.organisations import codes
from ngo2.questionnaires.models import Response
from ngo2.surveys.models import Invitation, Wave

_SALT, _FEEDBACK, _RECORD = "surveys.invitation", "surveys.feedback", "surveys.record"


def path(invitation: Invitation) -> str:
    return reverse("surveys:invited", args=[token(invitation)])


def begin_path(wave: Wave) -> str:
    return reverse("surveys:begin", args=[wave.pk])


def begin_address(wave: Wave) -> str:
    """To be passed on: whoever opens it chooses their language there."""
    with override(settings.LANGUAGE_CODE):
        return settings.NGO2_SITE_URL + begin_path(wave)


def token(invitation: Invitation) -> str:
    return codes.seal(invitation.pk, _SALT)


def held(text: str) -> Invitation | None:
    number = codes.unseal(text, _SALT)
    rows = Invitation.objects.select_related(
        "wave__survey", "wave__edition__form", "respondent__organisation"
    )
    return rows.filter(pk=number).first() if number else None


def feedback_path(response: Response) -> str:
    return reverse("surveys:feedback", args=[feedback_token(response)])


def feedback_token(response: Response) -> str:
    return codes.seal(response.pk, _FEEDBACK)


def feedback_held(text: str) -> Response | None:
    return _received(codes.unseal(text, _FEEDBACK))


def record_path(response: Response) -> str:
    return reverse("surveys:own_record", args=[record_token(response)])


def record_token(response: Response) -> str:
    return codes.seal(response.pk, _RECORD)


def record_held(text: str) -> Response | None:
    return _received(codes.unseal(text, _RECORD))


def _received(number: int | None) -> Response | None:
    """Answers that were received, and not taken back since."""
    rows = Response.objects.select_related("edition__form", "organisation")
    return rows.filter(pk=number, state=Response.RECEIVED).first() if number else None
