"""What was answered, and where the money is."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.dates import day_and_year, day_of
from core.models import Event
from core.transitions import history
from organisations.access import ActingFor
from requisitions import rules
from requisitions.access import for_case
from requisitions.documents import requisition_document
from requisitions.models import Requisition
from requisitions.queries import requisition_of
from requisitions.states import PaymentStatus, RequisitionStatus
from requisitions.views.case import page, round_of, to

__all__ = ["receipt"]


@for_case()
def receipt(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """What was sent in or declined, when, where it stands, and what happens next."""
    round_ = round_of(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is None or requisition.may_be_changed:
        return to("edit", round_, acting)
    events = {event.action: event for event in history(requisition)}  # the latest of each
    context = page(round_, acting, requisition, events=events)
    if requisition.status == RequisitionStatus.DECLINED:
        return render(request, "requisitions/declined.html", context)
    context |= {
        "document": requisition_document(requisition),
        "planned_on": _planned_on(requisition),
        "steps": _steps(requisition, events),
        "may_withdraw": context["may_submit"]
        and requisition.status == RequisitionStatus.SUBMITTED
        and not context["round_problems"],
    }
    return render(request, "requisitions/receipt.html", context)


def _planned_on(requisition: Requisition) -> date:
    if requisition.payment is not None:
        return requisition.payment.planned_on
    assert requisition.submitted_at  # noqa: S101 - by database constraint
    days = requisition.round.payment_days
    return rules.planned_payment_day(day_of(requisition.submitted_at), days=days)


def _steps(requisition: Requisition, events: dict[str, Event]) -> list[dict[str, Any]]:
    """Where the money is, for components/grant_path.html: received, approved, planned, paid."""
    if requisition.status == RequisitionStatus.REFUSED:
        return []
    assert requisition.submitted_at  # noqa: S101 - by database constraint
    payment = requisition.payment
    planned = f"Omkring {day_and_year(_planned_on(requisition))}"
    steps: list[dict[str, Any]] = [
        {"label": "Mottagen", "state": "done", "day": day_of(requisition.submitted_at)}
    ]
    if payment is None:
        steps.append({"label": "Godkänd", "state": "current", "when": "Vi granskar"})
        steps.append({"label": "Utbetald", "state": "todo", "when": planned})
        return steps
    steps.append({"label": "Godkänd", "state": "done", "day": day_of(events["approve"].at)})
    match payment.status:
        case PaymentStatus.PAID:
            paid = {"state": "done", "day": payment.paid_on}
        case PaymentStatus.FAILED:
            paid = {"state": "current", "when": "Banken kunde inte betala"}
        case PaymentStatus.SENT:
            paid = {"state": "current", "when": "Skickad till banken"}
        case _:
            paid = {"state": "current", "when": f"Planerad {day_and_year(payment.planned_on)}"}
    return [*steps, {"label": "Utbetald", "amount_kr": payment.amount_kr, **paid}]
