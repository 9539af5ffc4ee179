"""Numbers without gaps: taken under lock in the transaction that writes what they number."""

from repayments.models import CreditNoteSeries, InvoiceSeries

__all__ = ["take_next"]


def take_next(series: type[InvoiceSeries] | type[CreditNoteSeries], year: int) -> int:
    """1, 2, 3 … of a year; the row stays locked until the commit, and a rollback gives it back."""
    series.objects.get_or_create(year=year)
    taken = series.objects.select_for_update().get(year=year)
    taken.last += 1
    taken.save(update_fields=["last"])
    return taken.last
