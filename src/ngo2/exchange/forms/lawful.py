"""Forms that the law may refuse: what is lawful instead stands beside the sentence."""

from typing import Any

from ngo2.exchange.law import Unlawful
from ngo2.kernel.packs.law import Elsewhere
from ngo2.kernel.ui.asking import Asking
from ngo2.lib.refusals import Refused


class Lawful(Asking):
    """`ways` lead on after a refusal. `mends`: whose record, and `mends_fact` what in it, would make it lawful."""

    ways: tuple[Elsewhere, ...] = ()
    organisation: Any = None
    mends: Any = None
    mends_fact = ""

    def refuse(self, refusal: Refused) -> None:
        if isinstance(refusal, Unlawful):
            self.ways = refusal.ways
            if refusal.fact and self.organisation is not None:
                self.mends, self.mends_fact = self.organisation, refusal.fact
        super().refuse(refusal)
