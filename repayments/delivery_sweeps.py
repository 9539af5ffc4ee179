"""From stored invoice to the access point and back, for whatever is left to do.

Safe to run at any time, by several workers at once, any number of times.
"""

import logging
from collections import Counter
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from repayments import queries, receipts
from repayments.actions import Noted, note_receipt, put_out
from repayments.documents import credit_document

__all__ = ["sweep_deliveries"]

logger = logging.getLogger(__name__)

INBOX = "invoices_in"
READ, REFUSED = "read", "refused"
"""Where receipts lie afterwards, below the inbox."""


def sweep_deliveries(*, at: datetime) -> Counter[str]:
    """Store credit notes, put files out, read what the access point tells; how many of each."""
    done: Counter[str] = Counter()
    for credit in queries.credits_without_document():
        credit_document(credit)
        done["stored"] += 1
    for invoice in queries.invoices_to_put_out():
        done["put_out"] += put_out(invoice, at=at) is not None
    for credit in queries.credits_to_put_out():
        done["put_out"] += put_out(credit, at=at) is not None
    inbox = storages[INBOX]
    for name in _waiting(inbox):
        done[_read(inbox, name)] += 1
    return done


def _waiting(inbox: Storage) -> list[str]:
    try:
        _, names = inbox.listdir("")
    except FileNotFoundError:
        return []  # nothing has ever come
    return sorted(name for name in names if name.endswith(".json") and not name.startswith("."))


def _read(inbox: Storage, name: str) -> str:
    """Note one receipt and move it aside; says what became of it."""
    try:
        with inbox.open(name) as file:
            content = file.read()
    except FileNotFoundError:
        return "gone"  # another worker was first
    try:
        noted = note_receipt(receipts.read(content))
    except receipts.NotAReceipt as wrong:
        logger.warning("Receipt %s is refused. %s", name, wrong)
        return _move(inbox, name, content, REFUSED)
    if noted is Noted.FOREIGN:
        logger.warning("Receipt %s is refused: it is about no invoice of ours.", name)
        return _move(inbox, name, content, REFUSED)
    if noted is Noted.KNOWN:
        logger.info("Receipt %s was known before; nothing is changed.", name)
    return _move(inbox, name, content, READ)


def _move(inbox: Storage, name: str, content: bytes, folder: str) -> str:
    inbox.save(f"{folder}/{name}", ContentFile(content))
    inbox.delete(name)
    return folder
