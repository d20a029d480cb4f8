"""Who may edit a form and read its answers: asked of the room that it belongs to (`kinds.py`)."""

from rules.predicates import predicate

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import rule
from ngo2.questionnaires import kinds
from ngo2.questionnaires.models import Edition, Form, Response


@predicate
def edits(actor: Actor, form: Form | None) -> bool:
    return form is not None and kinds.may("edits", actor, form.scope)


@predicate
def reads(actor: Actor, form: Form | None) -> bool:
    return form is not None and kinds.may("reads", actor, form.scope)


@predicate
def collects(actor: Actor, edition: Edition | None) -> bool:
    return edition is not None and kinds.may("collects", actor, edition.form.scope)


@predicate
def reads_response(actor: Actor, response: Response | None) -> bool:
    return response is not None and kinds.may("reads", actor, response.edition.form.scope)


# Somebody else's form does not exist (404).
rule("questionnaires.edit", edits, sees=edits | reads)
rule("questionnaires.read", reads, sees=edits | reads)
rule("questionnaires.collect", collects)
rule("questionnaires.read_response", reads_response)
