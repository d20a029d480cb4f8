"""What a survey hears of: answers that came in, or were taken back."""

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import on
from ngo2.questionnaires.models import Response
from ngo2.surveys.services import answering


@on("questionnaires.response.received")
def count_in(entry: Entry) -> None:
    if response := _of_a_survey(entry):
        answering.note_received(response, agreed=int(entry.data.get("agreed", 0)))


@on("questionnaires.response.withdrawn")
def count_out(entry: Entry) -> None:
    if response := _of_a_survey(entry):
        answering.note_withdrawn(response)


def _of_a_survey(entry: Entry) -> Response | None:
    if not entry.scope.startswith("survey:"):
        return None
    return Response.objects.filter(pk=int(entry.object_id)).first()
