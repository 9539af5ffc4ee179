"""Reads delivery status notifications (RFC 3464). Pure: bytes in, what they say out.

Whatever is in them, nothing raises: what can't be read says nothing. Which letter a report is
about is only what it claims; `actions` looks it up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

__all__ = [
    "DETAIL_LENGTH", "EMAIL_LENGTH", "LIMIT", "Returned", "code_of", "letter_in", "on_one_line",
    "returned",
]  # fmt: skip

LIMIT = 256 * 1024
"""Bytes that are read of a report. What it says comes first, the letter that it returns last."""

LETTER_ID = re.compile(r"<letter-(\d{1,18})@")
OUR_ID = re.compile(rb"^Message-ID:\s*(<[^>\s]{1,200}>)", re.IGNORECASE | re.MULTILINE)
CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
DETAIL_LENGTH, EMAIL_LENGTH = 500, 254


@dataclass(frozen=True)
class Returned:
    """One recipient in a report: `letter_pk` is None when our Message-ID is not in it.

    `is_permanent` says that the server has given up, whatever the reason (RFC 3464, Action): also
    a letter that waited too long (4.4.7) will not come.
    """

    letter_pk: int | None
    email: str
    code: str
    detail: str
    is_permanent: bool = True


def returned(content: bytes) -> list[Returned]:
    """Those whom a report says were not reached; empty for anything that is no such report."""
    read = content[:LIMIT]
    try:
        report = message_from_bytes(read, policy=policy.compat32)
    except RecursionError:  # parts within parts, made to stop us
        return []
    if report.get_content_type() != "multipart/report":
        return []
    numbers = [letter_in(found.decode("ascii", "replace")) for found in OUR_ID.findall(read)]
    letter_pk = next((number for number in numbers if number is not None), None)
    return [one for fields in _recipients(report) if (one := _returned(fields, letter_pk))]


def _returned(fields: Message, letter_pk: int | None) -> Returned | None:
    action, code = _field(fields, "Action").lower(), code_of(_field(fields, "Status"))
    email = _address(fields)
    if action not in {"failed", "delayed"} or not code or not email:
        return None
    detail = _field(fields, "Diagnostic-Code")
    return Returned(letter_pk, email, code, detail[:DETAIL_LENGTH], action == "failed")


def _recipients(report: Message) -> Iterator[Message]:
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for fields in part.get_payload():
                if isinstance(fields, Message) and fields["Final-Recipient"]:
                    yield fields


def _address(fields: Message) -> str:
    """The address that we wrote to: the original one, for a server may have sent it on."""
    stated = _field(fields, "Original-Recipient") or _field(fields, "Final-Recipient")
    email = stated.rpartition(";")[2].strip().strip("<>").lower()
    return email if "@" in email and len(email) <= EMAIL_LENGTH else ""


def _field(fields: Message, name: str) -> str:
    return on_one_line(str(fields[name] or ""))


def on_one_line(text: str) -> str:
    """Text that a database takes: without NUL, control characters and halves of characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(one if one.isprintable() else " " for one in whole).split())


def code_of(text: str) -> str:
    """The first status code in a text ("550 5.1.1 No such user"), or nothing."""
    found = CODE.search(text)
    return found[0] if found else ""


def letter_in(message_id: str) -> int | None:
    """The letter that a Message-ID of ours names."""
    found = LETTER_ID.search(message_id)
    return int(found[1]) if found else None
