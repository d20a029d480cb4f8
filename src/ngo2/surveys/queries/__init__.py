from ngo2.surveys.queries.reports import newest, open_releases, published, reports_of, versions
from ngo2.surveys.queries.waves import Funnel, funnel, open_waves, runs_any, surveys_of, waiting_for

__all__ = [
    "Funnel",
    "funnel",
    "newest",
    "open_releases",
    "open_waves",
    "published",
    "reports_of",
    "runs_any",
    "surveys_of",
    "versions",
    "waiting_for",
]
