"""Taking a report in hand: the order of the locks that every verb about it follows."""

from grants.models import Round
from reporting.models import Report

__all__ = ["hold"]


def hold(report_pk: int) -> Report:
    """Lock the round, then the report: everybody in this order, so that nobody deadlocks.

    Holding the round also keeps it from being closed in the middle.
    """
    round_pk = Report.objects.values_list("round_id", flat=True).get(pk=report_pk)
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_pk)
    report = Report.objects.select_for_update(no_key=True).get(pk=report_pk)
    report.round = round_
    return report
