"""A version whose second migration fails after its first has changed data."""

from ngo2.config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "ngo2.operations.tests.planted"]  # noqa: F405
