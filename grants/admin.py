"""Decisions and grants for staff: register data, changed by those who handle the cases.

The round's page is portal's: it counts what the apps above do.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from core import clock
from core.admin_base import Facts, admin_url, kronor_cell
from core.dates import day_and_year
from core.errors import NotAllowed, RuleViolated
from core.fields import show_violations
from core.kronor import with_unit
from grants.actions import attach_original
from grants.admin_base import RegisterPage
from grants.admin_forms import DecisionForm, DutyForm, OriginalForm, ReadsAsPeopleWrite
from grants.models import WORDS_OF_OUR_OWN, Decision, GovernmentReportDuty, Grant
from grants.queries import family, is_rested_on, originals_of
from organisations.access import person
from organisations.register_admin import RegisterInline
from organisations.roles import CASE_STAFF

COPIED_TO_AMENDMENT = (
    "title", "utgiftsomrade", "anslag", "anslagspost", "total_kr", "own_costs_cap_kr",
)  # fmt: skip
"""What an amending decision mostly says as before; staff change what it changes."""


class DutyInline(RegisterInline):
    """Dates to report by; when the decision is frozen they can only be settled."""

    model = GovernmentReportDuty
    form = DutyForm
    fields = ["due_on", "is_final", "settled_on", "settled_how"]
    writers = CASE_STAFF
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["due_on", "is_final"] if obj and is_rested_on(obj) else []

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request) and not (obj and is_rested_on(obj))


@admin.register(Decision)
class DecisionAdmin(ReadsAsPeopleWrite, RegisterPage):
    """A regeringsbeslut with what belongs to it: amendments, duties, original, rounds."""

    page_template = "admin/grants/decision.html"
    form = DecisionForm
    inlines = [DutyInline]
    list_display = ["diarienummer", "title", "decided", "kr_total", "kr_own_costs", "amending"]
    list_select_related = ["amends"]
    search_fields = ["diarienummer", "title", "number", "amendments__diarienummer"]
    search_help_text = "Sök på diarienummer, beslutsnummer eller rubrik."
    ordering = ["-decided_on", "diarienummer"]
    happened = {"original_attached": "Originalet bifogades"}
    own_fields = (
        "title", "diarienummer", "number", "decided_on", "utgiftsomrade", "anslag", "anslagspost",
        "total_kr", "own_costs_cap_kr", "conditions", "amends", "amendment_kind", "amendment",
    )  # fmt: skip

    @admin.display(description="beslutat", ordering="decided_on")
    def decided(self, row: Decision) -> str:
        return day_and_year(row.decided_on)

    @admin.display(description="högst, kr", ordering="total_kr")
    def kr_total(self, row: Decision) -> str:
        return kronor_cell(row.total_kr)

    @admin.display(description="varav egna kostnader, kr", ordering="own_costs_cap_kr")
    def kr_own_costs(self, row: Decision) -> str:
        return kronor_cell(row.own_costs_cap_kr)

    @admin.display(description="ändrar eller rättar", ordering="amends__diarienummer")
    def amending(self, row: Decision) -> str:
        return row.amends.diarienummer if row.amends else "–"

    def heading(self, obj: Decision) -> str:
        return f"Regeringsbeslut {obj.diarienummer}"

    def facts(self, obj: Decision) -> Facts:
        return [
            ("Rubrik", obj.title),
            ("Diarienummer", obj.diarienummer),
            ("Nummer", obj.number),
            ("Beslutat", day_and_year(obj.decided_on)),
            ("Anslag", f"Utgiftsområde {obj.utgiftsomrade}, {obj.anslag}"),
            ("Anslagspost", obj.anslagspost),
            ("Högst", with_unit(obj.total_kr)),
            ("Varav egna kostnader högst", with_unit(obj.own_costs_cap_kr)),
            ("Till mottagarna högst", with_unit(obj.total_kr - obj.own_costs_cap_kr)),
            ("Villkor", "\n".join(obj.conditions)),
            ("Antaget", obj.assumed),
            ("Anteckningar", obj.notes),
        ]

    def page_context(self, request: HttpRequest, obj: Decision) -> dict[str, Any]:
        add_round = reverse("admin:grants_round_add")
        add_decision = reverse("admin:grants_decision_add")
        originals = list(originals_of([obj]))
        return {
            **super().page_context(request, obj),
            "is_frozen": is_rested_on(obj),
            "kin": [one for one in family(obj) if one != obj],
            "duties": obj.report_duties.all(),
            "today": clock.today(),
            "originals": list(reversed(originals)),
            "rounds": obj.rounds.select_related("grant").order_by("-year", "key"),
            "attach_url": reverse("admin:grants_decision_original", args=[obj.pk]),
            "round_url": f"{add_round}?{urlencode({'decision': obj.pk})}",
            "amend_url": f"{add_decision}?{urlencode({'amends': obj.amends_id or obj.pk})}",
        }

    def get_urls(self) -> list[URLPattern]:
        original = path(
            "<path:object_id>/original/",
            self.admin_site.admin_view(self.original_view),
            name="grants_decision_original",
        )
        return [original, *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """When frozen, what was typed into the other fields before is refused, not dropped."""
        typed_before = set(self.own_fields) & set(request.POST)
        if obj and is_rested_on(obj) and not typed_before:
            return list(WORDS_OF_OUR_OWN)
        return [*self.own_fields, *WORDS_OF_OUR_OWN]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        said = ""
        if obj and is_rested_on(obj):
            said = (
                "En öppnad omgång vilar på beslutet. Därför kan du bara ändra det som är "
                "Socialstyrelsens egna ord, och markera redovisningar som avklarade. Lägg in ett "
                "nytt beslut om regeringen har ändrat eller rättat det här."
            )
        return [(None, {"fields": self.get_fields(request, obj), "description": said})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """An amending decision begins as the one that it amends."""
        asked = request.GET.get("amends", "")
        amended = Decision.objects.filter(pk=asked).first() if asked.isdigit() else None
        if amended is None:
            return {}
        copied = {name: getattr(amended, name) for name in COPIED_TO_AMENDMENT}
        return {**copied, "conditions": amended.conditions, "amends": amended.pk}

    def original_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the decision as PDF, and file it. The same file twice is one document."""
        obj = self.row(request, object_id)
        if not self.may_write(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        is_sent = request.method == "POST"
        form = OriginalForm(request.POST, request.FILES) if is_sent else OriginalForm()
        if is_sent and form.is_valid() and self._attached(request, obj, form):
            self.message_user(request, "Originalet är bifogat och diariefört.")
            return HttpResponseRedirect(admin_url(obj))
        return self.page(
            request,
            "admin/grants/original.html",
            obj,
            title=f"Bifoga originalet: {self.heading(obj)}",
            form=form,
            back=admin_url(obj),
            has_original=originals_of([obj]).exists(),
        )

    def _attached(self, request: HttpRequest, obj: Decision, form: OriginalForm) -> bool:
        try:
            attach_original(
                obj,
                content=form.cleaned_data["original"].read(),
                by=person(request),
                roles=self.admin_site.roles(request),
                at=clock.now(),
            )
        except RuleViolated as refused:
            show_violations(form, refused)
            return False
        return True


@admin.register(Grant)
class GrantAdmin(RegisterPage):
    """A statsbidrag and its rounds over the years."""

    page_template = "admin/grants/grant.html"
    list_display = ["name", "short_name", "slug"]
    search_fields = ["name", "short_name", "slug"]
    fields = ["name", "short_name", "slug", "purpose"]

    def facts(self, obj: Grant) -> Facts:
        return [
            ("Kort namn", obj.short_name),
            ("Nyckel", obj.slug),
            ("Ändamål", obj.purpose),
        ]

    def page_context(self, request: HttpRequest, obj: Grant) -> dict[str, Any]:
        rounds = obj.rounds.select_related("decision").order_by("-year", "key")
        return {**super().page_context(request, obj), "rounds": rounds}
