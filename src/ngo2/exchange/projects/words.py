"""The terms of a project as people read them. Pure; `project` is a row or `ProjectTerms`."""

from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.exchange.projects.terms import BRANDING, MOST_PARTNERS, REPORTING
from ngo2.organisations.words import in_chinese

MYRIAD = 10_000


def rows(project: Any, *, confided: bool = False) -> list[tuple[str, str]]:
    """What was said, by its name. `confided`: to whoever takes part, with what is not for everybody."""
    told = [
        (_("Aim"), project.aim),
        (_("Budget"), budget(project, confided=confided)),
        (_("Who pays for what"), project.paying),
        (_("When"), calendar(project)),
        (_("Who may join"), places(project)),
        (_("Volunteering by employees"), volunteering(project)),
        (_("Names and logos"), str(BRANDING.get(project.branding, ""))),
        (_("Reporting"), str(REPORTING.get(project.reporting, ""))),
    ]
    return [(name, text) for name, text in told if text]


def short(project: Any) -> str:
    """One line for lists."""
    return " · ".join(filter(None, (budget(project), calendar(project), places(project))))


def budget(project: Any, *, confided: bool = False) -> str:
    least, most = project.budget_from, project.budget_to
    if least is None and most is None:
        return ""
    if not (project.budget_public or confided):
        return _("Told to whoever takes part")
    figure = _figure if all(_is_round(one) for one in (least, most) if one is not None) else _in_digits
    if least is None:
        return _("up to %(most)s yuan") % {"most": figure(most)}
    if most is None:
        return _("at least %(least)s yuan") % {"least": figure(least)}
    if least == most:
        return _("%(n)s yuan") % {"n": figure(most)}
    return _("%(least)s to %(most)s yuan") % {"least": figure(least), "most": figure(most)}


def typed_budget(project: Any) -> str:
    """As it could have been written into the field."""
    return budget(project, confided=True)


def calendar(project: Any) -> str:
    begins, ends = (_month(day) if day else "" for day in (project.begins, project.ends))
    if begins and ends:
        return begins if begins == ends else _("%(begin)s to %(end)s") % {"begin": begins, "end": ends}
    if begins:
        return _("from %(month)s") % {"month": begins}
    return _("until %(month)s") % {"month": ends} if ends else ""


def places(project: Any) -> str:
    joined = getattr(project, "joined", 0)
    if project.partners == 1:
        return _("one partner, who is found") if joined else _("one partner and no other")
    if project.partners == MOST_PARTNERS:
        said = _("several organisations") if joined else ""
    else:
        said = ngettext("up to %(n)s organisation", "up to %(n)s organisations", project.partners)
        said %= {"n": project.partners}
    return said + (_(", %(n)s of them found") % {"n": joined} if joined else "")


def volunteering(project: Any) -> str:
    people, days = project.volunteers, project.volunteer_days
    said = []
    if people:
        said.append(ngettext("%(n)s person", "%(n)s people", people) % {"n": _figure(people)})
    if days:
        said.append(ngettext("%(n)s day each", "%(n)s days each", days) % {"n": days})
    return " · ".join(said)


def _is_round(number: int) -> bool:
    return number >= MYRIAD and number % 1000 == 0


def _figure(number: int) -> str:
    """In Chinese as it is said: 8.5万."""
    return f"{number / MYRIAD:g}万" if _is_round(number) and in_chinese() else _in_digits(number)


def _in_digits(number: int) -> str:
    return number_format(number, force_grouping=True)


def _month(day: Any) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT")
