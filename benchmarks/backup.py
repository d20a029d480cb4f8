"""Seconds per gigabyte to save and to restore, on SQLite: generated journal entries, and a tenth as files.

PYTHONPATH=src .venv/bin/python -m benchmarks.backup --megabytes 300
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import django

# 40 words of hex a row: it packs about as well as real text does.
FILL = """
INSERT INTO journal_entry (at, verb, actor_kind, actor_id, actor_label, scope, object_type, object_id, data)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
SELECT '2026-01-01 00:00:00', 'organisations.facts.changed', 'person', i % 5000, '', 'organisation:' || (i % 60000),
  'organisations.organisation', i % 60000, '{{"fields": ["' || hex(randomblob(120)) || '"], "source": "owner"}}' FROM n
"""
ROW_BYTES = 460  # of such an entry with its indexes, measured


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=300)
    wanted = parser.parse_args().megabytes
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngo2.config.settings")
    django.setup()
    from ngo2.operations.tests.machine import Machine

    with tempfile.TemporaryDirectory(prefix="ngo2-benchmark-") as folder:
        machine = _machine(Machine, Path(folder) / "old")
        machine.ngo2("migrate", "-v0")
        machine.sql(FILL.format(rows=wanted * 10**6 // ROW_BYTES))
        media = machine.data / "files" / "many"
        media.mkdir(parents=True)
        for n in range(wanted // 10):
            (media / str(n)).write_bytes(os.urandom(10**6))
        size = (machine.data / "ngo2.sqlite3").stat().st_size + wanted // 10 * 10**6
        began = time.monotonic()
        backup = machine.backup()
        saved = time.monotonic() - began
        fresh = _machine(Machine, Path(folder) / "new")
        began = time.monotonic()
        run = fresh.ngo2("restore", backup, "--key", machine.data / "backup_key")
        restored = time.monotonic() - began
        assert run.returncode == 0, run.stderr
        print(f"data:    {size / 1e6:.0f} MB, packed and locked {backup.stat().st_size / 1e6:.0f} MB")
        print(f"backup:  {saved:.1f} s, {saved / size * 1e9:.0f} s per GB")
        print(f"restore: {restored:.1f} s, {restored / size * 1e9:.0f} s per GB")


def _machine(kind, folder):  # type: ignore[no-untyped-def]
    return kind(folder, f"sqlite:///{folder}/ngo2.sqlite3")


if __name__ == "__main__":
    main()
