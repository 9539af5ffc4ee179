"""Reminders on an invoice's page: what was demanded, and holding them back."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from core import clock
from core.admin_base import admin_url
from core.errors import RuleViolated
from organisations.access import person
from organisations.admin_base import Button
from organisations.roles import CASE_STAFF, MONEY_STAFF
from repayments import actions
from repayments.admin.asking import AsksFirst, reason_field
from repayments.admin.demo_bank import pay_as_the_demo_bank
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
        demo = path(
            "<path:object_id>/latsasbanken/",
            self.admin_site.admin_view(require_POST(self.demo_view)),
            name="repayments_invoice_demo",
        )
        own = [
            path(
                f"<path:object_id>/{address}",
                self.admin_site.admin_view(view),
                name=f"repayments_invoice_{name}",
            )
            for name, (address, view) in views.items()
        ]
        return [demo, *own, *super().get_urls()]

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

    def demo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let the pretend bank pay what is open; there is none outside the demo."""
        obj = self.row(request, object_id)
        if settings.PORTAL_TODAY is None:
            raise Http404
        roles = self.admin_site.roles(request)
        try:
            pay_as_the_demo_bank(obj, by=person(request), roles=roles)
        except RuleViolated as refused:
            messages.info(request, f"{refused} Inget ändrades.")
        else:
            messages.success(request, "Låtsasbanken har betalat fakturan.")
        return HttpResponseRedirect(admin_url(obj))

    def payment_context(self, obj: Invoice) -> dict[str, Any]:
        """How it stands, what paid it, what was demanded (4 queries)."""
        balance, today = balance_of(obj), clock.today()
        return {
            "balance": balance,
            "balance_words": balance.words(today),
            "balance_tone": balance.tone(today),
            "settlements": obj.settlements.select_related("payment", "by").order_by("at", "id"),
            "demands": obj.demands.order_by("number"),
            "holds": obj.holds.select_related("by", "lifted_by").order_by("at", "id"),
        }

    def hold_buttons(self, request: HttpRequest, obj: Invoice) -> list[Button]:
        if not self.may(request) or balance_of(obj).open <= 0:
            return []
        standing = obj.holds.filter(lifted_at__isnull=True).first()
        lifts = standing is not None and _holds(standing.until)
        label, name = ("Påminn igen", "lift") if lifts else ("Låt påminnelserna vänta", "hold")
        url = reverse(f"admin:repayments_invoice_{name}", args=[obj.pk])
        found = [Button(label, url, asks=True, is_main=False)]
        if settings.PORTAL_TODAY is not None and MONEY_STAFF & self.admin_site.roles(request):
            url = reverse("admin:repayments_invoice_demo", args=[obj.pk])
            found.append(Button("Låt låtsasbanken betala", url, asks=False, is_main=False))
        return found


def _holds(until: date | None) -> bool:
    return until is None or until >= clock.today()
