"""Reminders to pay, for whatever has come due; safe to run at any time, by several at once."""

import logging
from collections import Counter
from datetime import datetime

from django.db import DatabaseError

from core.dates import day_of
from repayments import queries
from repayments.actions import demand_payment

__all__ = ["sweep_demands"]

logger = logging.getLogger(__name__)


def sweep_demands(*, at: datetime) -> Counter[str]:
    """Remind of each unpaid invoice whose step has come; how many."""
    done: Counter[str] = Counter()
    for invoice in queries.invoices_past_due(day_of(at)):
        try:
            done["demanded"] += demand_payment(invoice, at=at) is not None
        except DatabaseError:
            logger.exception("Invoice %s could not be reminded of.", invoice.number)
    return done
