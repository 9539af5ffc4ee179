"""The payments of a batch, and those that could go into one, as staff look at them.

A fixed number of queries, whatever the number of payments.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from core.dates import day_and_year, day_of
from core.kronor import with_unit
from requisitions import queries
from requisitions.admin.dossier import outcome_words
from requisitions.models import (
    AccountConfirmation,
    BankAnswer,
    Payment,
    PaymentBatch,
    Requisition,
)
from requisitions.rules import Deviation

__all__ = ["Row", "payable_rows", "rows_of"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A payment in a table: to whom, and what somebody should know before it leaves.

    `obstacle` is why it can't be put into a batch; `said` the bank's latest words about it.
    """

    payment: Payment
    recipient: str
    huvudman: str
    deviations: Sequence[str]
    is_new_account: bool
    confirmed: str = ""
    obstacle: str = ""
    end_to_end_id: str = ""
    said: str = ""


def rows_of(batch: PaymentBatch) -> list[Row]:
    """The batch's lines, in the file's order (4 queries)."""
    lines = list(
        batch.lines.select_related(
            "payment__requisition__recipient", "payment__requisition__organisation"
        ).order_by("end_to_end_id")
    )
    said = {answer.line_id: _said(answer) for answer in _answers(batch)}
    requisitions = [line.payment.requisition_id for line in lines]
    deviating, confirmed = _deviating(requisitions), _confirmed(requisitions)
    return [
        _row(
            line.payment,
            deviating[line.payment.requisition_id],
            confirmed=confirmed.get((line.payment.requisition_id, line.payment.bankgiro), ""),
            end_to_end_id=line.end_to_end_id,
            said=said.get(line.pk, ""),
        )
        for line in lines
    ]


def payable_rows(payments: Sequence[Payment]) -> list[Row]:
    """Planned payments, with what stands in the way of some (4 queries)."""
    requisitions = [payment.requisition_id for payment in payments]
    deviating, confirmed = _deviating(requisitions), _confirmed(requisitions)
    unconfirmed = queries.unconfirmed_accounts(requisitions)
    return [
        _row(
            payment,
            deviating[payment.requisition_id],
            confirmed=confirmed.get((payment.requisition_id, payment.bankgiro), ""),
            obstacle=_obstacle(payment, deviating[payment.requisition_id], unconfirmed),
        )
        for payment in payments
    ]


def _row(payment: Payment, asked: Any, **more: str) -> Row:
    deviations = queries.deviations_of(asked)
    return Row(
        payment=payment,
        recipient=payment.requisition.recipient.name,
        huvudman=str(payment.requisition.huvudman.get("name", "")),
        deviations=[str(one.label) for one in deviations],
        is_new_account=Deviation.NEW_BANKGIRO in deviations,
        **more,
    )


def _obstacle(payment: Payment, asked: Any, unconfirmed: Collection[int]) -> str:
    if payment.amount_kr > (asked.frame_now_kr or 0):
        return f"Ramen är nu {with_unit(asked.frame_now_kr or 0)}, så beloppet är för högt."
    if payment.requisition_id in unconfirmed:
        return "Bankgirot är inte bekräftat."
    return ""


def _deviating(requisitions: list[int]) -> dict[int, Any]:
    rows = queries.with_deviations(Requisition.objects.filter(pk__in=requisitions))
    return {row.pk: row for row in rows.select_related("organisation")}


def _confirmed(requisitions: list[int]) -> dict[tuple[int, str], str]:
    """How each new account was last confirmed, by requisition and account."""
    rows = AccountConfirmation.objects.filter(requisition__in=requisitions).select_related("by")
    return {
        (one.requisition_id, one.bankgiro): (
            f"Bekräftat {day_and_year(day_of(one.at))} av {one.by}: {one.how}"
        )
        for one in rows
    }


def _answers(batch: PaymentBatch) -> list[BankAnswer]:
    return list(BankAnswer.objects.filter(line__batch=batch).order_by("id"))


def _said(answer: BankAnswer) -> str:
    return f"{outcome_words(answer)}. {answer.reason}" if answer.reason else outcome_words(answer)
