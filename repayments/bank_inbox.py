"""Files of booked payments that the bank's connection leaves in the inbox, read by themselves.

Each file is moved aside when it is read; what can't be read is moved aside, logged, and left for
staff to read on the page. Payments out are settled by an ekonom alone: a file that is about those
too is left to her, whole.
"""

import logging
from collections import Counter
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from banking import replies
from banking.camt054 import Notification
from core.errors import RuleViolated
from organisations.roles import MONEY_STAFF
from repayments.actions import concerns_incoming, read_incoming

__all__ = ["sweep_bank_files"]

logger = logging.getLogger(__name__)

INBOX = "bank_in"
READ, FOR_STAFF, REFUSED = "read", "for_staff", "refused"
"""Where files lie afterwards, below the inbox."""


def sweep_bank_files(*, at: datetime) -> Counter[str]:
    """Read what has come; how many were read, left to staff and refused."""
    inbox = storages[INBOX]
    done: Counter[str] = Counter()
    for name in _waiting(inbox):
        try:
            with inbox.open(name) as file:
                content = file.read()
        except FileNotFoundError:
            continue  # another worker was first
        folder = _read(name, content, at=at)
        inbox.save(f"{folder}/{name}", ContentFile(content))
        inbox.delete(name)
        done[folder] += 1
    return done


def _waiting(inbox: Storage) -> list[str]:
    try:
        _, names = inbox.listdir("")
    except FileNotFoundError:
        return []  # nothing has ever come
    return sorted(name for name in names if name.endswith(".xml") and not name.startswith("."))


def _read(name: str, content: bytes, *, at: datetime) -> str:
    try:
        found = replies.read(content)
        if not isinstance(found, Notification) or not concerns_incoming(found):
            return FOR_STAFF
        if any(one.settles or one.returns for one in found.transactions):
            return FOR_STAFF
        read_incoming(found, content, filename=name, by=None, roles=MONEY_STAFF, at=at)
    except RuleViolated as refused:
        logger.warning("The bank's file %s is refused. %s", name, refused)
        return REFUSED
    return READ
