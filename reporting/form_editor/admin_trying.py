"""The form as the recipient sees it, with an invented case: page by page, and all on one page.

Trying a form out stores nothing: the answers travel in the page itself, from post to post.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from core.admin_base import ReadOnlyAdmin, admin_url
from reporting.drawn_answers import drawn_pages
from reporting.form_editor.invented import invented_facts
from reporting.models import Form
from reporting.questionnaire import (
    Facts,
    FormDocument,
    Page,
    reachable,
    unsettled,
)
from reporting.questionnaire.page_form import PageForm, page_form
from reporting.whole_form import whole_form

__all__ = ["TryingAdmin"]

CHECK = "-granska"
"""The last page of a try-out; no page of a form can have that key."""
MOST_TYPED = 500_000
"""Characters of answers that a try-out carries along."""


class TryingAdmin(ReadOnlyAdmin):
    """Looking at a form, and filling it in without storing anything. For all staff."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<path:object_id>/prova/", view(self.try_view), name="reporting_form_try"),
            path(
                "<path:object_id>/lasversion/",
                view(self.reading_copy_view),
                name="reporting_form_reading_copy",
            ),
        ]
        return [*own, *super().get_urls()]

    def reading_copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The whole form on one page, every jump in words."""
        form = self.row(request, object_id)
        document, facts = _shown(form)
        context = {"copy": whole_form(document, facts), **_about(form)}
        return render(request, "reporting/trying_reading_copy.html", context)

    def try_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """One page of the form, or the answers at its end; posts lead from page to page."""
        form = self.row(request, object_id)
        document, facts = _shown(form)
        step = _step(request, document, facts)
        context = {
            **_about(form),
            "carried": json.dumps(step.answers, ensure_ascii=False),
            "steps": _steps(document, step, facts),
            "check": CHECK,
        }
        if step.page is None:
            context["pages"] = [(one, "") for one in drawn_pages(document, step.answers, facts)]
            context["problems"] = unsettled(document, step.answers, facts)
            return render(request, "reporting/trying_check.html", context)
        drawn = step.sent or page_form(document, step.page, step.answers, facts)
        context |= {"page": step.page, "form": drawn, "has_errors": bool(drawn.errors)}
        return render(request, "reporting/trying_page.html", context)


@dataclass(frozen=True)
class Step:
    """Where a try-out stands: the answers so far and the page to show, None for the check page.

    `sent` is the page as it was just sent, when the same one is shown again.
    """

    answers: dict[str, Any]
    page: Page | None
    sent: PageForm | None = None


def _step(request: HttpRequest, document: FormDocument, facts: Facts) -> Step:
    """Take what was sent, if anything, and see where it leads."""
    answers = _carried(request)
    page = _page(document, request.POST.get("prova-sida") or request.GET.get("sida", ""))
    if request.method != "POST":
        return Step(answers, page)
    if page is None:
        return Step(answers, _page(document, request.POST.get("prova-till", CHECK)))
    sent = page_form(document, page, answers, facts, request.POST)
    answers = {**answers, **sent.answers()}
    if sent.errors and "prova-fortsatt" in request.POST:
        return Step(answers, page, sent)
    to = _next(request, document, page, answers, facts)
    return Step(answers, page, sent) if to == page.key else Step(answers, _page(document, to))


def _shown(form: Form) -> tuple[FormDocument, Facts]:
    """The draft, or what is published when there is none, with an invented case."""
    shown = getattr(form, "draft", None) or form.revisions.order_by("number").last()
    if shown is None:
        raise Http404
    last_on = form.round.report_last_on.isoformat()
    return shown.content, invented_facts(year=form.round.year, report_last_on=last_on)


def _about(form: Form) -> dict[str, Any]:
    is_draft = hasattr(form, "draft")
    back = reverse("admin:reporting_form_draft", args=[form.pk]) if is_draft else admin_url(form)
    return {"round": form.round, "back_url": back, "is_draft": is_draft}


def _page(document: FormDocument, key: str) -> Page | None:
    """The page with this key; the first one when none is named; None for the check page."""
    if key == CHECK:
        return None
    known = {page.key: page for page in document.pages}
    return known.get(key) or next(iter(document.pages), None)


def _carried(request: HttpRequest) -> dict[str, Any]:
    """The answers so far, as the page carried them; what can't be read is forgotten."""
    typed = request.POST.get("prova-svar", "")
    try:
        answers = json.loads(typed) if len(typed) <= MOST_TYPED else {}
    except ValueError:
        answers = {}
    return answers if isinstance(answers, dict) else {}


def _next(
    request: HttpRequest,
    document: FormDocument,
    page: Page,
    answers: dict[str, Any],
    facts: Facts,
) -> str:
    """The key of the page that the pressed button leads to."""
    if to := request.POST.get("prova-till", ""):
        return to
    reach = reachable(document, answers, facts)
    if "prova-tillbaka" in request.POST:
        before = reach.before(page)
        return before.key if before else page.key
    if "prova-fortsatt" not in request.POST:
        return page.key
    after = reach.after(page)
    return after.key if after else CHECK


def _steps(document: FormDocument, step: Step, facts: Facts) -> list[tuple[str, str, bool]]:
    """The pages to go through, for the list below the page: key, title, whether it is this one."""
    pages = reachable(document, step.answers, facts).pages
    steps = [*((page.key, page.title) for page in pages), (CHECK, "Granska svaren")]
    here = step.page.key if step.page else CHECK
    return [(key, title, key == here) for key, title in steps]
