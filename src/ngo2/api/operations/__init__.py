"""The operations of /api/v1/: each finds, shows and returns. Who may knock and how often stands in `door`."""

from ngo2.api.operations import lists, organisations, places, posts
from ngo2.api.operations.base import api
from ngo2.api.operations.organisations import OWN

__all__ = ["OWN", "api", "lists", "organisations", "places", "posts"]
