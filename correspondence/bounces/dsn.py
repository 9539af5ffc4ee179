"""Reads delivery status notifications (RFC 3464). Pure: bytes in, what they say out.

Which letter a report is about is only what it claims; `actions` looks it up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

__all__ = ["Returned", "returned"]

LETTER_ID = re.compile(rb"^Message-ID:\s*<letter-(\d{1,18})@", re.IGNORECASE | re.MULTILINE)
DETAIL_LENGTH = 500


@dataclass(frozen=True)
class Returned:
    """One recipient in a report: `letter_pk` is None when our Message-ID is not in it."""

    letter_pk: int | None
    email: str
    code: str
    detail: str

    @property
    def is_permanent(self) -> bool:
        """RFC 3463: a code that begins with 5 will not be better for trying again."""
        return self.code.startswith("5")


def returned(content: bytes) -> list[Returned]:
    """Those whom a report says were not reached; empty for anything that is no such report."""
    report = message_from_bytes(content, policy=policy.compat32)
    if report.get_content_type() != "multipart/report":
        return []
    found = LETTER_ID.search(content)
    letter_pk = int(found[1]) if found else None
    return [
        Returned(letter_pk, _address(part), str(part["Status"]).strip()[:20], _detail(part))
        for part in _recipients(report)
        if str(part["Action"]).strip().lower() in {"failed", "delayed"} and part["Status"]
    ]


def _recipients(report: Message) -> Iterator[Message]:
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for fields in part.get_payload():
                if isinstance(fields, Message) and fields["Final-Recipient"]:
                    yield fields


def _address(fields: Message) -> str:
    """The address that we wrote to: the original one, for a server may have sent it on."""
    stated = str(fields["Original-Recipient"] or fields["Final-Recipient"])
    return stated.rpartition(";")[2].strip().strip("<>")[:254]


def _detail(fields: Message) -> str:
    return " ".join(str(fields["Diagnostic-Code"] or "").split())[:DETAIL_LENGTH]
