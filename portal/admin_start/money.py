"""What waits with the money: payments, batches, what comes back, claims and invoices."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse

from organisations.roles import CASE_STAFF, MONEY_STAFF
from portal.admin_start.rows import Waiting, list_url
from repayments.models import Claim
from repayments.queries import (
    claims_to_invoice,
    missing_invoice_data,
    over_claimed,
    overpaid_invoices,
    payments_to_return,
    payments_to_settle,
    rejected_documents,
    reversals_to_name,
    to_enforce,
    work_lists,
)
from requisitions.models import Payment, PaymentBatch, PaymentStatus, Return
from requisitions.states import ATTESTANTS, BatchStatus, ReturnStatus

__all__ = ["batches", "claims", "money_in", "payments", "rejected", "returns"]


def payments(today: date) -> list[Waiting]:
    planned, failed = Q(status=PaymentStatus.PLANNED), Q(status=PaymentStatus.FAILED)
    found = Payment.objects.aggregate(
        planned=Count("pk", filter=planned),
        planned_kr=Sum("amount_kr", filter=planned, default=0),
        overdue=Count("pk", filter=planned & Q(planned_on__lt=today)),
        failed=Count("pk", filter=failed),
        failed_kr=Sum("amount_kr", filter=failed, default=0),
    )
    return [
        Waiting(
            "Utbetalningar att lägga i underlag",
            found["planned"],
            reverse("admin:requisitions_paymentbatch_changelist"),
            MONEY_STAFF,
            found["planned_kr"],
            f"{found['overdue']} skulle redan ha betalats ut" if found["overdue"] else "",
        ),
        Waiting(
            "Utbetalningar att försöka igen",
            found["failed"],
            list_url("requisitions_payment", "lage=igen"),
            MONEY_STAFF,
            found["failed_kr"],
        ),
    ]


def batches(today: date) -> list[Waiting]:
    """What waits for an attest, for somebody to take it to the bank, and for the bank."""
    asked: dict[str, Any] = {}
    for status in (BatchStatus.PREPARED, BatchStatus.ATTESTED, BatchStatus.SENT):
        asked[status.value] = Count("pk", filter=Q(status=status))
        asked[f"{status.value}_kr"] = Sum("total_kr", filter=Q(status=status), default=0)
    overdue = Q(status=BatchStatus.PREPARED, bank_day__lt=today)
    found = PaymentBatch.objects.aggregate(**asked, overdue=Count("pk", filter=overdue))
    kinds = (
        (BatchStatus.PREPARED, "Underlag att attestera", "attestera", ATTESTANTS),
        (BatchStatus.ATTESTED, "Underlag att skicka till banken", "skicka", MONEY_STAFF),
        (BatchStatus.SENT, "Underlag som väntar på bankens svar", "skickade", MONEY_STAFF),
    )
    late = f"Bankdagen har passerat för {found['overdue']}" if found["overdue"] else ""
    return [
        Waiting(
            label,
            found[status.value],
            list_url("requisitions_paymentbatch", f"lage={key}"),
            roles,
            found[f"{status.value}_kr"],
            late if status == BatchStatus.PREPARED else "",
        )
        for status, label, key, roles in kinds
    ]


def returns() -> Waiting:
    announced = Return.objects.filter(status=ReturnStatus.ANNOUNCED)
    found = announced.aggregate(n=Count("pk"), kr=Sum("amount_kr", default=0))
    url = list_url("requisitions_return", "lage=vantar")
    return Waiting("Återlämnade bidrag att bocka av", found["n"], url, MONEY_STAFF, found["kr"])


def claims(today: date) -> list[Waiting]:
    """What staff do themselves, and claims whose invoice can't be written (4 queries)."""
    lists = work_lists(today)
    asked: dict[str, Any] = {}
    for key in ("kommunicera", "besluta"):
        asked[key] = Count("pk", filter=lists[key][1])
        asked[f"{key}_kr"] = Sum("amount_kr", filter=lists[key][1], default=0)
    found = Claim.objects.aggregate(**asked)
    stuck = [claim for claim in claims_to_invoice() if missing_invoice_data(claim)]
    money = CASE_STAFF | MONEY_STAFF
    return [
        _claims_in("Återkrav att kommunicera", "kommunicera", found),
        _claims_in("Återkrav att besluta", "besluta", found),
        Waiting(
            "Återkrav som väntar på uppgifter",
            len(stuck),
            list_url("repayments_claim", "lage=vantar"),
            money,
            sum(claim.decision.amount_kr for claim in stuck),
        ),
        Waiting(
            "Fakturor att kreditera efter rättad återrapportering",
            over_claimed().count(),
            reverse("admin:repayments_claim_grounds"),
            money,
        ),
    ]


def _claims_in(label: str, key: str, found: dict[str, Any]) -> Waiting:
    url = list_url("repayments_claim", f"lage={key}")
    return Waiting(label, found[key], url, CASE_STAFF, found[f"{key}_kr"])


def money_in(today: date) -> list[Waiting]:
    """Payments that nobody has said what they are for, and invoices that need a decision."""
    waiting = payments_to_settle().aggregate(n=Count("pk"), kr=Sum("rest", default=0))
    return [
        Waiting(
            "Inbetalningar att ta hand om",
            waiting["n"],
            list_url("repayments_incomingpayment", "lage=vantar"),
            MONEY_STAFF,
            int(waiting["kr"]),
        ),
        Waiting(
            "Inbetalningar som ska betalas tillbaka",
            payments_to_return().count(),
            list_url("repayments_incomingpayment", "lage=tillbaka"),
            MONEY_STAFF,
        ),
        Waiting(
            "Inbetalningar som banken tog tillbaka, att peka ut",
            reversals_to_name().count(),
            reverse("admin:repayments_bankreversal_changelist"),
            MONEY_STAFF,
        ),
        Waiting(
            "Fakturor som är betalda för mycket",
            overpaid_invoices().count(),
            list_url("repayments_invoice", "betalning=for_mycket"),
            MONEY_STAFF,
        ),
        Waiting(
            "Obetalda fakturor efter sista påminnelsen, till beslut om Kronofogden",
            to_enforce(today).count(),
            list_url("repayments_invoice", "betalning=sista"),
            CASE_STAFF | MONEY_STAFF,
        ),
    ]


def rejected() -> list[Waiting]:
    """E-invoices that did not reach who they are for."""
    invoices, credits = rejected_documents()
    return [
        Waiting(
            "Avvisade e-fakturor att skicka igen eller kreditera",
            invoices.count(),
            list_url("repayments_invoice", "efaktura=avvisade"),
            MONEY_STAFF,
        ),
        Waiting(
            "Avvisade kreditfakturor att skicka igen",
            credits.count(),
            list_url("repayments_creditnote", "efaktura=avvisade"),
            MONEY_STAFF,
        ),
    ]
