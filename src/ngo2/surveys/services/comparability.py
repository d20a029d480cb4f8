"""Whether answers of two waves stand beside each other: a person decides, with a reason that reports can print."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy
from ngo2.questionnaires.xlsform.comparing import RETYPED, Item, compare
from ngo2.surveys.models import Comparability, Wave
from ngo2.surveys.queries import comparability

LONGEST_NOTE = 500


def decide_comparability(
    actor: Actor,
    later: Wave,
    earlier: Wave,
    *,
    question: str,
    before: str,
    is_comparable: bool,
    mapping: Mapping[str, str] | None = None,
    note: str,
) -> Comparability:
    """`mapping` as in the model; without one, what the two forms propose."""
    authorise(actor, "surveys.run_wave", later)
    item = _pair(earlier, later, question, before)
    note = tidy(note)
    if not note:
        raise Refused(_("Please say why, in a sentence: the report prints it."), field="note")
    if len(note) > LONGEST_NOTE:
        raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST_NOTE}, field="note")
    if is_comparable and item.verdict == RETYPED:
        raise Refused(
            _("It was asked in another way, so no mapping makes the answers alike. Decide that they do not compare."),
            field="is_comparable",
        )  # fmt: skip
    told = dict(item.mapping) if mapping is None else _mapping(item, mapping)
    if is_comparable and item.mapping and not any(told.values()):
        raise Refused(_("Say of at least one answer which one of today it is."), field="mapping")
    said = {"before": before, "is_comparable": is_comparable, "mapping": told, "note": note}
    try:
        with transaction.atomic():
            made, _new = Comparability.objects.update_or_create(
                earlier=earlier,
                later=later,
                question=question,
                defaults={**said, "by": actor.person, "at": timezone.now()},
            )
            _record(actor, later, earlier, question, is_comparable=is_comparable)
    except IntegrityError as error:
        raise Refused(
            _("Another question stands beside that one already. Take that decision back first."),
            field="before",
        ) from error
    return made


def take_back_comparability(actor: Actor, later: Wave, earlier: Wave, *, question: str) -> None:
    """The two forms decide again."""
    authorise(actor, "surveys.run_wave", later)
    with transaction.atomic():
        gone, _rows = comparability.decisions(earlier, later).filter(question=question).delete()
        if not gone:
            raise Refused(_("Nobody has decided about this question, so there is nothing to take back."))
        _record(actor, later, earlier, question, is_comparable=None)


def _pair(earlier: Wave, later: Wave, question: str, before: str) -> Item:
    """The two as the forms have them."""
    if earlier not in comparability.earlier_waves(later) or later.edition is None:
        raise Refused(_("These two waves cannot be compared: choose an earlier wave of the same survey."))
    found = compare(
        comparability.sheets(earlier),
        comparability.sheets(later),
        comparability.spoken(),
        {question: before},
    )
    item = next((one for one in found if one.new == question and one.old == before), None)
    if item is None:
        raise Refused(_("Please choose the question of the earlier wave that asks the same."), field="before")
    return item


def _mapping(item: Item, given: Mapping[str, str]) -> dict[str, str]:
    known = {*item.mapping.values(), *item.added, ""}
    found = {code: given.get(code, target) for code, target in item.mapping.items()}
    if not set(found.values()) <= known:
        raise Refused(_("Please choose one of the answers of the later wave."), field="mapping")
    return found


def _record(actor: Actor, later: Wave, earlier: Wave, question: str, *, is_comparable: bool | None) -> None:
    data = {"earlier": earlier.pk, "question": question, "is_comparable": is_comparable}
    record(actor, "surveys.comparability.decided", later, scope=later.survey.scope, data=data)
