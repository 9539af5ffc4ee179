"""Payments for those who pay: the list with what to try again, and the bank's word by hand."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from banking import bankgiro
from core.admin_base import Facts, admin_url, kronor_cell, tag
from core.dates import day_and_year
from core.kronor import with_unit
from grants.admin_filters import round_name
from organisations.admin_base import CaseAdmin, CaseLink, Press, ReasonForm, Step
from requisitions import actions
from requisitions.admin import dossier
from requisitions.admin.filters import PaymentFilter, RoundOfRequisition
from requisitions.models import Payment, PaymentBatch
from requisitions.states import PAYMENT, PaymentStatus

__all__ = ["DayField", "PaymentAdmin"]

TONES = {
    PaymentStatus.BATCHED: "info",
    PaymentStatus.SENT: "info",
    PaymentStatus.PAID: "success",
    PaymentStatus.FAILED: "error",
}


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar or written 2025-05-28."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)
        self.error_messages.update(
            {
                "required": "Välj en dag.",
                "invalid": "Skriv dagen som år-månad-dag, till exempel 2025-05-28.",
            }
        )


class FailedForm(ReasonForm):
    """What the bank has said, in a form of its own so that the label says it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Vad har banken sagt?"
        self.fields["reason"].help_text = "Mottagaren får se texten."


class PaidForm(forms.Form):
    """That the bank has paid, when its own word does not come as a file."""

    paid_on = DayField(label="Vilken dag betalades det?")
    reason = forms.CharField(
        label="Hur vet du det?",
        help_text="Till exempel kontoutdraget och vem som har sett det.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv hur du vet det, till exempel vad banken har sagt."},
    )


def _replan(payment: Payment, press: Press) -> object:
    return actions.replan_payment(payment, by=press.by, roles=press.roles, at=press.at)


def _settle(payment: Payment, press: Press) -> object:
    return actions.settle_by_hand(
        payment, by=press.by, roles=press.roles, at=press.at, **press.typed
    )


def _fail(payment: Payment, press: Press) -> object:
    return actions.fail_by_hand(payment, by=press.by, roles=press.roles, at=press.at, **press.typed)


def _today(_payment: Payment, today: date) -> dict[str, Any]:
    return {"paid_on": today}


def _what_replanning_means(payment: Payment) -> list[str]:
    return [
        f"{with_unit(payment.amount_kr)} kan läggas i ett nytt underlag, till samma bankgiro "
        f"{bankgiro.printed(payment.bankgiro)}.",
        "Ska pengarna till ett annat bankgiro? Låt då handläggaren ångra godkännandet och lämna "
        "tillbaka rekvisitionen, så att mottagaren själv anger det nya.",
    ]


def _what_settling_means(payment: Payment) -> list[str]:
    return [
        f"{with_unit(payment.amount_kr)} räknas som utbetalda, och mottagaren får ett besked.",
        "Kommer bankens fil ändå, så läs in den. Den räknas inte två gånger.",
    ]


def _what_failing_means(payment: Payment) -> list[str]:
    return ["Utbetalningen hamnar bland dem som ska försökas igen. Mottagaren ser att den dröjer."]


