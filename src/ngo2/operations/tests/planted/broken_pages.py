"""A version that migrates well and answers no page."""

from ngo2.config.settings import *  # noqa: F403

ROOT_URLCONF = "ngo2.operations.probes"
