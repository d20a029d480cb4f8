"""The `ngo2` console script: management commands behind one name."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngo2.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (settings must be named first)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
