"""The `ngo2` console script: management commands behind one name."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngo2.config.settings")
    from django.conf import settings  # noqa: PLC0415 (settings must be named first)
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    try:
        _ = (
            settings.DATA_DIR
        )  # read the environment now: what is wrong there is one sentence, not a traceback
    except ImproperlyConfigured as error:
        raise SystemExit(f"ngo2: {error}") from None
    name = sys.argv[1].replace("-", "_") if sys.argv[1:] and sys.argv[1][0] != "-" else None
    execute_from_command_line([sys.argv[0], name, *sys.argv[2:]] if name else sys.argv)


if __name__ == "__main__":
    main()
