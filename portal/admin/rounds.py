"""The round for staff: calendar, allocation, where every case stands, and the steps of its life.

Here and not in grants, because the page counts what the apps above do, and opening the reporting
is reporting's action.
"""

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from allocations.models import Allocation
from allocations.queries import Footing, footing
from core.admin_base import Facts, admin_url, tag
from core.dates import day_and_year, day_in_words
from core.kronor import with_unit
from grants import actions as grants
from grants.admin_filters import round_name
from grants.admin_forms import LinesField
from grants.models import Round
from grants.states import ROUND, RoundStatus
from organisations.admin_base import CaseAdmin, CaseLink, Press, ReasonForm, Step
from organisations.register_admin import RecordsChanges
from organisations.roles import CASE_STAFF
from portal.admin.round_figures import tables, without_requisition
from reporting import actions as reporting
from reporting.admin_filters import NEVER_SENT
from requisitions.models import Payment, PaymentStatus, Requisition
from requisitions.states import RequisitionStatus

__all__ = ["RoundAdmin"]

CHANGED_ANY_TIME = ("contact_name", "contact_email")
TONES = {RoundStatus.REQUISITION: "success", RoundStatus.REPORTING: "success"}


def _open_requisition(round_: Round, press: Press) -> object:
    return grants.open_requisition(round_, by=press.by, roles=press.roles, at=press.at)


def _open_reporting(round_: Round, press: Press) -> object:
    return reporting.open_reporting(round_, by=press.by, roles=press.roles, at=press.at)


def _close(round_: Round, press: Press) -> object:
    return grants.close_round(
        round_, by=press.by, roles=press.roles, at=press.at, reason=press.typed["reason"]
    )


def _what_opening_requisition_means(round_: Round) -> list[str]:
    rows = without_requisition(round_).count()
    last = day_in_words(round_.requisition_last_on)
    return [
        f"{rows} mottagare kan rekvirera sina medel. De får ett brev med länk i dag, "
        f"och påminnelser till och med {last}.",
    ]


def _what_opening_reporting_means(round_: Round) -> list[str]:
    paid = Payment.objects.filter(requisition__round=round_, status=PaymentStatus.PAID)
    received = paid.aggregate(cases=Count("pk"), kr=Sum("amount_kr", default=0))
    said = [
        f"Återrapporteringen öppnas för {received['cases']} mottagare, "
        f"{with_unit(received['kr'])}. De får ett brev med länk och läsversion.",
        f"Sista dag är {day_in_words(round_.report_last_on)}.",
    ]
    unpaid = (
        Requisition.objects.sent_in().filter(round=round_).exclude(status=RequisitionStatus.PAID)
    )
    if waiting := unpaid.count():
        said.append(
            f"{waiting} rekvisitioner är inte utbetalda än. De mottagarna får sin "
            "återrapportering när pengarna är utbetalda."
        )
    return said


def _what_closing_means(round_: Round) -> list[str]:
    not_asked = without_requisition(round_).count()
    unreported = round_.reports.filter(NEVER_SENT).count()
    return [
        "När omgången är stängd tar portalen inte emot något mer i den, varken i tid eller sent.",
        f"{not_asked} mottagare har inte rekvirerat, {unreported} har inte återrapporterat.",
    ]


