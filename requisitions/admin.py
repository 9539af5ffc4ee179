"""Requisitions for staff: the list that says what to do, and the dossier."""

from collections.abc import Callable
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
from organisations.admin_base import Press, ReasonForm, Step
from organisations.admin_bulk import BulkCaseAdmin
from requisitions import actions
from requisitions.admin_filters import DeviationFilter, TodoFilter
from requisitions.models import Payment, Requisition
from requisitions.states import REQUISITION, RequisitionStatus

WAITING = (RequisitionStatus.SUBMITTED, RequisitionStatus.APPROVED)


class ApproveForm(forms.Form):
    """Asked for when the requisition came late, or when its account is new."""

    reason = forms.CharField(
        label="Varför godkänns den fast den är sen?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    account_confirmed = forms.CharField(
        label="Hur är bankgirot bekräftat?",
        help_text="Vem du talade med, och på vilket telefonnummer.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _approve(requisition: Requisition, press: Press) -> object:
    return actions.approve_requisition(
        requisition,
        by=press.by,
        roles=press.roles,
        at=press.at,
        reason=press.typed["reason"],
        account_confirmed=press.typed["account_confirmed"],
    )


def _with_reason(action: Callable[..., object]) -> Callable[[Requisition, Press], object]:
    def do(requisition: Requisition, press: Press) -> object:
        return action(
            requisition,
            by=press.by,
            roles=press.roles,
            at=press.at,
            reason=press.typed["reason"],
        )

    return do


_return = _with_reason(actions.return_requisition)
_refuse = _with_reason(actions.refuse_requisition)
_reconsider = _with_reason(actions.reconsider_requisition)
_undo = _with_reason(actions.undo_approval)


def _what_returning_means(requisition: Requisition) -> list[str]:
    return [
        "Mottagaren får ett brev med det du skriver, och kan ändra och skicka in igen.",
        "Tills dess räknas rekvisitionen inte som inskickad.",
    ]


def _what_refusing_means(requisition: Requisition) -> list[str]:
    return ["Inget betalas ut. Mottagaren får ett brev med beslutet och det skäl du skriver."]


def _what_reconsidering_means(requisition: Requisition) -> list[str]:
    return ["Rekvisitionen väntar igen på att godkännas, lämnas tillbaka eller avvisas."]


def _what_undoing_means(requisition: Requisition) -> list[str]:
    return ["Utbetalningen ställs in. Rekvisitionen väntar igen på att godkännas."]


@admin.register(Requisition)
class RequisitionAdmin(BulkCaseAdmin, RecipientCaseAdmin):
    table = REQUISITION
    noun = "Rekvisition"
    nouns = ("rekvisition", "rekvisitioner")
    done_words = {"approve": ("godkänd", "godkända")}
    actions = ["approve_many"]
    the_case = "Rekvisitionen"
    tones = {
        RequisitionStatus.SUBMITTED: "warning",
        RequisitionStatus.RETURNED: "warning",
        RequisitionStatus.APPROVED: "info",
        RequisitionStatus.PAID: "success",
    }
    steps = {
        "approve": Step(
            _approve, "Rekvisitionen är godkänd och utbetalningen är planerad.", form=ApproveForm
        ),
        "return": Step(
            _return,
            "Rekvisitionen är tillbaka hos mottagaren. Brevet går ut strax.",
            consequence=_what_returning_means,
            form=ReasonForm,
            is_main=False,
        ),
        "refuse": Step(
            _refuse,
            "Rekvisitionen är avvisad. Brevet går ut strax.",
            consequence=_what_refusing_means,
            form=ReasonForm,
            is_main=False,
        ),
        "reconsider": Step(
            _reconsider,
            "Rekvisitionen väntar på beslut igen.",
            consequence=_what_reconsidering_means,
            form=ReasonForm,
        ),
        "undo_approval": Step(
            _undo,
            "Godkännandet är ångrat och utbetalningen inställd.",
            consequence=_what_undoing_means,
            form=ReasonForm,
            is_main=False,
        ),
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
        "recipient", "huvudman", "round_name", "state", "kr_asked", "kr_frame", "deviation",
        "days", "dnr",
    ]  # fmt: skip
    list_filter = [TodoFilter, DeviationFilter, *RecipientCaseAdmin.list_filter]
    ordering = [F("submitted_at").asc(nulls_last=True), "recipient__code"]

    @admin.action(description="Godkänn valda", permissions=["approve"])
    def approve_many(self, request: HttpRequest, _chosen: Any) -> HttpResponse | None:
        return self.take_many(request, "approve", label="Godkänn")

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "approve")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Requisition]:
        came = TruncDate("submitted_at", tzinfo=STOCKHOLM)
        rows: QuerySet[Requisition] = super().get_queryset(request)
        return rows.annotate(today=Value(clock.today(), DateField()), came_on=came)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        cases = Requisition.objects.with_case().select_related("submitted_by")
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
            *_payment(obj.payment),
            *(_sent_in(obj) if obj.submitted_at else []),
        ]


def _asked(obj: Requisition) -> str:
    if obj.amount_kr is None:
        if obj.status == RequisitionStatus.DECLINED:
            return "Inget: mottagaren avstår"
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
