"""What is suggested: a score, and the reasons in words. The words are made when somebody looks."""

from functools import cached_property

from ngo2.exchange.matching import reasons
from ngo2.exchange.matching.posts import Post
from ngo2.exchange.matching.sentences import Sentence


class Match:
    """How `other` fits `post`; the sentences say "you" to whoever stands behind `post`."""

    def __init__(self, post: Post, other: Post, score: float) -> None:
        self.post, self.other, self.score = post, other, score

    @property
    def pk(self) -> int:
        return self.other.pk

    @property
    def suggested(self) -> bool:
        """Nothing shuts it out, and two reasons speak for it (E3)."""
        return self.score > 0

    @cached_property
    def shut(self) -> Sentence | None:
        """Why the two can never be suggested to each other; None when nothing is in the way."""
        return reasons.shut(self.post, self.other)

    @cached_property
    def why(self) -> tuple[Sentence, ...]:
        """What speaks for it; of a suggested one at least two."""
        return () if self.shut else reasons.why(self.post, self.other)

    @cached_property
    def against(self) -> tuple[Sentence, ...]:
        """What speaks against it."""
        return (self.shut,) if self.shut else reasons.against(self.post, self.other)

    def __repr__(self) -> str:
        return f"Match({self.post.pk} with {self.pk}: {self.score})"
