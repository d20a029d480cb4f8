"""What is left of a post. Pure; `post.lines` are fetched."""

from typing import Any


def left(line: Any) -> int | None:
    """How many are promised to nobody yet; None where no number is said."""
    return None if line.quantity is None else line.quantity - line.promised


def is_spoken_for(post: Any) -> bool:
    """Everything in it is counted and promised: there is nothing left to find somebody for."""
    lines = list(post.lines.all())
    return bool(lines) and all(left(line) == 0 for line in lines)
