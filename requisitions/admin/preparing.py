"""Upprätta underlag: choose among a round's planned payments, and the bank day."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.admin_base import admin_url
from core.dates import next_workday
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from grants.admin_filters import round_name
from grants.models import Round
from organisations.access import person
from organisations.roles import MONEY_STAFF
from requisitions import actions, queries
from requisitions.admin.payments import DayField
from requisitions.admin.rows import Row, payable_rows
from requisitions.models import Payment
from requisitions.states import PaymentStatus

if TYPE_CHECKING:
    from requisitions.admin.batches import PaymentBatchAdmin

__all__ = ["ToPrepare", "prepare_view", "to_prepare"]


@dataclass(frozen=True)
class ToPrepare:
    """A round with planned payments, in kr, and how many that are to be tried again."""

    name: str
    cases: int
    kr: int
    url: str


class BatchForm(forms.Form):
    """Which payments, and when; the choices are the round's planned ones."""

    bank_day = DayField(
        label="Bankdag",
        help_text="Den dag då banken betalar. En vardag när bankerna har öppet.",
    )
    payments = forms.MultipleChoiceField(
        label="Utbetalningar", error_messages={"required": "Välj minst en utbetalning."}
    )

    def __init__(self, *args: Any, rows: list[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.payment.pk), row.recipient) for row in rows]
        self.fields["payments"].choices = choices  # type: ignore[attr-defined]
        gone = "Någon av dem är inte längre planerad. Se vilka som är kvar och välj igen."
        self.fields["payments"].error_messages["invalid_choice"] = gone

    @property
    def chosen(self) -> set[str]:
        """The ids that are ticked."""
        return {str(value) for value in self["payments"].value() or []}


def to_prepare() -> list[ToPrepare]:
    """Rounds with planned payments, the earliest first (2 queries)."""
    planned = Payment.objects.filter(status=PaymentStatus.PLANNED).order_by()
    counted = planned.values("requisition__round").annotate(n=Count("pk"), kr=Sum("amount_kr"))
    by_round = {row["requisition__round"]: row for row in counted}
    rounds = Round.objects.select_related("grant").filter(pk__in=by_round).order_by("key")
    return [
        ToPrepare(
            name=round_name(round_),
            cases=by_round[round_.pk]["n"],
            kr=by_round[round_.pk]["kr"],
            url=reverse("admin:requisitions_paymentbatch_prepare", args=[round_.pk]),
        )
        for round_ in rounds
    ]


def prepare_view(model_admin: "PaymentBatchAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that can be paid is ticked beforehand; a second click finds it taken."""
    roles = model_admin.admin_site.roles(request)
    if not MONEY_STAFF & roles:
        raise NotAllowed("Bara en ekonom upprättar utbetalningsunderlag.")
    round_ = get_object_or_404(Round.objects.select_related("grant", "decision"), pk=pk)
    rows = payable_rows(list(queries.payable(round_)))
    form = _form(request, rows)
    if form.is_bound and form.is_valid():
        try:
            batch = actions.prepare_batch(
                round_,
                [int(value) for value in form.cleaned_data["payments"]],
                bank_day=form.cleaned_data["bank_day"],
                by=person(request),
                roles=roles,
                at=clock.now(),
            )
        except RuleViolated as refused:
            show_violations(form, refused)
        except StaleState as taken:
            messages.info(request, str(taken))
            return HttpResponseRedirect(request.path)
        else:
            said = "Underlaget är upprättat. En annan person ska attestera det."
            messages.success(request, said)
            return HttpResponseRedirect(admin_url(batch))
    return model_admin.own_page(
        request, "admin/requisitions/prepare.html", **_page(round_, form, rows)
    )


def _form(request: HttpRequest, rows: list[Row]) -> BatchForm:
    if request.method == "POST":
        return BatchForm(request.POST, rows=rows)
    ticked = [str(row.payment.pk) for row in rows if not row.obstacle]
    days = [row.payment.planned_on for row in rows]
    initial = {"payments": ticked, "bank_day": _proposed(days, today=clock.today())}
    return BatchForm(initial=initial, rows=rows)


def _proposed(planned: list[date], *, today: date) -> date:
    """The earliest planned day, or the next bank day when that has passed."""
    return next_workday(max([min(planned, default=today), today]))


def _page(round_: Round, form: BatchForm, rows: list[Row]) -> dict[str, Any]:
    ticked = [row for row in rows if str(row.payment.pk) in form.chosen]
    return {
        "title": f"Upprätta underlag: {round_name(round_)}",
        "form": form,
        "rows": rows,
        "chosen": form.chosen,
        "total_kr": sum(row.payment.amount_kr for row in rows),
        "chosen_kr": sum(row.payment.amount_kr for row in ticked),
        "chosen_count": len(ticked),
    }
