"""Who may post, change and close. Names are asked by services through `lib.permissions.authorise`."""

from django.db.models import Q
from rules.predicates import predicate

from ngo2.exchange.kinds import OFFER, PROJECT
from ngo2.exchange.models import Introduction, Milestone, Plan, Post, Proposal, SavedSearch
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import rule
from ngo2.organisations import remits
from ngo2.organisations.models import Membership
from ngo2.organisations.rules import is_editor, is_machine, is_member, is_signed_in, is_staff


@predicate
def edits_post(actor: Actor, post: Post | None) -> bool:
    return post is not None and bool(is_editor(actor, post.organisation))


@predicate
def belongs_to_post(actor: Actor, post: Post | None) -> bool:
    return post is not None and bool(is_member(actor, post.organisation))


@predicate
def owns_post_of(actor: Actor, one: Introduction | None) -> bool:
    return one is not None and bool(is_editor(actor, one.post.organisation))


@predicate
def asked_for(actor: Actor, one: Introduction | None) -> bool:
    """Whoever asked, or the editors of the organisation for which it was."""
    if one is None or not is_signed_in(actor):
        return False
    if one.organisation_id is None:
        return one.person_id == actor.person.pk
    return bool(is_editor(actor, one.organisation))


@predicate
def receives(actor: Actor, one: Introduction | None) -> bool:
    """Edits the organisation to which it comes: whoever posted a need, or answered an offer for one."""
    if one is None:
        return False
    receiver = one.organisation if one.post.side == OFFER else one.post.organisation
    return receiver is not None and bool(is_editor(actor, receiver))


@predicate
def gives(actor: Actor, one: Introduction | None) -> bool:
    """Edits the organisation from which it comes, or came in their own name."""
    return one is not None and bool(
        owns_post_of(actor, one) if one.post.side == OFFER else asked_for(actor, one)
    )


@predicate
def answers_post(actor: Actor, post: Post | None) -> bool:
    return post is not None and is_signed_in(actor) and not is_member(actor, post.organisation)


@predicate
def plans_for_a_partner(actor: Actor, obj: object = None) -> bool:
    return bool(remits.partners_of(actor.person))


@predicate
def is_of_its_partner(actor: Actor, plan: Plan | None) -> bool:
    """A partner's people plan in its part; the team's plans are the team's."""
    if plan is None or plan.partner_id is None:
        return False
    return plan.partner_id in {one.organisation_id for one in remits.partners_of(actor.person)}


@predicate
def is_of_its_plan(actor: Actor, one: Proposal | None) -> bool:
    return one is not None and bool(is_of_its_partner(actor, one.plan))


@predicate
def speaks_for_need(actor: Actor, one: Proposal | None) -> bool:
    return one is not None and bool(is_editor(actor, one.need.organisation))


@predicate
def speaks_for_offer(actor: Actor, one: Proposal | None) -> bool:
    return one is not None and bool(is_editor(actor, one.offer.organisation))


@predicate
def sees_post(actor: Actor, post: Post | None) -> bool:
    """Everybody may read a post: whoever may not change it hears that, and not that there is none."""
    return post is not None


_EDITORS = (Membership.OWNER, Membership.EDITOR)
_MEMBERS = (*_EDITORS, Membership.VIEWER)


def _of_team(actor: Actor, post: Post | None, roles: tuple[str, ...]) -> bool:
    """Of the organisation that posted a project, or of one that takes part in it."""
    if post is None or post.kind != PROJECT or not is_signed_in(actor):
        return False
    joined = Introduction.objects.filter(post=post, state__in=[Introduction.AGREED, Introduction.DONE])
    team = Q(organisation=post.organisation_id) | Q(organisation__in=joined.values("organisation"))
    mine = Membership.objects.filter(team, person=actor.person, role__in=roles, suspended_at=None)
    return mine.exists()


@predicate
def is_of_team(actor: Actor, post: Post | None) -> bool:
    return _of_team(actor, post, _MEMBERS)


@predicate
def works_in_team(actor: Actor, post: Post | None) -> bool:
    return _of_team(actor, post, _EDITORS)


@predicate
def looks_after_projects(actor: Actor, post: Post | None) -> bool:
    return post is not None and post.kind == PROJECT and bool(is_staff(actor))


@predicate
def sees_milestone(actor: Actor, one: Milestone | None) -> bool:
    return one is not None and (
        bool(is_of_team(actor, one.project.post)) or bool(looks_after_projects(actor, one.project.post))
    )


@predicate
def sees_to_milestone(actor: Actor, one: Milestone | None) -> bool:
    """Whoever posted the project, and the organisation that sees to it while it takes part."""
    if one is None or not works_in_team(actor, one.project.post):
        return False
    return bool(is_editor(actor, one.responsible) or is_editor(actor, one.project.post.organisation))


@predicate
def saved_it(actor: Actor, one: SavedSearch | None) -> bool:
    return one is not None and is_signed_in(actor) and one.person_id == actor.person.pk


rule("exchange.save_search", is_signed_in)
rule("exchange.own_search", saved_it)
rule("exchange.post", is_editor | is_machine, sees=is_member)  # the object is the organisation
rule("exchange.see", is_member | is_staff, sees=is_member)
rule("exchange.change", edits_post | is_machine, sees=sees_post)
rule("exchange.match", belongs_to_post | is_staff, sees=sees_post)
rule("exchange.close", edits_post | is_staff | is_machine, sees=sees_post)
_either = owns_post_of | asked_for
rule(
    "exchange.answer", is_signed_in, sees=sees_post
)  # to open the page; whether it is one's own is told there
rule("exchange.ask_introduction", answers_post, sees=sees_post)
# Somebody else's conversation does not exist (404).
rule("exchange.see_introduction", _either | is_staff)
rule("exchange.decide_introduction", owns_post_of | is_machine, sees=_either)
rule("exchange.withdraw_introduction", asked_for | is_machine, sees=_either)
rule("exchange.take_part", _either, sees=_either)
# Whoever organises records, and whoever helped answers for the hours.
rule("exchange.record_hours", receives, sees=_either)
rule("exchange.answer_hours", gives, sees=_either)
rule("exchange.acknowledge", receives, sees=_either)
# The team ends what two sides tell differently, or tell no more, after it has asked them.
rule("exchange.cancel_introduction", _either | is_staff, sees=_either)
rule("exchange.end_left", is_machine, sees=_either)

# Plans: the platform team everywhere, a partner in its part. What is proposed to two sides exists for nobody else.
rule("exchange.plan", is_staff | plans_for_a_partner)
rule("exchange.plan_everywhere", is_staff)
for _name in ("see_plan", "change_plan", "approve_plan"):
    rule(f"exchange.{_name}", is_staff | is_of_its_partner)
_plans_it = is_staff | is_of_its_plan
_asked = speaks_for_need | speaks_for_offer
rule("exchange.see_proposal", _asked | _plans_it)
rule("exchange.answer_for_need", speaks_for_need, sees=_asked | _plans_it)
rule("exchange.answer_for_offer", speaks_for_offer, sees=_asked | _plans_it)
rule("exchange.take_back_proposal", _plans_it | is_machine, sees=_asked)
rule("exchange.judge_story", is_staff)
rule("exchange.report_story", is_signed_in)
_sees_project = is_of_team | looks_after_projects
rule("exchange.see_project", _sees_project)
rule("exchange.add_milestone", works_in_team, sees=_sees_project)
rule("exchange.change_milestone", sees_to_milestone, sees=sees_milestone)
