"""Allocations for staff: every adopted table in its versions, with what explains each amount.

Statistics and keys have rooms of their own; reading in a table and adopting it is portal's, for it
shows what requisitions say.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from allocations.admin_keys import AllocationKeyAdmin
from allocations.admin_statistics import StatisticAdmin
from allocations.documents import allocation_document, allocation_workbook
from allocations.models import Allocation
from allocations.queries import diff, explanations, key_of
from core import clock
from core.admin_base import Facts, ReadOnlyAdmin, admin_url, kronor_cell, tag
from core.dates import day_and_year
from core.kronor import with_unit
from core.transitions import history
from correspondence.views import as_download
from grants.admin_filters import RoundFilter, round_name

__all__ = ["AllocationAdmin", "AllocationKeyAdmin", "StatisticAdmin"]

HAPPENED = {
    "allocation_adopted": "Fördelningen fastställdes",
    "allocation_corrected": "Fördelningen rättades",
    "allocation_replaced": "Fördelningen ersattes",
}


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin):
    page_template = "admin/allocations/allocation.html"
    list_display = [
        "name", "number", "state", "source", "kr_rows", "kr_stated", "kr_deviation", "adopted",
    ]  # fmt: skip
    list_filter = [RoundFilter]
    ordering = ["-round__year", "round__key", "-number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Allocation]:
        rows: QuerySet[Allocation] = super().get_queryset(request)
        related = rows.select_related("round__grant", "key__round", "adopted_by")
        return related.annotate(sum_kr=Sum("rows__kr"))

    @admin.display(description="omgång", ordering="round__key")
    def name(self, row: Allocation) -> str:
        return round_name(row.round)

    @admin.display(description="läge", ordering="is_in_force")
    def state(self, row: Allocation) -> str:
        return tag("Gäller", "success") if row.is_in_force else tag("Ersatt")

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
        return f"Fördelning {round_name(obj.round)}, nummer {obj.number}"

    def facts(self, obj: Any) -> Facts:
        difference = (obj.sum_kr or 0) - obj.stated_total_kr
        by = f" av {obj.adopted_by}" if obj.adopted_by else ""
        return [
            ("Läge", "Gäller" if obj.is_in_force else "Ersatt av en senare fördelning"),
            ("Källa", obj.source),
            ("Fastställd", f"{day_and_year(obj.adopted_on)}{by}"),
            ("Skäl till rättelsen", obj.reason),
            ("Radernas summa", with_unit(obj.sum_kr or 0)),
            ("Angiven summa", with_unit(obj.stated_total_kr)),
            ("Skillnad", with_unit(difference) if difference else ""),
            ("Förklaring", obj.deviation_reason),
        ]

    def page_context(self, request: HttpRequest, obj: Allocation) -> dict[str, Any]:
        words = explanations(obj)
        rows = obj.rows.select_related("recipient__lan")
        others = Allocation.objects.filter(round=obj.round_id).exclude(pk=obj.pk)
        key = key_of(obj)
        return {
            "rows": [(row, words.get(row.recipient_id)) for row in rows],
            "changes": diff(obj),
            "key": key and (str(key), admin_url(key)),
            "others": [(f"Nummer {one.number}", admin_url(one)) for one in others],
            "round_url": reverse("admin:grants_round_change", args=[obj.round_id]),
            "round_name": round_name(obj.round),
            "events": [
                {
                    "at": event.at,
                    "title": HAPPENED.get(event.action, event.action),
                    "text": event.reason,
                    "actor": event.actor_name or "Portalen",
                }
                for event in reversed(history(obj))
            ],
        }

    def get_urls(self) -> list[URLPattern]:
        pages = [("pdf", self.pdf_view), ("xlsx", self.xlsx_view)]
        own = [
            path(
                f"<path:object_id>/fordelning.{word}",
                self.admin_site.admin_view(view),
                name=f"allocations_allocation_{word}",
            )
            for word, view in pages
        ]
        return [*own, *super().get_urls()]

    def pdf_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The allocation and how each amount is reckoned, to read and print."""
        found = allocation_document(self.row(request, object_id), at=clock.now())
        return as_download(found)

    def xlsx_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The same as a workbook."""
        found = allocation_workbook(self.row(request, object_id), at=clock.now())
        return as_download(found)
