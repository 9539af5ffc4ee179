"""What everybody may read: the grants, their allocations, and how the portal treats people."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from allocations.queries import footing, frames, in_force
from grants.models import Round
from grants.queries import to_read
from grants.states import RoundStatus
from organisations.access import public

__all__ = ["accessibility", "contact", "privacy", "round_page", "rounds"]


@public
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds that have been opened."""
    shown = _opened().order_by("-year", "grant__name", "recipient_kind")
    return render(request, "portal/rounds.html", {"rounds": shown})


@public
def round_page(request: HttpRequest, round_key: str) -> HttpResponse:
    """Om bidraget: conditions, calendar, and what each recipient may requisition."""
    round_ = get_object_or_404(_opened(), key=round_key)
    allocation = in_force(round_)
    context = {
        "round": round_,
        "decisions": to_read(round_.decision),
        "allocation": allocation,
        "rows": frames(round_),
        "footing": footing(allocation) if allocation else None,
    }
    return render(request, "portal/round.html", context)


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@public
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/contact.html", {"rounds": _opened()})


def _opened() -> QuerySet[Round]:
    return Round.objects.exclude(status=RoundStatus.PREPARED).select_related("grant", "decision")
