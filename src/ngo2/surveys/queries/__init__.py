from ngo2.surveys.queries.waves import Funnel, funnel, open_waves, runs_any, surveys_of, waiting_for

__all__ = ["Funnel", "funnel", "open_waves", "runs_any", "surveys_of", "waiting_for"]
