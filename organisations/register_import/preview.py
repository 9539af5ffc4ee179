"""From an uploaded file to a preview, kept as a RegisterImport when nothing is wrong with it."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.sheets.files import read_file
from core.sheets.problems import Problem, Unreadable
from organisations.models import User
from organisations.register_import.columns import Column
from organisations.register_import.header import Header
from organisations.register_import.models import RegisterImport
from organisations.register_import.plan import Outcome, Plan, plan_for
from organisations.register_import.registers import registers_now
from organisations.register_import.sheet import Row, Sheet, read_sheet

__all__ = ["Preview", "keep_preview", "preview", "rows_kept"]


@dataclass(frozen=True)
class Preview:
    """What a file says, what it would change, and all that is wrong with it."""

    sheet: Sheet = field(default_factory=Sheet)
    plan: Plan = field(default_factory=Plan)
    problems: list[Problem] = field(default_factory=list)


def preview(name: str, data: bytes) -> Preview:
    """Hold a file against the registers; changes nothing."""
    try:
        sheet = read_sheet(read_file(name, data))
    except Unreadable as refused:
        return Preview(problems=list(refused.problems))
    plan = plan_for(sheet.rows, sheet.header, registers_now())
    problems = sorted([*sheet.problems, *plan.problems], key=lambda one: (one.row or 0, one.column))
    return Preview(sheet, plan, problems)


def keep_preview(
    found: Preview, *, name: str, data: bytes, by: User, at: datetime
) -> RegisterImport:
    """Keep a faultless file's rows until they are adopted; replaces what the person had waiting."""
    RegisterImport.objects.filter(uploaded_by=by, adopted_at=None).delete()
    plan = found.plan
    return RegisterImport.objects.create(
        file_name=name[-200:],
        file_sha256=hashlib.sha256(data).hexdigest(),
        content=_content(found.sheet),
        plan_sha256=plan.sha256,
        added=plan.count(Outcome.NEW),
        changed=plan.count(Outcome.CHANGED),
        unchanged=plan.count(Outcome.UNCHANGED),
        uploaded_by=by,
        uploaded_at=at,
    )


def rows_kept(kept: RegisterImport) -> tuple[list[Row], Header]:
    """The rows as they were read."""
    rows = [
        Row(number, {Column(name): value for name, value in values.items()})
        for number, values in kept.content["rows"]
    ]
    columns = {Column(name): place for name, place in kept.content["columns"].items()}
    return rows, Header(kept.content["header_row"], columns)


def _content(sheet: Sheet) -> dict[str, Any]:
    return {
        "header_row": sheet.header.row,
        "columns": {column.value: place for column, place in sheet.header.columns.items()},
        "rows": [
            [row.number, {column.value: value for column, value in row.values.items()}]
            for row in sheet.rows
        ],
    }
