"""Invoices for staff: the list, and each invoice as it was written."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from banking import bankgiro
from core.admin_base import Facts, ReadOnlyAdmin, admin_url, kronor_cell
from core.dates import day_and_year, day_in_words
from core.kronor import with_unit
from repayments.admin.links import document_link, link
from repayments.models import Invoice
from repayments.snapshot import address_lines


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
            ("Återkrav", link(admin_url(obj.claim), obj.claim.diarienummer)),
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
            ("Handling", document_link(obj)),
        ]
