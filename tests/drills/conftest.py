from collections.abc import Iterator

import pytest

from ngo2.operations.tests.machine import Yard
from tests.drills.site import Site


@pytest.fixture
def yard(tmp_path, django_db_setup, django_db_blocker) -> Iterator[Yard]:
    with django_db_blocker.unblock():
        made = Yard(tmp_path)
        yield made
        made.close()


@pytest.fixture
def site(yard) -> Iterator[Site]:
    made = Site(yard.empty())
    yield made
    process = getattr(made, "process", None)
    if process is not None and process.poll() is None:
        made.kill()
