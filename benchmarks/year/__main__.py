import argparse
import logging
import os
import signal
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m benchmarks.year")
    words.add_argument("--organisations", type=int, default=5000)
    words.add_argument("--days", type=int, default=365)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--profile", help="write where the time goes into this file")
    asked = words.parse_args()
    memory = Path("/dev/shm")  # noqa: S108 (a private folder is made inside)
    with tempfile.TemporaryDirectory(prefix="ngo2-year-", dir=memory if memory.is_dir() else None) as folder:
        _prepare(Path(folder))
        return _run(asked)


def _prepare(folder: Path) -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "ngo2.config.settings", "NGO2_DATA_DIR": str(folder)}
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.ERROR)
    call_command("migrate", verbosity=0)
    from django.core import mail
    from django.db import connection

    mail.outbox = []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")


def _run(asked: argparse.Namespace) -> int:
    import cProfile

    from benchmarks.year import checks, playing, telling
    from benchmarks.year.clock import running

    began, profile = time.process_time(), cProfile.Profile()

    stopped: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: stopped.append(number))

    def tell(world: object) -> bool:
        """Ctrl+C: after this day, with the figures of those that were played."""
        if world.day % 10 == 1:  # type: ignore[attr-defined]
            print(f"day {world.day}: {time.process_time() - began:.0f} s", file=sys.stderr, flush=True)  # type: ignore[attr-defined]
        return bool(stopped)

    if asked.profile:
        profile.enable()
    world = playing.play(asked.organisations, asked.days, asked.seed, tell)
    if asked.profile:
        profile.disable()
        profile.dump_stats(asked.profile)
    print("\n".join(telling.told(world, world.day)))
    with running(world.clock):
        faults = checks.faults(world)
    print(
        "\nFaults"
        if faults
        else "\nNo fault: the chain is whole, projections are what was said, nothing waits too long."
    )
    print("\n".join(f"  {one}" for one in faults[:20]))
    refused = [f"  {number:5d}  {why}" for why, number in world.ledger.refused.most_common(12)]
    print("Refused, as people heard it", *refused, sep="\n")
    print(f"\n{time.process_time() - began:.0f} s of CPU")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
