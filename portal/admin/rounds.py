"""The round for staff: calendar, allocation, where every case stands, and the steps of its life.

Here and not in grants, because the page counts what the apps above do, and opening the reporting
is reporting's action.
"""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from allocations.queries import footing, in_force
from core import clock
from core.admin_base import Facts, admin_url, tag
from core.dates import day_and_year
from core.kronor import with_unit
from grants.admin_filters import round_name
from grants.models import Round
from grants.states import ROUND, RoundStatus
from organisations.admin_base import CaseAdmin, CaseLink
from organisations.register_admin import RecordsChanges
from portal.admin.letter_plan import LetterPlanPages
from portal.admin.next_year import NextYearPage
from portal.admin.round_allocations import leads
from portal.admin.round_books import BooksPage
from portal.admin.round_editing import RoundEditing
from portal.admin.round_figures import tables, without_requisition
from portal.admin.round_steps import STEPS
from portal.next_year import year_after
from portal.round_review import to_review
from reporting.models import Form

__all__ = ["RoundAdmin"]

TONES = {RoundStatus.REQUISITION: "success", RoundStatus.REPORTING: "success"}


@admin.register(Round)
class RoundAdmin(LetterPlanPages, BooksPage, NextYearPage, RoundEditing, RecordsChanges, CaseAdmin):
    page_template = "admin/portal/round.html"
    table = ROUND
    the_case = "Omgången"
    steps = STEPS
    happened = {
        "open_requisition": "Öppnades för rekvisition",
        "open_reporting": "Öppnades för återrapportering",
        "close": "Stängdes",
        "register_added": "Lades upp",
        "register_changed": "Uppgifterna ändrades",
        "copied": "Lades upp efter förra årets",
        "allocation_adopted": "Fördelningen fastställdes",
        "allocation_corrected": "Fördelningen rättades",
        "dunning_steps_given": "Fick sina påminnelsesteg",
    }
    list_display = ["name", "year", "state", "last_requisition", "last_report", "address"]
    list_select_related = ["grant", "decision"]
    ordering = ["-year", "key"]

    @admin.display(description="omgång", ordering="key")
    def name(self, row: Round) -> str:
        return round_name(row)

    @admin.display(description="läge", ordering="status")
    def state(self, row: Round) -> str:
        return tag(row.get_status_display(), TONES.get(RoundStatus(row.status), "neutral"))

    @admin.display(description="sista dag för rekvisition", ordering="requisition_last_on")
    def last_requisition(self, row: Round) -> str:
        return day_and_year(row.requisition_last_on)

    @admin.display(description="sista dag för återrapportering", ordering="report_last_on")
    def last_report(self, row: Round) -> str:
        return day_and_year(row.report_last_on)

    @admin.display(description="adress", ordering="key")
    def address(self, row: Round) -> str:
        return row.key

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rounds = Round.objects.select_related("grant", "decision")
        return rounds.filter(pk=object_id).first() if object_id.isdigit() else None

    def heading(self, obj: Round) -> str:
        return round_name(obj)

    def case_of(self, obj: Round) -> str:
        return obj.key

    def related(self, obj: Round) -> list[CaseLink]:
        return []

    def facts(self, obj: Round) -> Facts:
        decided_on = day_and_year(obj.decision.decided_on)
        return [
            ("Statsbidrag", _link(obj.grant, f"{obj.grant.name} {obj.year}")),
            ("Mottagare", obj.recipients_in_full),
            ("Beslut", _link(obj.decision, f"{obj.decision.diarienummer}, {decided_on}")),
            ("Till mottagarna", with_unit(obj.amount_kr)),
            ("Kontakt", f"{obj.contact_name}, {obj.contact_email}"),
            ("Högst antal inskickade", obj.max_submissions),
            ("Villkor som mottagaren godtar", "\n".join(obj.conditions)),
            ("Antaget", obj.assumed),
        ]

    def page_context(self, request: HttpRequest, obj: Round) -> dict[str, Any]:
        allocation = in_force(obj)
        return {
            **super().page_context(request, obj),
            "status_tone": TONES.get(RoundStatus(obj.status), "neutral"),
            "calendar": _calendar(obj),
            "footing": footing(allocation) if allocation else None,
            "leads": leads(obj),
            "tables": tables(obj, clock.today()),
            "edit_url": self.edit_url(request, obj),
            "to_review": to_review(obj),
            "form": Form.objects.select_related("draft").filter(round=obj).first(),
            "next_year_url": self.next_year_url(request, obj),
            "year_after": year_after(obj),
            "plan_url": reverse("admin:grants_round_plan", args=[obj.pk]),
            "not_asked": without_requisition(obj).count(),
            "not_asked_url": reverse("admin:grants_round_not_requisitioned", args=[obj.pk]),
        }

    def get_urls(self) -> list[URLPattern]:
        not_requisitioned = path(
            "<path:object_id>/inte-rekvirerat/",
            self.admin_site.admin_view(self.not_requisitioned_view),
            name="grants_round_not_requisitioned",
        )
        return [not_requisitioned, *super().get_urls()]

    def not_requisitioned_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Inte rekvirerat has a page of its own, with letters and calls."""
        obj = self.row(request, object_id)
        url = reverse("admin:requisitions_callnote_round", args=[obj.pk])
        return HttpResponseRedirect(url)


def _link(row: Model, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', admin_url(row), text)


def _calendar(obj: Round) -> Facts:
    return [
        ("Medlen får användas", _span(obj.use_from, obj.use_until)),
        ("Rekvisition", _span(obj.requisition_opens_on, obj.requisition_last_on)),
        ("Öppnades för rekvisition", _day_or_not_yet(obj.opened_on)),
        ("Återrapportering", _span(obj.report_opens_on, obj.report_last_on)),
        ("Öppnades för återrapportering", _day_or_not_yet(obj.reporting_opened_on)),
        ("Sista dag på en ledig dag", obj.get_last_day_rule_display()),
        ("Utbetalning", f"{obj.payment_days} dagar efter att rekvisitionen kom in"),
        ("Tid att yttra sig om återkrav", f"{obj.answer_days} dagar"),
        ("Tid att betala återkrav", f"{obj.repayment_days} dagar"),
        (
            "Kräver inte tillbaka mindre än",
            with_unit(obj.claim_from_kr) if obj.claim_from_kr else "",
        ),
        ("Dröjsmålsränta", "Enligt räntelagen" if obj.charges_interest else "Ingen"),
    ]


def _day_or_not_yet(day: date | None) -> str:
    return day_and_year(day) if day else "Inte än"


def _span(first: date, last: date) -> str:
    return f"{day_and_year(first)} – {day_and_year(last)}"
