import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ngo2.kernel.files.scopes import Scope, id_in, scopes
from ngo2.kernel.files.tests.corpus import photo


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    """Where uploads of a test lie."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def stored():
    """The bytes that lie at a path."""

    def read(path):
        with default_storage.open(path) as opened:
            return opened.read()

    return read


@pytest.fixture
def upload():
    def make(data=None, name="photo.jpg"):
        return ContentFile(photo() if data is None else data, name=name)

    return make


@pytest.fixture
def team(monkeypatch, alice, bob):
    """Scope `team:<pk of Alice>`: Alice reads and adds, Bob reads."""
    monkeypatch.setattr(scopes, "_items", dict(scopes._items))
    scopes.add(
        Scope(
            "team",
            may_read=lambda actor, scope: (
                id_in(scope) == str(alice.pk) and actor.id in {str(alice.pk), str(bob.pk)}
            ),
            may_write=lambda actor, scope: id_in(scope) == actor.id == str(alice.pk),
        )
    )
    return f"team:{alice.pk}"
