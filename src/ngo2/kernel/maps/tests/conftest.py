import pytest

from ngo2.kernel.maps import queries


@pytest.fixture(autouse=True)
def fresh_standing():
    """Builds go back with each test's rows; what the process knows of them must go too."""
    queries.forget_standing()
    yield
    queries.forget_standing()
