"""Requisitions for staff: the list that says what to do, and the dossier."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse

from banking import bankgiro
from core import clock
from core.admin_base import Facts, kronor_cell
from core.dates import STOCKHOLM, day_and_year, day_of
from core.kronor import grouped, with_unit
from grants.admin_base import RecipientCaseAdmin
from organisations.admin_base import Press, Step
from organisations.admin_bulk import BulkCaseAdmin
from requisitions import actions
from requisitions.admin_filters import DeviationFilter, TodoFilter
from requisitions.models import Payment, Requisition
from requisitions.states import REQUISITION, RequisitionStatus

WAITING = (RequisitionStatus.SUBMITTED, RequisitionStatus.APPROVED)


class PaidForm(forms.Form):
    """The day that the bank paid."""

    paid_on = forms.DateField(
        label="Vilken dag betalade banken ut?",
        help_text="Skriv år-månad-dag, till exempel 2025-04-29.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Skriv vilken dag banken betalade ut, till exempel 2025-04-29.",
            "invalid": "Skriv dagen som år-månad-dag, till exempel 2025-04-29.",
        },
    )


def _approve(requisition: Requisition, press: Press) -> object:
    return actions.approve_requisition(requisition, by=press.by, roles=press.roles, at=press.at)


def _mark_paid(requisition: Requisition, press: Press) -> object:
    paid_on = press.typed["paid_on"]
    return actions.mark_paid(
        requisition, by=press.by, roles=press.roles, at=press.at, paid_on=paid_on
    )


def _what_paid_means(requisition: Requisition) -> list[str]:
    account = bankgiro.printed(requisition.bankgiro)
    amount = with_unit(requisition.amount_kr or 0)
    return [
        f"Du intygar att banken har betalat {amount} till {requisition.organisation.name}, "
        f"bankgiro {account}.",
        "När återrapporteringen öppnar får mottagaren redovisa det beloppet.",
    ]


@admin.register(Requisition)
class RequisitionAdmin(BulkCaseAdmin, RecipientCaseAdmin):
    table = REQUISITION
    noun = "Rekvisition"
    nouns = ("rekvisition", "rekvisitioner")
    done_words = {"approve": ("godkänd", "godkända"), "mark_paid": ("utbetald", "utbetalda")}
    actions = ["approve_many", "mark_many_paid"]
    the_case = "Rekvisitionen"
    tones = {
        RequisitionStatus.SUBMITTED: "warning",
        RequisitionStatus.APPROVED: "info",
        RequisitionStatus.PAID: "success",
    }
    steps = {
        "approve": Step(_approve, "Rekvisitionen är godkänd och utbetalningen är planerad."),
        "mark_paid": Step(
            _mark_paid,
            "Rekvisitionen är utbetald.",
            consequence=_what_paid_means,
            form=PaidForm,
            initial=lambda _row, today: {"paid_on": today},
        ),
    }
    happened = {
        "submit": "Rekvisitionen kom in",
        "approve": "Godkändes, utbetalningen planerades",
        "mark_paid": "Markerades som utbetald",
    }
    list_display = [
        "recipient", "huvudman", "round_name", "state", "kr_asked", "kr_frame", "deviation",
        "days", "dnr",
    ]  # fmt: skip
    list_filter = [TodoFilter, DeviationFilter, *RecipientCaseAdmin.list_filter]
    ordering = [F("submitted_at").asc(nulls_last=True), "recipient__code"]

    @admin.action(description="Godkänn valda", permissions=["approve"])
    def approve_many(self, request: HttpRequest, _chosen: Any) -> HttpResponse | None:
        return self.take_many(request, "approve", label="Godkänn")

    @admin.action(description="Markera valda som utbetalda", permissions=["pay"])
    def mark_many_paid(self, request: HttpRequest, _chosen: Any) -> HttpResponse | None:
        return self.take_many(request, "mark_paid", label="Markera som utbetalda")

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "approve")

    def has_pay_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "mark_paid")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Requisition]:
        came = TruncDate("submitted_at", tzinfo=STOCKHOLM)
        rows: QuerySet[Requisition] = super().get_queryset(request)
        return rows.annotate(today=Value(clock.today(), DateField()), came_on=came)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        cases = Requisition.objects.with_case().select_related("payment", "submitted_by")
        return cases.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="rekvirerat, kr", ordering="amount_kr")
    def kr_asked(self, row: Requisition) -> str:
        return kronor_cell(row.amount_kr)

    @admin.display(description="ram, kr", ordering="frame_kr")
    def kr_frame(self, row: Requisition) -> str:
        return kronor_cell(row.frame_kr)

    @admin.display(description="avviker")
    def deviation(self, row: Requisition) -> str:
        less = row.frame_kr - row.amount_kr if row.amount_kr is not None else 0
        said = [*(["sen"] if row.is_late else []), *([grouped(-less)] if less else [])]
        return ", ".join(said) or "–"

    @admin.display(description="väntat, dagar", ordering="submitted_at")
    def days(self, row: Any) -> str:
        """Days since it came in, as long as it waits for somebody here."""
        return str((row.today - row.came_on).days) if row.status in WAITING else "–"

    def facts(self, obj: Requisition) -> Facts:
        return [
            *self.case_facts(obj),
            ("Fördelningsram", with_unit(obj.frame_kr)),
            ("Rekvirerat", _asked(obj)),
            *_payment(getattr(obj, "payment", None)),
            *(_sent_in(obj) if obj.submitted_at else []),
        ]


def _asked(obj: Requisition) -> str:
    if obj.amount_kr is None:
        return "Inget än: mottagaren har ett utkast som inte är inskickat"
    less = obj.frame_kr - obj.amount_kr
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


def _payment(payment: Payment | None) -> Facts:
    if payment is None:
        return []
    days: list[tuple[str, date | None]] = [
        ("Utbetalning planerad", payment.planned_on),
        ("Utbetald", payment.paid_on),
    ]
    return [(label, day_and_year(day)) for label, day in days if day]
