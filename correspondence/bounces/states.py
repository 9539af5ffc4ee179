"""How the mark on an address that did not take a letter is lifted."""

from django.db import models

from core.transitions import Table, Transition

__all__ = ["MARK", "STAFF", "MarkStatus"]

STAFF = frozenset({"handlaggare", "administrator"})
"""Plain codes of the staff who care for cases; the roles themselves live further up."""


class MarkStatus(models.TextChoices):
    OPEN = "open", "Nås inte"
    CLEARED = "cleared", "Nås igen"
    CONFIRMED = "confirmed", "Bekräftad"


MARK: Table = {
    (MarkStatus.OPEN, MarkStatus.CLEARED): Transition(
        "clear", "Adressen fungerar igen", STAFF, needs_reason=True
    ),
    (MarkStatus.OPEN, MarkStatus.CONFIRMED): Transition("confirm"),
}
