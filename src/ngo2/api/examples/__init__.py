"""Answers as they really are, shortened, for the description: of public lists and examples that the demo loads."""

from typing import Any

from ngo2.api.examples import posts, records

ANSWERS: dict[str, Any] = {**records.ANSWERS, **posts.ANSWERS}
