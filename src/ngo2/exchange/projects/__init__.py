"""What two or more organisations settle before they run something together. Pure."""

from ngo2.exchange.projects.terms import (
    BRANDING,
    LONGEST_AIM,
    LONGEST_PAYING,
    MOST_DAYS,
    MOST_PARTNERS,
    MOST_VOLUNTEERS,
    REPORTING,
    ProjectTerms,
    clean,
    columns,
    last_day,
    terms_of,
    texts,
    without_terms,
)

__all__ = [
    "BRANDING",
    "LONGEST_AIM",
    "LONGEST_PAYING",
    "MOST_DAYS",
    "MOST_PARTNERS",
    "MOST_VOLUNTEERS",
    "REPORTING",
    "ProjectTerms",
    "clean",
    "columns",
    "last_day",
    "terms_of",
    "texts",
    "without_terms",
]
