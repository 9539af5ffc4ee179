"""Reminders on an invoice's page: what was demanded, and holding them back."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from core import clock
from organisations.admin_base import Button
from organisations.roles import CASE_STAFF, MONEY_STAFF
from repayments import actions
from repayments.admin.asking import AsksFirst, reason_field
from repayments.balance import balance_of
from repayments.models import HoldReason, Invoice

__all__ = ["HoldsReminders"]


class HoldForm(forms.Form):
    """Why, until when, and the reason in words."""

    why = forms.ChoiceField(label="Varför ska påminnelserna vänta?", choices=HoldReason.choices)
    until = forms.DateField(
        label="Anstånd till och med",
        help_text="Lämna tomt när fakturan är bestridd.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Skriv dagen som år-månad-dag, till exempel 2026-05-28."},
    )
    text = reason_field("Skäl")


class HoldsReminders(AsksFirst):
    """What InvoiceAdmin gets: two pages, their buttons, and what the page says of payment."""

    who = MONEY_STAFF | CASE_STAFF

    def get_urls(self) -> list[URLPattern]:
        views = {"hold": ("vanta/", self.hold_view), "lift": ("pamin-igen/", self.lift_view)}
        own = [
            path(
                f"<path:object_id>/{address}",
                self.admin_site.admin_view(view),
                name=f"repayments_invoice_{name}",
            )
            for name, (address, view) in views.items()
        ]
        return [*own, *super().get_urls()]

    def hold_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Reminders wait: disputed, or respite until a day."""
        obj = self.row(request, object_id)
        return self.asked(
            request,
            obj,
            HoldForm(request.POST or None),
            lambda typed: actions.hold_invoice(obj, **typed),
            label="Låt påminnelserna vänta",
            done="Inga påminnelser skickas så länge uppehållet gäller.",
            consequences=["Påminnelser som inte har gått ut skickas inte."],
        )

    def lift_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Reminders go out again by the schedule."""
        obj = self.row(request, object_id)
        standing = obj.holds.order_by("-at", "-id").first()
        if standing is None:
            raise Http404
        return self.asked(
            request,
            obj,
            forms.Form(request.POST if request.method == "POST" else None),
            lambda typed: actions.lift_hold(standing, **typed),
            label="Påminn igen",
            done="Påminnelserna följer omgångens schema igen.",
            consequences=["Nästa påminnelse kan gå ut redan i dag."],
        )

    def payment_context(self, obj: Invoice) -> dict[str, Any]:
        """How it stands, what paid it, what was demanded (4 queries)."""
        balance = balance_of(obj)
        return {
            "balance": balance,
            "balance_words": balance.words(clock.today()),
            "settlements": obj.settlements.select_related("payment", "by").order_by("at", "id"),
            "demands": obj.demands.order_by("number"),
            "holds": obj.holds.select_related("by", "lifted_by").order_by("at", "id"),
        }

    def hold_buttons(self, request: HttpRequest, obj: Invoice) -> list[Button]:
        if not self.may(request) or balance_of(obj).open <= 0:
            return []
        standing = obj.holds.filter(lifted_at__isnull=True).first()
        if standing and _holds(standing.until):
            url = reverse("admin:repayments_invoice_lift", args=[obj.pk])
            return [Button("Påminn igen", url, asks=True, is_main=False)]
        url = reverse("admin:repayments_invoice_hold", args=[obj.pk])
        return [Button("Låt påminnelserna vänta", url, asks=True, is_main=False)]


def _holds(until: date | None) -> bool:
    return until is None or until >= clock.today()
