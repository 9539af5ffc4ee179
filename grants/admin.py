"""Decisions and grants for staff: register data, changed by those who handle the cases.

The round's page is portal's: it counts what the apps above do.
"""

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField

from core.admin_base import kronor_cell
from core.dates import day_and_year
from grants.admin_forms import LinesField
from grants.models import Decision, GovernmentReportDuty, Grant
from organisations.register_admin import RegisterAdmin, RegisterInline
from organisations.roles import CASE_STAFF


class DutyInline(RegisterInline):
    model = GovernmentReportDuty
    writers = CASE_STAFF


@admin.register(Decision)
class DecisionAdmin(RegisterAdmin):
    writers = CASE_STAFF
    inlines = [DutyInline]
    formfield_overrides = {ArrayField: {"form_class": LinesField}}
    list_display = ["diarienummer", "title", "decided", "kr_total", "kr_own_costs"]
    search_fields = ["diarienummer", "title"]

    @admin.display(description="beslutat", ordering="decided_on")
    def decided(self, row: Decision) -> str:
        return day_and_year(row.decided_on)

    @admin.display(description="högst, kr", ordering="total_kr")
    def kr_total(self, row: Decision) -> str:
        return kronor_cell(row.total_kr)

    @admin.display(description="varav egna kostnader, kr", ordering="own_costs_cap_kr")
    def kr_own_costs(self, row: Decision) -> str:
        return kronor_cell(row.own_costs_cap_kr)


@admin.register(Grant)
class GrantAdmin(RegisterAdmin):
    writers = CASE_STAFF
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
