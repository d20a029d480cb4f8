import pytest

from ngo2.kernel.jobs import stop
from ngo2.kernel.jobs.schedule import schedule


@pytest.fixture
def plan(monkeypatch):
    """An empty plan; what is added to it is gone after the test."""
    stop.forget()
    monkeypatch.setattr(schedule, "_items", {})
    return schedule
