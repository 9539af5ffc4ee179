"""The one door for files from the bank: bytes in, values out, or a sentence that says why not."""

from banking import camt054, pain002
from banking.camt054 import Notification
from banking.errors import Unreadable
from banking.messages import REPLIES, Message
from banking.pain002 import StatusReport
from banking.reading import LARGEST_BYTES, parse

__all__ = ["LARGEST_BYTES", "Notification", "StatusReport", "Unreadable", "read"]


def read(content: bytes) -> StatusReport | Notification:
    """Read a pain.002 or a camt.054 of either version, valid by its XSD.

    Raises Unreadable: then nothing has been read. What a readable file holds that could not be
    used stands as sentences in its `unread`.
    """
    message, element = parse(content, among=REPLIES)
    if message in (Message.PAIN_002_03, Message.PAIN_002_10):
        return pain002.read(element)
    return camt054.read(element)
