"""How an answered question is laid out, on paper and web: amounts, facts, texts, and tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from reporting.questionnaire import Facts, FormDocument, clean, presentation
from reporting.questionnaire.document import Field, QuestionType
from reporting.questionnaire.kinds import TABLE
from reporting.questionnaire.presentation import Line, PresentedQuestion

__all__ = ["drawn_pages"]

NUMERIC = frozenset({QuestionType.KRONOR, QuestionType.NUMBER, QuestionType.PERCENT})


def drawn_pages(
    document: FormDocument,
    answers: Mapping[str, Any],
    facts: Facts,
    *,
    file_address: Callable[[str], str] | None = None,
) -> list[dict[str, Any]]:
    """What was asked and answered, page by page: {key, title, questions}.

    `file_address` says where a file is opened, by its id; on paper there is none.
    """
    stored = clean(document, answers, facts)
    return [
        {
            "key": page.key,
            "title": page.title,
            "questions": [
                _drawn(question, document, stored, file_address) for question in page.questions
            ],
        }
        for page in presentation(document, answers, facts)
    ]


def _drawn(
    question: PresentedQuestion,
    document: FormDocument,
    answers: Mapping[str, Any],
    file_address: Callable[[str], str] | None,
) -> dict[str, Any]:
    """A question and its lines, with `shape`: a table of amounts or of facts, or text by text."""
    fields = [document.by_key[line.key].field for line in question.lines]
    if all(field.unit or field.type is QuestionType.KRONOR for field in fields):
        shape = "amounts"
    else:
        shape = "facts" if question.lines[0].label else "texts"
    lines = [
        asdict(line)
        | {
            "chosen": _chosen(line, field),
            "table": _table(line, field, answers),
            "files": _files(line, field, answers, file_address),
        }
        for line, field in zip(question.lines, fields, strict=True)
    ]
    return {**asdict(question), "shape": shape, "lines": lines}


def _chosen(line: Line, field: Field) -> list[str]:
    """The options chosen, where there may be several."""
    is_list = field.type is QuestionType.MANY_CHOICE and line.answered
    return line.text.split("\n") if is_list else []


def _files(
    line: Line,
    field: Field,
    answers: Mapping[str, Any],
    file_address: Callable[[str], str] | None,
) -> list[dict[str, Any]]:
    """The files of an answer: {id, name, size, sha256, is_image, url}."""
    if field.type is not QuestionType.FILE or not line.answered:
        return []
    return [
        {
            **one,
            "is_image": one["name"].lower().endswith((".png", ".jpg", ".jpeg")),
            "url": file_address(one["id"]) if file_address else "",
        }
        for one in answers[line.key]
    ]


def _table(line: Line, field: Field, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rows of a table in words; `named` when the form itself names them."""
    if field.type is not QuestionType.TABLE or not line.answered:
        return None
    labels = {row.key: row.label for row in field.rows}
    return {
        "columns": [_heading(column) for column in field.columns],
        "named": bool(labels),
        "rows": [
            {"label": labels.get(row.get("_row"), ""), "cells": _cells(field.columns, row)}
            for row in answers[line.key]
        ],
    }


def _heading(column: Field) -> dict[str, Any]:
    return {"label": column.label, "numeric": column.type in NUMERIC}


def _cells(columns: Sequence[Field], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": column.label,
            "text": TABLE.cell(column, row.get(column.key)) or "–",
            "numeric": column.type in NUMERIC,
        }
        for column in columns
    ]
