"""The demo's pretend bank: answers a batch at once, so that the whole chain can be tried."""

from collections.abc import Iterable

from banking import demo_bank
from core import clock
from core.errors import RuleViolated, Violation
from organisations.models import User
from requisitions import actions, queries
from requisitions.actions import Reading
from requisitions.models import PaymentBatch

__all__ = ["answer_as_the_demo_bank"]

NO_SUCH_ACCOUNT = "AC01"


def answer_as_the_demo_bank(
    batch: PaymentBatch, *, by: User, roles: Iterable[str], refuses_one: bool
) -> list[Reading]:
    """Two files, as from a real bank: a pain.002 with what is refused, a camt.054 with the rest.

    Raises what `read_bank_reply` raises, RuleViolated also for a batch that has no file.
    """
    file = queries.batch_file(batch)
    if file is None:
        message = "Underlaget är inte attesterat, så banken har inget att svara på."
        raise RuleViolated(Violation("no_file", None, message))
    with file.file.open("rb") as stored:
        order: bytes = stored.read()
    at = clock.now()
    attempts = batch.lines.order_by("end_to_end_id").values_list("end_to_end_id", flat=True)
    refused = dict.fromkeys(attempts[:1], NO_SUCH_ACCOUNT) if refuses_one else {}
    replies = [demo_bank.status_report(order, at=at, refused=refused)]
    if batch.count > len(refused):
        booked = demo_bank.settlement(order, booked_on=at.date(), at=at, left_out=tuple(refused))
        replies.append(booked)
    return [actions.read_bank_reply(one, by=by, roles=roles, at=clock.now()) for one in replies]
