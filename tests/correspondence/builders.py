"""Builders of what mail servers and mail providers say about our letters."""

import json

from correspondence.bounces.states import MarkStatus
from correspondence.models import AddressMark, Bounce, Letter
from tests.builders import APRIL

__all__ = ["make_mark", "make_returned_letter", "notice", "report"]


def make_returned_letter(email: str = "anna@example.se") -> Letter:
    """A letter that was sent, about nothing that anybody knows of."""
    return Letter.objects.create(
        kind="test", about="a:1", case="a/1", due_on=APRIL.date(), to_email=email,
        subject="Ämne", body_text="Text.", body_html="<p>Text.</p>",
        queued_at=APRIL, next_attempt_at=APRIL, status="sent",
    )  # fmt: skip


def make_mark(
    status: str = MarkStatus.OPEN, *, email: str = "anna@example.se", letter: Letter | None = None
) -> AddressMark:
    """An address that new letters go past, or did."""
    bounce = Bounce.objects.create(
        letter=letter or make_returned_letter(email), email=email, is_permanent=True,
        code="5.1.1", sha256="0" * 64, read_at=APRIL,
    )  # fmt: skip
    closed_at = None if status == MarkStatus.OPEN else APRIL
    return AddressMark.objects.create(
        email=email, bounce=bounce, is_held=True, marked_at=APRIL, status=status,
        closed_at=closed_at,
    )  # fmt: skip


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
