"""Two pairs of eyes: an ekonom prepares a batch, an attestant attests it, and the file is made."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Sum

from core import transitions
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState
from correspondence.actions import next_diarienummer
from grants.models import Round
from organisations.models import User
from organisations.roles import MONEY_STAFF
from requisitions import queries, rules
from requisitions.models import BatchLine, Payment, PaymentBatch
from requisitions.payment_file import store_payment_file
from requisitions.states import BATCH, PAYMENT, BatchStatus, PaymentStatus

__all__ = [
    "attest_batch",
    "dissolve_batch",
    "mark_sent",
    "prepare_batch",
    "refuse_batch",
    "replan_payment",
]


@transaction.atomic
def prepare_batch(
    round_: Round,
    payments: Iterable[Payment | int],
    *,
    bank_day: date,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> PaymentBatch:
    """Put planned payments of a round into a batch for a bank day; what it holds is fixed now.

    Raises NotAllowed, RuleViolated for the day, for an amount above the frame of today and for an
    account that nobody has confirmed, StaleState when somebody else has taken one of them.
    """
    if not MONEY_STAFF & set(roles):
        raise NotAllowed("Bara en ekonom upprättar utbetalningsunderlag.")
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    chosen = _chosen(round_, payments)
    _refuse_unpayable(chosen, bank_day=bank_day, today=day_of(at))
    diarienummer = next_diarienummer(at=at)
    batch = PaymentBatch.objects.create(
        round=round_,
        diarienummer=diarienummer,
        message_id=diarienummer.replace("/", "-"),
        bank_day=bank_day,
        count=len(chosen),
        total_kr=sum(payment.amount_kr for payment in chosen),
        prepared_by=by,
        prepared_at=at,
    )
    transitions.record(batch, "prepare", actor=by, at=at, after=BatchStatus.PREPARED)
    for number, payment in enumerate(chosen, start=1):
        BatchLine.objects.create(
            batch=batch, payment=payment, end_to_end_id=f"{batch.message_id}-{number:03d}"
        )
        transitions.apply(
            payment,
            PAYMENT,
            to=PaymentStatus.BATCHED,
            actor=by,
            roles=roles,
            at=at,
            changes={"batch": batch, "planned_on": bank_day},
        )
    return batch


@transaction.atomic
def dissolve_batch(
    batch: PaymentBatch, *, by: User, roles: Iterable[str], at: datetime
) -> PaymentBatch:
    """Undo a batch that nobody has attested; its payments are planned again."""
    dissolved = transitions.apply(
        batch, BATCH, to=BatchStatus.DISSOLVED, actor=by, roles=roles, at=at
    )
    _release(
        dissolved, by=by, roles=roles, at=at, reason=f"Underlag {batch.diarienummer} löstes upp."
    )
    return dissolved


@transaction.atomic
def refuse_batch(
    batch: PaymentBatch, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> PaymentBatch:
    """Do not attest, and say why; the payments are planned again."""
    refused = transitions.apply(
        batch, BATCH, to=BatchStatus.REFUSED, actor=by, roles=roles, at=at, reason=reason
    )
    _release(refused, by=by, roles=roles, at=at, reason=reason)
    return refused


@transaction.atomic
def attest_batch(
    batch: PaymentBatch, *, by: User, roles: Iterable[str], at: datetime
) -> PaymentBatch:
    """The second pair of eyes: the bank's file is written and stored, once and for all.

    Raises NotAllowed for the one who prepared it, StaleState when it is attested already,
    RuleViolated when the bank day has passed or what the bank does not take is in it.
    """
    if batch.prepared_by_id == by.pk:
        raise NotAllowed("Du har själv upprättat underlaget. Be en annan attestant.")
    attested = transitions.apply(
        batch,
        BATCH,
        to=BatchStatus.ATTESTED,
        actor=by,
        roles=roles,
        at=at,
        changes={"attested_by": by, "attested_at": at},
    )
    found = attested.lines.aggregate(count=Count("pk"), kr=Sum("payment__amount_kr", default=0))
    broken = rules.attest_problems(
        bank_day=attested.bank_day,
        today=day_of(at),
        stated=(attested.count, attested.total_kr),
        counted=(found["count"], found["kr"]),
    )
    if broken:
        raise RuleViolated(*broken)
    store_payment_file(attested, at=at)
    return attested


@transaction.atomic
def mark_sent(batch: PaymentBatch, *, by: User, roles: Iterable[str], at: datetime) -> PaymentBatch:
    """Write that the file has been left with the bank, by whom and when."""
    sent = transitions.apply(
        batch,
        BATCH,
        to=BatchStatus.SENT,
        actor=by,
        roles=roles,
        at=at,
        changes={"sent_by": by, "sent_at": at},
    )
    for payment in sent.payments.all():
        transitions.apply(payment, PAYMENT, to=PaymentStatus.SENT, actor=by, roles=roles, at=at)
    return sent


@transaction.atomic
def replan_payment(payment: Payment, *, by: User, roles: Iterable[str], at: datetime) -> Payment:
    """Try again what the bank could not pay, to the same account, in another batch.

    Another account comes from the recipient: undo the approval and return the requisition.
    """
    return transitions.apply(
        payment,
        PAYMENT,
        to=PaymentStatus.PLANNED,
        only_from=PaymentStatus.FAILED,
        actor=by,
        roles=roles,
        at=at,
        changes={"failed_because": ""},
    )


def _chosen(round_: Round, payments: Iterable[Payment | int]) -> list[Payment]:
    ids = {one.pk if isinstance(one, Payment) else one for one in payments}
    found = (
        Payment.objects.filter(pk__in=ids, requisition__round=round_)
        .select_for_update(of=("self",))
        .select_related("requisition__recipient")
        .order_by("requisition__recipient__code")
    )
    chosen = [payment for payment in found if payment.status == PaymentStatus.PLANNED]
    if len(chosen) != len(ids):
        raise StaleState(
            "Någon av de valda utbetalningarna ligger redan i ett underlag eller är inställd. "
            "Ladda om sidan och välj igen."
        )
    return chosen


def _refuse_unpayable(chosen: list[Payment], *, bank_day: date, today: date) -> None:
    ids = [payment.requisition_id for payment in chosen]
    frames, unconfirmed = queries.frames_now(ids), queries.unconfirmed_accounts(ids)
    by_name = {payment.requisition_id: payment.requisition.recipient.name for payment in chosen}
    above = [
        by_name[payment.requisition_id]
        for payment in chosen
        if payment.amount_kr > frames[payment.requisition_id]
    ]
    broken = [
        *rules.bank_day_problems(bank_day, today=today),
        *rules.batch_problems(
            chosen=len(chosen), above_frame=above, unconfirmed=[by_name[pk] for pk in unconfirmed]
        ),
    ]
    if broken:
        raise RuleViolated(*broken)


def _release(
    batch: PaymentBatch, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> None:
    for payment in batch.payments.all():
        transitions.apply(
            payment,
            PAYMENT,
            to=PaymentStatus.PLANNED,
            only_from=PaymentStatus.BATCHED,
            actor=by,
            roles=roles,
            at=at,
            reason=reason,
            changes={"batch": None},
        )
