"""Decided allocations for staff: every frame, beside the total that the source states."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest

from allocations.models import Allocation
from core.admin_base import Facts, ReadOnlyAdmin, kronor_cell
from core.dates import day_and_year
from core.kronor import with_unit
from grants.admin_filters import round_name


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin):
    page_template = "admin/allocations/allocation.html"
    list_display = ["name", "source", "kr_rows", "kr_stated", "kr_deviation", "adopted"]
    ordering = ["round__key"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Allocation]:
        rows: QuerySet[Allocation] = super().get_queryset(request)
        return rows.select_related("round__grant").annotate(sum_kr=Sum("rows__kr"))

    @admin.display(description="omgång", ordering="round__key")
    def name(self, row: Allocation) -> str:
        return round_name(row.round)

    @admin.display(description="radernas summa, kr", ordering="sum_kr")
    def kr_rows(self, row: Any) -> str:
        return kronor_cell(row.sum_kr)

    @admin.display(description="angiven summa, kr", ordering="stated_total_kr")
    def kr_stated(self, row: Allocation) -> str:
        return kronor_cell(row.stated_total_kr)

    @admin.display(description="skillnad, kr")
    def kr_deviation(self, row: Any) -> str:
        return kronor_cell((row.sum_kr or 0) - row.stated_total_kr or None)

    @admin.display(description="fastställd", ordering="adopted_on")
    def adopted(self, row: Allocation) -> str:
        return day_and_year(row.adopted_on)

    def heading(self, obj: Allocation) -> str:
        return f"Fördelning {round_name(obj.round)}"

    def facts(self, obj: Any) -> Facts:
        difference = (obj.sum_kr or 0) - obj.stated_total_kr
        return [
            ("Källa", obj.source),
            ("Fastställd", day_and_year(obj.adopted_on)),
            ("Radernas summa", with_unit(obj.sum_kr or 0)),
            ("Angiven summa", with_unit(obj.stated_total_kr)),
            ("Skillnad", with_unit(difference) if difference else ""),
            ("Förklaring", obj.deviation_reason),
        ]

    def page_context(self, request: HttpRequest, obj: Allocation) -> dict[str, Any]:
        return {"rows": list(obj.rows.select_related("recipient__lan"))}
