"""The reading copy as plain values, for paper and for the web: what one must see to prepare."""

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from reporting.questionnaire import Facts, FormDocument, options_of, reading_copy
from reporting.questionnaire.document import Field, QuestionType

__all__ = ["as_values", "whole_form"]

EMPTY_ROWS = 4
"""Rows to write on where the reader adds rows herself."""

MEASURES = {QuestionType.KRONOR: "kr", QuestionType.PERCENT: "%"}


def whole_form(document: FormDocument, facts: Facts) -> dict[str, Any]:
    """Every page and question with its jump in words and what the case already knows."""
    copy: dict[str, Any] = as_values(asdict(reading_copy(document, facts)))
    for page in copy["pages"]:
        for question in page["questions"]:
            for field in question["fields"]:
                _complete(field, document.by_key[field["key"]].field)
    return copy


def as_values(value: Any) -> Any:
    """Dataclasses' dicts with the form's own blocks of text as plain dicts, fit to be stored."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {key: as_values(part) for key, part in value.items()}
    return [as_values(part) for part in value] if isinstance(value, list | tuple) else value


def _complete(drawn: dict[str, Any], field: Field) -> None:
    """What a kind of question needs to be answered on paper, beyond its label."""
    drawn["measure"] = MEASURES.get(field.type, field.measure)
    drawn["chooses_one"] = field.type in (QuestionType.ONE_CHOICE, QuestionType.YES_NO)
    if not drawn["options"]:
        options = options_of(field)
        drawn["options"] = [{"label": one.label, "text_label": ""} for one in options]
    if field.scale:
        drawn["scale"] = field.scale.model_dump()
        drawn["steps"] = list(range(1, field.scale.steps + 1))
    if field.type is QuestionType.TABLE:
        drawn["columns"] = [_column(column) for column in field.columns]
        drawn["rows"] = [row.label for row in field.rows]
        drawn["most_rows"] = 0 if field.rows else field.max_rows
        drawn["empty_rows"] = [] if field.rows else [""] * min(field.max_rows, EMPTY_ROWS)


def _column(column: Field) -> dict[str, Any]:
    measure = MEASURES.get(column.type, column.measure)
    choices = [option.label for option in options_of(column)]
    if column.scale:
        choices = [f"1 ({column.scale.lowest}) till {column.scale.steps} ({column.scale.highest})"]
    return {"label": column.label, "measure": measure, "choices": choices}
