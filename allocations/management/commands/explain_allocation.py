"""manage.py explain_allocation --round ROUND: what is decided, beside what the key computes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from allocations.explained import Explained, explained
from allocations.queries import in_force
from core.errors import RuleViolated
from grants.models import Round

HEADINGS = ("code", "name", "decided", "computed", "adjusted", "difference")


class Command(BaseCommand):
    help = (
        "Skriver för varje mottagare vad som är beslutat, uträknat, justerat och skillnaden, och "
        "sist hur många rader som nyckeln förklarar."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--round", required=True, help="till exempel socialtjanst-rss-2025")
        parser.add_argument("--words", action="store_true", help="skriv även uträkningen i ord")

    def handle(self, *args: Any, **options: Any) -> None:
        found = _explained(options["round"])
        for line in _columns(_cells(found)):
            self.stdout.write(line)
        if options["words"]:
            self.stdout.write("")
            for sentence in found.followed.words:
                self.stdout.write(sentence)
            self.stdout.write("")
            for row, one in found.rows:
                self.stdout.write(f"{row.recipient.name}: {one.words}")
        self.stdout.write(_last_line(found))


def _explained(round_key: str) -> Explained:
    round_ = Round.objects.filter(key=round_key).first()
    if round_ is None:
        known = ", ".join(Round.objects.values_list("key", flat=True))
        raise CommandError(f"Omgången {round_key} finns inte. Det finns: {known}.")
    allocation = in_force(round_)
    if allocation is None:
        raise CommandError(f"Omgången {round_key} har ingen fastställd fördelning.")
    try:
        found = explained(allocation)
    except RuleViolated as refusal:
        raise CommandError(f"Nyckeln går inte att följa. {refusal}") from refusal
    if found is None:
        raise CommandError(f"Omgången {round_key} har ingen fastställd fördelningsnyckel.")
    return found


def _cells(found: Explained) -> list[tuple[str, ...]]:
    return [
        HEADINGS,
        *(
            (
                row.recipient.code,
                row.recipient.name,
                str(one.decided_kr),
                str(one.computed_kr),
                f"{one.adjustment_kr:+d}" if one.adjustment_kr else "0",
                f"{one.difference_kr:+d}" if one.difference_kr else "0",
            )
            for row, one in found.rows
        ),
    ]


def _columns(cells: list[tuple[str, ...]]) -> list[str]:
    """Aligned: texts to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]


def _last_line(found: Explained) -> str:
    matched = sum(one.matches for _, one in found.rows)
    decided_kr = sum(one.decided_kr for _, one in found.rows)
    stated_kr = found.allocation.stated_total_kr
    return f"matched {matched} of {len(found.rows)}, sum decided {decided_kr}, stated {stated_kr}"
