"""A year of letters against everything that goes wrong in one. For development and its proofs."""

import time
from argparse import ArgumentParser
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

COLUMNS = ("due", "sent", "missing", "doubled", "not due", "after the deed")


class Command(BaseCommand):
    help = "Simulates a year of letters in a scratch database, and says what went out and what not."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--full", action="store_true", help="All 314 recipients.")
        parser.add_argument("--seed", type=int, default=2025, help="Draws other lots.")

    def handle(self, *args: Any, full: bool, seed: int, **options: Any) -> None:
        if settings.PRODUCTION or find_spec("aiosmtpd") is None:
            raise CommandError("The simulation is for development: it needs requirements/dev.lock.")
        # Only where it runs: what it builds its world with is installed for development.
        from bench.year.play import play_year
        from bench.year.scratch import scratch

        begun = time.monotonic()
        with scratch() as folder:
            played = play_year(folder, full=full, seed=seed, say=self._say)
        self.stdout.write(
            f"{played.recipients} recipients, {played.days} days, beat still on "
            f"{played.still_days}; {played.runs} runs, {played.kills} workers killed, "
            f"{played.refusals} refusals by the mail server; "
            f"{time.monotonic() - begun:.0f} s with seed {seed}."
        )
        self._tell(played.reckoning)

    def _say(self, line: str) -> None:
        """At once, so that one can follow it through a pipe too."""
        self.stdout.write(line)
        self.stdout.flush()

    def _tell(self, reckoning: Any) -> None:
        for wrong in reckoning.wrong[:40]:
            self.stdout.write(wrong)
        self.stdout.write(f"{'':24}" + "".join(f"{name:>16}" for name in COLUMNS))
        for kind, row in reckoning.rows.items():
            self.stdout.write(f"{kind:24}" + "".join(f"{n:>16}" for n in vars(row).values()))
        total = reckoning.total
        for kind, number in sorted(reckoning.others.items()):
            self.stdout.write(f"About no recipient's case, and not compared: {kind} {number}.")
        self.stdout.write(
            f"Handed over again with the same Message-ID, since the worker was killed before it "
            f"could note the answer: {reckoning.handed_over_again}."
        )
        self.stdout.write(
            f"due {total.due}, sent {total.sent}, missing {total.missing}, "
            f"doubled {total.doubled}, after the deed {total.after_the_deed}"
        )
        if not total.is_right:
            raise CommandError("Not every letter went out exactly once.")
