"""What the pages of a requisition have in common: which case it is, and what every page shows."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from allocations.queries import frame_kr
from core import clock
from grants.models import Round
from organisations.access import ActingFor
from organisations.roles import MAY_START, MAY_SUBMIT
from requisitions import rules
from requisitions.models import Requisition
from requisitions.queries import latest_return
from requisitions.states import RequisitionStatus

__all__ = ["frame_of", "page", "round_of", "to"]


def round_of(key: str) -> Round:
    """The round of a case that the person reaches (requisitions.access has looked)."""
    return get_object_or_404(Round.objects.select_related("grant", "decision"), key=key)


def frame_of(round_: Round, acting: ActingFor) -> int:
    """What the recipient may requisition, in kr."""
    return frame_kr(round_, acting.recipient) or 0


def page(
    round_: Round, acting: ActingFor, requisition: Requisition | None, **more: Any
) -> dict[str, Any]:
    """The context that every page of a requisition has."""
    form = more.get("form")
    is_returned = requisition is not None and requisition.status == RequisitionStatus.RETURNED
    return {
        "round": round_,
        "acting": acting,
        "requisition": requisition,
        "frame_kr": frame_of(round_, acting),
        "returned": latest_return(requisition) if requisition and is_returned else None,
        "round_problems": rules.round_problems(round_, on=clock.today()),
        "is_over": clock.today() > round_.requisition_last_on,
        "may_start": requisition is not None or bool(acting.roles & MAY_START),
        "may_submit": bool(acting.roles & MAY_SUBMIT),
        "local_copy": f"{acting.user.pk}:{round_.key}/{acting.recipient.code}:rekvisition",
        "has_errors": bool(form is not None and form.is_bound and form.errors),
        **more,
    }


def to(name: str, round_: Round, acting: ActingFor) -> HttpResponse:
    """Go to another of the requisition's pages."""
    return redirect(
        f"requisitions:{name}", round_key=round_.key, recipient_code=acting.recipient.code
    )
