"""Underlag för återkrav: reports that did not come, corrected ones, and staff's own proposals."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from core import clock
from core.admin_base import admin_url
from core.dates import day_in_words
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import KronorField, show_violations
from core.kronor import with_unit
from grants.admin_filters import round_name
from organisations.access import View
from organisations.admin_base import Button, CaseAdmin, ReasonForm
from organisations.models import User
from organisations.roles import CASE_STAFF
from repayments import actions
from repayments.models import Claim
from repayments.queries import missing_reports, over_claimed
from repayments.queries.standing import Creditable, creditable
from reporting.models import Report
from reporting.reaccepting import reopen_accepted, submissions_left
from reporting.states import ReportStatus
from requisitions.queries import received_kr

__all__ = ["ProposesClaims"]

NOT_FOR_YOU = "Bara handläggare får föreslå återkrav."


class ReasonsForm(forms.Form):
    """Why staff claim; what did not come is claimed as a whole."""

    reasons = forms.CharField(
        label="Skäl",
        help_text="Vad som har hänt och varför pengarna ska tillbaka. Mottagaren får texten.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Skriv skälen. Mottagaren får läsa dem och svara på dem."},
    )


class BreachForm(ReasonsForm):
    """How much has been used against the conditions, and why staff say so."""

    amount_kr = KronorField(
        label="Belopp att kräva tillbaka",
        help_text="Hela kronor, högst det som har tagits emot och inte redan krävs.",
        error_messages={"required": "Skriv hur mycket som ska krävas tillbaka."},
    )
    field_order = ("amount_kr", "reasons")


class FindForm(forms.Form):
    """Which report staff want to claim on."""

    dnr = forms.CharField(
        label="Återrapporteringens diarienummer",
        max_length=40,
        error_messages={"required": "Skriv diarienumret, till exempel 5.7-00012/2026."},
    )


@dataclass(frozen=True)
class Row:
    """A report in a list: whose, since when, how much in kr, and where to go on."""

    report: Report
    round_name: str
    kr: int
    url: str


class ProposesClaims(CaseAdmin):
    """What ClaimAdmin gets: the pages from which staff propose, and reopen what was accepted."""

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("underlag/", self.grounds_view, "grounds"),
            ("foresla/<int:report_id>/<slug:ground>/", self.propose_view, "propose"),
            ("<path:object_id>/ratta/", self.reopen_view, "reopen"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"repayments_claim_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def buttons(self, request: HttpRequest, obj: Claim) -> list[Button]:
        found = super().buttons(request, obj)
        may = CASE_STAFF & self.admin_site.roles(request)
        if not may or obj.report.status != ReportStatus.ACCEPTED:
            return found
        url = reverse("admin:repayments_claim_reopen", args=[obj.pk])
        label = "Öppna återrapporteringen för rättelse"
        return [*found, Button(label, url, asks=True, is_main=False)]

    def grounds_view(self, request: HttpRequest) -> HttpResponse:
        """What there is to claim or credit beside what the portal does by itself."""
        form = FindForm(request.GET if "dnr" in request.GET else None)
        if form.is_valid():
            found = Report.objects.filter(diarienummer=form.cleaned_data["dnr"].strip()).first()
            if found is not None:
                return HttpResponseRedirect(_propose_url(found, "villkor"))
            form.add_error("dnr", "Ingen återrapportering har det diarienumret.")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Underlag för återkrav",
            "missing": [_missing(one) for one in missing_reports(clock.today())],
            "corrected": [_corrected(one) for one in creditable(over_claimed())],
            "form": form,
            "may_propose": bool(CASE_STAFF & self.admin_site.roles(request)),
        }
        return TemplateResponse(request, "admin/repayments/grounds.html", context)

    def propose_view(self, request: HttpRequest, report_id: int, ground: str) -> HttpResponse:
        """Ask for amount and reasons (GET), or propose (POST). A second click finds the first's."""
        if ground not in {"villkor", "saknas"}:
            raise Http404
        if not CASE_STAFF & self.admin_site.roles(request):
            raise NotAllowed(NOT_FOR_YOU)
        report = get_object_or_404(Report.objects.with_case(), pk=report_id)
        asked = BreachForm if ground == "villkor" else ReasonsForm
        form = asked(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            claim = self._proposed(request, report, form)
            if claim is not None:
                messages.success(request, "Återkravet är föreslaget. Kommunicera det nu.")
                return HttpResponseRedirect(admin_url(claim))
        return self._ask_about(request, report, form, ground=ground)

    def reopen_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give an accepted report back, so that what it says can be corrected."""
        claim: Claim = self.row(request, object_id)
        if not CASE_STAFF & self.admin_site.roles(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            self._reopen(request, claim.report, form.cleaned_data["reason"])
            return HttpResponseRedirect(admin_url(claim))
        page: HttpResponse = self.page(
            request,
            "admin/case_step.html",
            claim,
            label="Öppna återrapporteringen för rättelse",
            consequences=_what_reopening_means(claim.report),
            form=form,
            back=admin_url(claim),
        )
        return page

    def _reopen(self, request: HttpRequest, report: Report, reason: str) -> None:
        press = self.press(request, {})
        try:
            reopen_accepted(report, by=press.by, roles=press.roles, at=press.at, reason=reason)
        except StaleState as stale:
            messages.info(request, f"{stale} Inget ändrades.")
        except RuleViolated as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Återrapporteringen är öppen för rättelse hos mottagaren.")

    def _proposed(self, request: HttpRequest, report: Report, form: forms.Form) -> Claim | None:
        who: dict[str, Any] = {
            "by": cast(User, request.user),
            "roles": self.admin_site.roles(request),
            "at": clock.now(),
        }
        propose: Any = actions.propose_missing
        if isinstance(form, BreachForm):
            propose = actions.propose_breach
        try:
            claim: Claim = propose(report, **form.cleaned_data, **who)
        except RuleViolated as refused:
            show_violations(form, refused)
            return None
        return claim

    def _ask_about(
        self, request: HttpRequest, report: Report, form: forms.Form, *, ground: str
    ) -> HttpResponse:
        heading = f"Föreslå återkrav: {report.recipient.name}, {round_name(report.round)}"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": heading,
            "heading": heading,
            "label": "Föreslå återkravet",
            "consequences": _what_proposing_means(report, ground),
            "form": form,
            "back": reverse("admin:repayments_claim_grounds"),
        }
        return TemplateResponse(request, "admin/case_step.html", context)


def _propose_url(report: Report, ground: str) -> str:
    return reverse("admin:repayments_claim_propose", args=[report.pk, ground])


def _missing(report: Report) -> Row:
    kr: int = report.received_kr  # type: ignore[attr-defined]
    return Row(report, round_name(report.round), kr, _propose_url(report, "saknas"))


def _corrected(found: Creditable) -> Row:
    """With the address of the invoice's page for credits, filled in."""
    reason = "Den rättade återrapporteringen visar att mer av bidraget har använts."
    asked = urlencode({"belopp": str(found.kr), "skal": reason})
    url = reverse("admin:repayments_invoice_credit", args=[found.invoice.pk])
    return Row(found.report, round_name(found.report.round), found.kr, f"{url}?{asked}")


def _what_proposing_means(report: Report, ground: str) -> list[str]:
    kr = with_unit(received_kr(report.round, report.recipient))
    after = "Sedan kommunicerar du förslaget. Ingen får något brev förrän du gör det."
    if ground == "saknas":
        last = day_in_words(report.last_on)
        return [f"Sista dag var {last}. Allt som har betalats ut krävs tillbaka: {kr}.", after]
    return [f"Mottaget: {kr}. Återrapporteringen har dnr {report.diarienummer}.", after]


def _what_reopening_means(report: Report) -> list[str]:
    left = submissions_left(report)
    said = [
        "Återrapporteringen blir ett utkast igen, och mottagaren får ditt skäl i ett brev.",
        "Det som är fakturerat ändras inte. När rättelsen är godtagen föreslår portalen en "
        "kreditfaktura eller ett ytterligare återkrav.",
    ]
    if not left:
        most = report.max_submissions
        said.append(
            f"Mottagaren har redan skickat in {most} gånger, som är det högsta antalet. "
            "Höj antalet först, annars kan rättelsen inte skickas in."
        )
    return said