@admin.register(Round)
class RoundAdmin(RecordsChanges, CaseAdmin):
    page_template = "admin/portal/round.html"
    table = ROUND
    the_case = "Omgången"
    steps = {
        "open_requisition": Step(
            _open_requisition,
            "Omgången är öppen för rekvisition. Breven går ut strax.",
            consequence=_what_opening_requisition_means,
        ),
        "open_reporting": Step(
            _open_reporting,
            "Återrapporteringen är öppen. Breven går ut strax.",
            consequence=_what_opening_reporting_means,
        ),
        "close": Step(
            _close,
            "Omgången är stängd.",
            consequence=_what_closing_means,
            form=ReasonForm,
            is_main=False,
        ),
    }
    happened = {
        "open_requisition": "Öppnades för rekvisition",
        "open_reporting": "Öppnades för återrapportering",
        "close": "Stängdes",
        "register_changed": "Uppgifterna ändrades",
    }
    list_display = ["name", "year", "state", "last_requisition", "last_report", "key"]
    list_select_related = ["grant", "decision"]
    ordering = ["-year", "key"]

    editable: ClassVar[tuple[str, ...]] = (
        "contact_name", "contact_email", "requisition_opens_on", "requisition_last_on",
        "report_opens_on", "report_last_on", "use_from", "use_until", "payment_days",
        "repayment_days", "max_submissions", "conditions", "assumed",
    )  # fmt: skip
    formfield_overrides = {ArrayField: {"form_class": LinesField}}

    @admin.display(description="omgång", ordering="key")
    def name(self, row: Round) -> str:
        return round_name(row)

    @admin.display(description="läge", ordering="status")
    def state(self, row: Round) -> str:
        return tag(row.get_status_display(), TONES.get(RoundStatus(row.status), "neutral"))

    @admin.display(description="sista dag för rekvisition", ordering="requisition_last_on")
    def last_requisition(self, row: Round) -> str:
        return day_and_year(row.requisition_last_on)

    @admin.display(description="sista dag för återrapportering", ordering="report_last_on")
    def last_report(self, row: Round) -> str:
        return day_and_year(row.report_last_on)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        rounds = Round.objects.select_related("grant", "decision", "allocation")
        return rounds.filter(pk=object_id).first() if object_id.isdigit() else None

    def heading(self, obj: Round) -> str:
        return round_name(obj)

    def case_of(self, obj: Round) -> str:
        return obj.key

    def related(self, obj: Round) -> list[CaseLink]:
        return []

    def facts(self, obj: Round) -> Facts:
        return [
            ("Statsbidrag", f"{obj.grant.name} {obj.year}"),
            ("Mottagare", obj.get_recipient_kind_display()),
            ("Beslut", f"{obj.decision.diarienummer}, {day_and_year(obj.decision.decided_on)}"),
            ("Till mottagarna", with_unit(obj.amount_kr)),
            ("Kontakt", f"{obj.contact_name}, {obj.contact_email}"),
            ("Högst antal inskickade", obj.max_submissions),
            ("Villkor som mottagaren godtar", "\n".join(obj.conditions)),
            ("Antaget", obj.assumed),
        ]

    def page_context(self, request: HttpRequest, obj: Round) -> dict[str, Any]:
        return {
            **super().page_context(request, obj),
            "status_tone": TONES.get(RoundStatus(obj.status), "neutral"),
            "calendar": _calendar(obj),
            "footing": _footing(obj),
            "tables": tables(obj),
            "edit_url": self._edit_url(request, obj),
            "not_asked": without_requisition(obj).count(),
            "not_asked_url": reverse("admin:grants_round_not_requisitioned", args=[obj.pk]),
        }

    def get_urls(self) -> list[URLPattern]:
        views = {
            "inte-rekvirerat": ("not_requisitioned", self.not_requisitioned_view),
            "andra": ("edit", self.edit_view),
        }
        own = [
            path(
                f"<path:object_id>/{word}/",
                self.admin_site.admin_view(view),
                name=f"grants_round_{name}",
            )
            for word, (name, view) in views.items()
        ]
        return [*own, *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_open = obj is None or obj.status != RoundStatus.CLOSED
        return is_open and bool(self.admin_site.roles(request) & CASE_STAFF)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Once a round is open its dates and conditions are what the recipients were told."""
        is_open = obj is not None and obj.status != RoundStatus.PREPARED
        return list(CHANGED_ANY_TIME if is_open else self.editable)

    def edit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Change dates and contact, as Django's own form shows them."""
        return self.changeform_view(request, object_id)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(admin_url(obj))

    def _edit_url(self, request: HttpRequest, obj: Round) -> str:
        if not self.has_change_permission(request, obj):
            return ""
        return reverse("admin:grants_round_edit", args=[obj.pk])

    def not_requisitioned_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Inte rekvirerat has a page of its own, with letters and calls."""
        obj = self.row(request, object_id)
        url = reverse("admin:requisitions_callnote_round", args=[obj.pk])
        return HttpResponseRedirect(url)


def _footing(round_: Round) -> Footing | None:
    try:
        return footing(round_)
    except Allocation.DoesNotExist:
        return None


def _calendar(obj: Round) -> Facts:
    return [
        ("Medlen får användas", _span(obj.use_from, obj.use_until)),
        ("Rekvisition", _span(obj.requisition_opens_on, obj.requisition_last_on)),
        ("Öppnades för rekvisition", _day_or_not_yet(obj.opened_on)),
        ("Återrapportering", _span(obj.report_opens_on, obj.report_last_on)),
        ("Öppnades för återrapportering", _day_or_not_yet(obj.reporting_opened_on)),
        ("Utbetalning", f"{obj.payment_days} dagar efter att rekvisitionen kom in"),
        ("Tid att betala återkrav", f"{obj.repayment_days} dagar"),
    ]


def _day_or_not_yet(day: date | None) -> str:
    return day_and_year(day) if day else "Inte än"


def _span(first: date, last: date) -> str:
    return f"{day_and_year(first)} – {day_and_year(last)}"
