"""The cast of the unit tests plays in the journeys too."""

from ngo2.conftest import *  # noqa: F403 (pytest finds fixtures by name)
