"""What paper forms contribute: their verbs. What was printed and keyed stands in the journal, and nowhere else."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.verbs import Verb, verbs


def contribute() -> None:
    verbs.add(
        Verb("organisations.paper.printed", _("A paper form was printed")),
        Verb("organisations.papers.printed", _("Paper forms were printed for many organisations")),
        Verb("organisations.paper.keyed", _("A paper form was keyed")),
    )
