"""What a round, a decision and its original must be. Pure: values in, violations out."""

from collections.abc import Iterable

from core.dates import day_in_words
from core.errors import Violation
from core.kronor import with_unit
from grants.calendar import LABELS, Calendar

__all__ = [
    "MAX_ORIGINAL_BYTES", "MAX_ORIGINAL_MB", "amendment_problems", "amount_problems",
    "calendar_problems", "duty_problems", "frozen_problems", "original_problems", "suggested_key",
    "too_large",
]  # fmt: skip

MAX_ORIGINAL_MB = 20
MAX_ORIGINAL_BYTES = MAX_ORIGINAL_MB * 1024 * 1024
PDF_HEAD = b"%PDF-"
PDF_END = b"%%EOF"
PDF_END_WITHIN = 2048  # bytes from the end; some programs write a little after the mark
LONGEST_KEY = 50

IN_ORDER = (
    ("use_from", "use_until"),
    ("requisition_opens_on", "requisition_last_on"),
    ("requisition_opens_on", "report_opens_on"),
    ("report_opens_on", "report_last_on"),
)


def calendar_problems(calendar: Calendar, *, year: int) -> list[Violation]:
    """Days that come in the wrong order, or a period that is not in the grant's year."""
    days = calendar.days()
    found = [
        Violation(
            f"{later}_before_{earlier}",
            later,
            f"{LABELS[later]} ({day_in_words(days[later])}) kan inte komma före "
            f"”{LABELS[earlier].lower()}” ({day_in_words(days[earlier])}).",
        )
        for earlier, later in IN_ORDER
        if days[later] < days[earlier]
    ]
    if not calendar.use_from.year <= year <= calendar.use_until.year:
        message = f"Perioden då medlen får användas ska ligga i bidragsåret {year}."
        found.append(Violation("period_outside_year", "use_from", message))
    return found


def amount_problems(amount_kr: int, *, room_kr: int, year: int) -> list[Violation]:
    """An amount in kr that is nothing, or more than `room_kr`: what the decision has left."""
    if amount_kr < 1:
        return [Violation("no_amount", "amount_kr", "Skriv hur mycket mottagarna får, minst 1 kr.")]
    if amount_kr <= room_kr:
        return []
    message = (
        f"Beslutet räcker till {with_unit(max(room_kr, 0))} för {year}, när egna kostnader och "
        f"andra omgångar är borträknade. Du skrev {with_unit(amount_kr)}."
    )
    return [Violation("amount_beyond_decision", "amount_kr", message)]


def frozen_problems(changed: Iterable[str], *, free: Iterable[str]) -> list[Violation]:
    """Fields of a decision that have been changed though an opened round rests on it."""
    message = (
        "En öppnad omgång vilar på beslutet, så det här kan inte ändras. "
        "Lägg in ett nytt beslut som ändrar eller rättar det."
    )
    return [Violation("decision_is_frozen", name, message) for name in set(changed) - set(free)]


def amendment_problems(*, amends: bool, kind: str, words: str) -> list[Violation]:
    """A decision that amends another says how and what; one that stands alone says neither."""
    if amends:
        found = []
        if not kind:
            message = "Säg om beslutet ändrar eller rättar det andra."
            found.append(Violation("amendment_kind_missing", "amendment_kind", message))
        if not words:
            message = "Skriv vad som ändras, så att mottagarna förstår det."
            found.append(Violation("amendment_missing", "amendment", message))
        return found
    if kind or words:
        message = "Välj det beslut som ändras eller rättas, eller töm fälten om ändringen."
        return [Violation("amended_decision_missing", "amends", message)]
    return []


def duty_problems(*, settled: bool, how: str) -> list[Violation]:
    """A report to the government is settled on a day and in some way, or not settled."""
    if settled and not how:
        message = "Skriv hur redovisningen blev avklarad, till exempel med vilket dnr."
        return [Violation("settled_how_missing", "settled_how", message)]
    if how and not settled:
        message = "Skriv vilken dag redovisningen blev avklarad."
        return [Violation("settled_on_missing", "settled_on", message)]
    return []


def original_problems(content: bytes) -> list[Violation]:
    """A file that is too large, or is no whole PDF whatever its name says."""
    if len(content) > MAX_ORIGINAL_BYTES:
        return [Violation("original_too_large", "original", too_large())]
    if not content.startswith(PDF_HEAD):
        message = "Filen är ingen PDF. Spara beslutet som PDF och välj den filen."
        return [Violation("original_not_pdf", "original", message)]
    if PDF_END not in content[-PDF_END_WITHIN:]:
        message = "PDF-filen är avbruten: slutet saknas. Hämta beslutet på nytt."
        return [Violation("original_cut_off", "original", message)]
    return []


def too_large() -> str:
    """What is said of a file that is not read because of its size."""
    return f"Filen är för stor. Den får vara högst {MAX_ORIGINAL_MB} MB."


def suggested_key(grant_slug: str, recipient_kind: str, year: int) -> str:
    """ "socialtjanst-rss-2026", what a round is called unless staff call it something else."""
    end = f"-{recipient_kind}-{year}"
    return grant_slug[: LONGEST_KEY - len(end)] + end
