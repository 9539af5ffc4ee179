"""Credit notes for staff: the list, each as it was written, and the page that makes one."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin_base import Facts, admin_url, kronor_cell
from core.dates import day_and_year, day_in_words
from core.fields import KronorField
from core.kronor import with_unit
from repayments.admin.links import document_links, link
from repayments.admin.resending import DeliveryFilter, SendsAgain, delivery_label
from repayments.models import CreditNote, Invoice
from repayments.queries import credited_kr, with_peppol_status

__all__ = ["CreditForm", "CreditNoteAdmin", "first_credit", "what_crediting_means"]


class CreditForm(forms.Form):
    """How much, why, and what had been credited when the page was drawn."""

    amount_kr = KronorField(
        label="Hur mycket ska krediteras?",
        error_messages={"required": "Skriv hur mycket som ska krediteras."},
    )
    reason = forms.CharField(
        label="Skäl",
        help_text="Skälet står på kreditfakturan och i brevet till mottagaren.",
        max_length=700,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Skriv varför fakturan krediteras.",
            "max_length": "Skriv högst 700 tecken.",
        },
    )
    seen_kr = forms.IntegerField(widget=forms.HiddenInput)


def first_credit(invoice: Invoice, asked: dict[str, str]) -> dict[str, Any]:
    """What the form suggests: what the address asks for, else all that is left."""
    seen_kr = credited_kr(invoice)
    amount = asked.get("belopp", "")
    return {
        "amount_kr": int(amount) if amount.isdecimal() else invoice.amount_kr - seen_kr,
        "reason": asked.get("skal", ""),
        "seen_kr": seen_kr,
    }


def what_crediting_means(invoice: Invoice) -> list[str]:
    """What will happen, in sentences."""
    left_kr = invoice.amount_kr - credited_kr(invoice)
    return [
        f"Fakturan är på {with_unit(invoice.amount_kr)}. "
        f"Högst {with_unit(left_kr)} kan krediteras.",
        "Mottagaren får en kreditfaktura med e-post och som e-faktura. Den går inte att ändra.",
    ]


@admin.register(CreditNote)
class CreditNoteAdmin(SendsAgain):
    page_template = "admin/repayments/credit_note.html"
    list_display = ["number", "buyer", "amount", "issued", "credited", "delivery"]
    list_filter = [DeliveryFilter]
    list_select_related = ["invoice__claim__recipient"]
    search_fields = ["number", "invoice__number", "invoice__claim__recipient__name"]
    search_help_text = "Sök på nummer eller mottagare."
    ordering = ["-number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CreditNote]:
        rows: QuerySet[CreditNote] = super().get_queryset(request)
        found: QuerySet[CreditNote] = with_peppol_status(rows, "credit_note")
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        credits: QuerySet[CreditNote] = CreditNote.objects.with_case()
        return credits.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="till")
    def buyer(self, row: CreditNote) -> str:
        return str(row.snapshot["buyer"]["name"])

    @admin.display(description="belopp, kr", ordering="amount_kr")
    def amount(self, row: CreditNote) -> str:
        return kronor_cell(row.amount_kr)

    @admin.display(description="datum", ordering="issued_on")
    def issued(self, row: CreditNote) -> str:
        return day_and_year(row.issued_on)

    @admin.display(description="krediterar faktura", ordering="invoice__number")
    def credited(self, row: CreditNote) -> str:
        return str(row.invoice.number)

    @admin.display(description="e-faktura")
    def delivery(self, row: Any) -> str:
        return delivery_label(row)

    def page_context(self, request: HttpRequest, obj: CreditNote) -> dict[str, Any]:
        return {
            "buttons": self.again_buttons(request, obj),
            "deliveries": obj.deliveries.order_by("at", "id"),
        }

    def heading(self, obj: CreditNote) -> str:
        return f"Kreditfaktura {obj.number}, {obj.invoice.claim.recipient.name}"

    def facts(self, obj: CreditNote) -> Facts:
        told = obj.snapshot["invoice"]
        invoiced_on = day_and_year(date.fromisoformat(told["issued_on"]))
        return [
            ("Krediterar", link(admin_url(obj.invoice), f"Faktura {told['number']}")),
            ("Fakturadatum", invoiced_on),
            ("Belopp", with_unit(obj.amount_kr)),
            ("Skäl", obj.reason),
            ("Datum", day_in_words(obj.issued_on)),
            ("Utfärdad av", str(obj.issued_by)),
            ("Handlingar", document_links(obj)),
        ]
