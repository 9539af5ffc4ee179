"""Builders for forms and reports: an answer for any question, drafts, rounds of next year."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from grants.models import Round
from organisations.models import User
from organisations.roles import StaffRole
from reporting.form_editor import actions
from reporting.models import Form, FormDraft, FormRevision, Report
from reporting.questionnaire import Facts, FormDocument, options_of, reachable
from reporting.questionnaire.document import Field, QuestionType
from tests.builders import (
    APRIL,
    FEBRUARY,
    ROUND_KEY,
    form_document,
    make_form,
    make_report,
    make_requisition,
    make_round,
    make_staff,
)

HANDLAGGARE = frozenset({StaffRole.HANDLAGGARE})
FORMS = (ROUND_KEY, "aldreomsorg-rss-2025", "socialtjanst-kommun-2025")
SIMPLE: Mapping[QuestionType, object] = {
    QuestionType.TEXT: "Ett svar",
    QuestionType.LONG_TEXT: "Ett längre svar.",
    QuestionType.EMAIL: "kim@example.se",
    QuestionType.PHONE: "010-123 45 67",
    QuestionType.ORGANISATIONSNUMMER: "2021000555",
    QuestionType.POSTAL_CODE: "22100",
    QuestionType.KRONOR: 1,
    QuestionType.NUMBER: "1",
    QuestionType.PERCENT: "10",
    QuestionType.DATE: "2025-06-01",
    QuestionType.SCALE: 3,
    QuestionType.ACKNOWLEDGEMENT: True,
}


def faultless_for(document: FormDocument, facts: Facts) -> dict[str, Any]:
    """Answers to everything that any form asks, choosing the first option wherever there are some.

    What an answer opens is answered too, until nothing new is asked.
    """
    answers: dict[str, Any] = {}
    while True:
        reach = reachable(document, answers, facts)
        asked = {
            place.key: place.field
            for place in reach.places
            if place.is_asked and place.question.by == "drafter"
        }
        open_ = {key: field for key, field in asked.items() if key not in answers}
        if not open_:
            return answers
        answers |= {key: an_answer(field) for key, field in open_.items()}


def an_answer(field: Field) -> Any:
    """Something that may be answered to a question of this kind."""
    options = options_of(field)
    match field.type:
        case QuestionType.MANY_CHOICE:
            return [options[0].key]
        case QuestionType.TABLE:
            cells = {column.key: an_answer(column) for column in field.columns}
            return [{"_row": row.key, **cells} for row in field.rows] or [cells]
        case QuestionType.FILE:
            return []
    return options[0].key if options else SIMPLE[field.type]


def report_with_form(name: str) -> Report:
    """A recipient's empty report with one of the forms in fixtures/forms."""
    round_ = make_round(name)
    make_form(round_, form_document(name))
    return make_report(make_requisition(round_, paid=True))


def next_round(key: str = "socialtjanst-rss-2026", **fields: Any) -> Round:
    """The 2026 round of the same grant, prepared and without a form."""
    dates = {
        "use_from": date(2026, 1, 1),
        "use_until": date(2026, 12, 31),
        "requisition_opens_on": date(2026, 3, 2),
        "requisition_last_on": date(2026, 5, 15),
        "report_opens_on": date(2027, 1, 18),
        "report_last_on": date(2027, 3, 1),
    }
    values = {"opened": False, "year": 2026, "frames": {"RSS-12": 1_000_000}, **dates, **fields}
    return make_round(key, **values)


def make_draft(form: Form | None = None, *, by: User | None = None) -> FormDraft:
    """A draft of a published form, as published; document 004's unless told otherwise."""
    form = form or make_form(make_round()).form
    return actions.start_draft(form, by=by or make_staff(), roles=HANDLAGGARE, at=APRIL)


def edit(draft: FormDraft, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> FormDraft:
    """Do one thing to the draft as it stands now."""
    now = FormDraft.objects.get(pk=draft.pk)
    changed, _ = actions.edit_draft(
        now,
        lambda document: operation(document, *args, **kwargs),
        seen=now.sha256,
        by=make_staff(),
        roles=HANDLAGGARE,
        at=FEBRUARY,
    )
    return changed


def publish(draft: FormDraft, **how: Any) -> tuple[FormRevision, int]:
    """Publish the draft as it stands now."""
    now = FormDraft.objects.get(pk=draft.pk)
    return actions.publish_draft(
        now, seen=now.sha256, by=make_staff(), roles=HANDLAGGARE, at=FEBRUARY, **how
    )
