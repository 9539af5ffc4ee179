"""What a step of the plan and staff's own words must be. Pure."""

from collections.abc import Collection

from core.errors import Violation
from correspondence.plan import Planned
from correspondence.wording import fields_in, problems

__all__ = ["FARTHEST", "step_problems", "words_problems"]

FARTHEST = 400
"""Days or workdays that a step may lie from its day."""


def step_problems(
    planned: Planned | None,
    *,
    audience: str,
    distance: int,
    unit: str,
    counted_from: str,
    condition: str,
) -> list[Violation]:
    """A step that its kind of letter can't have."""
    if planned is None:
        return [Violation("unknown_kind", "kind", "Välj ett brev som planen kan skicka.")]
    found = []
    if audience not in planned.audiences:
        found.append(Violation("unknown_audience", "audience", "Välj vem brevet går till."))
    if counted_from not in planned.days:
        message = "Brevet räknas inte från den dagen. Välj en annan."
        found.append(Violation("unknown_day", "counted_from", message))
    if condition and condition not in planned.conditions:
        message = "Brevet har inte det villkoret. Välj ett annat, eller inget."
        found.append(Violation("unknown_condition", "condition", message))
    if abs(distance) > FARTHEST:
        message = f"Skriv ett antal dagar, högst {FARTHEST}."
        found.append(Violation("too_far", "distance", message))
    return found


def words_problems(
    *, subject: str, body: str, fields: Collection[str], must_say: Collection[str]
) -> list[Violation]:
    """Fields that don't exist, and what a kind's words may not leave out."""
    found = problems(subject=subject, body=body, known=fields)
    missing = sorted(set(must_say) - set(fields_in(body)))
    found += [
        Violation(
            "field_missing",
            "body",
            f"Texten måste innehålla {{{name}}}. Utan det vet mottagaren inte vad som gäller.",
        )
        for name in missing
    ]
    return found
