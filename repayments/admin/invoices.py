"""Invoices for staff: the list, each as it was written, and what has become of it."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from banking import bankgiro
from core import clock
from core.admin_base import Facts, QuestionFilter, admin_url, kronor_cell, tag
from core.dates import day_and_year, day_in_words
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from core.kronor import grouped, with_unit
from organisations.admin_base import Button, StaffSite
from organisations.models import User
from organisations.roles import MONEY_STAFF
from repayments.actions import issue_credit_note
from repayments.admin.credits import CreditForm, first_credit, what_crediting_means
from repayments.admin.holds import HoldsReminders
from repayments.admin.links import document_links, link
from repayments.admin.resending import DeliveryFilter, SendsAgain, delivery_label
from repayments.balance import balance_of, with_balance
from repayments.models import Invoice
from repayments.queries import credited_kr, to_enforce, with_peppol_status
from repayments.snapshot import address_lines


class PaidFilter(QuestionFilter):
    title = "betalning"
    parameter_name = "betalning"

    @property
    def questions(self) -> dict[str, tuple[str, Q]]:  # type: ignore[override]
        late = Q(open_amount__gt=0, due_on__lt=clock.today())
        return {
            "obetalda": ("Obetalda", Q(open_amount__gt=0)),
            "forfallna": ("Förfallna", late),
            "sista": ("Till beslut efter sista påminnelsen", Q(pk__in=to_enforce(clock.today()))),
            "for_mycket": ("Betalda för mycket", Q(open_amount__lt=0)),
        }


@admin.register(Invoice)
class InvoiceAdmin(SendsAgain, HoldsReminders):
    admin_site: StaffSite
    page_template = "admin/repayments/invoice.html"
    list_display = [
        "number", "buyer", "amount", "paid", "due", "ocr", "delivery", "decision_diarienummer",
    ]  # fmt: skip
    list_filter = [PaidFilter, DeliveryFilter]
    list_select_related = ["claim__recipient"]
    search_fields = ["number", "ocr", "claim__recipient__name", "claim__diarienummer"]
    search_help_text = "Sök på fakturanummer, OCR-nummer, mottagare eller diarienummer."
    ordering = ["-number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invoice]:
        rows: QuerySet[Invoice] = with_balance(with_peppol_status(super().get_queryset(request)))
        return rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        invoices: QuerySet[Invoice] = Invoice.objects.with_case()
        return invoices.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="till")
    def buyer(self, row: Invoice) -> str:
        return str(row.snapshot["buyer"]["name"])

    @admin.display(description="belopp, kr", ordering="amount_kr")
    def amount(self, row: Invoice) -> str:
        return kronor_cell(row.amount_kr)

    @admin.display(description="betalning", ordering="open_amount")
    def paid(self, row: Invoice) -> SafeString:
        balance, today = balance_of(row), clock.today()
        return tag(balance.words(today), balance.tone(today))

    @admin.display(description="förfaller", ordering="due_on")
    def due(self, row: Invoice) -> str:
        return day_and_year(row.due_on)

    @admin.display(description="e-faktura")
    def delivery(self, row: Any) -> str:
        return delivery_label(row)

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
            ("Handlingar", document_links(obj)),
            ("Kontoutdrag", link(_statement_url(obj), "Mottagarens fakturor och betalningar")),
        ]

    def page_context(self, request: HttpRequest, obj: Invoice) -> dict[str, Any]:
        return {
            **self.payment_context(obj),
            "buttons": [
                *self.again_buttons(request, obj),
                *self._buttons(request, obj),
                *self.hold_buttons(request, obj),
            ],
            "credits": [
                {"url": admin_url(credit), "credit": credit, "amount": grouped(credit.amount_kr)}
                for credit in obj.credit_notes.order_by("number")
            ],
            "deliveries": obj.deliveries.order_by("at", "id"),
        }

    # --- Crediting ----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        credit = path(
            "<path:object_id>/kreditera/",
            self.admin_site.admin_view(self.credit_view),
            name="repayments_invoice_credit",
        )
        return [credit, *super().get_urls()]

    def credit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take back the invoice, wholly or in part. A second click shows what the first made."""
        obj = self.row(request, object_id)
        if not MONEY_STAFF & self.admin_site.roles(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        if request.method != "POST":
            asked = {key: str(value) for key, value in request.GET.items()}
            return self._ask(request, obj, CreditForm(initial=first_credit(obj, asked)))
        form = CreditForm(request.POST)
        if form.is_valid() and self._credit(request, obj, form):
            return HttpResponseRedirect(admin_url(obj))
        return self._ask(request, obj, form)

    def _credit(self, request: HttpRequest, obj: Invoice, form: CreditForm) -> bool:
        try:
            made = issue_credit_note(
                obj,
                by=cast(User, request.user),
                roles=self.admin_site.roles(request),
                at=clock.now(),
                **form.cleaned_data,
            )
        except StaleState as stale:
            messages.info(request, f"{stale} Inget ändrades.")
            return True
        except RuleViolated as refused:
            show_violations(form, refused)
            return False
        messages.success(request, f"Kreditfaktura {made.number} är skriven.")
        return True

    def _ask(self, request: HttpRequest, obj: Invoice, form: CreditForm) -> HttpResponse:
        return self.page(
            request,
            "admin/case_step.html",
            obj,
            title=f"Kreditera: {self.heading(obj)}",
            label="Kreditera",
            consequences=what_crediting_means(obj),
            form=form,
            back=admin_url(obj),
        )

    def _buttons(self, request: HttpRequest, obj: Invoice) -> list[Button]:
        may = MONEY_STAFF & self.admin_site.roles(request)
        if not may or credited_kr(obj) >= obj.amount_kr:
            return []
        url = reverse("admin:repayments_invoice_credit", args=[obj.pk])
        return [Button("Kreditera", url, asks=True, is_main=False)]


def _statement_url(invoice: Invoice) -> str:
    return reverse("portal:staff_statement", kwargs={"code": invoice.claim.recipient.code})
