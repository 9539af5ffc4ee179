"""Requisitions for staff: the list that says what to do and what deviates, and the dossier."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from banking import bankgiro
from core import clock
from core.admin_base import Facts, admin_url, kronor_cell
from core.dates import STOCKHOLM, day_and_year, day_of
from core.errors import NotAllowed, RuleViolated
from core.fields import show_violations
from core.kronor import grouped, with_unit
from core.transitions import Transition
from grants.admin_base import RecipientCaseAdmin
from organisations.admin_base import Button, Step
from organisations.admin_bulk import BulkCaseAdmin
from organisations.roles import CASE_STAFF
from requisitions import actions, queries
from requisitions.admin import dossier
from requisitions.admin.calls import unanswered_links
from requisitions.admin.filters import DeviationFilter, TodoFilter
from requisitions.admin.steps import STEPS, ApproveForm, ConfirmForm, words_needed
from requisitions.models import Requisition
from requisitions.rules import Deviation
from requisitions.states import REQUISITION, RequisitionStatus

__all__ = ["RequisitionAdmin"]

WAITING = (RequisitionStatus.SUBMITTED, RequisitionStatus.APPROVED)
ONE_BY_ONE = {
    Deviation.LATE: "kom in för sent, godkänn den för sig med ett skäl",
    Deviation.NEW_BANKGIRO: "nytt bankgiro, godkänn den för sig när det är bekräftat",
    Deviation.ABOVE_FRAME: "mer än ramen, lämna tillbaka den",
}
"""What keeps a requisition out when many are approved at once."""


@admin.register(Requisition)
class RequisitionAdmin(BulkCaseAdmin, RecipientCaseAdmin):
    page_template = "admin/requisitions/requisition.html"
    change_list_template = "admin/requisitions/requisition_list.html"
    list_per_page = 300  # a whole round in one view
    table = REQUISITION
    steps = STEPS
    noun = "Rekvisition"
    nouns = ("rekvisition", "rekvisitioner")
    done_words = {"approve": ("godkänd", "godkända")}
    bulk_forms = {"approve": forms.Form}
    actions = ["approve_many"]
    the_case = "Rekvisitionen"
    tones = {
        RequisitionStatus.SUBMITTED: "warning",
        RequisitionStatus.RETURNED: "warning",
        RequisitionStatus.APPROVED: "info",
        RequisitionStatus.PAID: "success",
    }
    happened = {
        "submit": "Rekvisitionen kom in",
        "withdraw": "Mottagaren tog tillbaka rekvisitionen",
        "decline": "Mottagaren avstod",
        "reopen": "Mottagaren vill rekvirera ändå",
        "approve": "Godkändes, utbetalningen planerades",
        "return": "Lämnades tillbaka för rättelse",
        "refuse": "Avvisades, kom in för sent",
        "reconsider": "Avvisningen omprövas",
        "undo_approval": "Godkännandet ångrades, utbetalningen ställdes in",
        "confirm_account": "Bankgirot bekräftades",
        "pay": "Banken har betalat ut",
        "bounce": "Pengarna kom tillbaka från banken",
    }
    list_display = [
        "recipient", "whose", "round_name", "state", "kr_asked", "kr_frame", "deviation",
        "days", "dnr",
    ]  # fmt: skip
    list_filter = [TodoFilter, DeviationFilter, *RecipientCaseAdmin.list_filter]
    ordering = [F("submitted_at").asc(nulls_last=True), "recipient__code"]

    # --- The list ----------------------------------------------------------------------------

    @admin.action(description="Godkänn valda", permissions=["approve"])
    def approve_many(self, request: HttpRequest, _chosen: Any) -> HttpResponse | None:
        return self.take_many(request, "approve", label="Godkänn")

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "approve")

    def obstacles(self, rows: Sequence[Requisition], action: str) -> dict[int, str]:
        """Also those that somebody must look at one by one (one query more)."""
        found = super().obstacles(rows, action)
        asked = Requisition.objects.filter(pk__in=[row.pk for row in rows if row.pk not in found])
        for row in queries.with_deviations(asked).select_related("organisation"):
            said = [ONE_BY_ONE[one] for one in queries.deviations_of(row) if one in ONE_BY_ONE]
            if said:
                found[row.pk] = f"Går inte: {'; '.join(said)}"
        return found

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        links = unanswered_links(request.GET.get("omgang", ""))
        return super().changelist_view(request, {"unanswered": links, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Requisition]:
        came = TruncDate("submitted_at", tzinfo=STOCKHOLM)
        rows: QuerySet[Requisition] = super().get_queryset(request)
        annotated: QuerySet[Requisition] = queries.with_deviations(rows).annotate(
            today=Value(clock.today(), DateField()), came_on=came
        )
        return annotated

    @admin.display(description="huvudman", ordering="organisation__name")
    def whose(self, row: Requisition) -> str:
        """Not the field of that name, which is the snapshot of what was sent in."""
        return row.organisation.name

    @admin.display(description="rekvirerat, kr", ordering="amount_kr")
    def kr_asked(self, row: Requisition) -> str:
        return kronor_cell(row.amount_kr)

    @admin.display(description="ram, kr", ordering="frame_now_kr")
    def kr_frame(self, row: Any) -> str:
        return kronor_cell(row.frame_now_kr)

    @admin.display(description="avviker")
    def deviation(self, row: Any) -> str:
        said = ", ".join(_in_the_list(one, row) for one in queries.deviations_of(row))
        return said[:1].upper() + said[1:] or "–"

    @admin.display(description="väntat, dagar", ordering="submitted_at")
    def days(self, row: Any) -> str:
        """Days since it came in, as long as it waits for somebody here."""
        return str((row.today - row.came_on).days) if row.status in WAITING else "–"

    # --- The dossier -------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        cases = queries.with_deviations(Requisition.objects.with_case())
        cases = cases.select_related("submitted_by").prefetch_related("payments")
        return cases.filter(pk=object_id).first() if object_id.isdigit() else None

    def facts(self, obj: Any) -> Facts:
        return [
            *self.case_facts(obj),
            ("Fördelningsram", _frame(obj)),
            ("Rekvirerat", _asked(obj)),
            *(_sent_in(obj) if obj.submitted_at else []),
        ]

    def page_context(self, request: HttpRequest, obj: Requisition) -> dict[str, Any]:
        unconfirmed = bool(queries.unconfirmed_accounts([obj.pk]))
        return {
            **super().page_context(request, obj),
            "deviations": dossier.deviating(obj),
            "versions": dossier.versions(obj),
            "payments": dossier.payments(obj),
            "returns": dossier.returns(obj),
            "confirmations": obj.account_confirmations.select_related("by"),
            "confirm_url": self._confirm_url(request, obj) if unconfirmed else "",
        }

    def buttons(self, request: HttpRequest, obj: Requisition) -> list[Button]:
        """A late one is refused; one that needs no words is approved at once."""
        found = []
        for button in super().buttons(request, obj):
            if button.url.endswith("/refuse/") and not obj.is_late:
                continue
            if button.url.endswith("/approve/"):
                button = replace(button, asks=bool(words_needed(queries.approvable(obj))))
            found.append(button)
        return found

    def _ask(
        self, request: HttpRequest, obj: Any, step: Step, transition: Transition, form: forms.Form
    ) -> HttpResponse:
        if isinstance(form, ApproveForm):
            form.ask_only(words_needed(queries.approvable(obj)))
        return super()._ask(request, obj, step, transition, form)

    # --- A new account that nobody has confirmed since ----------------------------------------

    def get_urls(self) -> list[URLPattern]:
        confirm = path(
            "<path:object_id>/bekrafta-konto/",
            self.admin_site.admin_view(self.confirm_view),
            name="requisitions_requisition_confirm",
        )
        return [confirm, *super().get_urls()]

    def confirm_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say how an account was confirmed that the register does not know (any more)."""
        obj = self.row(request, object_id)
        if not CASE_STAFF & self.admin_site.roles(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        form = ConfirmForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._confirm(request, obj, form):
            messages.success(request, "Bankgirot är bekräftat.")
            return HttpResponseRedirect(admin_url(obj))
        return self.page(
            request,
            self.confirm_template,
            obj,
            title=f"Bekräfta bankgirot: {self.heading(obj)}",
            label="Bekräfta bankgirot",
            consequences=dossier.about_the_account(obj),
            form=form,
            back=admin_url(obj),
        )

    def _confirm(self, request: HttpRequest, obj: Requisition, form: ConfirmForm) -> bool:
        press = self.press(request, form.cleaned_data)
        try:
            actions.confirm_account(
                obj, by=press.by, roles=press.roles, at=press.at, how=press.typed["how"]
            )
        except RuleViolated as refused:
            show_violations(form, refused)
            return False
        return True

    def _confirm_url(self, request: HttpRequest, obj: Requisition) -> str:
        if not CASE_STAFF & self.admin_site.roles(request):
            return ""
        is_approved = obj.status == RequisitionStatus.APPROVED
        name = "admin:requisitions_requisition_confirm"
        return reverse(name, args=[obj.pk]) if is_approved else ""


def _in_the_list(deviation: Deviation, row: Any) -> str:
    """ "mindre än ramen (−11 111)"."""
    words = str(deviation.label)
    said = f"{words[0].lower()}{words[1:]}"
    if deviation in (Deviation.LESS_THAN_FRAME, Deviation.ABOVE_FRAME):
        difference = row.amount_kr - (row.frame_now_kr or 0)
        return f"{said} ({'+' if difference > 0 else ''}{grouped(difference)})"
    return said


def _frame(obj: Any) -> str:
    now = obj.frame_now_kr or 0
    if now == obj.frame_kr:
        return with_unit(now)
    return f"{with_unit(now)}, när rekvisitionen gjordes {with_unit(obj.frame_kr)}"


def _asked(obj: Any) -> str:
    if obj.amount_kr is None:
        if obj.status == RequisitionStatus.DECLINED:
            return "Inget: mottagaren avstår"
        return "Inget än: mottagaren har ett utkast som inte är inskickat"
    less = (obj.frame_now_kr or 0) - obj.amount_kr
    if less < 0:
        return f"{with_unit(obj.amount_kr)}, {with_unit(-less)} mer än ramen"
    than_the_frame = f", {with_unit(less)} mindre än ramen" if less else ", hela ramen"
    return f"{with_unit(obj.amount_kr)}{than_the_frame}"


def _sent_in(obj: Requisition) -> Facts:
    assert obj.submitted_at is not None  # noqa: S101 - the caller has looked
    late = ", efter sista dagen" if obj.is_late else ""
    contact = (obj.contact_name, obj.contact_email, obj.contact_phone)
    return [
        ("Kom in", f"{day_and_year(day_of(obj.submitted_at))}{late}"),
        ("Skickades in av", str(obj.submitted_by)),
        ("Behörig företrädare", f"{obj.approved_by_name}, {obj.approved_by_title}"),
        ("Bankgiro", bankgiro.printed(obj.bankgiro)),
        ("Referens på betalningen", obj.payment_reference),
        ("Fakturareferens", obj.invoice_reference),
        ("Kontaktperson", "\n".join(filter(None, contact))),
        ("Godtagna villkor", "\n".join(obj.accepted_conditions)),
    ]
