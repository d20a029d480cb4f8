"""What was done before answers were published: as values that are kept, and in sentences. Pure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:  # pages show what was kept of it; NumPy is loaded where it is made
    from ngo2.surveys.microdata.releasing import Prepared


def report(one: "Prepared") -> dict[str, Any]:
    """JSON. `classes`: (size, how many classes) of the smallest before, `k` of after."""
    return {
        "rows": one.table.rows,
        "before": {"k": one.before.k, "at_risk": one.before.at_risk, "alone": one.before.alone},
        "k": one.after.k,
        "classes": [list(pair) for pair in one.after.classes[:5]],
        "banded": list(one.banded),
        "coded": [list(each) for each in one.coded],
        "blanks": [list(each) for each in one.blanks],
        "dropped": one.dropped,
    }


def sentences(told: Mapping[str, Any], titles: Mapping[str, str]) -> Sequence[str]:
    """`titles` of questions by their names."""
    before, found = told["before"], []
    found.append(
        _("As they came, %(alone)d answers stood alone and %(risk)d in groups that were too small.")
        % {"alone": before["alone"], "risk": before["at_risk"]}
    )
    found += [_("“%(q)s” was put into classes.") % {"q": titles.get(name, name)} for name in told["banded"]]
    found += [
        _("“%(q)s”: below %(least)s and above %(most)s everybody has these figures.")
        % {"q": titles.get(name, name), "least": f"{least:,.10g}", "most": f"{most:,.10g}"}
        for name, least, most in told["coded"]
    ]
    found += [
        ngettext("“%(q)s” was blanked for %(n)d respondent.", "“%(q)s” was blanked for %(n)d respondents.", n)
        % {"q": titles.get(name, name), "n": n}
        for name, n in told["blanks"]
    ]
    if told["dropped"]:
        found.append(
            ngettext(
                "%(n)d respondent could not be hidden among others and was left out.",
                "%(n)d respondents could not be hidden among others and were left out.",
                told["dropped"],
            )
            % {"n": told["dropped"]}
        )
    if told["k"]:
        found.append(
            _("Now everybody shares what strangers may know with at least %(n)d others.")
            % {"n": told["k"] - 1}
        )
    return found
