"""What the bank answers: each payment is settled or fails, and a file counts once.

Files are read by `banking.replies`, and what they mean is in `requisitions.rules.bank`; here they
meet the batches that they answer.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from banking import replies
from banking.camt054 import Notification
from banking.pain002 import StatusReport
from core import transitions
from core.dates import day_and_year, day_of
from core.errors import NotAllowed, RuleViolated, Violation
from organisations.models import User
from organisations.roles import MONEY_STAFF
from requisitions import rules
from requisitions.models import (
    BankAnswer,
    BankReply,
    BatchLine,
    Payment,
    PaymentBatch,
    Requisition,
)
from requisitions.models.bank import ReplyKind
from requisitions.payment_file import store_bank_reply
from requisitions.rules import Effect, Said
from requisitions.states import (
    BATCH,
    PAYMENT,
    REQUISITION,
    BatchStatus,
    PaymentStatus,
    RequisitionStatus,
    ReturnStatus,
)

__all__ = ["Reading", "fail_by_hand", "read_bank_reply", "settle_by_hand"]


@dataclass(frozen=True)
class Reading:
    """What a file changed: payments settled (with their sum in kr), failed, and only told of.

    `unread` are the sentences about what a person must look into.
    """

    reply: BankReply
    settled: int
    settled_kr: int
    failed: int
    informed: int
    unread: list[str]


@dataclass(frozen=True)
class _Who:
    by: User
    roles: frozenset[str]
    at: datetime


@dataclass(frozen=True)
class _Meeting:
    """Something that the bank says, the attempt that it is about, and what follows."""

    said: Said
    line: BatchLine
    effect: Effect | str


@transaction.atomic
def read_bank_reply(content: bytes, *, by: User, roles: Iterable[str], at: datetime) -> Reading:
    """Read a file from the bank (pain.002 or camt.054), and settle or fail what it is about.

    1. A file that can't be read raises banking.replies.Unreadable, which is a RuleViolated.
    2. A file that was read before, or that is about nothing of ours, changes nothing and says so.
    3. Every attempt that it names gets an answer: booked payments are paid, rejected and returned
       ones go back to the list with the bank's reason. What contradicts is told, not done.

    Raises NotAllowed for others than ekonomer.
    """
    who = _Who(by, frozenset(roles), at)
    if not MONEY_STAFF & who.roles:
        raise NotAllowed("Bara en ekonom läser in bankens svar.")
    found = replies.read(content)
    kind = ReplyKind.STATUS if isinstance(found, StatusReport) else ReplyKind.BOOKED
    sha256 = hashlib.sha256(content).hexdigest()
    lines, batches = _held(found)
    _refuse_what_was_read(kind, found.message_id, sha256)
    meetings = _meetings(found, lines)
    told = [meeting.effect for meeting in meetings if isinstance(meeting.effect, str)]
    reply = BankReply.objects.create(
        kind=kind,
        message_id=found.message_id,
        sha256=sha256,
        read_at=at,
        read_by=by,
        unread=[*found.unread, *told],
    )
    store_bank_reply(reply, batches, content, at=at)
    for meeting in meetings:
        _write(reply, meeting, who)
    for batch in batches:
        _close_if_answered(batch, who)
    return _reading(reply, meetings)


@transaction.atomic
def settle_by_hand(
    payment: Payment,
    *,
    by: User,
    roles: Iterable[str],
    at: datetime,
    paid_on: date,
    reason: str,
) -> Payment:
    """Write that a payment at the bank is paid, when the bank's own word does not come as a file.

    Raises RuleViolated without a reason and for a day before it was sent or to come, StaleState
    when it is not at the bank.
    """
    who = _Who(by, frozenset(roles), at)
    _refuse_without(reason)
    batch = _batch_of(payment)
    if batch and batch.sent_at and not day_of(batch.sent_at) <= paid_on <= day_of(at):
        message = "Skriv en dag från det att filen skickades till banken, och inte efter i dag."
        raise RuleViolated(Violation("day_not_possible", "paid_on", message))
    _lock_cases([payment.pk])
    paid = _settle(payment, who, paid_on=paid_on, reason=reason)
    if batch:
        _close_if_answered(batch, who)
    return paid


@transaction.atomic
def fail_by_hand(
    payment: Payment, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Payment:
    """Write that the bank did not pay, when its word does not come as a file, and why.

    Raises RuleViolated without a reason, StaleState when the payment is not at the bank.
    """
    who = _Who(by, frozenset(roles), at)
    _refuse_without(reason)
    batch = _batch_of(payment)
    _lock_cases([payment.pk])
    failed = _fail(payment, who, reason=reason, was=PaymentStatus.SENT)
    if batch:
        _close_if_answered(batch, who)
    return failed


def _held(found: StatusReport | Notification) -> tuple[dict[str, BatchLine], list[PaymentBatch]]:
    """The attempts that a file may speak of, by EndToEndId, and their batches under lock."""
    if isinstance(found, StatusReport):
        lines = BatchLine.objects.filter(batch__message_id=found.original_message_id)
    else:
        named = {booking.end_to_end_id for booking in found.transactions}
        lines = BatchLine.objects.filter(end_to_end_id__in=named - {None})
    batches = list(
        PaymentBatch.objects.select_for_update(of=("self",))
        .select_related("round__decision")
        .filter(pk__in=lines.values("batch"))
        .order_by("pk")
    )
    if not batches:
        message = "Filen handlar inte om någon av våra utbetalningar. Inget ändrades."
        raise RuleViolated(Violation("foreign_reply", "file", message))
    if any(batch.status not in (BatchStatus.SENT, BatchStatus.ANSWERED) for batch in batches):
        message = "Underlaget är inte markerat som skickat till banken. Gör det, och läs in igen."
        raise RuleViolated(Violation("not_marked_sent", "file", message))
    _lock_cases(lines.values_list("payment", flat=True))
    with_payment = lines.select_related("payment").order_by("end_to_end_id")
    return {line.end_to_end_id: line for line in with_payment}, batches


def _lock_cases(payments: Iterable[int]) -> None:
    """Requisitions are locked before their payments, by everybody."""
    cases = Requisition.objects.select_for_update(of=("self",)).filter(payments__in=payments)
    list(cases.order_by("pk").values_list("pk", flat=True))


def _refuse_what_was_read(kind: ReplyKind, message_id: str, sha256: str) -> None:
    """Asked under the batch's lock: whoever reads the same file at once comes second."""
    same = BankReply.objects.filter(sha256=sha256) | BankReply.objects.filter(
        kind=kind, message_id=message_id
    )
    earlier = same.select_related("read_by").first()
    if earlier is not None:
        message = (
            f"Filen är redan inläst, {day_and_year(day_of(earlier.read_at))} av "
            f"{earlier.read_by}. Inget ändrades."
        )
        raise RuleViolated(Violation("read_already", "file", message))


