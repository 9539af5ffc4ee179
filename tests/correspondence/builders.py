"""Builders of what mail servers and mail providers say about our letters."""

import json

__all__ = ["notice", "report"]


def report(
    letter_pk: int, email: str = "anna@example.se", *, action: str = "failed", code: str = "5.1.1"
) -> bytes:
    """A mail server's report in the shape of RFC 3464."""
    return f"""\
From: MAILER-DAEMON@mx.example.se
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Brevet kom inte fram.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.se

Original-Recipient: rfc822;{email}
Final-Recipient: rfc822;a@mx.example.se
Action: {action}
Status: {code}
Diagnostic-Code: smtp; 550 No such user
--b
Content-Type: text/rfc822-headers

Message-ID: <letter-{letter_pk}@portal.example.se>
--b--
""".encode()


def notice(letter_pk: int, email: str = "anna@example.se", *, status: object = "5.1.1") -> bytes:
    """A mail provider's notice."""
    said = {
        "recipient": email,
        "status": status,
        "diagnostic": "550 No such user",
        "message_id": f"<letter-{letter_pk}@portal.example.se>",
    }
    return json.dumps(said).encode()
