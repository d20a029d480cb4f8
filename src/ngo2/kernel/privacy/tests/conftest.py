import pytest

from ngo2.kernel.privacy import proof
from ngo2.lib import personal
from ngo2.lib.registry import Registry


@pytest.fixture
def declare(monkeypatch):
    """`declare(model, …)` into an inventory that holds nothing else."""
    monkeypatch.setattr(personal, "declarations", Registry("personal-data declaration"))
    monkeypatch.setattr(personal, "places", Registry("place with personal data"))
    return personal.declare


@pytest.fixture
def proved(monkeypatch):
    """`proved(False)`: whoever is there has yet to show it."""

    def set_to(yes):
        monkeypatch.setattr(proof, "_ask", [lambda request, back: "" if yes else f"/prove/?next={back}"])

    set_to(True)
    return set_to
