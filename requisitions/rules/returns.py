"""Money given back before reporting: how much, by which reference. Pure.

Source: DOMAIN, "Money can be returned before reporting".
"""

from datetime import date

from banking.ocr import make_ocr
from core.dates import day_and_year
from core.errors import Violation
from core.kronor import with_unit

__all__ = ["arrival_problems", "return_ocr", "return_problems"]

SERIES = 9
"""The first digit of the number in the reference; invoices begin with their year."""


def return_ocr(requisition_id: int, *, number: int) -> str:
    """The OCR reference of a requisition's nth return: 9, the id, and two digits for the turn."""
    return make_ocr(int(f"{SERIES}{requisition_id:07d}{number:02d}"))


def return_problems(amount_kr: int, *, kept_kr: int, reason: str) -> list[Violation]:
    """`kept_kr` is what was paid less what is already given back or announced."""
    found = []
    if kept_kr < 1:
        message = "Det finns inget utbetalt bidrag kvar att betala tillbaka."
        found.append(Violation("nothing_to_return", "amount_kr", message))
    elif not 1 <= amount_kr <= kept_kr:
        message = f"Skriv ett belopp mellan {with_unit(1)} och {with_unit(kept_kr)}."
        found.append(Violation("amount_not_returnable", "amount_kr", message))
    if not reason.strip():
        message = "Skriv varför ni betalar tillbaka."
        found.append(Violation("reason_missing", "reason", message))
    return found


def arrival_problems(
    arrived_kr: int, *, kept_kr: int, arrived_on: date, paid_on: date, today: date
) -> list[Violation]:
    """`kept_kr` is what was paid less what has come back otherwise; `paid_on` when it was paid."""
    found = []
    if not 1 <= arrived_kr <= kept_kr:
        message = f"Skriv det belopp som kom, mellan {with_unit(1)} och {with_unit(kept_kr)}."
        found.append(Violation("amount_not_returnable", "arrived_kr", message))
    if not paid_on <= arrived_on <= today:
        message = f"Skriv en dag från och med {day_and_year(paid_on)}, och inte efter i dag."
        found.append(Violation("day_not_possible", "arrived_on", message))
    return found
