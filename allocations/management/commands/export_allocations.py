"""manage.py export_allocations --round ROUND: a round's decided frames as CSV."""

import csv
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from allocations.queries import frames
from grants.models import Round


class Command(BaseCommand):
    help = "Skriver en omgångs fördelning som CSV (UTF-8, komma): code,name,kr."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--round", required=True, help="till exempel socialtjanst-rss-2025")

    def handle(self, *args: Any, **options: Any) -> None:
        round_ = Round.objects.filter(key=options["round"]).first()
        if round_ is None:
            known = ", ".join(Round.objects.values_list("key", flat=True))
            raise CommandError(f"Omgången {options['round']} finns inte. Det finns: {known}.")
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(["code", "name", "kr"])
        for row in frames(round_):
            writer.writerow([row.recipient.code, row.recipient.name, row.kr])
