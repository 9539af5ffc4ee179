"""Money that recipients give back before reporting: tick off what has come."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.http import HttpRequest

from core.admin_base import Facts, kronor_cell, tag
from core.dates import day_and_year, day_of
from core.fields import KronorField
from core.kronor import with_unit
from grants.admin_filters import round_name
from organisations.admin_base import CaseAdmin, CaseLink, Press, Step
from requisitions import actions
from requisitions.admin.filters import ReturnFilter, RoundOfRequisition
from requisitions.admin.payments import DayField
from requisitions.models import Return
from requisitions.states import RETURN, ReturnStatus

__all__ = ["ReturnAdmin"]

TONES = {ReturnStatus.ANNOUNCED: "warning", ReturnStatus.ARRIVED: "success"}


class ArrivedForm(forms.Form):
    """What the account statement says."""

    arrived_on = DayField(label="Vilken dag kom pengarna?")
    arrived_kr = KronorField(
        label="Hur mycket kom?",
        error_messages={"required": "Skriv det belopp som kom."},
    )


def _arrive(return_: Return, press: Press) -> object:
    return actions.register_return(
        return_, by=press.by, roles=press.roles, at=press.at, **press.typed
    )


def _as_announced(return_: Return, today: date) -> dict[str, Any]:
    return {"arrived_on": today, "arrived_kr": return_.amount_kr}


def _what_arriving_means(return_: Return) -> list[str]:
    return ["Beloppet dras från det som mottagaren har tagit emot, och som ska återrapporteras."]


@admin.register(Return)
class ReturnAdmin(CaseAdmin):
    table = RETURN
    the_case = "Anmälan"
    steps = {
        "arrive": Step(
            _arrive,
            "Pengarna är antecknade som mottagna.",
            consequence=_what_arriving_means,
            form=ArrivedForm,
            initial=_as_announced,
        )
    }
    happened = {
        "announce": "Mottagaren anmälde att den betalar tillbaka",
        "arrive": "Pengarna kom",
        "withdraw": "Mottagaren tog tillbaka anmälan",
    }
    list_display = ["giver", "round_name", "state", "amount", "kr_arrived", "ocr", "announced"]
    list_filter = [ReturnFilter, RoundOfRequisition]
    show_facets = ShowFacets.ALWAYS
    list_select_related = ["requisition__recipient", "requisition__round__grant"]
    search_fields = ["requisition__recipient__name", "requisition__diarienummer", "ocr"]
    search_help_text = "Sök på mottagare, diarienummer eller OCR-nummer."
    ordering = ["-announced_at", "-id"]

    @admin.display(description="mottagare", ordering="requisition__recipient__name")
    def giver(self, row: Return) -> str:
        return str(row.requisition.recipient)

    @admin.display(description="omgång", ordering="requisition__round__key")
    def round_name(self, row: Return) -> str:
        return round_name(row.requisition.round)

    @admin.display(description="läge", ordering="status")
    def state(self, row: Return) -> str:
        return tag(row.get_status_display(), TONES.get(ReturnStatus(row.status), "neutral"))

    @admin.display(description="anmält, kr", ordering="amount_kr")
    def amount(self, row: Return) -> str:
        return kronor_cell(row.amount_kr)

    @admin.display(description="kom, kr", ordering="arrived_kr")
    def kr_arrived(self, row: Return) -> str:
        return kronor_cell(row.arrived_kr)

    @admin.display(description="anmäld", ordering="announced_at")
    def announced(self, row: Return) -> str:
        return day_and_year(day_of(row.announced_at))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows = Return.objects.select_related(
            "requisition__round__grant", "requisition__recipient", "announced_by"
        )
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    def heading(self, obj: Return) -> str:
        return f"Återlämnat bidrag {obj.requisition.recipient.name}"

    def case_of(self, obj: Return) -> str:
        return obj.requisition.case

    def related(self, obj: Return) -> list[CaseLink]:
        case = obj.requisition
        return self.admin_site.related_cases(case.round_id, case.recipient_id)

    def facts(self, obj: Return) -> Facts:
        return [
            ("Omgång", round_name(obj.requisition.round)),
            ("Rekvisition", obj.requisition.diarienummer),
            ("Anmält belopp", with_unit(obj.amount_kr)),
            ("Skäl", obj.reason),
            ("OCR-nummer", obj.ocr),
            ("Anmäld", f"{day_and_year(day_of(obj.announced_at))} av {obj.announced_by}"),
            ("Pengarna kom", day_and_year(obj.arrived_on) if obj.arrived_on else ""),
            ("Belopp som kom", with_unit(obj.arrived_kr) if obj.arrived_kr else ""),
        ]

    def page_context(self, request: HttpRequest, obj: Return) -> dict[str, Any]:
        tone = TONES.get(ReturnStatus(obj.status), "neutral")
        return {**super().page_context(request, obj), "status_tone": tone}
