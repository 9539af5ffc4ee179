"""manage.py foot_ledger [--round ROUND]: foots the books; non-zero when a row differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.kronor import grouped
from grants.models import Round
from oversight.ledger import COLUMNS, Figures, Row, difference, total
from oversight.queries import books_of, unsettled_total


class Command(BaseCommand):
    help = (
        "Stämmer av varje mottagares kronor från ram till inbetalt mot beslut, bankfiler, "
        "återrapporter och fakturor. Avslutas med fel när något inte går ihop."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--round", help="till exempel socialtjanst-rss-2025; annars alla")

    def handle(self, *args: Any, **options: Any) -> None:
        differing = 0
        for round_ in _rounds(options["round"]):
            rows = books_of(round_)
            if rows:
                differing += self._write(round_, rows)
        self.stdout.write(f"Inbetalt som väntar i arbetslistan: {unsettled_total()} kr.")
        if differing:
            raise CommandError(f"Det här går inte ihop: {differing} fel, se ovan.")
        self.stdout.write("Allt går ihop.")

    def _write(self, round_: Round, rows: list[Row]) -> int:
        """The round's table and what differs in it; returns how many rows differ."""
        lines = [("", *(words for _, words in COLUMNS))]
        lines += [(row.code, *_cells(row.figures)) for row in rows]
        lines.append(("Summa", *_cells(total(rows))))
        widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
        self.stdout.write(f"\n{round_.key}")
        for line in lines:
            first, *rest = (
                cell.ljust(width) if number == 0 else cell.rjust(width)
                for number, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            self.stdout.write("  ".join([first, *rest]))
        whole = difference(rows, decision_kr=round_.amount_kr)
        wrong = [(row, row.problems) for row in rows if row.problems]
        for row, found in wrong:
            for sentence in found:
                self.stdout.write(f"! {row.code} {row.name}: {sentence}")
        for sentence in whole:
            self.stdout.write(f"! {round_.key}: {sentence}")
        return len(wrong) + bool(whole)


def _rounds(key: str | None) -> list[Round]:
    found = Round.objects.order_by("key")
    if key is None:
        return list(found)
    chosen = list(found.filter(key=key))
    if not chosen:
        known = ", ".join(found.values_list("key", flat=True))
        raise CommandError(f"Omgången {key} finns inte. Det finns: {known}.")
    return chosen


def _cells(figures: Figures) -> list[str]:
    return [_cell(getattr(figures, name)) for name, _ in COLUMNS]


def _cell(amount: Any) -> str:
    if amount == int(amount):
        return grouped(int(amount)).replace("\N{NO-BREAK SPACE}", " ")
    return f"{amount:.2f}".replace(".", ",")
