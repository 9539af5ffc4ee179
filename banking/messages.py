"""The messages of ISO 20022 that we write and read, and their namespaces."""

from enum import Enum

__all__ = ["ORDERS", "REPLIES", "Message"]


class Message(Enum):
    """One message in one version. The value is its name: Message("pain.001.001.09")."""

    PAIN_001_03 = "pain.001.001.03"
    PAIN_001_09 = "pain.001.001.09"
    PAIN_002_03 = "pain.002.001.03"
    PAIN_002_10 = "pain.002.001.10"
    CAMT_054_02 = "camt.054.001.02"
    CAMT_054_08 = "camt.054.001.08"

    @property
    def namespace(self) -> str:
        """The namespace of every element of the message."""
        return f"urn:iso:std:iso:20022:tech:xsd:{self.value}"


ORDERS = (Message.PAIN_001_03, Message.PAIN_001_09)
REPLIES = (Message.PAIN_002_03, Message.PAIN_002_10, Message.CAMT_054_02, Message.CAMT_054_08)
