"""Page-shaped reads across all apps, with a fixed number of queries."""

from collections.abc import Iterable
from datetime import date

from django.db.models import prefetch_related_objects

from allocations.models import AllocationRow
from organisations.access import ActingFor
from portal.journey import Journey
from repayments.queries import claims_of
from reporting.queries import reports_of, supplements_asked
from requisitions.access import reachable_cases
from requisitions.queries import requisitions_of

__all__ = ["journey_of", "journeys_of"]


def journeys_of(cases: Iterable[AllocationRow], *, today: date) -> list[Journey]:
    """The way of each case (requisitions.access.reachable_cases), oldest deadline first.

    Costs a fixed number of queries, however many the cases are.
    """
    cases = list(cases)
    recipients = [case.recipient for case in cases]
    requisitions, reports = requisitions_of(recipients), reports_of(recipients)
    prefetch_related_objects(list(requisitions.values()), "returns")
    claims, supplements = claims_of(recipients), supplements_asked(recipients)
    journeys = [
        Journey(
            round=case.allocation.round,
            recipient=case.recipient,
            frame_kr=case.kr,
            adopted_on=case.allocation.adopted_on,
            requisition=requisitions.get((case.allocation.round_id, case.recipient_id)),
            report=reports.get((case.allocation.round_id, case.recipient_id)),
            claims=claims.get((case.allocation.round_id, case.recipient_id), []),
            today=today,
            role=case.role,  # type: ignore[attr-defined]
            supplements=tuple(supplements.get((case.allocation.round_id, case.recipient_id), ())),
        )
        for case in cases
    ]
    return sorted(journeys, key=_by_deadline)


def journey_of(acting: ActingFor, round_key: str, *, today: date) -> Journey:
    """The way of one case that the person acts for (requisitions.access.for_case has looked)."""
    cases = reachable_cases(acting.user, on=today)
    (journey,) = journeys_of(
        cases.filter(allocation__round__key=round_key, recipient=acting.recipient), today=today
    )
    return journey


def _by_deadline(journey: Journey) -> tuple[date, str, str]:
    days = (task.last_day for task in journey.tasks if task.last_day)
    return min(days, default=date.max), journey.title, journey.recipient.code
