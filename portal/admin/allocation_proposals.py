"""Läs in en tabell: upload or paste, preview beside what is in force and asked for, fastställ.

Here and not in allocations, because the preview shows what is already requisitioned and paid.
"""

import hashlib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from allocations.actions import adopt_proposal, discard_proposal, keep_proposal
from allocations.admin_pages import WrittenByCaseStaff, sentences
from allocations.models import Proposal
from allocations.preview import Plan
from allocations.proposed import known_recipients, plan_now, preview_of
from allocations.table_import.reading import Reading, read_pasted, read_table
from core import clock
from core.admin_base import Facts, ReadOnlyAdmin, admin_url, tag
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from core.kronor import with_unit
from core.sheets.files import too_large
from core.templatetags.portal import clock as moment
from grants.admin_filters import RoundFilter, round_name
from grants.models import Round
from organisations.access import View, person
from organisations.models import Recipient
from portal.admin.allocation_forms import AdoptForm, TableForm
from requisitions.corrections import Touched, touched_by

__all__ = ["ProposalAdmin"]


@admin.register(Proposal)
class ProposalAdmin(WrittenByCaseStaff, ReadOnlyAdmin):
    """Tables that wait to be adopted, and what came of the others."""

    page_template = "admin/allocations/proposal.html"
    change_list_template = "admin/allocations/proposal_list.html"
    list_display = ["source", "round_cell", "state", "proposed_at", "proposed_by"]
    list_filter = [RoundFilter]

    @admin.display(description="omgång", ordering="round__key")
    def round_cell(self, row: Proposal) -> str:
        return round_name(row.round)

    @admin.display(description="läge", ordering="adopted_as")
    def state(self, row: Proposal) -> str:
        return tag("Fastställt", "success") if row.adopted_as_id else tag("Väntar", "warning")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        rows: QuerySet[Proposal] = super().get_queryset(request)
        return rows.select_related(
            "round__grant", "round__decision", "key__round", "key__residual_to",
            "proposed_by", "adopted_as__round",
        )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("las-in/", self.upload_view, "upload"),
            ("<path:object_id>/faststall/", require_POST(self.adopt_view), "adopt"),
            ("<path:object_id>/ta-bort/", require_POST(self.discard_view), "discard"),
        ]
        own = [
            path(word, self.admin_site.admin_view(view), name=f"allocations_proposal_{name}")
            for word, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {"may_write": self.may_write(request)}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    # --- Läs in en tabell ---------------------------------------------------------------------

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a table; show what is wrong with it, or keep it and show what it would mean."""
        self.refuse_others(request)
        if request.method != "POST":
            round_ = Round.objects.filter(key=request.GET.get("omgang", "")).first()
            return self._ask(request, TableForm(initial={"round": round_}))
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(request, form)
        round_, name, data = form.cleaned_data["round"], *_file(form)
        reading = _read(form, round_, name, data)
        total_kr = _total(form, reading)
        if reading.problems or total_kr is None:
            return self._ask(request, form, round_, reading, total_kr)
        try:
            kept = keep_proposal(
                round_,
                reading.rows,
                source=form.cleaned_data["source"],
                stated_total_kr=total_kr,
                file_name=name,
                file_sha256=hashlib.sha256(data).hexdigest() if name else "",
                by=person(request),
                roles=self.admin_site.roles(request),
                at=clock.now(),
            )
        except RuleViolated as refused:
            show_violations(form, refused)
            return self._ask(request, form, round_, reading, total_kr)
        for note in reading.notes:
            messages.info(request, note)
        return HttpResponseRedirect(admin_url(kept))

    def _ask(
        self,
        request: HttpRequest,
        form: forms.Form,
        round_: Round | None = None,
        reading: Reading | None = None,
        total_kr: int | None = None,
    ) -> HttpResponse:
        plan = None
        if round_ and reading and reading.rows:
            plan = preview_of(round_, reading.rows, stated_total_kr=total_kr or 0)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Läs in en tabell",
            "form": form,
            "violations": sentences(reading.problems if reading else []),
            "notes": reading.notes if reading else [],
            "plan": plan,
            "total_kr": total_kr,
            "had_file": bool(form.files),
        }
        return TemplateResponse(request, "admin/allocations/table_upload.html", context)

    # --- Preview, adoption --------------------------------------------------------------------

    def heading(self, obj: Proposal) -> str:
        return f"Förslag till fördelning: {round_name(obj.round)}"

    def facts(self, obj: Proposal) -> Facts:
        return [
            ("Omgång", round_name(obj.round)),
            ("Källa", obj.source),
            ("Inläst", f"{moment(obj.proposed_at)} av {obj.proposed_by}"),
            ("Fil", obj.file_name),
            ("Kontrollsumma (SHA-256)", obj.file_sha256),
            ("Fördelningsnyckel", obj.key and str(obj.key)),
            ("Angiven summa", with_unit(obj.stated_total_kr) if obj.adopted_as_id else ""),
        ]

    def page_context(
        self, request: HttpRequest, obj: Proposal, form: AdoptForm | None = None
    ) -> dict[str, Any]:
        if obj.adopted_as:
            return {"adopted_url": admin_url(obj.adopted_as)}
        try:
            plan = plan_now(obj)
        except RuleViolated as refused:
            said = [one.message for one in refused.violations]
            return {"is_waiting": True, "is_stale": True, "violations": sentences(said)}
        return {
            "is_waiting": True,
            "is_stale": plan.sha256 != obj.plan_sha256,
            "may_write": self.may_write(request),
            "plan": plan,
            "touched": _touched(obj.round, plan),
            "form": form or AdoptForm(plan),
        }

    def adopt_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Fastställ. A second click leads to what the first one made.

        Raises StaleState (409) when the preview no longer holds.
        """
        self.refuse_others(request)
        proposal: Proposal = self.row(request, object_id)
        if proposal.adopted_as:
            return HttpResponseRedirect(admin_url(proposal.adopted_as))
        form = AdoptForm(_plan(proposal), request.POST)
        if not form.is_valid():
            return self._again(request, proposal, form)
        try:
            adopted = adopt_proposal(
                proposal,
                by=person(request),
                roles=self.admin_site.roles(request),
                at=clock.now(),
                seen_sha256=form.cleaned_data["seen"],
                deviation_reason=form.cleaned_data.get("deviation_reason", ""),
                reason=form.cleaned_data.get("reason", ""),
            )
        except RuleViolated as refused:
            show_violations(form, refused)
            return self._again(request, proposal, form)
        messages.success(request, "Fördelningen är fastställd och gäller från och med nu.")
        return HttpResponseRedirect(admin_url(adopted))

    def _again(self, request: HttpRequest, proposal: Proposal, form: AdoptForm) -> HttpResponse:
        context = self.page_context(request, proposal, form)
        facts = self.facts(proposal)
        return self.page(request, self.page_template, proposal, facts=facts, **context)

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take away a proposal. Raises StaleState (409) for one that is adopted."""
        self.refuse_others(request)
        proposal: Proposal = self.row(request, object_id)
        discard_proposal(proposal, roles=self.admin_site.roles(request))
        messages.info(request, "Förslaget är borttaget. Inget ändrades i fördelningen.")
        upload = reverse("admin:allocations_proposal_upload")
        return HttpResponseRedirect(f"{upload}?omgang={proposal.round.key}")


def _file(form: forms.Form) -> tuple[str, bytes]:
    """The uploaded file's name and bytes; nothing of it when it is too large to be opened."""
    file: UploadedFile[Any] | None = form.cleaned_data["file"]
    if file is None:
        return "", b""
    return file.name or "fil", b"" if too_large(file.size or 0) else file.read()


def _read(form: forms.Form, round_: Round, name: str, data: bytes) -> Reading:
    recipients = known_recipients(round_)
    if not name:
        return read_pasted(form.cleaned_data["text"], recipients)
    if problem := too_large(form.cleaned_data["file"].size or 0):
        return Reading(problems=[problem])
    return read_table(name, data, recipients)


def _total(form: forms.Form, reading: Reading) -> int | None:
    """The total that the source states, in kr: as typed, else as the table says."""
    typed: int | None = form.cleaned_data["stated_total_kr"]
    if typed is not None or reading.stated_total_kr is not None:
        return typed if typed is not None else reading.stated_total_kr
    if reading.rows:
        form.add_error("stated_total_kr", "Skriv summan enligt källan. Den står inte i tabellen.")
    return None


def _plan(proposal: Proposal) -> Plan:
    try:
        return plan_now(proposal)
    except RuleViolated as refused:
        raise StaleState(str(refused)) from refused


def _touched(round_: Round, plan: Plan) -> list[Touched]:
    """Whose requisition or payment the plan would change the ground of."""
    if not plan.is_correction:
        return []
    ids = dict(Recipient.objects.filter(kind=round_.recipient_kind).values_list("code", "pk"))
    return touched_by(round_, {ids[row.code]: row.kr for row in plan.rows})
