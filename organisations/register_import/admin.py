"""Läs in register: upload, preview, adoption. Read by all staff; used by those of CASE_STAFF."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from core import clock
from core.admin_base import Facts, ReadOnlyAdmin, admin_url, tag
from core.errors import NotAllowed, StaleState
from core.sheets.files import too_large
from core.sheets.problems import Problem
from core.templatetags.portal import clock as moment
from organisations.access import View, person
from organisations.admin_base import StaffSite
from organisations.register_import.adopt import adopt
from organisations.register_import.example import EXAMPLE_ROWS, as_csv, as_xlsx
from organisations.register_import.models import RegisterImport
from organisations.register_import.plan import Outcome, Plan, plan_for
from organisations.register_import.preview import Preview, keep_preview, preview, rows_kept
from organisations.register_import.registers import registers_now
from organisations.roles import CASE_STAFF

__all__ = ["RegisterImportAdmin"]

SHOWN_PROBLEMS = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A file; what is in it is for the preview to judge."""

    register = forms.FileField(
        label="Fil med registret",
        help_text="En xlsx- eller csv-fil på högst 5 MB.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Välj en fil.", "invalid": "Välj en fil."},
    )


@admin.register(RegisterImport)
class RegisterImportAdmin(ReadOnlyAdmin):
    """The imports that have been adopted or wait for it, and the way to a new one."""

    admin_site: StaffSite
    page_template = "admin/organisations/import_preview.html"
    change_list_template = "admin/organisations/import_list.html"
    list_display = ["file_name", "state", "uploaded_at", "uploaded_by", "adopted_at"]
    list_select_related = ["uploaded_by", "adopted_by"]
    happened = {"register_adopted": "Registret fastställdes"}

    @admin.display(description="läge", ordering="adopted_at")
    def state(self, row: RegisterImport) -> str:
        return tag("Fastställt", "success") if row.adopted_at else tag("Väntar", "warning")

    def may_import(self, request: HttpRequest) -> bool:
        return bool(self.admin_site.roles(request) & CASE_STAFF)

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("las-in/", self.upload_view, "upload"),
            ("las-in/exempel.csv", self.example_csv, "example_csv"),
            ("las-in/exempel.xlsx", self.example_xlsx, "example_xlsx"),
            ("<path:object_id>/faststall/", require_POST(self.adopt_view), "adopt"),
            ("<path:object_id>/ta-bort/", require_POST(self.discard_view), "discard"),
        ]
        own = [
            path(
                address,
                self.admin_site.admin_view(view),
                name=f"organisations_registerimport_{name}",
            )
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {"may_import": self.may_import(request)}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    # --- Upload ------------------------------------------------------------------------------

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file; show what is wrong with it, or keep it and show what it would change."""
        self._refuse_others(request)
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if request.method != "POST" or not form.is_valid():
            return self._upload_page(request, form)
        file: UploadedFile[Any] = form.cleaned_data["register"]
        name = file.name or ""
        if problem := too_large(file.size or 0):
            return self._upload_page(request, form, Preview(problems=[problem]), name)
        data = file.read()
        found = preview(name, data)
        if found.problems:
            return self._upload_page(request, form, found, name)
        kept = keep_preview(found, name=name, data=data, by=person(request), at=clock.now())
        for note in found.sheet.notes:
            messages.warning(request, note)
        return HttpResponseRedirect(admin_url(kept))

    def _upload_page(
        self,
        request: HttpRequest,
        form: forms.Form,
        found: Preview | None = None,
        name: str = "",
    ) -> HttpResponse:
        found = found or Preview()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Läs in register",
            "form": form,
            "file_name": name,
            "violations": _sentences(found.problems),
            "problem_count": len(found.problems),
            "counts": _counts(found),
            **_plan_context(found.plan),
        }
        return TemplateResponse(request, "admin/organisations/import_upload.html", context)

    def example_csv(self, request: HttpRequest) -> HttpResponse:
        return _download(as_csv(EXAMPLE_ROWS), "text/csv; charset=utf-8", "register.csv")

    def example_xlsx(self, request: HttpRequest) -> HttpResponse:
        return _download(as_xlsx(EXAMPLE_ROWS), XLSX, "register.xlsx")

    # --- Preview and adoption -----------------------------------------------------------------

    def facts(self, obj: RegisterImport) -> Facts:
        return [
            ("Inläst", f"{moment(obj.uploaded_at)} av {obj.uploaded_by}"),
            ("Fastställt", obj.adopted_at and f"{moment(obj.adopted_at)} av {obj.adopted_by}"),
            ("Nya", obj.added),
            ("Ändras" if obj.adopted_at is None else "Ändrade", obj.changed),
            ("Oförändrade", obj.unchanged),
            ("Kontrollsumma (SHA-256)", obj.file_sha256),
        ]

    def page_context(self, request: HttpRequest, obj: RegisterImport) -> dict[str, Any]:
        if obj.adopted_at:
            return {}
        plan = plan_for(*rows_kept(obj), registers_now())
        return {
            "is_waiting": True,
            "is_stale": plan.sha256 != obj.plan_sha256,
            "may_import": self.may_import(request),
            **_plan_context(plan),
        }

    def adopt_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Fastställ. A second click says that it is done already."""
        self._refuse_others(request)
        kept = self.row(request, object_id)
        try:
            done = adopt(kept, by=person(request), at=clock.now())
        except StaleState as refused:
            messages.warning(request, str(refused))
            return HttpResponseRedirect(admin_url(kept))
        said = f"Registret är fastställt: {done.added} nya och {done.changed} ändrade rader."
        messages.success(request, said)
        return HttpResponseRedirect(admin_url(kept))

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take away a preview; what has been adopted stays."""
        self._refuse_others(request)
        RegisterImport.objects.filter(pk=self.row(request, object_id).pk, adopted_at=None).delete()
        messages.info(request, "Förhandsvisningen är borttagen. Inget ändrades i registren.")
        return HttpResponseRedirect(reverse("admin:organisations_registerimport_upload"))

    def _refuse_others(self, request: HttpRequest) -> None:
        if not self.may_import(request):
            raise NotAllowed("Din roll ger inte rätt att läsa in register.")


def _plan_context(plan: Plan) -> dict[str, Any]:
    """The rows that change something apart from those that don't, and who is left out."""
    return {
        "changing": [row for row in plan.rows if row.outcome is not Outcome.UNCHANGED],
        "unchanged": [row for row in plan.rows if row.outcome is Outcome.UNCHANGED],
        "absent": plan.absent if plan.rows else [],
    }


def _counts(found: Preview) -> list[tuple[str, int]]:
    """How many rows there are of each kind; nothing when no row could be read."""
    if not found.plan.rows:
        return []
    wrong = {problem.row for problem in found.problems}
    planned = [(str(outcome), found.plan.count(outcome)) for outcome in Outcome]
    return [*planned, ("Med fel", len(wrong))]


def _sentences(problems: list[Problem]) -> list[tuple[str, str]]:
    """For components/error_summary.html: sentences without links, the first of them."""
    said = [(str(problem), "") for problem in problems[:SHOWN_PROBLEMS]]
    if more := len(problems) - len(said):
        said.append((f"Och {more} fel till. Rätta de här först, och läs in filen igen.", ""))
    return said


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)
