"""Before a new record is made: is it here already? Answered in terms that everybody may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.organisations import duplicates
from ngo2.organisations.duplicates import Verdict
from ngo2.organisations.models import Organisation
from ngo2.organisations.rules import is_staff
from ngo2.organisations.services.likenesses.candidates import Candidates, liken_records

MOST_SHARING = 300  # one record may look further than a million do
_PROOF = ("code", "shared_code", "register", "phone", "email")


@dataclass(frozen=True)
class Alike:
    record: Organisation
    verdict: Verdict

    @property
    def why(self) -> list[list[float | str]]:
        return self.verdict.why


def find_alike(
    actor: Actor, facts: Mapping[str, Any], *, most: int = 12, least: float = duplicates.WORTH_A_LOOK
) -> list[Alike]:
    """Records that may be the one of these clean `facts`, the likeliest first.

    Whoever is not of the team is answered from public facts: a guess at the phone or the place of a hidden record
    finds nothing, and nothing in the answer tells that it was right.
    """
    authorise(actor, "organisations.create")
    typed = duplicates.likened(facts)
    sharing = Candidates(MOST_SHARING).sharing(duplicates.keys(typed))
    known = liken_records({pk for others in sharing.values() for pk in others}, public=not is_staff(actor))
    verdicts = {pk: duplicates.compare(typed, one) for pk, one in known.items()}
    worth = [pk for pk, one in verdicts.items() if one.score >= least or one.says(*_PROOF)]
    worth.sort(key=lambda pk: (-verdicts[pk].score, pk))
    records = Organisation.objects.in_bulk(worth[:most])
    return [Alike(records[pk], verdicts[pk]) for pk in worth[:most] if pk in records]
