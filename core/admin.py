"""The events for staff: everything that has happened, whatever the case."""

from django.contrib import admin

from core.admin_base import Facts, ReadOnlyAdmin, about_link
from core.models import Event
from core.templatetags.portal import clock


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["when", "case", "action", "from_status", "to_status", "who", "reason"]
    list_filter = ["action"]
    search_fields = ["about", "actor_name", "reason"]
    search_help_text = "Sök på ärende, person eller skäl."
    date_hierarchy = "at"
    ordering = ["-at", "-id"]

    @admin.display(description="tidpunkt", ordering="at")
    def when(self, row: Event) -> str:
        return clock(row.at)

    @admin.display(description="ärende", ordering="about")
    def case(self, row: Event) -> str:
        return about_link(row.about)

    @admin.display(description="av", ordering="actor_name")
    def who(self, row: Event) -> str:
        return row.actor_name or "Portalen"

    def heading(self, obj: Event) -> str:
        return f"Händelse {clock(obj.at)}"

    def facts(self, obj: Event) -> Facts:
        return [
            ("Ärende", about_link(obj.about)),
            ("Åtgärd", obj.action),
            ("Från läge", obj.from_status),
            ("Till läge", obj.to_status),
            ("Av", self.who(obj)),
            ("Skäl", obj.reason),
        ]
