"""Pictures of a delivery and of a project: whoever takes part sees them, and the platform team."""

from ngo2.exchange import rules
from ngo2.exchange.models import Introduction, Post
from ngo2.kernel.files.scopes import Scope, id_in
from ngo2.lib.actors import Actor
from ngo2.organisations.rules import is_staff


def _of(scope: str) -> Introduction | None:
    number = id_in(scope)
    found = Introduction.objects.select_related("post__organisation", "organisation")
    return found.filter(pk=number).first() if number.isdecimal() else None


def takes_part(actor: Actor, scope: str) -> bool:
    one = _of(scope)
    return bool(rules.owns_post_of(actor, one) or rules.asked_for(actor, one))


def sees(actor: Actor, scope: str) -> bool:
    """The platform team too: it looks at what the two sides tell differently."""
    return takes_part(actor, scope) or bool(is_staff(actor))


INTRODUCTION = Scope("introduction", may_read=sees, may_write=takes_part)


def _project(scope: str) -> Post | None:
    number = id_in(scope)
    return Post.objects.filter(pk=number).first() if number.isdecimal() else None


def works_on(actor: Actor, scope: str) -> bool:
    return bool(rules.works_in_team(actor, _project(scope)))


def looks_at(actor: Actor, scope: str) -> bool:
    post = _project(scope)
    return bool(rules.is_of_team(actor, post) or rules.looks_after_projects(actor, post))


PROJECT = Scope("project", may_read=looks_at, may_write=works_on)
