"""Anslagskontroll: for every decision and round, from what is decided to what is left."""

from itertools import groupby
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from grants.admin_filters import round_name
from requisitions.queries import every_appropriation

if TYPE_CHECKING:
    from requisitions.admin.batches import PaymentBatchAdmin

__all__ = ["appropriation_view"]

SUMMED = (
    "decided_kr", "frames_kr", "requisitioned_kr", "bound_kr", "attested_kr", "paid_kr",
    "returned_kr", "left_kr", "unpaid_kr",
)  # fmt: skip


def appropriation_view(model_admin: "PaymentBatchAdmin", request: HttpRequest) -> HttpResponse:
    """For all staff, also the controller."""
    decisions = []
    for decision, found in groupby(every_appropriation(), key=lambda one: one.round.decision):
        rounds = list(found)
        decisions.append(
            {
                "decision": decision,
                "rounds": [(round_name(one.round), one) for one in rounds],
                "sums": {name: sum(getattr(one, name) for one in rounds) for name in SUMMED},
            }
        )
    title = "Anslagskontroll"
    return model_admin.own_page(
        request, "admin/requisitions/appropriation.html", title=title, decisions=decisions
    )
