"""Jumps as rows in menus: "visas om [fråga 14] [innehåller] [alternativ]", all or any of them.

A condition of the document is a group of rows, or nothing. What a document made elsewhere nests
deeper is one row, which can be read and taken away. Pure, as operations.py.
"""

from typing import Any, Literal

from reporting.form_editor.parts import Document, Edited, copy_of, find_question, gone

__all__ = ["Combine", "add_row", "combine", "remove_row", "rows_of"]

Condition = dict[str, Any]
Combine = Literal["all", "any"]


def rows_of(condition: Condition | None) -> tuple[Combine, list[Condition]]:
    """How the rows hang together, and the rows; a single test is one row."""
    if not condition:
        return "all", []
    if "any" in condition:
        return "any", list(condition["any"])
    return "all", list(condition.get("all", [condition]))


def add_row(document: Document, key: str, row: Condition) -> Edited:
    """One more comparison with an earlier answer."""
    new = copy_of(document)
    question = find_question(new, key).part
    how, rows = rows_of(question.get("shown_if"))
    question["shown_if"] = _condition(how, [*rows, row])
    return Edited(new, f"La till ett villkor för när frågan ”{question['label']}” visas.")


def remove_row(document: Document, key: str, at: int) -> Edited:
    """Take away the row at this place; without rows the question is always asked."""
    new = copy_of(document)
    question = find_question(new, key).part
    how, rows = rows_of(question.get("shown_if"))
    if at >= len(rows):
        raise gone("Villkoret")
    del rows[at]
    if rows:
        question["shown_if"] = _condition(how, rows)
    else:
        question.pop("shown_if", None)
    return Edited(new, f"Tog bort ett villkor för när frågan ”{question['label']}” visas.")


def combine(document: Document, key: str, how: Combine) -> Edited:
    """Whether all rows must hold, or one is enough."""
    new = copy_of(document)
    question = find_question(new, key).part
    _, rows = rows_of(question.get("shown_if"))
    if not rows:
        raise gone("Villkoret")
    question["shown_if"] = _condition(how, rows)
    enough = "alla villkor stämmer" if how == "all" else "ett av villkoren stämmer"
    return Edited(new, f"Frågan ”{question['label']}” visas nu om {enough}.")


def _condition(how: Combine, rows: list[Condition]) -> Condition:
    return rows[0] if len(rows) == 1 else {how: rows}
