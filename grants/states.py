"""The life of a round, from being prepared to being closed by decision."""

from django.db import models

from core.transitions import Table, Transition
from organisations.roles import CASE_STAFF


class RoundStatus(models.TextChoices):
    PREPARED = "prepared", "Förbereds"
    REQUISITION = "requisition", "Öppen för rekvisition"
    REPORTING = "reporting", "Öppen för återrapportering"
    CLOSED = "closed", "Stängd"


ROUND: Table = {
    (RoundStatus.PREPARED, RoundStatus.REQUISITION): Transition(
        "open_requisition", "Öppna för rekvisition", CASE_STAFF
    ),
    (RoundStatus.REQUISITION, RoundStatus.REPORTING): Transition(
        "open_reporting", "Öppna återrapporteringen", CASE_STAFF
    ),
    (RoundStatus.REPORTING, RoundStatus.CLOSED): Transition(
        "close", "Stäng omgången", CASE_STAFF, needs_reason=True
    ),
}

TAKES_REQUISITIONS = frozenset({RoundStatus.REQUISITION, RoundStatus.REPORTING})
TAKES_REPORTS = frozenset({RoundStatus.REPORTING})
