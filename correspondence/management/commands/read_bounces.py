"""Reads the mail servers' reports in a directory or maildir. Files stay where they are."""

from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from correspondence.bounces.actions import keep_report
from correspondence.bounces.dsn import LIMIT


class Command(BaseCommand):
    help = "Läser mejlservrars rapporter om brev som inte kom fram. Kan köras om."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="katalog eller maildir")

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        if not directory.is_dir():
            raise CommandError(f"{directory} är ingen katalog.")
        files = sorted(path for path in directory.rglob("*") if path.is_file())
        ours = sum(keep_report(_beginning(path), at=clock.now()) for path in files)
        self.stdout.write(f"Filer: {len(files)}. Adresser som inte nåddes: {ours}.")


def _beginning(path: Path) -> bytes:
    """As much as is read of a report; nothing of a file that was moved meanwhile."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        return file.read(LIMIT)
    return b""
