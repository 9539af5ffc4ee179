"""Page-shaped reads across all apps, with a fixed number of queries."""

from collections.abc import Iterable
from datetime import date

from allocations.models import AllocationRow
from portal.journey import Journey
from repayments.queries import claims_of
from reporting.queries import reports_of
from requisitions.queries import requisitions_of

__all__ = ["journeys_of"]


def journeys_of(cases: Iterable[AllocationRow], *, today: date) -> list[Journey]:
    """The way of each case (requisitions.access.reachable_cases), oldest deadline first.

    Costs three queries besides the one for the cases, however many they are.
    """
    cases = list(cases)
    recipients = [case.recipient for case in cases]
    requisitions, reports = requisitions_of(recipients), reports_of(recipients)
    claims = claims_of(recipients)
    journeys = [
        Journey(
            round=case.allocation.round,
            recipient=case.recipient,
            frame_kr=case.kr,
            adopted_on=case.allocation.adopted_on,
            requisition=requisitions.get((case.allocation.round_id, case.recipient_id)),
            report=reports.get((case.allocation.round_id, case.recipient_id)),
            claim=claims.get((case.allocation.round_id, case.recipient_id)),
            today=today,
            role=case.role,  # type: ignore[attr-defined]
        )
        for case in cases
    ]
    return sorted(journeys, key=_by_deadline)


def _by_deadline(journey: Journey) -> tuple[date, str, str]:
    task = journey.task
    deadline = task.last_day if task and task.last_day else date.max
    return deadline, journey.title, journey.recipient.code
