"""The page where staff fill in the invoice data that a claim lacks."""

from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from core import clock
from core.admin_base import admin_url
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from organisations.admin_base import Button, CaseAdmin
from organisations.models import User
from organisations.roles import CASE_STAFF, MONEY_STAFF
from repayments.actions import fill_in_invoice_details
from repayments.forms import DetailsForm
from repayments.models import Claim
from repayments.queries import missing_invoice_data
from repayments.snapshot import buyer_of

__all__ = ["FillsInDetails"]


class FillsInDetails(CaseAdmin):
    """What ClaimAdmin gets: the page, its address and its button."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        rows: QuerySet[Claim] = super().get_queryset(request)
        return rows.prefetch_related("invoice_details")

    def buttons(self, request: HttpRequest, obj: Claim) -> list[Button]:
        url = self.details_url(request, obj)
        fill_in = Button("Fyll i fakturauppgifter", url, asks=True, is_main=True)
        found = super().buttons(request, obj)
        return [*found, fill_in] if url else found

    def get_urls(self) -> list[URLPattern]:
        fill_in = path(
            "<path:object_id>/fakturauppgifter/",
            self.admin_site.admin_view(self.details_view),
            name="repayments_claim_details",
        )
        return [fill_in, *super().get_urls()]

    def details_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what is known and what is missing (GET), or note what was told (POST)."""
        claim: Claim = self.row(request, object_id)
        if not (CASE_STAFF | MONEY_STAFF) & self.admin_site.roles(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        known = vars(buyer_of(claim))
        form = DetailsForm(request.POST if request.method == "POST" else None, initial=known)
        if request.method == "POST" and form.is_valid() and self._noted(request, claim, form):
            return HttpResponseRedirect(admin_url(claim))
        return self._ask_details(request, claim, form)

    def _noted(self, request: HttpRequest, claim: Claim, form: DetailsForm) -> bool:
        try:
            fill_in_invoice_details(
                claim,
                form.cleaned_data,
                by=cast(User, request.user),
                roles=self.admin_site.roles(request),
                at=clock.now(),
            )
        except StaleState as stale:
            messages.info(request, f"{stale} Inget ändrades.")
            return True
        except RuleViolated as refused:
            show_violations(form, refused)
            return False
        messages.success(request, "Uppgifterna är sparade. Portalen skriver fakturan strax.")
        return True

    def _ask_details(self, request: HttpRequest, claim: Claim, form: DetailsForm) -> HttpResponse:
        page: HttpResponse = self.page(
            request,
            "admin/case_step.html",
            claim,
            title=f"Fyll i fakturauppgifter: {self.heading(claim)}",
            label="Spara fakturauppgifterna",
            consequences=[lacking.message for lacking in missing_invoice_data(claim)],
            form=form,
            back=admin_url(claim),
        )
        return page

    def details_url(self, request: HttpRequest, claim: Claim) -> str:
        """Where the page is; empty when nothing is missing or the person may not fill it in."""
        may = (CASE_STAFF | MONEY_STAFF) & self.admin_site.roles(request)
        if not may or not missing_invoice_data(claim):
            return ""
        return reverse("admin:repayments_claim_details", args=[claim.pk])
