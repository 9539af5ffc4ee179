"""Adopting a register: the one place where a file's rows reach the registers.

1. Takes the import under lock; one that is adopted already is refused with StaleState.
2. Locks recipients and huvudmän, and computes the plan anew.
3. Refuses with StaleState when that is not what the preview showed.
4. Writes everything with a fixed number of statements, and an event for each huvudman.

A huvudman whose details change must confirm them again at the next log-in.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from core.errors import StaleState
from core.models import Event
from core.transitions import label_of, record
from organisations.models import HuvudmanPeriod, Organisation, Recipient, User
from organisations.register_import.columns import CONTACT_FIELDS, ORGANISATION_FIELDS
from organisations.register_import.known import Values
from organisations.register_import.models import Contact, RegisterImport
from organisations.register_import.plan import Change, Plan, plan_for
from organisations.register_import.preview import rows_kept
from organisations.register_import.registers import registers_now

__all__ = ["adopt"]


@transaction.atomic
def adopt(kept: RegisterImport, *, by: User, at: datetime) -> RegisterImport:
    """Write a checked register, once. Raises StaleState."""
    waiting = RegisterImport.objects.select_for_update().filter(adopted_at=None).order_by("pk")
    locked = next((row for row in waiting if row.pk == kept.pk), None)  # one import at a time
    if locked is None:
        raise StaleState("Registret är redan fastställt eller borttaget. Inget ändrades.")
    rows, header = rows_kept(locked)
    plan = plan_for(rows, header, registers_now(lock=True))
    if plan.sha256 != locked.plan_sha256:
        raise StaleState(
            "Registren har ändrats sedan du läste in filen, så förhandsvisningen gäller inte "
            "längre. Inget ändrades. Läs in filen igen."
        )
    behind = _write_huvudmen(plan)
    _write_periods(plan, behind)
    _write_contacts(plan, behind)
    _record_each(plan, behind, locked, by=by, at=at)
    return _close(locked, by=by, at=at)


def _write_huvudmen(plan: Plan) -> dict[str, Organisation]:
    """The file's huvudmän by organisationsnummer, new and changed ones written."""
    Organisation.objects.bulk_create(
        Organisation(organisationsnummer=orgnr, **_fields(values))
        for orgnr, values in plan.new.items()
    )
    numbers = {row.organisationsnummer for row in plan.rows}
    behind = {
        row.organisationsnummer: row
        for row in Organisation.objects.filter(organisationsnummer__in=numbers)
    }
    for orgnr, values in plan.changed.items():
        organisation = behind[orgnr]
        for name, value in _fields(values).items():
            setattr(organisation, name, value)
        organisation.confirmed_at = organisation.confirmed_by = None
    Organisation.objects.bulk_update(
        [behind[orgnr] for orgnr in plan.changed],
        [*ORGANISATION_FIELDS.values(), "confirmed_at", "confirmed_by"],
    )
    return behind


def _fields(values: Values) -> dict[str, str]:
    return {ORGANISATION_FIELDS[column]: value for column, value in values.items()}


def _write_periods(plan: Plan, behind: dict[str, Organisation]) -> None:
    recipients = _recipients(plan.periods)
    HuvudmanPeriod.objects.bulk_create(
        HuvudmanPeriod(
            recipient=recipients[code],
            organisation=behind[orgnr],
            from_date=date.fromisoformat(since),
        )
        for code, (orgnr, since) in plan.periods.items()
    )


def _write_contacts(plan: Plan, behind: dict[str, Organisation]) -> None:
    recipients = _recipients(code for _, code in plan.contacts)
    Contact.objects.bulk_create(
        [
            Contact(
                organisation=behind[orgnr],
                recipient=recipients[code],
                **{CONTACT_FIELDS[column]: value for column, value in values.items()},
            )
            for (orgnr, code), values in plan.contacts.items()
        ],
        update_conflicts=True,
        unique_fields=["organisation", "recipient"],
        update_fields=list(CONTACT_FIELDS.values()),
    )


def _recipients(codes: Iterable[str]) -> dict[str, Recipient]:
    return {row.code: row for row in Recipient.objects.filter(code__in=list(codes))}


def _record_each(
    plan: Plan,
    behind: dict[str, Organisation],
    source: RegisterImport,
    *,
    by: User,
    at: datetime,
) -> None:
    """One event for each huvudman that something happened to."""
    said: dict[str, list[str]] = defaultdict(list)
    for row in plan.rows:
        said[row.organisationsnummer] += [_in_words(row.recipient, one) for one in row.changes]
    Event.objects.bulk_create(
        Event(
            about=label_of(behind[orgnr]),
            action="register_imported",
            actor=by,
            actor_name=by.get_full_name() or by.email,
            at=at,
            reason="\n".join([f"Fil: {source.file_name}", *sentences]),
        )
        for orgnr, sentences in said.items()
        if sentences
    )


def _in_words(recipient: str, change: Change) -> str:
    return f"{recipient}, {change.what}: {change.before or '–'} → {change.after}"


def _close(locked: RegisterImport, *, by: User, at: datetime) -> RegisterImport:
    """What was adopted keeps its figures and its hash, not its rows: those are in the registers."""
    locked.adopted_by, locked.adopted_at, locked.content = by, at, {}
    locked.save(update_fields=["adopted_by", "adopted_at", "content"])
    record(
        locked,
        "register_adopted",
        actor=by,
        at=at,
        reason=f"{locked.file_name}, SHA-256 {locked.file_sha256}: {locked.added} nya, "
        f"{locked.changed} ändrade, {locked.unchanged} oförändrade.",
    )
    return locked
