"""What reminders follow: each round's schedule, and the reference rates that interest rests on."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from grants.admin_base import as_people_choose
from grants.admin_filters import RoundFilter, round_name
from organisations.register_admin import RegisterAdmin
from organisations.roles import CASE_STAFF, MONEY_STAFF
from repayments.models import DunningStep, ReferenceRate

__all__ = ["DunningStepAdmin", "ReferenceRateAdmin"]


@admin.register(DunningStep)
class DunningStepAdmin(RegisterAdmin):
    writers = CASE_STAFF
    list_display = ["step", "round_name", "days_after_due", "pay_within_days"]
    list_filter = [RoundFilter]
    list_select_related = ["round__grant"]
    fields = ["round", "number", "days_after_due", "pay_within_days"]

    @admin.display(description="påminnelse", ordering="number")
    def step(self, row: DunningStep) -> str:
        return f"Påminnelse {row.number}"

    @admin.display(description="omgång", ordering="round__key")
    def round_name(self, row: DunningStep) -> str:
        return round_name(row.round)

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        return as_people_choose(super().formfield_for_dbfield(*args, **kwargs))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A step may be taken away; demands that were made stay as they are."""
        return self.may_write(request)


@admin.register(ReferenceRate)
class ReferenceRateAdmin(RegisterAdmin):
    """Entered by staff each half-year, from Riksbanken's own word."""

    writers = MONEY_STAFF
    list_display = ["from_on", "percent"]
