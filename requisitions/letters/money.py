"""Letters about money: where it goes, that it has come, and how to give it back."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F

from core.dates import day_and_year, day_in_words, day_of
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Letter
from correspondence.plan import Due
from correspondence.queries import without_letter
from organisations.agency import agency
from requisitions.letters.matter import OMBUD, account, contact_of, facts, matter, page, people_of
from requisitions.models import BatchLine, Payment, Requisition, RequisitionVersion, Return
from requisitions.queries import with_deviations
from requisitions.states import PaymentStatus, RequisitionStatus, ReturnStatus

__all__ = [
    "advices",
    "announced_returns",
    "arrived_or_withdrawn",
    "new_accounts",
    "sent_back",
    "taken_back",
]


def new_accounts(today: date) -> Iterator[Due]:
    """To the ombud, as soon as money would go to an account that we do not know: a warning.

    Not to the contact that the requisition itself names: she may be the one who is not real.
    """
    under_way = (RequisitionStatus.SUBMITTED, RequisitionStatus.APPROVED)
    deviating = with_deviations(Requisition.objects.filter(status__in=under_way)).filter(
        new_bankgiro=True
    )
    latest = RequisitionVersion.objects.with_case().filter(
        requisition__in=deviating.values("pk"), submitted_at=F("requisition__submitted_at")
    )
    versions = list(without_letter(latest, kind="bankgiro_changed"))
    people = people_of((one.requisition for one in versions), roles=OMBUD)
    for version in versions:
        requisition = version.requisition
        yield Due(
            about=label_of(version),
            case=requisition.case,
            diarienummer=requisition.diarienummer,
            due_on=today,
            to=tuple(people[requisition.pk]),
            reply_to=requisition.round.contact_email,
            context={
                **matter(requisition, today=today),
                "account": account(version.content["bankgiro"]),
                "facts": [
                    *facts(requisition, version.organisation),
                    ("Rekvirerat belopp", with_unit(version.amount_kr)),
                    ("Till bankgiro", account(version.content["bankgiro"])),
                    ("Inskickad", day_in_words(day_of(version.submitted_at))),
                    ("Inskickad av", str(version.submitted_by)),
                ],
                "path": page("receipt", requisition.round, requisition.recipient.code),
            },
        )


def taken_back(letter: Letter) -> str | None:
    """The requisition is no longer on its way to be paid."""
    version = RequisitionVersion.objects.select_related("requisition").get(
        pk=letter.about.rpartition(":")[2]
    )
    if version.requisition.is_sent_in:
        return None
    return "Rekvisitionen är inte längre inskickad."


def advices(today: date) -> Iterator[Due]:
    """That the money has been paid: how much, when, to which account. One per attempt that was."""
    paid = BatchLine.objects.filter(
        payment__status=PaymentStatus.PAID, batch=F("payment__batch")
    ).select_related(
        "payment__requisition__round__grant",
        "payment__requisition__recipient",
        "payment__requisition__organisation",
    )
    lines = list(without_letter(paid, kind="payment_advice"))
    people = people_of(line.payment.requisition for line in lines)
    for line in lines:
        payment, requisition = line.payment, line.payment.requisition
        assert payment.paid_on is not None  # noqa: S101 - by database constraint
        yield Due(
            about=label_of(line),
            case=requisition.case,
            diarienummer=requisition.diarienummer,
            due_on=payment.paid_on,
            to=(*contact_of(requisition), *people[requisition.pk]),
            reply_to=requisition.round.contact_email,
            context={
                **matter(requisition, today=today),
                "amount": with_unit(payment.amount_kr),
                "paid_on": day_in_words(payment.paid_on),
                "use_until": day_and_year(requisition.round.use_until),
                "facts": _paid_facts(payment, requisition),
                "path": page("receipt", requisition.round, requisition.recipient.code),
            },
        )


def _paid_facts(payment: Payment, requisition: Requisition) -> list[tuple[str, str]]:
    assert payment.paid_on is not None  # noqa: S101 - by database constraint
    reference = requisition.payment_reference
    return [
        *facts(requisition, requisition.organisation),
        ("Utbetalt belopp", with_unit(payment.amount_kr)),
        ("Utbetalt", day_in_words(payment.paid_on)),
        ("Till bankgiro", account(payment.bankgiro)),
        *([("Er referens", reference)] if reference else []),
    ]


def sent_back(letter: Letter) -> str | None:
    """The bank has sent the money back before the letter went out."""
    line = BatchLine.objects.select_related("payment").get(pk=letter.about.rpartition(":")[2])
    if line.payment.status == PaymentStatus.PAID:
        return None
    return "Pengarna kom tillbaka från banken."


def announced_returns(today: date) -> Iterator[Due]:
    """How to pay back what was announced: amount, account and reference."""
    waiting = Return.objects.filter(status=ReturnStatus.ANNOUNCED).select_related(
        "requisition__round__grant", "requisition__recipient", "requisition__organisation"
    )
    announced = list(without_letter(waiting, kind="return_announced"))
    people = people_of(one.requisition for one in announced)
    for one in announced:
        requisition = one.requisition
        yield Due(
            about=label_of(one),
            case=requisition.case,
            diarienummer=requisition.diarienummer,
            due_on=day_of(one.announced_at),
            to=(*contact_of(requisition), *people[requisition.pk]),
            reply_to=requisition.round.contact_email,
            context={
                **matter(requisition, today=today),
                "facts": [
                    *facts(requisition, requisition.organisation),
                    ("Belopp", with_unit(one.amount_kr)),
                    ("Till bankgiro", account(agency().bankgiro)),
                    ("OCR-nummer", one.ocr),
                ],
                "path": page("receipt", requisition.round, requisition.recipient.code),
            },
        )


def arrived_or_withdrawn(letter: Letter) -> str | None:
    """The money has come already, or will not."""
    announced = Return.objects.get(pk=letter.about.rpartition(":")[2])
    if announced.status == ReturnStatus.ANNOUNCED:
        return None
    return "Anmälan är återtagen, eller så har pengarna redan kommit."
