"""Fakturera alla: the button of a round, and the page that shows how a run is going."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from core import clock
from core.admin_base import Facts, ReadOnlyAdmin, admin_url
from core.dates import day_and_year, day_of
from core.errors import RuleViolated
from core.templatetags.portal import clock as moment
from grants.admin_filters import round_name
from grants.models import Round
from organisations.admin_base import StaffSite
from organisations.models import User
from organisations.roles import CASE_STAFF, MONEY_STAFF
from repayments import tasks
from repayments.actions import start_run
from repayments.models import Run, RunItemStatus
from repayments.states import ClaimStatus

__all__ = ["RUN_STAFF", "RunAdmin", "ToRun", "rounds_to_run"]

RUN_STAFF = CASE_STAFF | MONEY_STAFF
OF_ROUND = Q(claims__status=ClaimStatus.DECIDED)


@dataclass(frozen=True)
class ToRun:
    """A round with claims to invoice, in kr, and where the button posts."""

    name: str
    cases: int
    kr: int
    url: str


def rounds_to_run() -> list[ToRun]:
    """Rounds with decided claims that wait for their invoices (one query)."""
    rounds: QuerySet[Any] = Round.objects.select_related("grant").annotate(
        waiting=Count("claims", filter=OF_ROUND),
        waiting_kr=Sum("claims__decision__amount_kr", filter=OF_ROUND),
    )
    return [
        ToRun(
            round_name(one),
            one.waiting,
            one.waiting_kr,
            reverse("admin:repayments_run_start", args=[one.pk]),
        )
        for one in rounds.filter(waiting__gt=0).order_by("key")
    ]


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    admin_site: StaffSite
    page_template = "admin/repayments/run.html"
    list_display = ["round_name", "started", "started_by", "finished", "done", "failed"]
    list_select_related = ["round__grant", "started_by"]
    ordering = ["-started_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        items = {
            "n_done": Count("items", filter=Q(items__status=RunItemStatus.DONE)),
            "n_failed": Count("items", filter=Q(items__status=RunItemStatus.FAILED)),
            "n_all": Count("items"),
        }
        return super().get_queryset(request).annotate(**items)

    @admin.display(description="omgång")
    def round_name(self, row: Run) -> str:
        return round_name(row.round)

    @admin.display(description="startad", ordering="started_at")
    def started(self, row: Run) -> str:
        return moment(row.started_at)

    @admin.display(description="klar", ordering="finished_at")
    def finished(self, row: Run) -> str:
        return day_and_year(day_of(row.finished_at)) if row.finished_at else "Pågår"

    @admin.display(description="fakturerade")
    def done(self, row: Any) -> str:
        return f"{row.n_done} av {row.n_all}"

    @admin.display(description="gick inte")
    def failed(self, row: Any) -> str:
        return str(row.n_failed or "–")

    def heading(self, obj: Run) -> str:
        return f"Fakturering av {round_name(obj.round)}"

    def facts(self, obj: Run) -> Facts:
        return [
            ("Startad", f"{moment(obj.started_at)} av {obj.started_by}"),
            ("Klar", moment(obj.finished_at) if obj.finished_at else "Pågår"),
        ]

    def page_context(self, request: HttpRequest, obj: Run) -> dict[str, Any]:
        counted = obj.items.aggregate(
            done=Count("pk", filter=Q(status=RunItemStatus.DONE)),
            waiting=Count("pk", filter=Q(status=RunItemStatus.WAITING)),
            every=Count("pk"),
        )
        failed = obj.items.filter(status=RunItemStatus.FAILED)
        return {
            **counted,
            "taken": counted["every"] - counted["waiting"],
            "failed": failed.select_related("claim__recipient", "claim__organisation"),
        }

    def get_urls(self) -> list[URLPattern]:
        start = path(
            "starta/<int:round_id>/",
            self.admin_site.admin_view(require_POST(self.start_view)),
            name="repayments_run_start",
        )
        return [start, *super().get_urls()]

    def start_view(self, request: HttpRequest, round_id: int) -> HttpResponse:
        """Start, or show the run that is under way: a second click finds the first one's."""
        round_ = get_object_or_404(Round, pk=round_id)
        roles = self.admin_site.roles(request)
        try:
            run = start_run(round_, by=cast(User, request.user), roles=roles, at=clock.now())
        except RuleViolated as refused:
            messages.info(request, str(refused))
            return HttpResponseRedirect(reverse("admin:repayments_claim_changelist"))
        transaction.on_commit(lambda: tasks.work_run.delay(run.pk))
        return HttpResponseRedirect(admin_url(run))