@admin.register(Payment)
class PaymentAdmin(CaseAdmin):
    page_template = "admin/requisitions/payment.html"
    table = PAYMENT
    the_case = "Utbetalningen"
    steps = {
        "replan": Step(
            _replan,
            "Utbetalningen är planerad igen, och kan läggas i ett nytt underlag.",
            consequence=_what_replanning_means,
        ),
        "settle": Step(
            _settle,
            "Utbetalningen är antecknad som betald.",
            consequence=_what_settling_means,
            form=PaidForm,
            initial=_today,
            label="Anteckna som betald",
            is_main=False,
        ),
        "fail": Step(
            _fail,
            "Utbetalningen är antecknad som inte betald.",
            consequence=_what_failing_means,
            form=FailedForm,
            label="Anteckna att banken inte kunde betala",
            is_main=False,
        ),
    }
    happened = {
        "batch": "Lades i ett underlag",
        "unbatch": "Togs ur underlaget",
        "send": "Skickades till banken",
        "settle": "Betald",
        "fail": "Kunde inte betalas",
        "bounce": "Kom tillbaka från banken",
        "replan": "Planerades om",
        "cancel": "Ställdes in",
    }
    list_display = [
        "to", "round_name", "state", "amount", "account", "planned", "paid", "in_batch", "why",
    ]  # fmt: skip
    list_filter = [PaymentFilter, RoundOfRequisition]
    list_per_page = 300
    show_facets = ShowFacets.ALWAYS
    list_select_related = ["requisition__recipient", "requisition__round__grant", "batch"]
    search_fields = [
        "requisition__recipient__name", "requisition__diarienummer", "batch__diarienummer",
        "attempts__end_to_end_id", "bankgiro",
    ]  # fmt: skip
    search_help_text = "Sök på mottagare, diarienummer, bankgiro eller bankens betalningsnummer."

    @admin.display(description="mottagare", ordering="requisition__recipient__name")
    def to(self, row: Payment) -> str:
        return str(row.requisition.recipient)

    @admin.display(description="omgång", ordering="requisition__round__key")
    def round_name(self, row: Payment) -> str:
        return round_name(row.requisition.round)

    @admin.display(description="läge", ordering="status")
    def state(self, row: Payment) -> str:
        return tag(row.get_status_display(), TONES.get(PaymentStatus(row.status), "neutral"))

    @admin.display(description="belopp, kr", ordering="amount_kr")
    def amount(self, row: Payment) -> str:
        return kronor_cell(row.amount_kr)

    @admin.display(description="till bankgiro", ordering="bankgiro")
    def account(self, row: Payment) -> str:
        return bankgiro.printed(row.bankgiro)

    @admin.display(description="planerad", ordering="planned_on")
    def planned(self, row: Payment) -> str:
        return day_and_year(row.planned_on)

    @admin.display(description="utbetald", ordering="paid_on")
    def paid(self, row: Payment) -> str:
        return day_and_year(row.paid_on) if row.paid_on else "–"

    @admin.display(description="underlag", ordering="batch__diarienummer")
    def in_batch(self, row: Payment) -> SafeString | str:
        return batch_link(row.batch)

    @admin.display(description="bankens skäl")
    def why(self, row: Payment) -> str:
        return row.failed_because or "–"

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rows = Payment.objects.with_case()
        return rows.filter(pk=object_id).first() if object_id.isdigit() else None

    def heading(self, obj: Payment) -> str:
        return f"Utbetalning {obj.requisition.recipient.name}"

    def case_of(self, obj: Payment) -> str:
        return obj.requisition.case

    def related(self, obj: Payment) -> list[CaseLink]:
        case = obj.requisition
        return self.admin_site.related_cases(case.round_id, case.recipient_id)

    def facts(self, obj: Payment) -> Facts:
        return [
            ("Mottagare", f"{obj.requisition.recipient.name} ({obj.requisition.recipient.code})"),
            ("Huvudman", str(obj.requisition.huvudman.get("name", obj.requisition.organisation))),
            ("Omgång", round_name(obj.requisition.round)),
            ("Rekvisition", obj.requisition.diarienummer),
            ("Belopp", with_unit(obj.amount_kr)),
            ("Till bankgiro", bankgiro.printed(obj.bankgiro)),
            ("Planerad", day_and_year(obj.planned_on)),
            ("Utbetald", day_and_year(obj.paid_on) if obj.paid_on else ""),
            ("Underlag", batch_link(obj.batch) if obj.batch else ""),
            ("Bankens skäl", obj.failed_because),
        ]

    def page_context(self, request: HttpRequest, obj: Payment) -> dict[str, Any]:
        tried = dossier.payments(obj.requisition)
        return {
            **super().page_context(request, obj),
            "status_tone": TONES.get(PaymentStatus(obj.status), "neutral"),
            "answers": next(one.answers for one in tried if one.payment == obj),
        }


def batch_link(batch: PaymentBatch | None) -> SafeString | str:
    """The batch's diarienummer, leading to its page."""
    if batch is None:
        return "–"
    return format_html('<a href="{}">{}</a>', admin_url(batch), batch.diarienummer)
