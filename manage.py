#!/usr/bin/env python
"""Django's command line for the grants portal; starts the embedded PostgreSQL where it is used."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config.embedded import CannotStart

    try:
        if settings.EMBEDDED_POSTGRES:
            settings.EMBEDDED_POSTGRES.start()
    except (ImproperlyConfigured, CannotStart) as refusal:
        sys.exit(str(refusal))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
