"""Answers of several parts in a browser: the rows of a table and attached files, in and out.

A cell is named "table.2.column" (rows from 0). The buttons `add_row` (value: the table) and
`remove_row` (value: "table.2") work without JavaScript: they post the page as any button does.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.questionnaire import answers as typed
from reporting.questionnaire.document import Field, Files
from reporting.questionnaire.kinds import Cells, Stored
from reporting.questionnaire.kinds.rows import ROW, row_label
from reporting.questionnaire.page_form.drawing import Drawing, Drawn
from reporting.questionnaire.page_form.widgets import cell_widget

ADD = "add_row"
REMOVE = "remove_row"
REMOVE_FILE = "remove_file"
UPLOAD = "upload"
HELD = ":held"
"""After a question's key: the files that the page was drawn with. No key has a colon."""


class Posted(Protocol):
    """What a browser sent: Django's QueryDict."""

    def getlist(self, key: str, /) -> Sequence[Any]: ...

    def __contains__(self, key: object, /) -> bool: ...


def is_reshaping(data: Posted | None) -> bool:
    """Whether rows or files were added or taken away: the page is shown again."""
    return data is not None and any(name in data for name in (ADD, REMOVE, UPLOAD, REMOVE_FILE))


def sent_rows(table: Field, data: Posted) -> list[str]:
    """The rows that came with a post, as the form value of a table; a removed one is left out."""
    removed = data.getlist(REMOVE)
    rows = []
    for at in range(_most(table)):
        names = {column.key: f"{table.key}.{at}.{column.key}" for column in table.columns}
        if f"{table.key}.{at}" in removed or not any(name in data for name in names.values()):
            continue
        row = {key: _last(data, name) for key, name in names.items()}
        if table.rows:
            row[ROW] = table.rows[at].key
        rows.append(json.dumps(row))
    return rows


def came(field: Field, data: Posted) -> bool:
    """Whether anything of the field came with a post."""
    if field.columns:
        names = (f"{field.key}.0.{column.key}" for column in field.columns)
        return any(name in data for name in names)
    return field.key in data


def kept_files(stored: Stored, data: Posted, uploaded: Sequence[Cells]) -> Stored:
    """The files that are stored already, less those taken away, and those that came now."""
    removed = data.getlist(REMOVE_FILE)
    before = [one for one in stored if isinstance(one, dict)] if isinstance(stored, list) else []
    files = {one.get("id"): one for one in (*before, *uploaded)}
    return [one for known, one in files.items() if known not in removed] or None


@dataclass(frozen=True)
class Rows:
    """A table drawn as a group of fields per row, with buttons where the reader adds the rows."""

    table: Field

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """Every row with its cells, and an empty one more where it was asked for."""
        bound, rows = form[self.table.key], self._rows(form.drawing)
        return render_to_string(
            "bootstrap5/layout/rows.html",
            {
                "field": bound,
                "key": self.table.key,
                "rows": [self._drawn(row, at) for at, row in enumerate(rows)],
                "may_change": not self.table.rows,
                "may_add": not self.table.rows and len(rows) < self.table.max_rows,
                "may_remove": not self.table.rows and len(rows) > 1,
            },
        )

    def _rows(self, drawing: Drawing) -> list[Cells]:
        stored, spare = drawing.stored.get(self.table.key), drawing.spare.get(self.table.key, 0)
        rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
        if self.table.rows:
            given = {row.get(ROW): row for row in rows}
            return [given.get(one.key, {ROW: one.key}) for one in self.table.rows]
        wanted = max(self.table.min_rows, 1, len(rows) + spare)
        empty: list[Cells] = [{} for _ in range(min(wanted, self.table.max_rows) - len(rows))]
        return rows + empty

    def _drawn(self, row: Cells, at: int) -> dict[str, object]:
        label = row_label(self.table, row, at + 1)
        return {
            "name": f"{self.table.key}.{at}",
            "label": label,
            "cells": [self._cell(column, row, at) for column in self.table.columns],
        }

    def _cell(self, column: Field, row: Cells, at: int) -> dict[str, object]:
        name = f"{self.table.key}.{at}.{column.key}"
        value = typed.form_value(column, row.get(column.key))
        return {
            "id": f"id_{name}",
            "label": column.label,
            "help": column.help,
            "optional": not column.required,
            "suffix": suffix_of(column),
            "control": cell_widget(column).render(name, value, {"id": f"id_{name}"}),
        }


@dataclass(frozen=True)
class Attached:
    """Files that are stored, each with a button to take it away, and the control for more."""

    field: Field

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """The list of files and the control."""
        allowed = self.field.files or Files()
        stored = form.drawing.stored.get(self.field.key)
        files = stored if isinstance(stored, list) else []
        return render_to_string(
            "bootstrap5/layout/attached.html",
            {
                "field": form[self.field.key],
                "files": [one for one in files if isinstance(one, dict)],
                "may_add": len(files) < allowed.most,
                "may_be_several": allowed.most > 1,
                "types": ", ".join(one.upper() for one in allowed.types if one != "jpeg"),
                "megabytes": allowed.megabytes,
                "most": allowed.most,
            },
        )


def suffix_of(field: Field) -> str:
    """What stands after the control: kr, %, or what the number counts."""
    return {"kronor": "kr", "percent": "%"}.get(field.type, field.measure)


def spare_rows(places: Sequence[Field], data: Posted | None) -> Mapping[str, int]:
    """One empty row more for the table whose button was pressed."""
    asked = data.getlist(ADD) if data is not None else []
    return {field.key: 1 for field in places if field.key in asked}


def _most(table: Field) -> int:
    return len(table.rows) or table.max_rows


def _last(data: Posted, name: str) -> str:
    sent = data.getlist(name)
    return str(sent[-1]) if sent else ""