def _meetings(found: StatusReport | Notification, lines: dict[str, BatchLine]) -> list[_Meeting]:
    """Everything that the file says, in its order, with what follows from it.

    A booking that another file told of already is left out.
    """
    said = list(rules.said_by(found, lines))
    entries = {one.entry for one in said if one.entry}
    known = set(BankAnswer.objects.filter(entry__in=entries).values_list("entry", flat=True))
    payments = {line.payment_id: line.payment for line in lines.values()}
    with_returns = set(
        Payment.objects.filter(pk__in=payments)
        .exclude(requisition__returns__isnull=True)
        .exclude(requisition__returns__status=ReturnStatus.WITHDRAWN)
        .values_list("pk", flat=True)
    )
    meetings = []
    for one in said:
        if one.entry in known and one.entry:
            continue
        line = lines[one.end_to_end_id]
        payment = payments[line.payment_id]
        effect = rules.effect_of(
            one,
            status=payment.status,
            is_current=payment.batch_id == line.batch_id,
            amount_kr=payment.amount_kr,
            has_returns=payment.pk in with_returns,
        )
        payment.status = _AFTER.get(effect, payment.status)
        meetings.append(_Meeting(one, line, effect))
    return meetings


_AFTER: dict[Effect | str, str] = {
    Effect.SETTLE: PaymentStatus.PAID,
    Effect.FAIL: PaymentStatus.FAILED,
    Effect.BOUNCE: PaymentStatus.FAILED,
}


