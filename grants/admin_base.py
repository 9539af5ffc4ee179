"""Staff pages of what one recipient does in one round: requisition, report, claim."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.http import HttpRequest

from core.admin_base import Facts, tag
from grants.admin_filters import RoundFilter, round_name
from organisations.admin_base import CaseAdmin
from organisations.admin_filters import LanFilter

__all__ = ["RecipientCaseAdmin"]


class RecipientCaseAdmin(CaseAdmin):
    """A case with round, recipient, organisation and diarienummer: their columns and filters."""

    noun: ClassVar[str]  # "Rekvisition"
    tones: ClassVar[dict[str, str]] = {}  # status → tone of components/status_tag.html
    list_filter = [RoundFilter, LanFilter]
    show_facets = ShowFacets.ALWAYS
    list_select_related = ["round__grant", "recipient", "organisation"]
    search_fields = [
        "recipient__name", "recipient__code", "diarienummer", "organisation__name",
        "organisation__organisationsnummer",
    ]  # fmt: skip
    search_help_text = "Sök på mottagare, huvudman, organisationsnummer eller diarienummer."

    @admin.display(description="huvudman", ordering="organisation__name")
    def huvudman(self, row: Any) -> str:
        return str(row.organisation)

    @admin.display(description="omgång", ordering="round__key")
    def round_name(self, row: Any) -> str:
        return round_name(row.round)

    @admin.display(description="läge", ordering="status")
    def state(self, row: Any) -> str:
        return tag(self.state_label(row), self.tones.get(row.status, "neutral"))

    @admin.display(description="diarienummer", ordering="diarienummer")
    def dnr(self, row: Any) -> str:
        return row.diarienummer or "–"

    def state_label(self, row: Any) -> str:
        """The state in words."""
        return str(row.get_status_display())

    def heading(self, obj: Any) -> str:
        return f"{self.noun} {obj.recipient.name}"

    def case_facts(self, obj: Any) -> Facts:
        """Whose case it is: the facts that all of them begin with."""
        organisation = obj.organisation
        return [
            ("Diarienummer", obj.diarienummer),
            ("Omgång", round_name(obj.round)),
            ("Beslut", obj.round.decision.diarienummer),
            ("Mottagare", f"{obj.recipient.name} ({obj.recipient.code})"),
            ("Huvudman", f"{organisation.name}, {organisation.organisationsnummer_printed}"),
        ]

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        return {
            **super().page_context(request, obj),
            "status_label": self.state_label(obj),
            "status_tone": self.tones.get(obj.status, "neutral"),
            "marks": [("Sen", "warning")] if getattr(obj, "is_late", False) else [],
        }
