"""The bank's files as stored documents: the payment file that an attest makes, and the replies."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from banking import pain001
from core.transitions import label_of
from correspondence.actions import Filing, store_file
from correspondence.models import Direction, Document
from organisations.agency import agency
from requisitions.models import BankReply, PaymentBatch
from requisitions.rules import message_to_recipient

__all__ = ["FILE_KIND", "payment_order", "store_bank_reply", "store_payment_file"]

FILE_KIND = "payment_file"
REPLY_KIND = "bank_reply"
XML = "application/xml"


def store_payment_file(batch: PaymentBatch, *, at: datetime) -> Document:
    """Write and store the batch's pain.001, in the version that the bank takes (PAIN001_VERSION).

    Raises RuleViolated when a name, an account or an amount is not what the bank takes.
    """
    version = pain001.Version(settings.PAIN001_VERSION)
    content = pain001.write(payment_order(batch), version)
    payments = f"{batch.count} {'utbetalning' if batch.count == 1 else 'utbetalningar'}"
    return store_file(
        _filing(
            batch,
            kind=FILE_KIND,
            about=label_of(batch),
            direction=Direction.OUT,
            title=f"Utbetalningsfil, {payments}",
            filename=f"{batch.message_id}.xml",
        ),
        content=content,
        media_type=XML,
        at=at,
        context={
            "version": version.value,
            "message_id": batch.message_id,
            "count": batch.count,
            "total_kr": batch.total_kr,
        },
    )


def payment_order(batch: PaymentBatch) -> pain001.PaymentBatch:
    """The batch as the bank knows it: huvudmän as they were when they sent in, accounts, dnr."""
    payer = agency()
    lines = batch.lines.select_related("payment__requisition").order_by("end_to_end_id")
    assert batch.attested_at  # noqa: S101 - only an attested batch becomes a file
    return pain001.PaymentBatch(
        message_id=batch.message_id,
        created_at=batch.attested_at,
        requested_execution_date=batch.bank_day,
        debtor=pain001.Debtor(
            name=payer.name,
            organisationsnummer=payer.organisationsnummer,
            bankgiro=payer.bankgiro,
            bic=payer.bic,
        ),
        transfers=tuple(
            pain001.CreditTransfer(
                end_to_end_id=line.end_to_end_id,
                amount_kr=line.payment.amount_kr,
                creditor_name=line.payment.requisition.huvudman["name"],
                bankgiro=line.payment.bankgiro,
                message=message_to_recipient(
                    reference=line.payment.requisition.payment_reference,
                    diarienummer=line.payment.requisition.diarienummer,
                ),
            )
            for line in lines
        ),
    )


def store_bank_reply(
    reply: BankReply, batches: Sequence[PaymentBatch], content: bytes, *, at: datetime
) -> Document:
    """Keep the bank's file as it came, in the dossier of the first batch that it answers."""
    return store_file(
        _filing(
            batches[0],
            kind=REPLY_KIND,
            about=label_of(reply),
            direction=Direction.IN,
            title=f"Svar från banken, {reply.kind}",
            filename=f"bankens-svar-{reply.pk}.xml",
        ),
        content=content,
        media_type=XML,
        at=at,
        context={"answers": [batch.message_id for batch in batches]},
    )


def _filing(
    batch: PaymentBatch, *, kind: str, about: str, direction: Direction, title: str, filename: str
) -> Filing:
    return Filing(
        kind=kind,
        about=about,
        case=batch.case,
        diarienummer=batch.diarienummer,
        decision_diarienummer=batch.round.decision.diarienummer,
        direction=direction,
        title=title,
        counterpart="Banken",
        filename=filename,
    )
