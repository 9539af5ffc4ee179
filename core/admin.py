"""The events for staff: everything that has happened, whatever the case."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.db.models import Model

from core.admin_base import Facts, ReadOnlyAdmin, about_link
from core.models import Event
from core.templatetags.portal import clock

REGISTER_WORDS = {"register_added": "Lades till", "register_changed": "Ändrades"}


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Says what the case's own page says: its admin knows the words (`happened`)."""

    list_display = ["when", "case", "what", "states", "who", "reason"]
    search_fields = ["actor_name", "reason", "about"]
    search_help_text = "Sök på person eller skäl."
    date_hierarchy = "at"
    ordering = ["-at", "-id"]

    @admin.display(description="tidpunkt", ordering="at")
    def when(self, row: Event) -> str:
        return clock(row.at)

    @admin.display(description="ärende", ordering="about")
    def case(self, row: Event) -> str:
        return about_link(row.about)

    @admin.display(description="vad som hände", ordering="action")
    def what(self, row: Event) -> str:
        state = _status_names(_model_of(row)).get(row.to_status, row.action)
        return str({**REGISTER_WORDS, **self._words_of(row)}.get(row.action, state))

    @admin.display(description="läge")
    def states(self, row: Event) -> str:
        names = _status_names(_model_of(row))
        moved = [names.get(one, one) for one in (row.from_status, row.to_status) if one]
        return " → ".join(moved)

    @admin.display(description="av", ordering="actor_name")
    def who(self, row: Event) -> str:
        return row.actor_name or "Portalen"

    def heading(self, obj: Event) -> str:
        return self.what(obj)

    def facts(self, obj: Event) -> Facts:
        return [
            ("Ärende", about_link(obj.about)),
            ("Tidpunkt", clock(obj.at)),
            ("Läge", self.states(obj)),
            ("Av", self.who(obj)),
            ("Skäl", obj.reason),
        ]

    def _words_of(self, row: Event) -> dict[str, str]:
        model = _model_of(row)
        if model is None:
            return {}
        try:
            return getattr(self.admin_site.get_model_admin(model), "happened", {})
        except NotRegistered:
            return {}


def _model_of(row: Event) -> type[Model] | None:
    """The model that the event is about; None for one that is no longer there."""
    try:
        return apps.get_model(row.about.partition(":")[0])
    except (LookupError, ValueError):
        return None


def _status_names(model: type[Model] | None) -> dict[str, Any]:
    fields = model._meta.fields if model else ()
    return {code: name for one in fields if one.name == "status" for code, name in one.flatchoices}
