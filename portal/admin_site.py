"""The staff's site: its start page, its menu, and what belongs together in a dossier."""

from typing import Any

from core.admin_base import admin_url
from core.kronor import with_unit
from organisations.admin_base import CaseLink, StaffSite
from repayments.models import Claim
from reporting.models import Report
from requisitions.models import Requisition

__all__ = ["PortalAdminSite"]


class PortalAdminSite(StaffSite):
    """Portal reads every app, so its site can say what lies in a dossier."""

    def related_cases(self, round_id: int, recipient_id: int) -> list[CaseLink]:
        """Requisition, report and claims of a recipient in a round (3 queries)."""
        case: dict[str, Any] = {"round_id": round_id, "recipient_id": recipient_id}
        requisitions = Requisition.objects.filter(**case)
        reports = Report.objects.filter(**case)
        claims = Claim.objects.filter(**case).order_by("id")
        return [
            *(_link("Rekvisition", row, row.amount_kr) for row in requisitions),
            *(_link("Återrapportering", row) for row in reports),
            *(_link("Återkrav", row, row.amount_kr) for row in claims),
        ]


def _link(label: str, row: Requisition | Report | Claim, kr: int | None = None) -> CaseLink:
    state = row.get_status_display()
    return CaseLink(label, f"{state}, {with_unit(kr)}" if kr else state, admin_url(row))
