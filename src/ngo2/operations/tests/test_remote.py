"""Backups in a store that speaks S3: a small one on this machine, which keeps what it is given."""

import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from django.utils import translation

from ngo2.operations import remote, services
from ngo2.operations.failures import Failed


class Store(BaseHTTPRequestHandler):
    """PUT, HEAD and GET of whole objects. `cut` loses the end of what comes in."""

    objects: dict[str, bytes]
    cut = 0

    def do_PUT(self) -> None:
        assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 ")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.objects[self._name] = body[: len(body) - self.cut]
        self._say(200)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        body = self.objects.get(self._name)
        self._say(404) if body is None else self._say(200, body)

    @property
    def _name(self) -> str:
        return unquote(self.path.partition("?")[0])

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"x"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """The test says what is wrong."""


@pytest.fixture(autouse=True)
def english():
    """Sentences as they are written in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def store(monkeypatch):
    """Also for commands in processes of their own: their environment holds the keys."""
    kind = type("Kept", (Store,), {"objects": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    kind.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield kind
    server.shutdown()
    server.server_close()


def test_a_backup_goes_there_and_comes_back(lived_in, yard, store):
    place = {"NGO2_S3_ENDPOINT": store.address}
    run = lived_in.ngo2("backup", "--to", "s3://safe/ngo2", **place)
    assert run.returncode == 0, run.stderr
    address = run.stdout.split("Copied: ")[-1].split("复制到：")[-1].split()[0]
    (name,) = store.objects
    assert address == f"s3:/{name}"
    assert name.startswith("/safe/ngo2/ngo2-")
    fresh = yard.empty()
    run = fresh.ngo2("restore", address, "--key", lived_in.data / "backup_key", **place)
    assert run.returncode == 0, run.stderr
    assert len(set(re.findall(r"\b[0-9a-f]{64}\b", run.stdout))) == 1, "in the backup and restored"
    assert fresh.media() == lived_in.media()
    assert not list(fresh.data.glob(".fetched-*"))


def test_a_copy_that_is_cut_off_is_no_copy(store, settings, tmp_path):
    settings.NGO2_S3_ENDPOINT, store.cut = store.address, 1
    (tmp_path / "one.backup").write_bytes(b"x" * 100)
    with pytest.raises(Failed, match="99 bytes of 100"):
        remote.send(tmp_path / "one.backup", "s3://safe")


def test_what_is_missing_is_one_sentence(store, settings, tmp_path, monkeypatch):
    settings.NGO2_S3_ENDPOINT = store.address
    with pytest.raises(Failed, match="404"):
        remote.fetch("s3://safe/nothing.backup", tmp_path)
    with pytest.raises(Failed, match="Name a bucket"):
        remote.fetch("s3:///nothing", tmp_path)
    settings.NGO2_S3_ENDPOINT = "no address"
    with pytest.raises(Failed, match="NGO2_S3_ENDPOINT"):
        remote.fetch("s3://safe/nothing.backup", tmp_path)
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(Failed, match="tools/python-env s3"):
        remote.fetch("s3://safe/nothing.backup", tmp_path)


def test_the_nightly_backup_is_copied_and_old_ones_stay_when_that_fails(settings, monkeypatch):
    sent, forgotten = [], []
    made = type("Made", (), {"path": "ngo2.backup"})
    monkeypatch.setattr(services.backup, "make_backup", lambda: made)
    monkeypatch.setattr(services.backup, "forget_old", lambda: forgotten.append(1))
    monkeypatch.setattr(remote, "send", lambda *words: sent.append(words))
    services.nightly()
    assert (sent, forgotten) == ([], [1])
    settings.NGO2_BACKUP_COPY = "s3://safe/ngo2"
    services.nightly()
    assert (sent, forgotten) == ([("ngo2.backup", "s3://safe/ngo2")], [1, 1])

    def fails(*words):
        raise Failed("away")

    monkeypatch.setattr(remote, "send", fails)
    with pytest.raises(Failed):
        services.nightly()
    assert forgotten == [1, 1]
