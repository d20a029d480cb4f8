"""Letters on paper for those whom nothing else reaches, or for all; a press takes the next hundred, and keeps which."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.documents.services import pdf
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.surveys import letters
from ngo2.surveys.models import Invitation, Wave

MOST = 100  # letters in one file
PRINTED = "surveys.letters.printed"
_SILENT = (Invitation.INVITED, Invitation.UNREACHED)
# Before the worker has tried to write to each, and found nobody.
_REACHED = (
    Q(respondent__organisation__claimed_at__isnull=False)
    | Q(respondent__organisation__facts__has_key="email")
    | Q(respondent__organisation__facts__has_key="phone")
)


def unprinted(wave: Wave, *, everybody: bool) -> QuerySet[Invitation]:
    """Who has not answered, and was not written to on paper yet; not `everybody`: whom no mail and no SMS reaches."""
    asked = wave.invitations.filter(outcome__in=_SILENT, printed_at=None)
    asked = asked.filter(respondent__organisation__isnull=False).order_by("respondent__number")
    return asked if everybody else asked.filter(Q(outcome=Invitation.UNREACHED) | ~_REACHED)


def issue_letters(actor: Actor, wave: Wave, *, everybody: bool) -> Entry:
    """The next `MOST`, marked as invited; the entry keeps who they are, so that the same file can be printed again."""
    authorise(actor, "surveys.run_wave", wave)
    if wave.opened_at is None or wave.closed_at is not None:
        raise Refused(_("Letters can be printed while the wave is open."))
    now = timezone.now()
    with transaction.atomic():
        Wave.objects.select_for_update().get(pk=wave.pk)
        chosen = list(unprinted(wave, everybody=everybody).values_list("pk", flat=True)[:MOST])
        # Whoever answers or refuses meanwhile has done so.
        rows = Invitation.objects.filter(pk__in=chosen, outcome__in=_SILENT)
        rows.update(printed_at=now, invited_at=Coalesce("invited_at", now), outcome=Invitation.INVITED)
        printed = Invitation.objects.filter(pk__in=chosen, printed_at=now).order_by("respondent__number")
        data = {"letters": list(printed.values_list("pk", flat=True))}
        if not data["letters"]:
            raise Refused(_("Nobody is left to write to. What was printed can be opened again below."))
        return record(actor, PRINTED, wave, scope=wave.survey.scope, data=data)


def batches(wave: Wave) -> list[Entry]:
    """The newest first."""
    found = Entry.objects.filter(verb=PRINTED, scope=wave.survey.scope, object_id=str(wave.pk))
    return list(found.order_by("-pk"))


def letters_of(actor: Actor, wave: Wave, batch: int) -> bytes:
    authorise(actor, "surveys.run_wave", wave)
    entry = next((one for one in batches(wave) if one.pk == batch), None)
    if entry is None:
        raise Hidden("letters")
    rows = wave.invitations.filter(pk__in=entry.data["letters"], respondent__organisation__isnull=False)
    rows = rows.select_related("wave__survey", "respondent__organisation").order_by("respondent__number")
    return pdf("surveys/letters.typ", {"sheets": [letters.letter(one) for one in rows]})


def poster_of(actor: Actor, wave: Wave) -> bytes:
    authorise(actor, "surveys.run_wave", wave)
    if not wave.is_open_to_all or wave.opened_at is None:
        raise Hidden("poster")
    return pdf("surveys/poster.typ", letters.poster(wave))
