"""Answers that are days: stored as ISO days, shown as "15 maj 2025"."""

import re
from datetime import date

from core import dates
from reporting.questionnaire.document import Field
from reporting.questionnaire.kinds.base import ANSWERED, Kind, Problem, Stored, UnreadableError

_WRITTEN = re.compile(r"([0-9]{4})-?([0-9]{1,2})-?([0-9]{1,2})")


class Day(Kind):
    """A calendar day; `earliest` and `latest` are inclusive."""

    operators = (*ANSWERED, "before", "after", "from", "until")
    empty_message = "Skriv ett datum på {question}, till exempel 2025-05-15."

    def read(self, field: Field, stored: Stored) -> Stored:
        match = _WRITTEN.fullmatch(str(stored))
        try:
            year, month, day = (
                (int(part) for part in match.groups() if part) if match else (0, 0, 0)
            )
            return str(date(year, month, day))
        except ValueError:
            return _refuse()

    def check(self, field: Field, value: Stored) -> Problem | None:
        day = date.fromisoformat(str(value))
        if field.earliest and day < field.earliest:
            first = dates.day_and_year(field.earliest)
            return Problem("earliest", f"Skriv ett datum som är tidigast {first}.")
        if field.latest and day > field.latest:
            return Problem(
                "latest", f"Skriv ett datum som är senast {dates.day_and_year(field.latest)}."
            )
        return None

    def text(self, field: Field, value: Stored) -> str:
        return dates.day_and_year(date.fromisoformat(str(value)))

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        return str(value)


def _refuse() -> Stored:
    raise UnreadableError("date", "Skriv datumet som år-månad-dag, till exempel 2025-05-15.")
