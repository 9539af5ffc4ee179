"""Fördelningsnycklar: a page that shows what the key gives each recipient, a form behind it.

A key may be saved half-done; its page says what is missing. What it gives becomes a proposal by a
button, and from there an allocation.
"""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from allocations.actions import keep_proposal
from allocations.admin_key_forms import (
    AdjustmentForm,
    KeyForm,
    PartForm,
    PartFormSet,
    SplitForm,
)
from allocations.admin_pages import WrittenByCaseStaff, sentences
from allocations.keys import computed, followed
from allocations.models import AllocationKey, KeyAdjustment, KeyPart, KeySplit
from allocations.queries import frames
from allocations.table_import.known import Row
from core import clock
from core.admin_base import Facts, admin_url, kronor_cell, tag
from core.errors import RuleViolated, StaleState
from core.kronor import with_unit
from grants.admin_base import RegisterPage
from grants.admin_filters import RoundFilter, round_name
from grants.states import RoundStatus
from organisations.access import person
from organisations.register_admin import RegisterInline
from organisations.roles import CASE_STAFF

__all__ = ["AllocationKeyAdmin"]


class KeyInline(RegisterInline):
    """Rows of a key: added, changed and taken away until the key is adopted."""

    writers = CASE_STAFF
    extra = 1

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        return _without_links(super().formfield_for_dbfield(*args, **kwargs))

    def is_open(self, request: HttpRequest, key: AllocationKey | None) -> bool:
        return self.may_write(request) and (key is None or key.adopted_at is None)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request, obj)


class PartInline(KeyInline):
    """One below another: a part has too many fields for a row."""

    template = "admin/edit_inline/stacked.html"
    model = KeyPart
    form = PartForm
    formset = PartFormSet


class SplitInline(KeyInline):
    model = KeySplit
    form = SplitForm

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """A split may name one of the key's own parts."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        if part := formset.form.base_fields.get("part"):
            part.queryset = KeyPart.objects.filter(key=obj) if obj else KeyPart.objects.none()
        return formset


class AdjustmentInline(KeyInline):
    model = KeyAdjustment
    form = AdjustmentForm


@admin.register(AllocationKey)
class AllocationKeyAdmin(WrittenByCaseStaff, RegisterPage):
    form = KeyForm
    inlines = [PartInline, SplitInline, AdjustmentInline]
    page_template = "admin/allocations/key.html"
    list_display = ["name", "round_cell", "number", "kr_total", "state"]
    list_filter = [RoundFilter]
    search_fields = ["name", "round__grant__name"]
    ordering = ["-round__year", "round__key", "-number"]
    happened: ClassVar[dict[str, str]] = {"key_adopted": "Fastställdes med fördelningen"}

    @admin.display(description="omgång", ordering="round__key")
    def round_cell(self, row: AllocationKey) -> str:
        return round_name(row.round)

    @admin.display(description="att fördela, kr", ordering="total_kr")
    def kr_total(self, row: AllocationKey) -> str:
        return kronor_cell(row.total_kr)

    @admin.display(description="läge", ordering="adopted_at")
    def state(self, row: AllocationKey) -> str:
        return tag("Fastställd", "success") if row.adopted_at else tag("Utkast")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AllocationKey]:
        rows: QuerySet[AllocationKey] = super().get_queryset(request)
        return rows.select_related("round__grant", "residual_to")

    # --- The form -----------------------------------------------------------------------------

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        return _without_links(super().formfield_for_dbfield(*args, **kwargs))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_open = obj is None or (obj.adopted_at is None and obj.round.status != RoundStatus.CLOSED)
        return is_open and self.may_write(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A key stays with its round."""
        return ["round"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keys are numbered in their round, which the form has locked."""
        if not change:
            latest = AllocationKey.objects.filter(round=obj.round).aggregate(n=Max("number"))
            obj.number = (latest["n"] or 0) + 1
        super().save_model(request, obj, form, change)

    # --- The page -----------------------------------------------------------------------------

    def heading(self, obj: AllocationKey) -> str:
        return f"{obj.name}: {round_name(obj.round)}"

    def facts(self, obj: AllocationKey) -> Facts:
        return [
            ("Omgång", round_name(obj.round)),
            ("Summa att fördela", with_unit(obj.total_kr)),
            ("Fördelas på", obj.get_unit_kind_display()),
            ("Avrundning", obj.get_rounding_display()),
            ("Resten till", obj.residual_to and str(obj.residual_to)),
            ("Högst till en mottagare", obj.cap_kr and with_unit(obj.cap_kr)),
            ("Anmärkning", obj.note),
        ]

    def page_context(self, request: HttpRequest, obj: AllocationKey) -> dict[str, Any]:
        context = super().page_context(request, obj)
        try:
            result = followed(obj)
        except RuleViolated as refused:
            said = [one.message for one in refused.violations]
            return {**context, "violations": sentences(said)}
        before = {row.recipient.code: row.kr for row in frames(obj.round)}
        return {
            **context,
            "words": result.words,
            "done": result.done,
            "has_before": bool(before),
            "rows": [(row, before.get(row.code)) for row in result.done.rows],
        }

    def get_urls(self) -> list[URLPattern]:
        propose = path(
            "<path:object_id>/forslag/",
            self.admin_site.admin_view(require_POST(self.propose_view)),
            name="allocations_allocationkey_propose",
        )
        return [propose, *super().get_urls()]

    def propose_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Gör ett förslag of what the key gives. Raises StaleState (409) once it is adopted."""
        self.refuse_others(request)
        key: AllocationKey = self.row(request, object_id)
        if key.adopted_at is not None:
            raise StaleState("Nyckeln är redan fastställd med en fördelning.")
        try:
            kept = keep_proposal(
                key.round,
                [Row(row.code, row.name, row.kr) for row in computed(key).rows],
                source=f"Beräknad med nyckeln {key.name}"[:200],
                stated_total_kr=key.total_kr,
                key=key,
                by=person(request),
                roles=self.admin_site.roles(request),
                at=clock.now(),
            )
        except RuleViolated as refused:
            for one in refused.violations:
                messages.error(request, one.message)
            return HttpResponseRedirect(admin_url(key))
        return HttpResponseRedirect(admin_url(kept))


def _without_links(field: Any) -> Any:
    """Choices without Django's links beside them to change what may be chosen."""
    if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
        field.widget = field.widget.widget
    return field
