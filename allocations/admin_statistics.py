"""Statistik: what money is divided by. A file is read, shown, and adopted; it never changes.

Between preview and adoption the rows travel in the page, signed: nothing is stored before.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from allocations.actions import adopt_statistic
from allocations.admin_pages import WrittenByCaseStaff, sentences
from allocations.models import Statistic
from allocations.proposed import known_recipients_of
from allocations.table_import.statistics import (
    StatisticReading,
    read_statistic,
    statistic_rows_as_text,
    statistic_rows_from_text,
)
from core import clock
from core.admin_base import Facts, ReadOnlyAdmin, admin_url
from core.dates import day_and_year
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from core.sheets.files import too_large
from core.templatetags.portal import clock as moment
from organisations.access import View, person
from organisations.models import RecipientKind

__all__ = ["StatisticAdmin"]

SALT = "allocations.statistic"
A_WORKING_DAY = 12 * 60 * 60


class StatisticForm(forms.Form):
    """What the figures are, and the file that holds them."""

    name = forms.CharField(
        label="Vad som mäts", max_length=100, help_text="Till exempel folkmängd."
    )
    unit = forms.CharField(
        label="Enhet", max_length=40, help_text="I flertal, till exempel kommuner."
    )
    unit_one = forms.CharField(
        label="Enhet i ental",
        max_length=40,
        required=False,
        help_text="Om den heter annorlunda, till exempel kommun.",
    )
    recipient_kind = forms.ChoiceField(label="Gäller", choices=RecipientKind.choices)
    measured_on = forms.DateField(
        label="Avser dag",
        required=False,
        help_text="Lämna tomt om filen säger vilken dag siffrorna avser.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source = forms.CharField(
        label="Källa", max_length=300, help_text="Till exempel SCB, tabell BE0101N1."
    )
    file = forms.FileField(
        label="Fil med siffrorna",
        help_text="En csv-, xlsx- eller json-fil med kod och värde för varje mottagare.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json"}),
        error_messages={"required": "Välj en fil.", "invalid": "Välj en fil."},
    )


@admin.register(Statistic)
class StatisticAdmin(WrittenByCaseStaff, ReadOnlyAdmin):
    """Every statistic that has been adopted, and the way to a new one."""

    page_template = "admin/allocations/statistic.html"
    change_list_template = "admin/allocations/statistic_list.html"
    list_display = ["name", "day", "kind", "days_values", "source", "adopted_at"]
    list_filter = ["recipient_kind"]
    search_fields = ["name", "source"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statistic]:
        rows: QuerySet[Statistic] = super().get_queryset(request)
        return rows.select_related("adopted_by").annotate(
            values_count=Count("values"), values_sum=Sum("values__value")
        )

    @admin.display(description="avser dag", ordering="measured_on")
    def day(self, row: Statistic) -> str:
        return day_and_year(row.measured_on)

    @admin.display(description="gäller", ordering="recipient_kind")
    def kind(self, row: Statistic) -> str:
        return str(row.get_recipient_kind_display())

    @admin.display(description="antal värden")
    def days_values(self, row: Any) -> int:
        return int(row.values_count)

    def facts(self, obj: Any) -> Facts:
        by = f" av {obj.adopted_by}" if obj.adopted_by else ""
        return [
            ("Avser dag", day_and_year(obj.measured_on)),
            ("Gäller", obj.get_recipient_kind_display()),
            ("Enhet", obj.unit),
            ("Källa", obj.source),
            ("Inläst", f"{moment(obj.adopted_at)}{by}"),
        ]

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        values = obj.values.select_related("recipient__lan")
        return {
            "rows": [(row.recipient.name, row.recipient.code, row.value) for row in values],
            "sum": obj.values_sum or Decimal(),
        }

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("las-in/", self.upload_view, "upload"),
            ("faststall/", require_POST(self.adopt_view), "adopt"),
        ]
        own = [
            path(word, self.admin_site.admin_view(view), name=f"allocations_statistic_{name}")
            for word, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {"may_write": self.may_write(request)}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    # --- A new one ----------------------------------------------------------------------------

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file; show what is wrong with it, or what is in it."""
        self.refuse_others(request)
        if request.method != "POST":
            return self._ask(request, StatisticForm())
        form = StatisticForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(request, form)
        reading = _read(form)
        day: date | None = form.cleaned_data["measured_on"] or reading.measured_on
        if day is None:
            form.add_error("measured_on", "Skriv vilken dag siffrorna avser. Filen säger det inte.")
        if reading.problems or day is None:
            return self._ask(request, form, reading)
        return self._show(request, form.cleaned_data, reading, day)

    def adopt_view(self, request: HttpRequest) -> HttpResponse:
        """Fastställ what the preview showed. A second click leads to the first one's statistic.

        Raises StaleState (409) for a preview that is too old or not ours.
        """
        self.refuse_others(request)
        seen = _unsealed(request.POST.get("seen", ""))
        try:
            kept = adopt_statistic(
                statistic_rows_from_text(seen["rows"]),
                name=seen["name"],
                unit=seen["unit"],
                unit_one=seen["unit_one"],
                recipient_kind=RecipientKind(seen["recipient_kind"]),
                measured_on=date.fromisoformat(seen["measured_on"]),
                source=seen["source"],
                by=person(request),
                roles=self.admin_site.roles(request),
                at=clock.now(),
                seen_sha256=seen["sha256"],
            )
        except RuleViolated as refused:
            form = StatisticForm(seen)
            form.full_clean()
            form.errors.clear()
            show_violations(form, refused)
            return self._ask(request, form)
        messages.success(request, f"Statistiken ”{kept}” är fastställd och kan användas.")
        return HttpResponseRedirect(admin_url(kept))

    def _ask(
        self, request: HttpRequest, form: forms.Form, reading: StatisticReading | None = None
    ) -> HttpResponse:
        problems = reading.problems if reading else []
        return self._new(
            request,
            "admin/allocations/statistic_upload.html",
            form=form,
            violations=sentences(problems),
        )

    def _show(
        self, request: HttpRequest, typed: dict[str, Any], reading: StatisticReading, day: date
    ) -> HttpResponse:
        words = ("name", "unit", "unit_one", "recipient_kind", "source")
        said = {word: typed[word] for word in words}
        seen = {
            **said,
            "measured_on": day.isoformat(),
            "rows": statistic_rows_as_text(reading.rows),
            "sha256": reading.sha256,
        }
        facts: Facts = [
            ("Vad som mäts", f"{typed['name']}, {typed['unit']}"),
            ("Avser dag", day_and_year(day)),
            ("Gäller", RecipientKind(typed["recipient_kind"]).label),
            ("Källa", typed["source"]),
        ]
        return self._new(
            request,
            "admin/allocations/statistic_preview.html",
            facts=facts,
            reading=reading,
            rows=[(row.name, row.code, row.value) for row in reading.rows],
            sum=reading.sum,
            seen=signing.dumps(seen, salt=SALT, compress=True),
        )

    def _new(self, request: HttpRequest, template: str, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Läs in statistik",
            **more,
        }
        return TemplateResponse(request, template, context)


def _read(form: forms.Form) -> StatisticReading:
    """What is in the file; one that is too large is not opened."""
    file: UploadedFile[Any] = form.cleaned_data["file"]
    if problem := too_large(file.size or 0):
        return StatisticReading(problems=[problem])
    recipients = known_recipients_of(RecipientKind(form.cleaned_data["recipient_kind"]))
    return read_statistic(file.name or "", file.read(), recipients)


def _unsealed(seen: str) -> dict[str, str]:
    try:
        content: dict[str, str] = signing.loads(seen, salt=SALT, max_age=A_WORKING_DAY)
    except signing.BadSignature as unknown:
        message = "Förhandsvisningen är för gammal. Läs in filen igen."
        raise StaleState(message) from unknown
    return content
