"""Money in, for staff: what waits to be settled, each payment, and what was done with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from core.admin_base import Facts, QuestionFilter, admin_url, tag
from core.dates import day_and_year
from organisations.admin_base import Button
from repayments import actions, queries
from repayments.admin.asking import AsksFirst, OreField, reason_field
from repayments.admin.links import link
from repayments.balance import kronor_and_ore, rest_of, unpaid, with_rest
from repayments.models import IncomingPayment, Invoice, RestHandling, Settlement

__all__ = ["IncomingPaymentAdmin"]

MARKS = [
    (RestHandling.TO_RETURN, RestHandling.TO_RETURN.label),
    (RestHandling.RETURNED, RestHandling.RETURNED.label),
    (RestHandling.NOT_OURS, RestHandling.NOT_OURS.label),
]
FINAL = (RestHandling.EARLY_RETURN, RestHandling.REVERSED, RestHandling.REOPENED)


class SettleForm(forms.Form):
    """Which invoice, how much, and what was left when the page was drawn."""

    invoice = forms.CharField(
        label="Faktura",
        help_text="Fakturanummer eller OCR-nummer.",
        max_length=25,
        error_messages={"required": "Skriv fakturans nummer."},
    )
    amount = OreField(label="Hur mycket av inbetalningen gäller fakturan?")
    seen = forms.DecimalField(widget=forms.HiddenInput)

    def clean_invoice(self) -> Invoice:
        typed = "".join(self.cleaned_data["invoice"].split())
        named = Q(ocr=typed) | (Q(number=typed) if typed.isascii() and typed.isdigit() else Q())
        found = Invoice.objects.filter(named).first() if typed.isdigit() else None
        if found is None:
            raise forms.ValidationError("Det finns ingen faktura med det numret.", code="unknown")
        return found


class HandleForm(forms.Form):
    """What becomes of the money."""

    what = forms.ChoiceField(label="Vad ska hända med pengarna?", choices=MARKS)
    text = reason_field("Anteckning", "Till exempel vad ni har kommit överens om med avsändaren.")


class PutBackForm(forms.Form):
    text = reason_field("Varför ska den tillbaka till arbetslistan?")


class TakeBackForm(forms.Form):
    reason = reason_field("Varför tas avräkningen tillbaka?")


class WaitsFilter(QuestionFilter):
    title = "läge"
    parameter_name = "lage"
    questions = {
        "vantar": ("Att ta hand om", Q(rest__gt=0)),
        "tillbaka": ("Ska betalas tillbaka", Q(handled_as=RestHandling.TO_RETURN)),
        "klara": ("Klara", Q(rest=0) & ~Q(handled_as=RestHandling.TO_RETURN)),
    }


@admin.register(IncomingPayment)
class IncomingPaymentAdmin(AsksFirst):
    page_template = "admin/repayments/payment.html"
    list_display = ["sender", "booked", "total", "number", "left", "state"]
    list_filter = [WaitsFilter]
    search_fields = ["payer_name", "message", "bank_reference", "references"]
    search_help_text = "Sök på avsändare, OCR-nummer, meddelande eller bankens referens."
    ordering = ["-booked_on", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncomingPayment]:
        rows: QuerySet[IncomingPayment] = with_rest(super().get_queryset(request))
        return rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows = self.get_queryset(request).select_related("file")
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="från", ordering="payer_name")
    def sender(self, row: IncomingPayment) -> str:
        return row.payer_name or "Okänd avsändare"

    @admin.display(description="bokförd", ordering="booked_on")
    def booked(self, row: IncomingPayment) -> str:
        return day_and_year(row.booked_on)

    @admin.display(description="belopp", ordering="amount")
    def total(self, row: IncomingPayment) -> str:
        return kronor_and_ore(row.amount)

    @admin.display(description="OCR-nummer")
    def number(self, row: IncomingPayment) -> str:
        return ", ".join(row.references) or "–"

    @admin.display(description="kvar att ta hand om", ordering="rest")
    def left(self, row: Any) -> str:
        return kronor_and_ore(row.rest) if row.rest else "–"

    @admin.display(description="läge")
    def state(self, row: Any) -> SafeString:
        if row.rest > 0:
            return tag("Att ta hand om", "warning")
        if row.handled_as and row.handled_as != RestHandling.REOPENED:
            return tag(RestHandling(row.handled_as).label, "info")
        return tag("Avräknad", "success")

    def heading(self, obj: IncomingPayment) -> str:
        return f"Inbetalning från {obj.payer_name or 'okänd avsändare'}"

    def facts(self, obj: Any) -> Facts:
        return [
            ("Belopp", kronor_and_ore(obj.amount)),
            ("Bokförd", day_and_year(obj.booked_on)),
            ("Kvar att ta hand om", kronor_and_ore(obj.rest) if obj.rest else ""),
            ("OCR-nummer", ", ".join(obj.references)),
            ("Meddelande", obj.message),
            ("Från konto", obj.payer_account),
            ("Bankens referens", obj.bank_reference),
            ("Bankens fil", link(admin_url(obj.file), obj.file.filename)),
        ]

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        waits, may = obj.rest > 0, self.may(request)
        return {
            "may": may,
            "buttons": self._buttons(obj) if may else [],
            "suggested": queries.suggested_for(obj) if waits else [],
            "settle_url": self._url("settle", obj) if waits and may else "",
            "settlements": queries.standing_settlements(Q(payment=obj)).order_by("id"),
            "handlings": obj.handlings.select_related("by").order_by("at", "id"),
        }

    def _buttons(self, obj: Any) -> list[Button]:
        found = []
        if obj.rest > 0:
            found.append(Button("Avräkna mot en faktura", self._url("settle", obj), True, True))
            found.append(Button("Betala tillbaka eller lägg undan", self._url("handle", obj),
                                True, False))  # fmt: skip
        elif obj.handled_as == RestHandling.TO_RETURN:
            found.append(Button("Anteckna vad som hände", self._url("handle", obj), True, True))
        if obj.handled_as and obj.handled_as not in FINAL:
            found.append(Button("Lägg tillbaka i arbetslistan", self._url("put_back", obj),
                                True, False))  # fmt: skip
        return found

    def _url(self, what: str, obj: IncomingPayment) -> str:
        return reverse(f"admin:repayments_incomingpayment_{what}", args=[obj.pk])

    # --- Steps ------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "settle": ("avrakna/", self.settle_view),
            "handle": ("hantera/", self.handle_view),
            "put_back": ("lagg-tillbaka/", self.put_back_view),
            "take_back": ("avrakning/<int:settlement_id>/ta-tillbaka/", self.take_back_view),
        }
        own = [
            path(
                f"<path:object_id>/{address}",
                self.admin_site.admin_view(view),
                name=f"repayments_incomingpayment_{name}",
            )
            for name, (address, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def settle_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """So much of the payment pays an invoice; a second click changes nothing."""
        obj = self.row(request, object_id)
        form = SettleForm(request.POST or None, initial=_first(request, obj))
        return self.asked(
            request,
            obj,
            form,
            lambda typed: actions.settle_payment(obj, **typed),
            label="Avräkna",
            done="Pengarna är avräknade mot fakturan.",
            consequences=[f"{kronor_and_ore(obj.rest)} av inbetalningen är kvar."],
        )

    def handle_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What pays no invoice is to be returned, has been, or is not ours."""
        obj = self.row(request, object_id)
        return self.asked(
            request,
            obj,
            HandleForm(request.POST or None),
            lambda typed: actions.handle_rest(obj, **typed),
            label="Ta hand om",
            done="Inbetalningen är antecknad.",
            consequences=["Det gäller allt i inbetalningen som inte är avräknat mot en faktura."],
        )

    def put_back_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What was marked waits in the work list again."""
        obj = self.row(request, object_id)
        return self.asked(
            request,
            obj,
            PutBackForm(request.POST or None),
            lambda typed: actions.put_back(obj, **typed),
            label="Lägg tillbaka",
            done="Inbetalningen ligger i arbetslistan igen.",
            consequences=[],
        )

    def take_back_view(
        self, request: HttpRequest, object_id: str, settlement_id: int
    ) -> HttpResponse:
        """A settlement was wrong: the invoice is unpaid again, the money waits."""
        obj = self.row(request, object_id)
        settlement = Settlement.objects.filter(pk=settlement_id, payment=obj).first()
        if settlement is None:
            raise Http404
        return self.asked(
            request,
            obj,
            TakeBackForm(request.POST or None),
            lambda typed: actions.take_back_settlement(settlement, **typed),
            label="Ta tillbaka avräkningen",
            done="Avräkningen är tagen tillbaka. Pengarna ligger i arbetslistan.",
            consequences=[
                f"{kronor_and_ore(settlement.amount)} räknas inte längre som betalning av "
                f"faktura {settlement.invoice.number}."
            ],
        )


def _first(request: HttpRequest, obj: IncomingPayment) -> dict[str, Any]:
    """What the form suggests: the invoice of the link, and what of it the payment reaches."""
    rest, number = rest_of(obj), request.GET.get("faktura", "")
    asked = unpaid(Invoice.objects.filter(number=number)).first() if number.isdigit() else None
    amount = min(rest, asked.open_amount) if asked else rest
    typed = kronor_and_ore(amount).removesuffix("kr").rstrip()
    return {"invoice": number, "amount": typed, "seen": rest}
