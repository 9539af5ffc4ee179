"""Claims and invoices for staff: the work list of what waits, the dossier, and each invoice.

The portal proposes and invoices by itself, so there are no buttons.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin_base import Facts, QuestionFilter, kronor_cell
from core.dates import day_and_year, day_of
from core.kronor import with_unit
from grants.admin_base import RecipientCaseAdmin
from repayments.admin.details import FillsInDetails
from repayments.admin.links import invoice_link
from repayments.models import Claim
from repayments.queries import invoice_of, missing_invoice_data
from repayments.states import CLAIM, ClaimStatus

WAITS = "Väntar på fakturauppgifter"


class TodoFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        "vantar": ("Att fakturera", Q(status=ClaimStatus.DECIDED)),
        "fakturerade": ("Fakturerade", Q(status=ClaimStatus.INVOICED)),
    }


@admin.register(Claim)
class ClaimAdmin(FillsInDetails, RecipientCaseAdmin):
    table = CLAIM
    noun = "Återkrav"
    the_case = "Återkravet"
    tones = {ClaimStatus.PROPOSED: "warning", ClaimStatus.INVOICED: "success"}
    happened = {"propose": "Föreslogs", "issue_invoice": "Fakturerades"}
    list_display = [
        "recipient", "huvudman", "round_name", "state", "ground", "amount", "number", "missing",
        "dnr",
    ]  # fmt: skip
    list_filter = [TodoFilter, *RecipientCaseAdmin.list_filter]
    list_select_related = [
        *RecipientCaseAdmin.list_select_related, "report__requisition", "submission", "decision",
        "invoice",
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

    def facts(self, obj: Claim) -> Facts:
        submission = obj.submission
        return [
            *self.case_facts(obj),
            ("Grund", obj.get_ground_display()),
            ("Belopp", with_unit(obj.amount_kr)),
            ("Mottaget", with_unit(submission.received_kr) if submission else ""),
            ("Använt", with_unit(submission.used_kr) if submission else ""),
            ("Återrapportering", obj.report.diarienummer),
            ("Föreslaget", day_and_year(day_of(obj.created_at))),
            ("Faktura", invoice_link(invoice_of(obj))),
            ("Saknas", "\n".join(lacking.message for lacking in missing_invoice_data(obj))),
        ]
