import copy
import os
import subprocess
import sys

import pytest

from ngo2.lib.db import SQLITE_OPTIONS, database, weaknesses


def test_the_shipped_settings_pass(tmp_path):
    assert weaknesses(database("", tmp_path)) == []


@pytest.mark.parametrize(
    ("weaken", "said"),
    [
        (lambda d: d["OPTIONS"].pop("transaction_mode"), "transaction_mode must be IMMEDIATE"),
        (lambda d: d["OPTIONS"].update(timeout=5), "timeout must be 20 seconds or more"),
        (
            lambda d: d["OPTIONS"].update(
                init_command=SQLITE_OPTIONS["init_command"].replace("FULL", "NORMAL")
            ),
            "init_command must say PRAGMA synchronous=FULL",
        ),
        (lambda d: d.update(CONN_MAX_AGE=0), "CONN_MAX_AGE must be None, so that a commit costs one sync"),
    ],
)
def test_a_weaker_database_setting_is_refused(tmp_path, weaken, said):
    changed = copy.deepcopy(database("", tmp_path))
    weaken(changed)
    assert weaknesses(changed) == [said]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT is 'eighty'; give a whole number from 1 to 65535."),
        ({"PORT": "99999"}, "PORT is '99999'; give a whole number from 1 to 65535."),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with postgres:// or sqlite:///"),
        ({"NGO2_DATA_DIR": "/dev/null/x"}, "NGO2_DATA_DIR is '/dev/null/x', which cannot be made"),
        ({"NGO2_DEBUG": "maybe"}, "NGO2_DEBUG is 'maybe'; give 1 or 0."),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(wrong, sentence, tmp_path):
    env = {**os.environ, "NGO2_DATA_DIR": str(tmp_path), "DATABASE_URL": "", "PYTHONPATH": "src", **wrong}
    run = subprocess.run(
        [sys.executable, "-m", "ngo2", "check"], env=env, capture_output=True, text=True, timeout=60
    )
    assert run.returncode != 0
    assert sentence in run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("before", "read"), [("", "None"), ("older oldest", "'signed'"), ("older", "None")])
def test_what_a_key_of_before_signed_stays_good(tmp_path, before, read):
    """Twin: without it, and with another in its place, nothing of before is read."""
    ask = (
        "import django; django.setup(); from django.core import signing\n"
        "try: print(repr(signing.loads(signing.dumps('signed', key='oldest'))))\n"
        "except signing.BadSignature: print(None)"
    )
    ours = {"NGO2_DATA_DIR": str(tmp_path), "NGO2_SECRET_KEY": "new", "NGO2_SECRET_KEY_BEFORE": before}
    env = {
        **os.environ,
        "DATABASE_URL": "",
        "PYTHONPATH": "src",
        "DJANGO_SETTINGS_MODULE": "ngo2.config.settings",
    }
    run = subprocess.run(
        [sys.executable, "-c", ask], env=env | ours, capture_output=True, text=True, timeout=180
    )
    assert run.stdout.strip() == read, run.stderr
