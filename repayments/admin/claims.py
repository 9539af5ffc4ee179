"""Claims for staff: the work lists of what waits, and each claim as a dossier.

What is unused the portal proposes, decides and invoices by itself; the buttons are for the rest.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from core import clock
from core.admin_base import Facts, QuestionFilter, admin_url, kronor_cell
from core.dates import day_and_year, day_of
from core.kronor import with_unit
from grants.admin_base import RecipientCaseAdmin
from repayments.admin.claim_steps import STEPS
from repayments.admin.details import FillsInDetails
from repayments.admin.links import invoice_link, link
from repayments.admin.proposing import ProposesClaims
from repayments.admin.runs import RUN_STAFF, rounds_to_run
from repayments.balance import balance_of
from repayments.models import Claim, Ground
from repayments.queries import invoice_of, missing_invoice_data, work_lists
from repayments.states import CLAIM, ClaimStatus

WAITS = "Väntar på fakturauppgifter"


class TodoFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.questions = work_lists(clock.today())
        super().__init__(*args, **kwargs)


class GroundFilter(QuestionFilter):
    title = "grund"
    parameter_name = "grund"
    questions = {ground.value: (str(ground.label), Q(ground=ground)) for ground in Ground}


@admin.register(Claim)
class ClaimAdmin(FillsInDetails, ProposesClaims, RecipientCaseAdmin):
    page_template = "admin/repayments/claim.html"
    change_list_template = "admin/repayments/claim_list.html"
    table = CLAIM
    noun = "Återkrav"
    the_case = "Återkravet"
    tones = {
        ClaimStatus.PROPOSED: "warning",
        ClaimStatus.COMMUNICATED: "info",
        ClaimStatus.DECIDED: "info",
        ClaimStatus.INVOICED: "success",
    }
    steps = STEPS
    happened = {
        "propose": "Föreslogs",
        "communicate": "Kommunicerades med mottagaren",
        "answer": "Mottagaren yttrade sig",
        "decide": "Beslutades",
        "drop": "Lades ner",
        "issue_invoice": "Fakturerades",
        "fill_in": "Fakturauppgifter fylldes i",
        "credit": "Fakturan krediterades",
        "send_again": "E-fakturan skickades igen",
    }
    list_display = [
        "recipient", "huvudman", "round_name", "state", "ground", "amount", "number", "missing",
        "dnr",
    ]  # fmt: skip
    list_filter = [TodoFilter, GroundFilter, *RecipientCaseAdmin.list_filter]
    list_select_related = [
        *RecipientCaseAdmin.list_select_related, "report__requisition", "submission", "decision",
        "hearing", "invoice",
    ]  # fmt: skip

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        cases = Claim.objects.with_case()
        return cases.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="belopp, kr", ordering="amount_kr")
    def amount(self, row: Claim) -> str:
        return kronor_cell(row.amount_kr)

    @admin.display(description="faktura", ordering="invoice__number")
    def number(self, row: Claim) -> SafeString | str:
        return invoice_link(invoice_of(row)) or "–"

    @admin.display(description="saknas")
    def missing(self, row: Claim) -> str:
        return "\n".join(lacking.message for lacking in missing_invoice_data(row)) or "–"

    def state_label(self, row: Claim) -> str:
        return WAITS if missing_invoice_data(row) else row.get_status_display()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {
            "to_run": rounds_to_run() if RUN_STAFF & self.admin_site.roles(request) else [],
            "grounds_url": reverse("admin:repayments_claim_grounds"),
        }
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def page_context(self, request: HttpRequest, obj: Claim) -> dict[str, Any]:
        return {
            **super().page_context(request, obj),
            "hearing": getattr(obj, "hearing", None),
            "decision": getattr(obj, "decision", None),
        }

    def facts(self, obj: Claim) -> Facts:
        submission = obj.submission
        return [
            *self.case_facts(obj),
            ("Grund", obj.get_ground_display()),
            ("Föreslaget belopp", with_unit(obj.amount_kr)),
            ("Beslutat belopp", _decided(obj)),
            ("Tillägg till", _claim_link(obj.corrects)),
            ("Mottaget", with_unit(submission.received_kr) if submission else ""),
            ("Använt", with_unit(submission.used_kr) if submission else ""),
            ("Återrapportering", link(admin_url(obj.report), obj.report.diarienummer)),
            ("Föreslaget", day_and_year(day_of(obj.created_at))),
            ("Faktura", invoice_link(invoice_of(obj))),
            ("Betalning", _paid(obj)),
            ("Saknas", "\n".join(lacking.message for lacking in missing_invoice_data(obj))),
        ]


def _paid(claim: Claim) -> str:
    invoice = invoice_of(claim)
    return balance_of(invoice).words(clock.today()) if invoice else ""


def _decided(claim: Claim) -> str:
    decision = getattr(claim, "decision", None)
    return str(decision) if decision else ""


def _claim_link(claim: Claim | None) -> SafeString | str:
    return link(admin_url(claim), claim.diarienummer) if claim else ""
