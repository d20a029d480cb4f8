"""Two records again."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Merge, Organisation
from ngo2.organisations.services.merging.locking import lock_family
from ngo2.organisations.services.merging.restoring import take_back
from ngo2.organisations.services.merging.undo_preview import blocks


def undo_merge(actor: Actor, merge: Merge) -> Merge:
    authorise(actor, "organisations.merge", merge.kept)
    try:
        with transaction.atomic():
            lock_family({merge.kept_id, merge.gone_id})
            merge = Merge.objects.select_for_update().get(pk=merge.pk)
            for sentence in blocks(merge):
                raise Refused(sentence, code="blocked")
            before = _facts(merge)
            take_back(merge)
            _close(actor, merge)
            _tell(actor, merge, before)
    except IntegrityError:
        raise Refused(
            _(
                "Something new stands where something old would have to go back, so nothing was changed. Write to us."
            ),
            code="in_the_way",
        ) from None
    return merge


def _close(actor: Actor, merge: Merge) -> None:
    merge.undone_at, merge.undone_by = timezone.now(), actor.person
    merge.moved, merge.dropped, merge.before = [], [], {}
    merge.save()


def _facts(merge: Merge) -> dict[str, Any]:
    return dict(Organisation.objects.values_list("facts", flat=True).get(pk=merge.kept_id))


def _tell(actor: Actor, merge: Merge, before: dict[str, Any]) -> None:
    data = {"kept": merge.kept_id, "gone": merge.gone_id, "merge": merge.pk}
    record(actor, "organisations.merge.undone", merge.gone, scope=merge.kept.scope, data=data)
    after = _facts(merge)
    fields = sorted(key for key in before | after if before.get(key) != after.get(key))
    if fields:
        told = {"fields": fields, "source": "merge"}
        record(actor, "organisations.facts.changed", merge.kept, scope=merge.kept.scope, data=told)
