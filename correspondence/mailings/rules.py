"""What a letter of staff's own must be before it goes out, and who may let it. Pure."""

from collections.abc import Collection

from core.errors import Violation
from correspondence.mailings.states import ALONE
from correspondence.wording import problems

__all__ = ["alone_problems", "mailing_problems", "needs_approval", "same_person_problems"]


def needs_approval(letters: int) -> bool:
    """Whether somebody else must see so many letters before they go out."""
    return letters > ALONE


def alone_problems(letters: int) -> list[Violation]:
    """More letters than one person may send alone."""
    if not needs_approval(letters):
        return []
    message = f"Fler än {ALONE} brev måste godkännas av någon annan. Be om godkännande."
    return [Violation("needs_approval", None, message)]


def mailing_problems(
    *, subject: str, body: str, link_text: str, fields: Collection[str], letters: int
) -> list[Violation]:
    """Why it can't be sent: no words, fields that don't exist, or nobody who gets it."""
    found = [
        Violation("empty", name, message)
        for name, text, message in (
            ("subject", subject, "Skriv ett ämne."),
            ("body", body, "Skriv en text."),
            ("link_text", link_text, "Skriv vad länken ska heta."),
        )
        if not text.strip()
    ]
    found += problems(subject=subject, body=body, known=fields)
    if not letters:
        message = "Ingen får brevet. Ändra urvalet."
        found.append(Violation("nobody", "chosen", message))
    return found


def same_person_problems(
    approver: int, *, written_by: int, asked_by: int | None
) -> list[Violation]:
    """Who wrote the letter, or asked for it to be approved, is not the second pair of eyes."""
    if approver not in (written_by, asked_by):
        return []
    message = "Du har skrivit brevet eller bett om godkännandet. Någon annan måste godkänna det."
    return [Violation("same_person", None, message)]
