"""The books foot, and each column that is tampered with is caught."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from organisations.roles import StaffRole
from oversight.ledger import Evidence, Figures, problems
from oversight.queries import books_of
from repayments import actions
from repayments.models import Claim, CreditNote, Invoice, Settlement
from reporting.models import Submission
from requisitions.models import Payment, PaymentBatch, Requisition
from tests.builders import ROUND_KEY
from tests.repayments.builders import by_staff, make_owing_reports
from tests.repayments.paying import NOON, make_invoice, money, pay

SOUND = Figures(
    frame=1000, requisitioned=900, paid=900, returned=100, used=500, unused=300, claimed=300,
    decided=300, invoiced=300, credited=50, settled=Decimal(100),
)  # fmt: skip
TOLD = Evidence(
    sent_in=900, in_files=900, reported_received=800, for_unused=300, decided_for_unused=250,
    invoiced_claims=300, printed=300, credits_printed=50,
)  # fmt: skip


def test_sound_books_foot() -> None:
    assert list(problems(SOUND, TOLD)) == []


def test_what_is_open_is_what_is_not_credited_nor_settled() -> None:
    assert SOUND.open == 150


@pytest.mark.parametrize(
    ("column", "amount"),
    [
        ("frame", 800), ("requisitioned", 901), ("paid", 899), ("returned", 99), ("used", 501),
        ("unused", 299), ("claimed", 299), ("decided", 301), ("invoiced", 299), ("credited", 51),
        ("settled", Decimal(301)),
    ],
)  # fmt: skip
def test_each_column_that_is_tampered_with_is_caught(column: str, amount: Any) -> None:
    changed = Figures(**{**vars(SOUND), column: amount})
    assert list(problems(changed, TOLD))


# --- On the database ------------------------------------------------------------------------------


@pytest.fixture
def invoice(db: None) -> Invoice:
    """Part paid, part credited."""
    made = make_invoice()
    pay(money(100_000, made.ocr))
    who = by_staff(StaffRole.EKONOM, when=NOON)
    actions.issue_credit_note(made, amount_kr=11_111, reason="Fel.", **who)
    return made


def test_the_books_of_a_real_round_foot(
    invoice: Invoice, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("foot_ledger", round=ROUND_KEY)
    said = capsys.readouterr().out
    assert "Allt går ihop" in said
    assert "100 000" in said


TAMPERED: dict[str, tuple[Any, str, Any]] = {
    "requisitioned": (Requisition, "amount_kr", -1),
    "paid": (Payment, "amount_kr", 1),
    "batch": (PaymentBatch, "total_kr", 1),
    "used": (Submission, "received_kr", 1),
    "claim": (Claim, "amount_kr", -1),
    "invoice": (Invoice, "amount_kr", 1),
    "credit": (CreditNote, "amount_kr", 1),
    "settlement": (Settlement, "amount", 1),
}


@pytest.mark.parametrize("which", TAMPERED)
def test_what_is_changed_past_the_portal_is_caught(
    invoice: Invoice, which: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(*TAMPERED[which])
    with pytest.raises(CommandError, match="går inte ihop"):
        call_command("foot_ledger")
    assert "! RSS-12" in capsys.readouterr().out


def test_the_books_are_read_with_so_many_queries_whatever_the_number_of_recipients(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reports = make_owing_reports(3)
    with django_assert_num_queries(26):
        assert len(books_of(reports[0].round)) == 3


def test_an_unknown_round_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="finns inte"):
        call_command("foot_ledger", round="nej")


def tamper(model: Any, field: str, by: int) -> None:
    """Add to a column as somebody with the database's own tools could."""
    table, keep = model._meta.db_table, ""
    if model is Submission:
        keep = ", used_kr = used_kr + 1"
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f'UPDATE "{table}" SET {field} = {field} + %s{keep}', [by])  # noqa: S608
        cursor.execute("SET session_replication_role = DEFAULT")
