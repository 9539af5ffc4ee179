"""Reads what a mail provider posts about a letter, as JSON. Pure: bytes in, what they say out.

{"recipient": "anna@example.se", "status": "5.1.1", "diagnostic": "550 No such user",
 "message_id": "<letter-7@portal.example.se>"}
"""

import json

from correspondence.bounces.dsn import (
    DETAIL_LENGTH,
    EMAIL_LENGTH,
    Returned,
    code_of,
    letter_in,
    on_one_line,
)

__all__ = ["noticed"]


def noticed(content: bytes) -> list[Returned]:
    """The one whom a notice says was not reached; empty for anything that is no such notice."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return []
    if not isinstance(said, dict):
        return []
    recipient, status, diagnostic, message_id = (
        on_one_line(value) if isinstance(value := said.get(name), str) else ""
        for name in ("recipient", "status", "diagnostic", "message_id")
    )
    code, email = code_of(status), recipient.strip("<>").lower()
    if code[:1] not in {"4", "5"} or "@" not in email or len(email) > EMAIL_LENGTH:
        return []
    is_permanent = code.startswith("5")
    return [Returned(letter_in(message_id), email, code, diagnostic[:DETAIL_LENGTH], is_permanent)]
