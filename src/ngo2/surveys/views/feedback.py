"""What comes back to whoever has answered: their answers beside groups like theirs, and what they could do next."""

from django.http import HttpRequest, HttpResponse

from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.refusals import Hidden
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.nexts import steps_for
from ngo2.surveys import links
from ngo2.surveys.models import Invitation, Wave


@access.link
@reads
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    response = links.feedback_held(token)
    wave = _wave(response) if response else None
    if response is None or wave is None:
        raise Hidden("response")
    # NumPy takes a second, which not every process has to spend, nor somebody who only guesses.
    from ngo2.surveys.views import compared  # noqa: PLC0415

    blocks, few = compared.apart(compared.blocks(response, wave))
    context = {
        "survey": wave.survey,
        "blocks": blocks,
        "few": few,
        "steps": steps_for(compared.own_values(response), response.organisation),
        "organisation": response.organisation,
    }
    return show(request, "surveys/feedback.html", context)


def _wave(response: Response) -> Wave | None:
    """In which they were asked; before the funnel has noted what a device sent, the latest with this form."""
    asked = Invitation.objects.select_related("wave__survey", "wave__edition__form")
    if found := asked.filter(response=response).first():
        return found.wave
    waves = Wave.objects.filter(edition=response.edition_id, opened_at__isnull=False)
    return waves.select_related("survey", "edition__form").order_by("-number").first()
