"""Messages outside the database: the files in outbox/ of the data folder, where no provider is set."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from ngo2.kernel.notify.types import address_book

KEPT = timedelta(days=30)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "outbox"


def _rewrite(path: Path, lines: list[str]) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text("".join(lines), encoding="utf-8")
    fresh.replace(path)


def erase_files(person: Any) -> None:
    """E-mails to a person's addresses go; of the SMS file, their lines."""
    addresses = [address for address in address_book(person).values() if address]
    for path in sorted(_folder().glob("*.log")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if not any(address in text for address in addresses):
            continue
        if path.name == "sms.log":
            lines = text.splitlines(keepends=True)
            _rewrite(path, [line for line in lines if not any(address in line for address in addresses)])
        else:
            path.unlink()


def forget_old() -> int:
    """E-mail files and lines of the SMS file older than 30 days."""
    border = timezone.localtime() - KEPT
    gone = 0
    for path in sorted(_folder().glob("*.log")):
        if path.name == "sms.log":
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
            young = [line for line in lines if line[:19] >= f"{border:%Y-%m-%d %H:%M:%S}"]
            gone += len(lines) - len(young)
            if len(young) < len(lines):
                _rewrite(path, young)
        elif path.stat().st_mtime < border.timestamp():
            path.unlink()
            gone += 1
    return gone
