"""What is left of a post. Pure; `post.lines` are fetched."""

from typing import Any

from ngo2.exchange.kinds import PROJECT


def left(line: Any) -> int | None:
    """How many are promised to nobody yet; None where no number is said."""
    return None if line.quantity is None else line.quantity - line.promised


def project_of(post: Any) -> Any:
    """What a project was posted with; None for other kinds. `post.project` is fetched, where there are many."""
    return getattr(post, "project", None) if post.kind == PROJECT else None


def is_spoken_for(post: Any) -> bool:
    """Everything in it is counted and promised, or its places are taken: there is nothing left to find somebody for."""
    if (project := project_of(post)) is not None:
        return bool(project.joined >= project.partners)
    lines = list(post.lines.all())
    return bool(lines) and all(left(line) == 0 for line in lines)
