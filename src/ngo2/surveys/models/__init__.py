"""Surveys in waves: who was asked, who answered, what was left out and why, and what was published."""

from ngo2.surveys.models.comparability import Comparability
from ngo2.surveys.models.releases import Release
from ngo2.surveys.models.reports import Publication, Report
from ngo2.surveys.models.waves import (
    LONGEST_TITLE,
    Belonging,
    Invitation,
    Quota,
    Researcher,
    Respondent,
    Survey,
    Wave,
)

__all__ = [
    "LONGEST_TITLE",
    "Belonging",
    "Comparability",
    "Invitation",
    "Publication",
    "Quota",
    "Release",
    "Report",
    "Researcher",
    "Respondent",
    "Survey",
    "Wave",
]
