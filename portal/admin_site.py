"""The staff's site: its start page, its menu, and what belongs together in a dossier."""

from typing import Any

from django.db.models.base import ModelBase
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from core import clock
from core.admin_base import admin_url
from core.kronor import with_unit
from grants.queries import duties_ahead
from organisations.access import person
from organisations.admin_base import CaseLink, StaffSite
from portal.admin_start import deviating, take_up, waiting
from portal.mailings.waiting import to_approve
from portal.views.daily_digest import digest_view
from portal.views.letter_gallery import gallery_html_view, gallery_view
from repayments.models import Claim
from reporting.models import Report
from requisitions.models import Requisition

__all__ = ["PortalAdminSite"]


MENU = ("grants", "requisitions", "reporting", "repayments", "allocations", "correspondence",
        "organisations", "core")  # fmt: skip
"""The apps in the order of a grant's life; those of others have no place in the menu."""


DAILY = (
    ("Omgångar", "admin:grants_round_changelist"),
    ("Rekvisitioner", "admin:requisitions_requisition_changelist"),
    ("Utbetalningar", "admin:requisitions_paymentbatch_changelist"),
    ("Återrapporteringar", "admin:reporting_report_changelist"),
    ("Formulär", "admin:reporting_form_changelist"),
    ("Återkrav", "admin:repayments_claim_changelist"),
    ("Handlingar", "admin:correspondence_document_changelist"),
    ("Brev", "admin:correspondence_letter_changelist"),
)
"""What is opened every day, in the menu on every page."""


class PortalAdminSite(StaffSite):
    """Portal reads every app, so its site can say what waits and what lies in a dossier."""

    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what is ours: accounts and groups have their own pages under the users."""
        is_one = isinstance(model_or_iterable, ModelBase)
        models: list[Any] = [model_or_iterable] if is_one else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label in MENU]
        super().register(ours, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The pages that belong to no model come before those that do."""
        pages: tuple[tuple[str, Any, dict[str, Any], str], ...] = (
            ("brev-alla/", gallery_view, {"site": self}, "letter_gallery"),
            ("brev-alla/<slug:name>/html/", gallery_html_view, {}, "letter_gallery_html"),
            ("morgonbrev/", digest_view, {"site": self}, "daily_digest"),
        )
        own = [
            path(address, self.admin_view(view), more, name=name)
            for address, view, more, name in pages
        ]
        return [*own, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "main_menu": _menu(request.path)}

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Vad väntar på mig: own work first, what the others have, what deviates, take-up."""
        today = clock.today()
        roles = self.roles(request)
        work = [item for item in (*waiting(today), to_approve(person(request))) if item.cases]
        mine = [item for item in work if item.roles & roles]
        context = {
            "mine": mine,
            "others": [item for item in work if item not in mine],
            "duties": duties_ahead(today=today),
            "deviating": [item for item in deviating(today) if item.cases],
            "rounds": take_up(),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        known = [app for app in apps if app["app_label"] in MENU]
        return sorted(known, key=lambda app: MENU.index(app["app_label"]))

    def related_cases(self, round_id: int, recipient_id: int) -> list[CaseLink]:
        """Requisition, report and claims of a recipient in a round (3 queries)."""
        case: dict[str, Any] = {"round_id": round_id, "recipient_id": recipient_id}
        requisitions = Requisition.objects.filter(**case)
        reports = Report.objects.filter(**case)
        claims = Claim.objects.filter(**case).order_by("id")
        return [
            *(_link("Rekvisition", row, row.amount_kr) for row in requisitions),
            *(_link("Återrapportering", row) for row in reports),
            *(_link("Återkrav", row, row.amount_kr) for row in claims),
        ]


def _menu(path: str) -> list[tuple[str, str, bool]]:
    start = reverse("admin:index")
    lists = [(words, reverse(name)) for words, name in DAILY]
    return [
        ("Start", start, path == start),
        *((words, url, path.startswith(url)) for words, url in lists),
        ("Allt", f"{start}#allt", False),
    ]


def _link(label: str, row: Requisition | Report | Claim, kr: int | None = None) -> CaseLink:
    state = row.get_status_display()
    return CaseLink(label, f"{state}, {with_unit(kr)}" if kr else state, admin_url(row))
