#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "border_gis.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from apps.geo.errors import BorderGisError

    try:
        execute_from_command_line(sys.argv)
    except (BorderGisError, OperationalError) as error:
        from border_gis.errors import console_line

        sys.exit(console_line(error))


if __name__ == "__main__":
    main()
