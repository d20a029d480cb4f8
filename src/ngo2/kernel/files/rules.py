from ngo2.kernel.files.models import File
from ngo2.kernel.files.scopes import scope_of
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import rule


def may_read(actor: Actor, file: File) -> bool:
    """Objects are files."""
    if file.visibility == File.PUBLIC:
        return True
    scope = scope_of(file.scope)
    return scope is not None and scope.may_read(actor, file.scope)


def reads_scope(actor: Actor, scope: str) -> bool:
    found = scope_of(scope)
    return found is not None and found.may_read(actor, scope)


def may_write(actor: Actor, scope: str) -> bool:
    """Objects are scopes, in text. Imports and the system itself write into every scope there is."""
    found = scope_of(scope)
    return found is not None and (actor.kind in {"system", "import"} or found.may_write(actor, scope))


rule("files.read", may_read)
rule("files.write", may_write, sees=reads_scope)
