"""The admin pages that change a draft: its outline, one task a page, buttons, copying.

Every change goes through `actions.edit_draft` with the fingerprint that the page was shown with,
so that two editors never overwrite each other without a word.
"""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from core import clock
from core.admin_base import ReadOnlyAdmin
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from grants.admin_filters import round_name
from organisations.access import person
from organisations.admin_base import StaffSite
from reporting.form_editor import actions, jump_pages, question_pages, small_pages
from reporting.form_editor.copying import CopyPage, newest_revisions
from reporting.form_editor.outline import outline, texts_about
from reporting.form_editor.places import findings_of
from reporting.form_editor.presses import PRESSES
from reporting.form_editor.small_pages import SmallPage
from reporting.models import Form, FormDraft
from reporting.questionnaire.facts import FACTS

__all__ = ["EditingAdmin"]

PAGES: tuple[type[SmallPage], ...] = (
    *small_pages.PAGES,
    *question_pages.PAGES,
    *jump_pages.PAGES,
    CopyPage,
)


class EditingAdmin(ReadOnlyAdmin):
    """The pages below a form's draft."""

    admin_site: StaffSite

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        fixed = [
            path("<path:object_id>/utkast/", view(self.draft_view), name="reporting_form_draft"),
            path(
                "<path:object_id>/utkast/kopiera/",
                view(self.copy_from_view),
                name="reporting_form_copy_from",
            ),
            path(
                "<path:object_id>/utkast/gor/",
                view(require_POST(self.press_view)),
                name="reporting_form_press",
            ),
        ]
        small = [
            path(
                f"<path:object_id>/utkast/{page.address}",
                view(partial(self.small_view, page)),
                name=f"reporting_form_{page.name}",
            )
            for page in PAGES
        ]
        return [*fixed, *small, *super().get_urls()]

    def may_write(self, request: HttpRequest) -> bool:
        """Whether this person changes forms, rather than only reading them."""
        return bool(self.admin_site.roles(request) & actions.FORM_WRITERS)

    def refuse_others(self, request: HttpRequest) -> None:
        """Raises NotAllowed for staff who only read."""
        if not self.may_write(request):
            raise NotAllowed("Din roll ger inte rätt att ändra formulär.")

    def draft_of(self, request: HttpRequest, object_id: str) -> FormDraft:
        """The form's draft. Raises Http404 when nobody has begun one."""
        form = self.row(request, object_id)
        drafts = FormDraft.objects.select_related(
            "form__round__grant", "based_on__form__round", "changed_by"
        )
        draft = drafts.filter(form=form).first()
        if draft is None:
            raise Http404
        return draft

    def draft_url(self, form_pk: int, name: str = "", **where: str) -> str:
        """The address of the draft, or of one of its small pages."""
        page = f"reporting_form_{name or 'draft'}"
        return reverse(f"admin:{page}", kwargs={"object_id": form_pk, **where})

    def heading(self, obj: Form) -> str:
        return f"Formulär: {round_name(obj.round)}"

    def page(self, request: HttpRequest, template: str, obj: Form, **more: Any) -> HttpResponse:
        """A page about a form, which crumbs name after its round."""
        return super().page(request, template, obj, form_name=round_name(obj.round), **more)

    # --- The outline --------------------------------------------------------------------------

    def draft_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The draft: its pages and questions in order, what is unfit, what to look over."""
        draft = self.draft_of(request, object_id)
        copied = draft.based_on.form.round
        old = copied.year if copied.year != draft.form.round.year else None
        return self.page(
            request,
            "admin/reporting/form_draft.html",
            draft.form,
            title=f"Utkast: {round_name(draft.form.round)}",
            draft=draft,
            pages=outline(draft.document),
            rules=draft.document.get("rules", []),
            findings=findings_of(draft),
            old_year=old,
            old_texts=texts_about(old, draft.document) if old else [],
            may_write=self.may_write(request),
        )

    # --- One task a page ----------------------------------------------------------------------

    def small_view(
        self, kind: type[SmallPage], request: HttpRequest, object_id: str, **where: str
    ) -> HttpResponse:
        """Show a task (GET), or do it (POST). What was typed stays when it is refused."""
        self.refuse_others(request)
        draft = self.draft_of(request, object_id)
        try:
            task = kind(draft, where)
        except RuleViolated as refused:
            raise Http404(str(refused)) from refused
        form = task.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            if more := task.asks_more(form):
                return HttpResponseRedirect(self._url(draft, more))
            try:
                return self._done(request, draft, task, form)
            except RuleViolated as refused:
                show_violations(form, refused)
                draft.refresh_from_db(fields=["document", "sha256"])
        return self.task_page(
            request, draft, form, template=task.template, heading=task.heading,
            button=task.button, back_url=self._url(draft, task.back()),
            facts_to_use=FACTS.items(), **task.context(),
        )  # fmt: skip

    def task_page(
        self,
        request: HttpRequest,
        draft: FormDraft,
        form: forms.Form,
        *,
        template: str = "admin/reporting/editor_task.html",
        heading: str,
        **more: Any,
    ) -> HttpResponse:
        """A small page about a draft, with the fingerprint that it was shown with."""
        context = {"draft": draft, "form": form, "title": heading, "heading": heading, **more}
        return self.page(request, template, draft.form, **context)

    def _done(
        self, request: HttpRequest, draft: FormDraft, task: SmallPage, form: forms.Form
    ) -> HttpResponse:
        before = draft.document
        changed, words = self._edit(request, draft, task.operation(form))
        messages.success(request, words)
        return HttpResponseRedirect(self._url(draft, task.onwards(before, changed.document)))

    def _edit(
        self, request: HttpRequest, draft: FormDraft, operation: small_pages.Operation
    ) -> tuple[FormDraft, str]:
        return actions.edit_draft(
            draft,
            operation,
            seen=request.POST.get("seen", ""),
            by=person(request),
            roles=self.admin_site.roles(request),
            at=clock.now(),
        )

    def _url(self, draft: FormDraft, target: tuple[str, dict[str, str]]) -> str:
        name, where = target
        return self.draft_url(draft.form_id, name, **where)

    def copy_from_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """From which form to copy: the newest revision of each."""
        self.refuse_others(request)
        draft = self.draft_of(request, object_id)
        return self.page(
            request, "admin/reporting/form_sources.html", draft.form,
            title="Kopiera från ett annat formulär",
            sources=[(one.pk, str(one.form.round), one.number) for one in newest_revisions()],
            back_url=self.draft_url(draft.form_id),
        )  # fmt: skip

    # --- Buttons ------------------------------------------------------------------------------

    def press_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Move or remove something at once. A second click meets a newer draft and does nothing."""
        self.refuse_others(request)
        draft = self.draft_of(request, object_id)
        press = PRESSES.get(request.POST.get("do", ""))
        if press is None:
            raise Http404
        try:
            _, words = self._edit(request, draft, press(request.POST))
            messages.success(request, words)
        except (RuleViolated, StaleState) as refused:
            messages.warning(request, str(refused))
        return HttpResponseRedirect(self._back(request, draft))

    def _back(self, request: HttpRequest, draft: FormDraft) -> str:
        """To where the button stands, if that is a page of the portal."""
        asked = request.POST.get("back", "")
        is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()})
        return asked if is_ours and asked.startswith("/") else self.draft_url(draft.form_id)
