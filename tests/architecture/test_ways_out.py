"""What the code may not do behind the reader's back: signals, other hosts, text and posts without guard."""

import ast
import re

import pytest

from tests.architecture import house
from tests.architecture.test_shelves import _imports

SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "receiver"}
CLIENTS = {"requests", "httpx", "urllib3", "aiohttp", "urllib.request", "http.client", "ftplib", "pycurl"}
SPEAKS_OUT = {"ngo2.lib.http"}
TRUSTING = re.compile(r"\b(mark_safe\(|SafeString\((?!\"\"\))|csrf_exempt\b|RawSQL\()")


def _module(path: "house.Path") -> str:
    return ".".join(("ngo2", *path.relative_to(house.SOURCE).with_suffix("").parts))


def signals(tree: ast.Module) -> list[str]:
    """Up is a journal entry: what a save sets off must be readable where the save is."""
    names = {module.rsplit(".", 1)[-1] for _line, module in _imports(tree) if module.startswith("django.")}
    return sorted(names & SIGNALS)


def clients(tree: ast.Module) -> list[str]:
    imported = {module for _line, module in _imports(tree)}
    return sorted(client for client in CLIENTS if any(_within(name, client) for name in imported))


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def trusting(source: str) -> list[str]:
    """Lines that switch a guard off without a comment that says why; importing the name is not using it."""
    lines = [line.strip() for line in source.splitlines()]
    return [line for line in lines if TRUSTING.search(line) and "#" not in line and "import " not in line]


def _found(check: object, of: str) -> dict[str, list[str]]:
    assert callable(check)
    files = [path for path in house.python_files() if _module(path) not in SPEAKS_OUT or of != "clients"]
    results = {
        house.shown(path): check(path.read_text(encoding="utf-8") if of == "source" else house.tree(path))
        for path in files
    }
    return {name: found for name, found in results.items() if found}


def test_nothing_hangs_on_model_signals() -> None:
    assert _found(signals, "tree") == {}


def test_X_only_lib_http_may_speak_to_other_hosts() -> None:
    assert _found(clients, "clients") == {}


def test_no_guard_is_switched_off_without_a_reason() -> None:
    assert _found(trusting, "source") == {}


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("from django.db.models.signals import post_save", ["post_save"]),
        ("from django.dispatch import receiver", ["receiver"]),
        ("from allauth.account.signals import user_logged_in", []),
    ],
)
def test_a_planted_signal_is_found(source: str, finding: list[str]) -> None:
    assert signals(ast.parse(source)) == finding


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("import requests", ["requests"]),
        ("from urllib import request", ["urllib.request"]),
        ("from urllib.parse import quote", []),
    ],
)
def test_a_planted_client_is_found(source: str, finding: list[str]) -> None:
    assert clients(ast.parse(source)) == finding


def test_a_planted_trust_is_found() -> None:
    source = "from safestring import mark_safe\nmark_safe(a)\nmark_safe(b)  # built from escaped parts\n"
    assert trusting(source) == ["mark_safe(a)"]
