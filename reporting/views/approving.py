"""Godkänn: the signatory's personal link. No log-in, but a code that goes to her e-mail.

The link alone shows nothing of the report. After the code, exactly the locked version, with two
buttons of equal weight.
"""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import RuleViolated, StaleState
from core.transitions import label_of
from correspondence import uploads
from correspondence.views import as_download, as_file
from organisations.access import by_confirmed_link, by_personal_link
from reporting import actions, signing
from reporting.documents import submission_document, version_document
from reporting.drawn_answers import drawn_pages
from reporting.files import address_for_signatory, names_file
from reporting.forms import CodeForm, DeclineForm, StandInForm
from reporting.models import Approval
from reporting.queries import latest_submission
from reporting.states import ApprovalStatus
from reporting.versions import kept_version
from reporting.views.common import differs_since

__all__ = [
    "approve",
    "approve_confirmed",
    "confirm",
    "decline",
    "document",
    "file",
    "send_code",
    "stand_in",
]


@by_personal_link
@never_cache
def approve(request: HttpRequest, token: str) -> HttpResponse:
    """Before the code: what it is about. After it: the version and the two buttons."""
    approval = _approval(token)
    if approval.status != ApprovalStatus.WAITING or clock.now() > approval.expires_at:
        return render(request, "reporting/approval_over.html", _context(approval, token))
    if not _is_confirmed(request, approval):
        form = CodeForm()
        return render(
            request, "reporting/approval_code.html", _context(approval, token) | {"form": form}
        )
    return _version_page(request, approval, token, DeclineForm())


@by_personal_link
def send_code(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a code. The answer is the same page, with the field to write it in."""
    approval = _approval(token)
    if approval.status == ApprovalStatus.WAITING and request.method == "POST":
        try:
            signing.send_code(approval, at=clock.now())
            messages.success(request, "Vi har skickat en kod till er e-postadress.")
        except RuleViolated as refused:
            messages.error(request, str(refused))
        except OSError:
            messages.error(
                request, "Vi kunde inte skicka koden just nu. Försök igen om några minuter."
            )
    return redirect("reporting:approve", token=token)


@by_personal_link
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Check the code and open the version in this browser."""
    approval = _approval(token)
    if request.method != "POST":
        return redirect("reporting:approve", token=token)
    form = CodeForm(request.POST)
    if form.is_valid():
        found = signing.check_code(approval, form.cleaned_data["code"], at=clock.now())
        if not found:
            request.session.cycle_key()
            request.session[_session_key(approval)] = approval.sha256
            return redirect("reporting:approve", token=token)
        form.add_error("code", found[0].message)
    context = _context(approval, token) | {"form": form, "has_errors": True}
    return render(request, "reporting/approval_code.html", context)


@by_personal_link
@require_http_methods(["GET", "POST"])
def approve_confirmed(request: HttpRequest, token: str) -> HttpResponse:
    """Approve: this is the submission. A second click shows that it is done."""
    approval = _approval(token)
    if request.method == "POST" and _is_confirmed(request, approval):
        try:
            actions.approve_report(approval, at=clock.now())
        except StaleState:
            pass  # decided already; the page says how
        except RuleViolated as refused:
            messages.error(request, str(refused))
    return redirect("reporting:approve", token=token)


@by_personal_link
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Decline with a comment; the report goes back to those who filled it in."""
    approval = _approval(token)
    if not _is_confirmed(request, approval) or request.method != "POST":
        return redirect("reporting:approve", token=token)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _version_page(request, approval, token, form)
    with suppress(StaleState):  # decided already: the page says how
        actions.decline_report(approval, comment=form.cleaned_data["comment"], at=clock.now())
    return redirect("reporting:approve", token=token)


@by_confirmed_link
@never_cache
def document(request: HttpRequest, token: str) -> HttpResponseBase:
    """The version as PDF; after approval the submission."""
    approval = _approval(token)
    if not _is_confirmed(request, approval):
        raise Http404
    if approval.status == ApprovalStatus.APPROVED:
        return as_download(submission_document(approval.submission))
    return as_download(version_document(approval))


@by_confirmed_link
@never_cache
@require_safe
def file(request: HttpRequest, token: str, upload_id: UUID) -> HttpResponseBase:
    """A file of the version that the signatory has before her, and of no other."""
    approval = _approval(token)
    if not _is_confirmed(request, approval) or not names_file(approval, upload_id):
        raise Http404
    return as_file(get_object_or_404(uploads.of(label_of(approval.report)), pk=upload_id))


@by_personal_link
@never_cache
@require_http_methods(["GET", "POST"])
def stand_in(request: HttpRequest, token: str) -> HttpResponse:
    """The signatory says who approves instead; her own link stops working."""
    approval = _approval(token)
    if not _is_confirmed(request, approval) or approval.status != ApprovalStatus.WAITING:
        return redirect("reporting:approve", token=token)
    form = StandInForm(request.POST or None)
    if form.is_valid() and _handed_over(approval, form):
        return redirect("reporting:approve", token=token)
    context = _context(approval, token) | {"form": form, "has_errors": bool(form.errors)}
    return render(request, "reporting/approval_stand_in.html", context)


def _handed_over(approval: Approval, form: StandInForm) -> bool:
    """Whether somebody else has it now; if not, the form says why."""
    try:
        with suppress(StaleState):  # decided already: the page says how
            reason = form.cleaned_data["reason"]
            actions.hand_over_own(approval, to=form.person, reason=reason, at=clock.now())
    except RuleViolated as refused:
        for violation in refused.violations:
            form.add_error(violation.field, violation.message)
    return not form.errors


def _version_page(
    request: HttpRequest, approval: Approval, token: str, form: DeclineForm
) -> HttpResponse:
    pages = drawn_pages(
        approval.revision.content,
        approval.answers,
        approval.facts,
        file_address=address_for_signatory(token),
    )
    context = _context(approval, token) | {
        "pages": [(page, "") for page in pages],
        "form": form,
        "has_errors": form.is_bound and bool(form.errors),
        **differs_since(latest_submission(approval.report), kept_version(approval)),
    }
    return render(request, "reporting/approve.html", context)


def _approval(token: str) -> Approval:
    approval = signing.approval_of(token)
    if approval is None:
        raise Http404
    return approval


def _context(approval: Approval, token: str) -> dict[str, object]:
    return {
        "approval": approval,
        "report": approval.report,
        "round": approval.report.round,
        "token": token,
        "handed_to": _stand_in_of(approval),
        "expired": approval.status == ApprovalStatus.WAITING and clock.now() > approval.expires_at,
        "masked_email": _masked(approval.signatory_email),
    }


def _stand_in_of(approval: Approval) -> Approval | None:
    """Who has it now, when this one was handed over."""
    if approval.status != ApprovalStatus.HANDED_OVER:
        return None
    return approval.handed_over_to


def _masked(email: str) -> str:
    """ "eva.ek@skane.se" → "e…@skane.se": enough to recognise, too little to learn."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def _session_key(approval: Approval) -> str:
    return f"approval-{approval.pk}"


def _is_confirmed(request: HttpRequest, approval: Approval) -> bool:
    return request.session.get(_session_key(approval)) == approval.sha256
