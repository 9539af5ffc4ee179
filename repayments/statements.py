"""Kontoutdrag: what a recipient was asked for, what it was credited, and what it has paid.

Reads the tables and draws nothing; pages, CSV and PDF show the same lines.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core.dates import day_and_year, day_of
from core.kronor import NBSP, kronor_and_ore
from correspondence.pdf import render_pdf
from organisations.models import Recipient
from repayments.balance import open_amount
from repayments.models import Claim, ClaimDecision, CreditNote, Demand, Hold, Invoice, Settlement

__all__ = ["Line", "Statement", "as_csv", "as_pdf", "statement_of"]


@dataclass(frozen=True)
class Line:
    """Something that happened: `change` is kr with öre, None where the balance stays as it is."""

    on: date
    what: str
    change: Decimal | None
    balance: Decimal


@dataclass(frozen=True)
class Statement:
    """The lines in the order of their days; what is left to pay at the end, kr with öre."""

    title: str
    lines: list[Line]

    @property
    def open(self) -> Decimal:
        return self.lines[-1].balance if self.lines else Decimal(0)


Happened = tuple[datetime, int, date, str, Decimal | None]


def statement_of(recipient: Recipient, *, round_key: str = "") -> Statement:
    """All of a recipient's, or of one round's, from the tables (6 queries)."""
    claim = Q(recipient=recipient)
    if round_key:
        claim &= Q(round__key=round_key)
    found = sorted(
        [*_decided(claim), *_invoiced(claim), *_credited(claim), *_paid(claim), *_reminded(claim)],
        key=lambda one: one[:2],
    )
    lines: list[Line] = []
    balance = Decimal(0)
    for _, _, on, what, change in found:
        balance += change or 0
        lines.append(Line(on, what, change, balance))
    title = f"{recipient.name}, {round_key}" if round_key else recipient.name
    return Statement(title, lines)


def as_csv(statement: Statement) -> bytes:
    """Semicolons and a byte-order mark, as spreadsheets in Sweden read it."""
    file = io.StringIO()
    rows = csv.writer(file, delimiter=";")
    rows.writerow(["datum", "händelse", "belopp", "saldo"])
    for line in statement.lines:
        rows.writerow([line.on.isoformat(), line.what, _plain(line.change), _plain(line.balance)])
    return file.getvalue().encode("utf-8-sig")


def as_pdf(statement: Statement, *, today: date) -> bytes:
    """The same on paper; not stored, since it is drawn anew from the tables each time."""
    context = {
        "title": f"Kontoutdrag, {statement.title}",
        "document_kind": "Kontoutdrag",
        "document_date": today,
        "columns": [
            {"label": "Dag"},
            {"label": "Händelse"},
            {"label": "Belopp", "numeric": True},
            {"label": "Att betala", "numeric": True},
        ],
        "rows": [
            [
                day_and_year(line.on).replace(" ", NBSP),
                line.what,
                "" if line.change is None else kronor_and_ore(line.change),
                kronor_and_ore(line.balance),
            ]
            for line in statement.lines
        ],
        "total": ["", "Kvar att betala", "", kronor_and_ore(statement.open)],
    }
    return render_pdf("documents/statement.html", context)


def _decided(claim: Q) -> list[Happened]:
    rows = ClaimDecision.objects.filter(claim__in=_claims(claim)).select_related("claim")
    return [
        (
            row.decided_at, 0, day_of(row.decided_at),
            f"Beslut om återkrav, dnr {row.claim.diarienummer}: "
            f"{kronor_and_ore(Decimal(row.amount_kr))}", None,
        )
        for row in rows
    ]  # fmt: skip


def _invoiced(claim: Q) -> list[Happened]:
    rows = Invoice.objects.filter(claim__in=_claims(claim))
    return [
        (
            row.issued_at, 1, row.issued_on,
            f"Faktura {row.number}, att betala senast {day_and_year(row.due_on)}",
            open_amount(row.amount_kr, 0, Decimal(0)),
        )
        for row in rows
    ]  # fmt: skip


def _credited(claim: Q) -> list[Happened]:
    rows = CreditNote.objects.filter(invoice__claim__in=_claims(claim)).select_related("invoice")
    return [
        (
            row.issued_at, 2, row.issued_on,
            f"Kreditfaktura {row.number} till faktura {row.invoice.number}",
            -Decimal(row.amount_kr),
        )
        for row in rows
    ]  # fmt: skip


def _paid(claim: Q) -> list[Happened]:
    rows = Settlement.objects.filter(invoice__claim__in=_claims(claim))
    return [
        (row.at, 3, _day_of_payment(row), _words(row), -row.amount)
        for row in rows.select_related("payment", "invoice")
    ]


def _day_of_payment(row: Settlement) -> date:
    return day_of(row.at) if row.takes_back_id else row.payment.booked_on


def _words(row: Settlement) -> str:
    if row.takes_back_id:
        return f"Betalning togs tillbaka från faktura {row.invoice.number}"
    return f"Betalning av faktura {row.invoice.number}"


def _reminded(claim: Q) -> list[Happened]:
    demands = Demand.objects.filter(invoice__claim__in=_claims(claim)).select_related("invoice")
    holds = Hold.objects.filter(invoice__claim__in=_claims(claim)).select_related("invoice")
    found: list[Happened] = [
        (
            row.demanded_at, 4, day_of(row.demanded_at),
            f"Påminnelse {row.number} om faktura {row.invoice.number}, "
            f"att betala senast {day_and_year(row.pay_by)}", None,
        )
        for row in demands
    ]  # fmt: skip
    for row in holds:
        until = f" till och med {day_and_year(row.until)}" if row.until else ""
        what = f"{row.get_why_display()}{until}, faktura {row.invoice.number}"
        found.append((row.at, 5, day_of(row.at), what, None))
    return found


def _claims(claim: Q) -> Any:
    return Claim.objects.filter(claim)


def _plain(amount: Decimal | None) -> str:
    """1234,50: a number that a spreadsheet adds up."""
    return "" if amount is None else f"{amount:.2f}".replace(".", ",")
