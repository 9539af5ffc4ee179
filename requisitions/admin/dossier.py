"""What the page of a requisition shows beside its facts, read for its template.

Every version that was sent in and what differs, every attempt to pay and the bank's words, money
that comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from banking import bankgiro
from banking.outcome import Outcome
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Document
from requisitions import queries
from requisitions.models import BankAnswer, Payment, Requisition, RequisitionVersion, Return
from requisitions.rules import Deviation

__all__ = [
    "Attempted",
    "Difference",
    "Sent",
    "about_the_account",
    "deviating",
    "outcome_words",
    "payments",
    "returns",
    "versions",
]

OUTCOMES = {
    Outcome.ACCEPTED: "Mottagen av banken",
    Outcome.SETTLED: "Betald",
    Outcome.PENDING: "Väntar hos banken",
    Outcome.REJECTED: "Inte betald",
}
COMPARED = (
    "contact_name", "contact_email", "contact_phone", "bankgiro", "payment_reference",
    "invoice_reference", "approved_by_name", "approved_by_title",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A value that is another than in the version before."""

    label: str
    before: str
    now: str


@dataclass(frozen=True)
class Sent:
    """A version, its receipt, and what differs from the one before."""

    version: RequisitionVersion
    receipt: Document | None
    differences: Sequence[Difference]
    is_first: bool


@dataclass(frozen=True)
class Attempted:
    """A payment with what the bank has said of each attempt, oldest first."""

    payment: Payment
    answers: Sequence[tuple[BankAnswer, str]]


def outcome_words(answer: BankAnswer) -> str:
    """ "Inte betald"."""
    return OUTCOMES[Outcome(answer.outcome)]


def deviating(row: Any) -> list[str]:
    """What somebody should look at in a row of `with_deviations`, in sentences."""
    account = about_the_account(row)
    decided = "Mottagaren hade en annan huvudman den dag då bidraget beslutades."
    less = (row.frame_now_kr or 0) - (row.amount_kr or 0)
    sentences = {
        Deviation.LATE: "Rekvisitionen kom in efter sista dagen.",
        Deviation.NEW_BANKGIRO: account[0] if account else "",
        Deviation.OTHER_HUVUDMAN: decided,
        Deviation.ABOVE_FRAME: f"Beloppet är {with_unit(-less)} mer än ramen är nu.",
        Deviation.LESS_THAN_FRAME: f"Beloppet är {with_unit(less)} mindre än ramen.",
    }
    return [sentences[one] for one in queries.deviations_of(row)]


def about_the_account(row: Any) -> list[str]:
    """How the account differs from those that are known."""
    known = {row.organisation.bankgiro, row.last_account} - {None, "", row.bankgiro}
    before = " och ".join(bankgiro.printed(account) for account in sorted(known))
    asked = bankgiro.printed(row.bankgiro)
    return [f"Bankgiro {asked} är nytt. Det vi känner till är {before}."] if before else []


def versions(requisition: Requisition) -> list[Sent]:
    """Every version that was sent in, newest first (2 queries)."""
    sent = list(requisition.versions.select_related("submitted_by", "organisation"))
    receipts = _receipts(sent)
    found = [
        Sent(
            version=version,
            receipt=receipts.get(label_of(version)),
            differences=_differences(before, version) if before else [],
            is_first=before is None,
        )
        for before, version in zip([None, *sent], sent, strict=False)
    ]
    return found[::-1]


def _receipts(sent: list[RequisitionVersion]) -> dict[str, Document]:
    documents = Document.objects.filter(about__in=[label_of(one) for one in sent])
    return {document.about: document for document in documents}


def _differences(before: RequisitionVersion, now: RequisitionVersion) -> list[Difference]:
    was, shown = _values(before), _values(now)
    return [
        Difference(label, was[label], shown[label]) for label in shown if was[label] != shown[label]
    ]


def _values(version: RequisitionVersion) -> dict[str, str]:
    """A version's values by their label, as people read them."""
    content = version.content
    named = {
        str(Requisition._meta.get_field(name).verbose_name): str(content.get(name, ""))  # type: ignore[union-attr]
        for name in COMPARED
    }
    return {
        "rekvirerat": with_unit(version.amount_kr),
        "fördelningsram": with_unit(version.frame_kr),
        "huvudman": str(version.huvudman["name"]),
        **named,
        "bankgiro": bankgiro.printed(content["bankgiro"]),
        "godtagna villkor": "\n".join(version.accepted_conditions),
    }


def payments(requisition: Requisition) -> list[Attempted]:
    """Every payment of the case, the latest first, with the bank's words (3 queries)."""
    rows = requisition.payments.select_related("batch").order_by("-id")
    answers = BankAnswer.objects.filter(line__payment__requisition=requisition)
    by_payment: dict[int, list[tuple[BankAnswer, str]]] = {}
    for answer in answers.select_related("line__batch", "reply").order_by("id"):
        said = by_payment.setdefault(answer.line.payment_id, [])
        said.append((answer, outcome_words(answer)))
    return [Attempted(payment, by_payment.get(payment.pk, [])) for payment in rows]


def returns(requisition: Requisition) -> list[Return]:
    """Money that the recipient gives back, oldest first (one query)."""
    return list(requisition.returns.select_related("announced_by"))