def _write(reply: BankReply, meeting: _Meeting, who: _Who) -> None:
    said, line = meeting.said, meeting.line
    BankAnswer.objects.create(
        reply=reply,
        line=line,
        outcome=said.outcome.value,
        reason=said.reason,
        booked_on=said.booked_on,
        entry=said.entry,
    )
    if meeting.effect is Effect.SETTLE:
        assert said.booked_on is not None  # noqa: S101 - every file is dated
        _settle(line.payment, who, paid_on=said.booked_on)
    elif meeting.effect is Effect.FAIL:
        _fail(line.payment, who, reason=said.reason, was=PaymentStatus.SENT)
    elif meeting.effect is Effect.BOUNCE:
        _fail(line.payment, who, reason=said.reason, was=PaymentStatus.PAID)


def _settle(payment: Payment, who: _Who, *, paid_on: date, reason: str = "") -> Payment:
    paid = transitions.apply(
        payment,
        PAYMENT,
        to=PaymentStatus.PAID,
        actor=who.by,
        roles=who.roles,
        at=who.at,
        reason=reason,
        changes={"paid_on": paid_on},
    )
    transitions.apply(
        paid.requisition,
        REQUISITION,
        to=RequisitionStatus.PAID,
        actor=who.by,
        roles=who.roles,
        at=who.at,
        reason=reason,
    )
    return paid


def _fail(payment: Payment, who: _Who, *, reason: str, was: str) -> Payment:
    failed = transitions.apply(
        payment,
        PAYMENT,
        to=PaymentStatus.FAILED,
        only_from=was,
        actor=who.by,
        roles=who.roles,
        at=who.at,
        reason=reason,
        changes={"batch": None, "paid_on": None, "failed_because": reason[: rules.LONGEST_REASON]},
    )
    if was == PaymentStatus.PAID:
        transitions.apply(
            failed.requisition,
            REQUISITION,
            to=RequisitionStatus.APPROVED,
            only_from=RequisitionStatus.PAID,
            actor=who.by,
            roles=who.roles,
            at=who.at,
            reason=reason,
        )
    return failed


def _close_if_answered(batch: PaymentBatch, who: _Who) -> None:
    locked = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.status != BatchStatus.SENT:
        return
    if not locked.payments.filter(status=PaymentStatus.SENT).exists():
        transitions.apply(
            locked, BATCH, to=BatchStatus.ANSWERED, actor=who.by, roles=who.roles, at=who.at
        )


def _batch_of(payment: Payment) -> PaymentBatch | None:
    """The batch that a payment lies in, under lock: batches come before cases and payments."""
    return PaymentBatch.objects.select_for_update().filter(payments=payment.pk).first()


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        message = "Skriv hur du vet det, till exempel vad banken har sagt."
        raise RuleViolated(Violation("reason_missing", "reason", message))


def _reading(reply: BankReply, meetings: list[_Meeting]) -> Reading:
    effects = Counter(meeting.effect for meeting in meetings)
    settled = [one.line.payment.amount_kr for one in meetings if one.effect is Effect.SETTLE]
    return Reading(
        reply=reply,
        settled=len(settled),
        settled_kr=sum(settled),
        failed=effects[Effect.FAIL] + effects[Effect.BOUNCE],
        informed=effects[Effect.INFORM],
        unread=list(reply.unread),
    )
