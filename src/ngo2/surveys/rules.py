"""Who runs a survey: the platform team, and the researchers that it named. Nobody else sees one that is not open."""

from rules.predicates import predicate

from ngo2.accounts.rules import is_staff
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import rule
from ngo2.surveys.models import Report, Survey, Wave


@predicate
def researches(actor: Actor, survey: Survey | None) -> bool:
    if survey is None or actor.person is None or not actor.person.is_active:
        return False
    return survey.researchers.filter(person=actor.person).exists()


@predicate
def researches_wave(actor: Actor, wave: Wave | None) -> bool:
    return wave is not None and bool(researches(actor, wave.survey))


@predicate
def researches_report(actor: Actor, report: Report | None) -> bool:
    return report is not None and bool(researches(actor, report.survey))


@predicate
def is_system(actor: Actor, obj: object = None) -> bool:
    return actor.kind == "system"


_runs = is_staff | researches | is_system
rule("surveys.make", is_staff | is_system)
rule("surveys.name_researcher", is_staff | is_system)
rule("surveys.run", _runs)
rule("surveys.run_wave", is_staff | researches_wave | is_system)
rule("surveys.run_report", is_staff | researches_report | is_system)
