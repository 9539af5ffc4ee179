"""The stored documents of a report: reading copy, version to approve, submission."""

import json
from datetime import datetime
from typing import Any

from core.dates import STOCKHOLM, day_and_year, day_of
from core.transitions import label_of
from correspondence.actions import Filing, store_pdf
from correspondence.models import Direction, Document
from correspondence.pdf import Attached
from reporting import keys
from reporting.case_facts import case_facts
from reporting.drawn_answers import drawn_pages
from reporting.models import Approval, Report, Submission
from reporting.versions import Version, kept_version
from reporting.whole_form import whole_form

__all__ = [
    "ANSWERS_FILE",
    "attached_answers",
    "reading_copy_document",
    "submission_document",
    "version_document",
]

ANSWERS_FILE = "svar.json"


def reading_copy_document(report: Report, *, at: datetime) -> Document:
    """Läsversion: the whole form with the jumps in words and the recipient's own figures."""
    facts = case_facts(report)
    copy = whole_form(report.revision.content, facts)
    filing = _filing(
        report,
        kind="reading_copy",
        about=label_of(report),
        direction=Direction.OUT,
        title="Läsversion av återrapporteringsformuläret",
        filename=f"lasversion-{report.round.key}-{report.recipient.code}.pdf",
    )
    context = {**_head(report), "copy": copy}
    return store_pdf(filing, template="documents/reading_copy.html", context=context, at=at)


def version_document(approval: Approval) -> Document:
    """Exactly what the signatory is asked to approve."""
    report = Report.objects.with_case().get(pk=approval.report_id)
    filing = _filing(
        report,
        kind="approval_version",
        about=label_of(approval),
        direction=Direction.DRAWN_UP,
        title=f"Återrapportering till {approval.signatory_name} för godkännande",
        filename=f"att-godkanna-{report.round.key}-{report.recipient.code}.pdf",
    )
    version = kept_version(approval)
    context = _version_context(report, version, approval) | {
        "status": "Väntar på godkännande av behörig företrädare. Inte inskickad.",
    }
    return store_pdf(
        filing,
        template="documents/report.html",
        context=context,
        at=approval.requested_at,
        attached=[_answers_file(version)],
    )


def submission_document(submission: Submission) -> Document:
    """The submission as received, with its answers attached as JSON: also the receipt."""
    report = Report.objects.with_case().get(pk=submission.report_id)
    approval = submission.approval
    filing = _filing(
        report,
        kind="submission",
        about=label_of(submission),
        direction=Direction.IN,
        title=f"Återrapportering, inskickad {submission.number}",
        filename=(
            f"aterrapportering-{report.round.key}-{report.recipient.code}-{submission.number}.pdf"
        ),
    )
    received_on = day_and_year(day_of(submission.received_at))
    received_at = f"{received_on} kl. {submission.received_at.astimezone(STOCKHOLM):%H.%M}"
    version = kept_version(submission)
    context = _version_context(report, version, approval) | {
        "status": f"Inskickad {received_at}, nummer {submission.number} av högst "
        f"{report.max_submissions}.",
        "is_late": report.is_late,
        "last_on": day_and_year(report.last_on),
        "approved_on": received_at,
    }
    return store_pdf(
        filing,
        template="documents/report.html",
        context=context,
        at=submission.received_at,
        attached=[_answers_file(version)],
    )


def attached_answers(version: Version) -> dict[str, Any]:
    """What lies in the PDF as JSON: enough to compute the fingerprint anew."""
    return {
        "form": version.revision.sha256,
        "answers": dict(version.answers),
        "facts": dict(version.facts),
        "sha256": version.sha256,
    }


def _answers_file(version: Version) -> Attached:
    text = json.dumps(attached_answers(version), ensure_ascii=False, indent=2, sort_keys=True)
    return Attached(ANSWERS_FILE, text.encode(), "Svaren i återrapporteringen som JSON")


def _filing(
    report: Report, *, kind: str, about: str, direction: Direction, title: str, filename: str
) -> Filing:
    return Filing(
        kind=kind,
        about=about,
        case=report.case,
        diarienummer=report.diarienummer,
        decision_diarienummer=report.round.decision.diarienummer,
        direction=direction,
        title=title,
        counterpart=report.organisation.name,
        filename=filename,
    )


def _head(report: Report) -> dict[str, Any]:
    organisation = report.organisation
    return {
        "grant": report.round.grant.name,
        "year": report.round.year,
        "recipient": report.recipient.name,
        "organisation": organisation.name,
        "organisationsnummer": organisation.organisationsnummer_printed,
        "address": [
            organisation.postal_address,
            f"{organisation.postal_code} {organisation.postal_town}",
        ],
        "dnr": report.diarienummer,
        "decision_diarienummer": report.round.decision.diarienummer,
        "requisition_diarienummer": report.requisition.diarienummer,
        "report_last_on": day_and_year(report.last_on),
    }


def _version_context(report: Report, version: Version, approval: Approval) -> dict[str, Any]:
    answers = version.answers
    return {
        **_head(report),
        "amounts": {
            "received_kr": answers[keys.RECEIVED],
            "used_kr": answers[keys.USED],
            "unused_kr": answers[keys.UNUSED],
        },
        "signatory": {
            "name": approval.signatory_name,
            "title": approval.signatory_title,
            "in_place_of": approval.in_place_of,
        },
        "pages": drawn_pages(version.revision.content, answers, version.facts),
        "revision": version.revision.number,
        "sha256": version.sha256,
    }
