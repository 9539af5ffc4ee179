"""Claims and invoices for staff: the work list of what waits, the dossier, and each invoice.

The portal proposes and invoices by itself, so there are no buttons.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from banking import bankgiro
from core.admin_base import Facts, QuestionFilter, ReadOnlyAdmin, admin_url, kronor_cell
from core.dates import day_and_year, day_in_words, day_of
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Document
from grants.admin_base import RecipientCaseAdmin
from repayments.models import Claim, Invoice
from repayments.queries import INVOICE_DOCUMENT, invoice_of, missing_invoice_data
from repayments.snapshot import address_lines
from repayments.states import CLAIM, ClaimStatus

WAITS = "Väntar på fakturauppgifter"


class TodoFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        "vantar": ("Att fakturera", Q(status=ClaimStatus.PROPOSED)),
        "fakturerade": ("Fakturerade", Q(status=ClaimStatus.INVOICED)),
    }


@admin.register(Claim)
class ClaimAdmin(RecipientCaseAdmin):
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
        *RecipientCaseAdmin.list_select_related, "report__requisition", "submission", "decision", "invoice",
    ]  # fmt: skip

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        cases = Claim.objects.with_case()
        return cases.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="belopp, kr", ordering="amount_kr")
    def amount(self, row: Claim) -> str:
        return kronor_cell(row.amount_kr)

    @admin.display(description="faktura", ordering="invoice__number")
    def number(self, row: Claim) -> SafeString | str:
        return _invoice_link(invoice_of(row)) or "–"

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
            ("Faktura", _invoice_link(invoice_of(obj))),
            ("Saknas", "\n".join(lacking.message for lacking in missing_invoice_data(obj))),
        ]


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    list_display = ["number", "buyer", "amount", "issued", "due", "ocr", "decision_diarienummer"]
    list_select_related = ["claim__recipient"]
    search_fields = ["number", "ocr", "claim__recipient__name", "claim__diarienummer"]
    search_help_text = "Sök på fakturanummer, OCR-nummer, mottagare eller diarienummer."
    ordering = ["-number"]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        invoices: QuerySet[Invoice] = Invoice.objects.with_case()
        return invoices.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="till")
    def buyer(self, row: Invoice) -> str:
        return str(row.snapshot["buyer"]["name"])

    @admin.display(description="belopp, kr", ordering="amount_kr")
    def amount(self, row: Invoice) -> str:
        return kronor_cell(row.amount_kr)

    @admin.display(description="fakturadatum", ordering="issued_on")
    def issued(self, row: Invoice) -> str:
        return day_and_year(row.issued_on)

    @admin.display(description="förfaller", ordering="due_on")
    def due(self, row: Invoice) -> str:
        return day_and_year(row.due_on)

    def heading(self, obj: Invoice) -> str:
        return f"Faktura {obj.number}, {obj.claim.recipient.name}"

    def facts(self, obj: Invoice) -> Facts:
        buyer, seller = obj.snapshot["buyer"], obj.snapshot["seller"]
        return [
            ("Återkrav", _link(admin_url(obj.claim), obj.claim.diarienummer)),
            ("Beslut", obj.decision_diarienummer),
            ("Belopp", with_unit(obj.amount_kr)),
            ("Fakturadatum", day_in_words(obj.issued_on)),
            ("Förfaller", day_in_words(obj.due_on)),
            ("Till bankgiro", bankgiro.printed(seller["bankgiro"])),
            ("OCR-nummer", obj.ocr),
            ("Till", "\n".join(address_lines(buyer))),
            ("Er referens", buyer["reference"]),
            ("E-post", buyer["email"]),
            ("Elektronisk adress", buyer["electronic_address"]),
            ("Handling", _document_link(obj)),
        ]


def _invoice_link(invoice: Invoice | None) -> SafeString | str:
    return _link(admin_url(invoice), str(invoice.number)) if invoice else ""


def _document_link(invoice: Invoice) -> SafeString | str:
    stored = Document.objects.filter(kind=INVOICE_DOCUMENT, about=label_of(invoice)).first()
    if stored is None:
        return "Pdf:en är på väg."
    return _link(reverse("portal:staff_document", kwargs={"document_id": stored.pk}), stored.title)


def _link(url: str, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)
