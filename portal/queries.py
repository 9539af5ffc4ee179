"""Page-shaped reads across all apps, with a fixed number of queries."""

from collections.abc import Iterable
from datetime import date

from allocations.models import AllocationRow
from organisations.models import Recipient
from portal.journey import Journey
from repayments.queries import claims_of
from reporting.queries import reports_of
from requisitions.queries import requisitions_of

__all__ = ["journeys_of"]


def journeys_of(
    recipients: Iterable[Recipient], *, today: date, round_key: str | None = None
) -> list[Journey]:
    """Every round in which these recipients have a frame, oldest deadline first (4 queries)."""
    recipients = list(recipients)
    rows = AllocationRow.objects.filter(recipient__in=recipients, kr__gt=0).select_related(
        "allocation__round__grant", "allocation__round__decision", "recipient__lan"
    )
    if round_key is not None:
        rows = rows.filter(allocation__round__key=round_key)
    requisitions, reports = requisitions_of(recipients), reports_of(recipients)
    claims = claims_of(recipients)
    journeys = []
    for row in rows:
        round_ = row.allocation.round
        address = (round_.pk, row.recipient_id)
        journeys.append(
            Journey(
                round=round_,
                recipient=row.recipient,
                frame_kr=row.kr,
                adopted_on=row.allocation.adopted_on,
                requisition=requisitions.get(address),
                report=reports.get(address),
                claim=claims.get(address),
                today=today,
            )
        )
    return sorted(journeys, key=_by_deadline)


def _by_deadline(journey: Journey) -> tuple[date, str, str]:
    task = journey.task
    deadline = task.last_day if task and task.last_day else date.max
    return deadline, journey.title, journey.recipient.code
