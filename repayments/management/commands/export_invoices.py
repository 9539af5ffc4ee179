"""manage.py export_invoices: the Peppol file of every invoice and credit note of a round."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import RuleViolated
from grants.models import Round
from repayments.documents import file_name, peppol_document
from repayments.models import CreditNote, Invoice
from repayments.queries import invoices_of


class Command(BaseCommand):
    help = "Skriver Peppol-filen (UBL) för varje faktura och kreditfaktura i en omgång."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--round", required=True, help="omgångens nyckel")
        parser.add_argument("--to", required=True, type=Path, help="mapp att skriva i")

    def handle(self, *args: Any, **options: Any) -> None:
        round_ = Round.objects.filter(key=options["round"]).first()
        if round_ is None:
            raise CommandError(f"Omgången {options['round']} finns inte.")
        to: Path = options["to"]
        to.mkdir(parents=True, exist_ok=True)
        invoices, credits = invoices_of(round_)
        lacking = [str(row) for row in invoices if not _write(row, to)]
        lacking += [str(row) for row in credits if not _write(row, to)]
        self.stdout.write(
            f"{len(invoices)} fakturor och {len(credits)} kreditfakturor i {round_.key}, "
            f"{len(lacking)} utan fil."
        )
        if lacking:
            raise CommandError("Saknar fil: " + "; ".join(lacking))


def _write(document: Invoice | CreditNote, to: Path) -> bool:
    """The stored file as it is; made now if no sweep has come to it yet."""
    try:
        with peppol_document(document).file.open("rb") as file:
            (to / file_name(document, "xml")).write_bytes(file.read())
    except (RuleViolated, FileNotFoundError):
        return False
    return True
