"""What the tests of payments stand on: the bank's answers, and next year's round."""

from datetime import date, datetime
from typing import Any

from banking import demo_bank
from correspondence.models import Document
from grants.models import Round
from organisations.roles import StaffRole
from requisitions import actions
from requisitions.actions import Reading
from requisitions.models import PaymentBatch, Requisition
from requisitions.queries import batch_file
from tests.builders import APRIL, make_recipient, make_requisition, make_round
from tests.requisitions.states import as_staff

__all__ = ["booked", "content_of", "make_two_approved", "next_year", "read", "status"]


def content_of(document: Document | None) -> bytes:
    assert document is not None
    with document.file.open("rb") as file:
        content: bytes = file.read()
    return content


def status(batch: PaymentBatch, *, at: datetime = APRIL, **said: Any) -> bytes:
    """The bank's pain.002 about a batch."""
    return demo_bank.status_report(content_of(batch_file(batch)), at=at, **said)


def booked(batch: PaymentBatch, *, on: date = date(2025, 4, 15), **said: Any) -> bytes:
    """The bank's camt.054 about a batch."""
    file = content_of(batch_file(batch))
    return demo_bank.settlement(file, booked_on=on, at=APRIL, **said)


def read(content: bytes) -> Reading:
    """An ekonom reads a file from the bank."""
    return actions.read_bank_reply(content, **as_staff(StaffRole.EKONOM))


def make_two_approved() -> list[Requisition]:
    """RSS Gotland's and RSS Skåne's whole frames, approved."""
    round_ = make_round()
    return [
        make_requisition(round_, make_recipient(code), approved=True)
        for code in ("RSS-09", "RSS-12")
    ]


def next_year(round_: Round, **fields: Any) -> Round:
    """The same grant's round a year later."""
    return make_round(f"{round_.key}-nasta", grant=round_.grant, year=round_.year + 1, **fields)
