"""Records that age by themselves: `python -m benchmarks.ageing [RECORDS]`, in a database of its own.

Made of rows that can still fall and are all due: the worst night there can be.
"""

import os
import resource
import sys
import tempfile
import time
from datetime import timedelta

import django

BATCH = 2000


def main(records: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from ngo2.organisations import freshness
    from ngo2.organisations.models import Organisation
    from ngo2.organisations.services.ageing import age_records

    call_command("migrate", verbosity=0)
    now = timezone.now()
    keys = ("name_zh", "kind", "legal_status", "division", "phone", "email", "staff", "summary_zh", "causes")
    for start in range(0, records, BATCH):
        rows = []
        for n in range(start, min(start + BATCH, records)):
            at = (now - timedelta(days=200 + n % 400)).isoformat()
            said = {
                "source": "owner",
                "label": "",
                "url": "",
                "changed": at,
                "confirmed": at,
                "imported": None,
            }
            facts = {key: {"v": f"{key} {n}", **said} for key in keys}
            rows.append(
                Organisation(
                    name=f"o{n}",
                    kind="grassroots_ngo",
                    country="CN",
                    facts=facts,
                    created_at=now,
                    changed_at=now,
                    grade=freshness.FRESH,
                    ask_from=freshness.ask_from(facts),
                )
            )
        Organisation.objects.bulk_create(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    changed = age_records()
    seconds = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{records} records due, {changed} grades fell: {seconds:.1f} s, {grown:.0f} MB more at the peak")
    started = time.perf_counter()
    again = age_records()
    print(f"the next night, {again} fell: {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "ngo2.config.settings", "NGO2_DATA_DIR": folder}
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
