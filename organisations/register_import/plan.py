"""What a file would change in the registers: computed for the preview, and again at adoption.

Pure: rows and registers in, a plan out. An empty cell changes nothing. History is not rewritten:
a huvudman may only begin after the latest one did.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from core.sheets.problems import Problem
from organisations.register_import.columns import CONTACT_COLUMNS, ORGANISATION_FIELDS, Column
from organisations.register_import.header import Header
from organisations.register_import.known import KnownRecipient, Registers, Values
from organisations.register_import.sheet import Row

__all__ = ["Change", "Outcome", "Plan", "PlannedRow", "plan_for"]


class Outcome(StrEnum):
    NEW = "Ny"
    CHANGED = "Ändras"
    UNCHANGED = "Oförändrad"


@dataclass(frozen=True)
class Change:
    """One value that becomes another; nothing before means that it is new."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class PlannedRow:
    """What a row of the file comes to."""

    number: int
    code: str
    recipient: str
    organisationsnummer: str
    huvudman: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    note: str = ""


@dataclass
class Plan:
    """All that adoption would do. Keys are organisationsnummer and recipient codes."""

    rows: list[PlannedRow] = field(default_factory=list)
    new: dict[str, Values] = field(default_factory=dict)
    changed: dict[str, Values] = field(default_factory=dict)
    periods: dict[str, tuple[str, str]] = field(default_factory=dict)  # code → (orgnr, from)
    contacts: dict[tuple[str, str], Values] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)  # recipients that the file does not mention

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def sha256(self) -> str:
        """Of what the preview shows: the same only if the same would be done to the same values."""
        shown = [asdict(row) for row in self.rows]
        text = json.dumps([shown, len(self.problems)], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def plan_for(rows: list[Row], header: Header, registers: Registers) -> Plan:
    """Hold the rows against the registers."""
    mentioned = {row.values[Column.CODE] for row in rows}
    absent = [
        one.name
        for code, one in registers.recipients.items()
        if code not in mentioned and one.is_awaited
    ]
    plan = Plan(absent=absent)
    merged = _huvudman_values(rows)
    for row in rows:
        known = registers.recipients.get(row.values[Column.CODE])
        problem = _wrong_recipient(row, header, registers, known)
        if known is None or problem:
            plan.problems += [problem] if problem else []
            continue
        _plan_row(plan, row, header, registers, known, merged)
    return plan


def _plan_row(
    plan: Plan,
    row: Row,
    header: Header,
    registers: Registers,
    known: KnownRecipient,
    merged: dict[str, Values],
) -> None:
    orgnr = row.values[Column.ORGANISATIONSNUMMER]
    seen = orgnr in plan.new or orgnr in plan.changed
    changes = [] if seen else _huvudman_changes(plan, orgnr, merged[orgnr], registers)
    is_new = not seen and orgnr in plan.new
    changes += _period_changes(plan, row, header, registers, known)
    changes += _contact_changes(plan, row, header, registers)
    outcome = Outcome.NEW if is_new else Outcome.CHANGED if changes else Outcome.UNCHANGED
    plan.rows.append(
        PlannedRow(
            number=row.number,
            code=row.values[Column.CODE],
            recipient=known.name,
            organisationsnummer=orgnr,
            huvudman=row.values[Column.HUVUDMAN],
            outcome=outcome,
            changes=tuple(changes),
            note=_note(plan, orgnr, registers) if changes and not seen else "",
        )
    )


def _huvudman_values(rows: list[Row]) -> dict[str, Values]:
    """What the file says of each huvudman, on whichever of its rows."""
    merged: dict[str, Values] = {}
    for row in rows:
        known = merged.setdefault(row.values[Column.ORGANISATIONSNUMMER], {})
        for column in ORGANISATION_FIELDS:
            if column in row.values:
                known.setdefault(column, row.values[column])
    return merged


def _huvudman_changes(plan: Plan, orgnr: str, values: Values, registers: Registers) -> list[Change]:
    known = registers.organisations.get(orgnr)
    before = known.values if known else {}
    differs = {one: value for one, value in values.items() if before.get(one, "") != value}
    if known is None:
        plan.new[orgnr] = values
    elif differs:
        plan.changed[orgnr] = differs
    return [Change(_in_words(one), before.get(one, ""), value) for one, value in differs.items()]


def _period_changes(
    plan: Plan, row: Row, header: Header, registers: Registers, known: KnownRecipient
) -> list[Change]:
    code, orgnr = row.values[Column.CODE], row.values[Column.ORGANISATIONSNUMMER]
    if known.organisationsnummer == orgnr:
        return []
    before = registers.organisations.get(known.organisationsnummer)
    name = before.values[Column.HUVUDMAN] if before else ""
    since = row.values.get(Column.FROM_DATE, "")
    if not since or (name and since <= known.from_date):
        said = _said_of_period(known, name, since)
        plan.problems.append(header.problem(row.number, Column.FROM_DATE, said))
        return []
    plan.periods[code] = (orgnr, since)
    return [Change(f"huvudman från {since}", name, row.values[Column.HUVUDMAN])]


def _said_of_period(known: KnownRecipient, name: str, since: str) -> str:
    if not since:
        has = f"har i dag huvudmannen {name}" if name else "har ingen huvudman än"
        return f"{known.name} {has}. Skriv från vilken dag den nya gäller."
    return (
        f"{known.name} har redan huvudmannen {name} från {known.from_date}. "
        "Skriv en senare dag: en fil ändrar inte det som har varit."
    )


def _contact_changes(plan: Plan, row: Row, header: Header, registers: Registers) -> list[Change]:
    key = (row.values[Column.ORGANISATIONSNUMMER], row.values[Column.CODE])
    values = {column: row.values[column] for column in CONTACT_COLUMNS if column in row.values}
    before = registers.contacts.get(key, {})
    changes = [
        Change(_in_words(column), before.get(column, ""), value)
        for column, value in values.items()
        if before.get(column, "") != value
    ]
    if not changes:
        return []
    if not values.get(Column.CONTACT_EMAIL) and not before.get(Column.CONTACT_EMAIL):
        said = "Skriv kontaktpersonens e-postadress, annars når breven inte fram."
        plan.problems.append(header.problem(row.number, Column.CONTACT_EMAIL, said))
        return []
    plan.contacts[key] = {**before, **values}
    return changes


def _in_words(column: Column) -> str:
    return {
        Column.HUVUDMAN: "huvudmannens namn",
        Column.CONTACT_EMAIL: "kontaktpersonens e-post",
        Column.CONTACT_PHONE: "kontaktpersonens telefon",
    }.get(column, column.value)


def _wrong_recipient(
    row: Row, header: Header, registers: Registers, known: KnownRecipient | None
) -> Problem | None:
    """A code that nobody has, or that is another's than the name says."""
    code = row.values[Column.CODE]
    if known is None:
        said = f"Ingen mottagare har koden {code}. Kontrollera den."
        return header.problem(row.number, Column.CODE, said)
    written = row.values.get(Column.RECIPIENT, "").casefold()
    others = [
        f"{other.name} har koden {one}, men raden har {code} ({known.name}). Kontrollera koden."
        for one, other in registers.recipients.items()
        if written and other.name.casefold() == written and known.name.casefold() != written
    ]
    return header.problem(row.number, Column.RECIPIENT, others[0]) if others else None


def _note(plan: Plan, orgnr: str, registers: Registers) -> str:
    known = registers.organisations.get(orgnr)
    if orgnr in plan.changed and known and known.confirmed:
        return "Huvudmannen har bekräftat sina uppgifter och får göra det igen."
    return ""
