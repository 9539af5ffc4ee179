"""Formulär for staff: the list, a form's page, its first copy, publishing. Read by all staff.

Changing is for FORM_WRITERS. The pages that edit a draft are in admin_editing.py, those that show
it as the recipient sees it in admin_trying.py.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from core import clock
from core.admin_base import Facts, admin_url, tag
from core.dates import day_and_year, day_of
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from core.templatetags.portal import clock as moment
from core.transitions import history
from grants.admin_filters import RoundFilter, round_name
from grants.models import Round
from grants.states import RoundStatus
from organisations.access import View, person
from reporting.form_editor import actions
from reporting.form_editor.admin_editing import EditingAdmin
from reporting.form_editor.admin_trying import TryingAdmin
from reporting.form_editor.copying import newest_revisions
from reporting.form_editor.forms import FirstCopyForm, NothingForm, PublishForm
from reporting.form_editor.places import findings_of
from reporting.form_editor.publication import ChangeSet, changes_between
from reporting.models import Form, FormDraft, FormRevision
from reporting.questionnaire import ChangeKind
from reporting.states import ReportStatus

__all__ = ["FormAdmin"]

HAPPENED = {
    "copied": "Formuläret kopierades",
    "draft_started": "Ett utkast påbörjades",
    "draft_changed": "Utkastet ändrades",
    "draft_discarded": "Utkastet togs bort",
    "published": "Formuläret publicerades",
}
TONES = {ChangeKind.BREAKING: "warning", ChangeKind.ADDITIVE: "info"}


@admin.register(Form)
class FormAdmin(TryingAdmin, EditingAdmin):
    """The forms, and the way to next year's."""

    page_template = "admin/reporting/form.html"
    change_list_template = "admin/reporting/form_list.html"
    list_display = ["name", "published", "draft_state"]
    list_filter = [RoundFilter]
    list_select_related = ["round__grant", "draft__changed_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Form]:
        rows: QuerySet[Form] = super().get_queryset(request)
        return rows.annotate(latest=Max("revisions__number")).order_by("-round__year", "round__key")

    @admin.display(description="formulär", ordering="round__key")
    def name(self, row: Form) -> str:
        return round_name(row.round)

    @admin.display(description="publicerat")
    def published(self, row: Any) -> str:
        return f"Revision {row.latest}" if row.latest else "–"

    @admin.display(description="utkast")
    def draft_state(self, row: Form) -> SafeString | str:
        draft = getattr(row, "draft", None)
        if draft is None:
            return "–"
        return tag(f"Ändrat {moment(draft.changed_at)} av {draft.changed_by}", "warning")

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("nytt/", self.new_view, "new"),
            ("<path:object_id>/borja/", require_POST(self.start_view), "start"),
            ("<path:object_id>/utkast/ta-bort/", self.discard_view, "discard"),
            ("<path:object_id>/utkast/publicera/", self.publish_view, "publish"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"reporting_form_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {"may_write": self.may_write(request)}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    # --- A form's page ------------------------------------------------------------------------

    def facts(self, obj: Form) -> Facts:
        latest = obj.revisions.order_by("number").last()
        published = ""
        if latest:
            day = day_and_year(day_of(latest.published_at))
            published = f"Revision {latest.number}, {day}"
        return [
            ("Omgång", round_name(obj.round)),
            ("Publicerat", published or "Inget än"),
            ("Sista dag att återrapportera", day_and_year(obj.round.report_last_on)),
        ]

    def page_context(self, request: HttpRequest, obj: Form) -> dict[str, Any]:
        return {
            "draft": FormDraft.objects.select_related("changed_by").filter(form=obj).first(),
            "revisions": obj.revisions.select_related("published_by").order_by("-number"),
            "may_write": self.may_write(request),
            "is_closed": obj.round.status == RoundStatus.CLOSED,
            "events": [
                {
                    "at": event.at,
                    "title": HAPPENED.get(event.action, event.action),
                    "text": event.reason,
                    "actor": event.actor_name,
                }
                for event in reversed(history(obj))
            ],
        }

    # --- A form for a new round ---------------------------------------------------------------

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """For which round, from which form; the copy is a draft."""
        self.refuse_others(request)
        form = FirstCopyForm(_rounds(), _sources(), request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                draft = actions.copy_form(
                    FormRevision.objects.get(pk=form.cleaned_data["source"]),
                    Round.objects.get(pk=form.cleaned_data["round"]),
                    by=person(request),
                    roles=self.admin_site.roles(request),
                    at=clock.now(),
                )
            except RuleViolated as refused:
                show_violations(form, refused)
            else:
                messages.success(request, "Formuläret är kopierat som ett utkast.")
                return HttpResponseRedirect(self.draft_url(draft.form_id))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Nytt formulär",
            "form": form,
            "button": "Kopiera till ett utkast",
            "back_url": reverse("admin:reporting_form_changelist"),
        }
        return TemplateResponse(request, "admin/reporting/editor_task.html", context)

    def start_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Begin to change a published form. A second click finds the draft of the first."""
        self.refuse_others(request)
        form = self.row(request, object_id)
        if not form.revisions.exists():
            return HttpResponseRedirect(self.draft_url(form.pk))
        roles = self.admin_site.roles(request)
        actions.start_draft(form, by=person(request), roles=roles, at=clock.now())
        return HttpResponseRedirect(self.draft_url(form.pk))

    # --- The end of a draft -------------------------------------------------------------------

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then throw the draft away."""
        self.refuse_others(request)
        draft = self.draft_of(request, object_id)
        if request.method == "POST":
            roles = self.admin_site.roles(request)
            actions.discard_draft(draft, by=person(request), roles=roles, at=clock.now())
            messages.info(request, "Utkastet är borttaget. Det som är publicerat gäller.")
            return HttpResponseRedirect(reverse("admin:reporting_form_changelist"))
        said = ["Alla ändringar i utkastet försvinner. Det som är publicerat ändras inte."]
        return self.task_page(
            request, draft, NothingForm(), heading="Ta bort utkastet?", button="Ta bort utkastet",
            consequences=said, back_url=self.draft_url(draft.form_id),
        )  # fmt: skip

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The linter's verdict and the changes in words; then publish."""
        draft = self.draft_of(request, object_id)
        latest = draft.form.revisions.order_by("number").last()
        change = changes_between(latest.content, draft.content) if latest else None
        asks = change is not None and change.kind == ChangeKind.BREAKING and self._begun(draft) > 0
        form = (PublishForm if asks else NothingForm)(request.POST or None)
        problem = ""
        if request.method == "POST":
            self.refuse_others(request)
            if form.is_valid():
                try:
                    return self._published(request, draft, form)
                except (RuleViolated, StaleState) as refused:
                    problem = str(refused)
        return self.page(
            request, "admin/reporting/form_publish.html", draft.form,
            title="Publicera formuläret", form=form, draft=draft, latest=latest,
            findings=findings_of(draft),
            violations=[(problem, "")] if problem else [],
            begun=self._begun(draft), may_write=self.may_write(request),
            back_url=self.draft_url(draft.form_id), **_changes(change),
        )  # fmt: skip

    def _published(self, request: HttpRequest, draft: FormDraft, form: Any) -> HttpResponse:
        revision, moved = actions.publish_draft(
            draft,
            seen=request.POST.get("seen", ""),
            move_breaking=form.cleaned_data.get("drafts") == "move",
            by=person(request),
            roles=self.admin_site.roles(request),
            at=clock.now(),
        )
        followed = f" {actions.followed(moved)}" if moved else ""
        messages.success(request, f"Revision {revision.number} är publicerad.{followed}")
        return HttpResponseRedirect(admin_url(revision.form))

    def _begun(self, draft: FormDraft) -> int:
        """How many reports of the round are being filled in."""
        return draft.form.round.reports.filter(status=ReportStatus.DRAFT).count()


def _rounds() -> list[tuple[str, str]]:
    """Rounds without a form that may still get one."""
    rounds = Round.objects.filter(form__isnull=True).exclude(status=RoundStatus.CLOSED)
    return [(str(one.pk), round_name(one)) for one in rounds.select_related("grant")]


def _sources() -> list[tuple[str, str]]:
    """The newest revision of each form."""
    return [
        (str(one.pk), f"{round_name(one.form.round)}, revision {one.number}")
        for one in newest_revisions()
    ]


def _changes(change: ChangeSet | None) -> dict[str, Any]:
    if change is None or change.kind is None:
        return {}
    return {"change_kind": change.kind, "changes": change.words}
