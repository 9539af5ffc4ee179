"""One file from the bank, given to both readers: payments out (requisitions) and money in.

A file may concern either or both; what concerns nobody changes nothing and says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from banking import replies
from banking.camt054 import Notification
from core.errors import RuleViolated, Violation
from organisations.models import User
from repayments.actions.incoming import IncomingReading, concerns_incoming, read_incoming
from requisitions.actions import Reading, read_bank_reply

__all__ = ["BankFileReading", "read_bank_file"]


@dataclass(frozen=True)
class BankFileReading:
    """What each reader made of the file; None where it was not concerned.

    `notes` are sentences about a part that changed nothing while the other part did.
    """

    outgoing: Reading | None
    incoming: IncomingReading | None
    notes: list[str]


@transaction.atomic
def read_bank_file(
    content: bytes, *, filename: str, by: User, roles: Iterable[str], at: datetime
) -> BankFileReading:
    """Read a pain.002 or camt.054, all of it or nothing.

    Raises what each reader raises when no other part could be read: RuleViolated for a file that
    was read already or concerns nobody (banking.replies.Unreadable is one), NotAllowed.
    """
    found = replies.read(content)
    refused: list[Violation] = []
    outgoing: Reading | None = None
    incoming: IncomingReading | None = None
    roles = frozenset(roles)
    money_in = isinstance(found, Notification) and concerns_incoming(found)
    if not isinstance(found, Notification) or not money_in or _concerns_outgoing(found):
        try:
            with transaction.atomic():
                outgoing = read_bank_reply(content, by=by, roles=roles, at=at)
        except RuleViolated as broken:
            refused += broken.violations
    if isinstance(found, Notification) and money_in:
        try:
            incoming = read_incoming(found, content, filename=filename, by=by, roles=roles, at=at)
        except RuleViolated as broken:
            refused += broken.violations
    if outgoing is None and incoming is None:
        raise RuleViolated(*refused)
    return BankFileReading(outgoing, incoming, [one.message for one in refused])


def _concerns_outgoing(found: Notification) -> bool:
    """Whether something in it is money that we have paid, gone out or come back."""
    return any(one.settles or one.returns for one in found.transactions)
