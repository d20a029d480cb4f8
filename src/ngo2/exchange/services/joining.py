"""Who takes part in a project: its terms stand beside the post, and its places are taken by conditional updates."""

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.exchange import projects, queries
from ngo2.exchange.kinds import PROJECT
from ngo2.exchange.models import Introduction, Post, Project
from ngo2.exchange.posted import project_of
from ngo2.exchange.projects import ProjectTerms
from ngo2.exchange.services.milestones import hand_over_milestones
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused


def keep_terms(post: Post, told: ProjectTerms | None) -> None:
    """Beside a post that is written in the same transaction. Never fewer places than are taken."""
    rows = Project.objects.filter(post=post)
    if told is None:
        if not rows.filter(joined=0).delete()[0] and rows.exists():
            raise Refused(_("Others have joined this project already: it has to stay one."), field="subkind")
        return
    columns = projects.columns(told)
    if rows.filter(joined__lte=told.partners).update(**columns):
        return
    there = rows.first()
    if there is None:
        Project.objects.create(post=post, **columns)
        return
    raise Refused(
        ngettext(
            "%(n)s organisation takes part already: there cannot be fewer places.",
            "%(n)s organisations take part already: there cannot be fewer places.",
            there.joined,
        )
        % {"n": there.joined},
        field="partners",
    )


def take_a_place(actor: Actor, one: Introduction) -> None:
    """With the agreement of its organisation. Of many who are agreed with at once no more come through than places."""
    rows = Project.objects.filter(post=one.post)
    there = rows.first() if one.post.kind == PROJECT else None
    if there is None:
        return
    if rows.filter(joined__lt=F("partners")).update(joined=F("joined") + 1):
        record(
            actor, "exchange.project.joined", one.post, scope=there.scope, data={"by": one.organisation_id}
        )
        return
    raise Refused(
        ngettext(
            "This is for one partner only, and one takes part already. Raise the number first if you want more.",
            "All %(n)s places are taken. Raise the number first if you want more.",
            there.partners,
        )
        % {"n": there.partners},
        code="places",
    )


def free_a_place(actor: Actor, one: Introduction) -> None:
    """Call it once for a place that was taken: whoever calls has won a conditional change of state."""
    taken = Project.objects.filter(post=one.post_id, joined__gt=0)
    if one.post.kind != PROJECT or not taken.update(joined=F("joined") - 1):
        return
    hand_over_milestones(actor, one.post, one.organisation)
    project = Project.objects.get(post=one.post_id)
    record(actor, "exchange.project.left", one.post, scope=project.scope, data={"by": one.organisation_id})


def is_settled(post: Post) -> None:
    """Raises Refused while a project has milestones that nobody has said anything of."""
    project = project_of(post)
    if project is not None and not queries.may_confirm(project):
        raise Refused(
            _(
                "Some milestones are still planned. Say on the shared page which are done or dropped; then both sides "
                "say how it went."
            ),
            code="milestones",
        )
