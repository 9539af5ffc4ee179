"""Staff pages of grants: what one recipient does in one round, and registers read as facts.

A case is a requisition, report or claim. A register's row (decision, grant) is a page of facts
that holds together what belongs to it, with Django's own form behind a button.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from core.admin_base import Facts, ReadOnlyAdmin, admin_url, tag
from core.transitions import history
from grants.admin_filters import RoundFilter, round_name
from organisations.admin_base import CaseAdmin
from organisations.admin_filters import LanFilter
from organisations.register_admin import RecordsChanges, StaffPermissions
from organisations.roles import CASE_STAFF

__all__ = ["EditedBehindAButton", "RecipientCaseAdmin", "RegisterPage"]


class EditedBehindAButton:
    """The row's own page is facts; Django's form for it has the address …/andra/."""

    admin_site: Any
    opts: Any

    def edit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Change the row, as Django's own form shows it."""
        page: HttpResponse = self.changeform_view(request, object_id)  # type: ignore[attr-defined]
        return page

    def edit_url(self, request: HttpRequest, obj: Any) -> str:
        """Where the form is; empty for who may not change the row."""
        if not self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return ""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_edit"
        return reverse(name, args=[obj.pk])

    def get_urls(self) -> list[URLPattern]:
        edit = path(
            "<path:object_id>/andra/",
            self.admin_site.admin_view(self.edit_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_edit",
        )
        return [edit, *super().get_urls()]  # type: ignore[misc]

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(admin_url(obj))

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(admin_url(obj))


class RegisterPage(EditedBehindAButton, RecordsChanges, StaffPermissions, ReadOnlyAdmin):
    """A row of a register, with what has happened to it."""

    writers = CASE_STAFF
    happened: ClassVar[dict[str, str]] = {}  # action → what the timeline says
    changed: ClassVar[dict[str, str]] = {
        "register_added": "Lades in",
        "register_changed": "Uppgifterna ändrades",
    }

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        said = {**self.changed, **self.happened}
        return {
            "may_write": self.may_write(request),
            "edit_url": self.edit_url(request, obj),
            "events": [
                {
                    "at": event.at,
                    "title": said.get(event.action, event.action),
                    "text": event.reason,
                    "actor": event.actor_name or "Portalen",
                }
                for event in reversed(history(obj))
            ],
        }


class RecipientCaseAdmin(CaseAdmin):
    """A case with round, recipient, organisation and diarienummer: their columns and filters."""

    noun: ClassVar[str]  # "Rekvisition"
    tones: ClassVar[dict[str, str]] = {}  # status → tone of components/status_tag.html
    list_filter = [RoundFilter, LanFilter]
    show_facets = ShowFacets.ALWAYS
    list_select_related = ["round__grant", "recipient", "organisation"]
    search_fields = [
        "recipient__name", "recipient__code", "diarienummer", "organisation__name",
        "organisation__organisationsnummer",
    ]  # fmt: skip
    search_help_text = "Sök på mottagare, huvudman, organisationsnummer eller diarienummer."

    @admin.display(description="huvudman", ordering="organisation__name")
    def huvudman(self, row: Any) -> str:
        return str(row.organisation)

    @admin.display(description="omgång", ordering="round__key")
    def round_name(self, row: Any) -> str:
        return round_name(row.round)

    @admin.display(description="läge", ordering="status")
    def state(self, row: Any) -> str:
        return tag(self.state_label(row), self.tones.get(row.status, "neutral"))

    @admin.display(description="diarienummer", ordering="diarienummer")
    def dnr(self, row: Any) -> str:
        return row.diarienummer or "–"

    def state_label(self, row: Any) -> str:
        """The state in words."""
        return str(row.get_status_display())

    def heading(self, obj: Any) -> str:
        return f"{self.noun} {obj.recipient.name}"

    def case_facts(self, obj: Any) -> Facts:
        """Whose case it is: the facts that all of them begin with."""
        organisation = obj.organisation
        return [
            ("Diarienummer", obj.diarienummer),
            ("Omgång", round_name(obj.round)),
            ("Beslut", obj.round.decision.diarienummer),
            ("Mottagare", f"{obj.recipient.name} ({obj.recipient.code})"),
            ("Huvudman", f"{organisation.name}, {organisation.organisationsnummer_printed}"),
        ]

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        return {
            **super().page_context(request, obj),
            "status_label": self.state_label(obj),
            "status_tone": self.tones.get(obj.status, "neutral"),
            "marks": [("Sen", "warning")] if getattr(obj, "is_late", False) else [],
        }
