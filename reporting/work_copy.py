"""Arbetskopia: every question with the answers so far, to send to those without a log-in.

Made when it is asked for and not stored: a draft is no document of the case.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.dates import day_and_year, day_of
from correspondence.pdf import render_pdf
from reporting.desk import Desk
from reporting.questionnaire import FormDocument
from reporting.questionnaire import answers as typed
from reporting.whole_form import whole_form

__all__ = ["work_copy"]


def work_copy(desk: Desk, *, at: datetime) -> bytes:
    """The PDF, dated."""
    report, document = desk.report, desk.report.revision.content
    copy = whole_form(document, desk.facts)
    for page in copy["pages"]:
        for question in page["questions"]:
            for field in question["fields"]:
                stored = report.answers.get(field["key"])
                field["answer"] = typed.text(document.by_key[field["key"]].field, stored)
                field["texts"] = _option_texts(field["key"], report.answers, document)
    context = {
        "copy": copy,
        "grant": report.round.grant.name,
        "year": report.round.year,
        "recipient": report.recipient.name,
        "organisation": report.organisation.name,
        "organisationsnummer": report.organisation.organisationsnummer_printed,
        "address": [
            report.organisation.postal_address,
            f"{report.organisation.postal_code} {report.organisation.postal_town}",
        ],
        "document_date": at,
        "dnr": report.diarienummer,
        "decision_diarienummer": report.round.decision.diarienummer,
        "requisition_diarienummer": report.requisition.diarienummer,
        "report_last_on": day_and_year(report.last_on),
        "made_on": f"{day_and_year(day_of(at))} klockan {at:%H.%M}",
    }
    return render_pdf("documents/work_copy.html", context)


def _option_texts(
    key: str, answers: Mapping[str, Any], document: FormDocument
) -> list[dict[str, str]]:
    """What was written at the options of a choice that ask for a text of their own."""
    return [
        {"label": f"{place.option.label} – {place.field.label}", "text": said}
        for place in document.places
        if place.option and place.parent and place.parent.key == key
        if (said := typed.text(place.field, answers.get(place.key)))
    ]
