"""What a mail server's code means, in words that staff can act on (RFC 3463, 5248). Pure."""

from collections.abc import Iterable

__all__ = ["in_a_row", "is_about_address", "passed_on_note", "why"]

WHY = {
    "1.1": "Adressen finns inte.",
    "1.2": "Det som står efter @ finns inte.",
    "1.3": "Adressen är felskriven.",
    "1.6": "Den som hade adressen har flyttat.",
    "1.10": "Det som står efter @ tar inte emot e-post.",
    "1": "Adressen är fel.",
    "2.1": "Brevlådan är stängd.",
    "2.2": "Brevlådan är full.",
    "2.3": "Brevet är för stort för brevlådan.",
    "2": "Brevlådan tar inte emot brev.",
    "3.4": "Brevet är för stort för mottagarens e-postserver.",
    "3": "Mottagarens e-postserver kan inte ta emot brevet.",
    "4.1": "Mottagarens e-postserver svarar inte, eller känner inte till adressen.",
    "4.7": "Mottagarens e-postserver tog inte emot brevet i tid.",
    "4": "Mottagarens e-postserver går inte att nå.",
    "5": "E-postservrarna förstod inte varandra.",
    "6": "Mottagarens e-postserver kan inte läsa brevet.",
    "7": "Mottagarens e-postserver släpper inte in brevet: en spärr eller ett filter.",
}
UNKNOWN = "Mottagarens e-postserver tog inte emot brevet."
ADDRESS_SUBJECTS = ("0", "1", "2", "4")
"""Parts of a code that speak of the address, its mailbox, the way there, or of nothing at all."""
NOT_THE_ADDRESS = ("2.2", "2.3", "2.4", "4.5", "4.7")
"""Full, too big, a list's own fault, congested, too late: another day it may work."""


def why(code: str) -> str:
    """One sentence for a status code such as "5.1.1"; unknown ones get a general one."""
    subject, detail = _parts(code)
    return WHY.get(f"{subject}.{detail}") or WHY.get(subject, UNKNOWN)


def is_about_address(code: str) -> bool:
    """Whether the fault lies with the address and lasts, so that the next letter would meet it too.

    A server that refuses the letter or us (5.7.1: a filter, a blocked sender) says nothing of it.
    """
    subject, detail = _parts(code)
    if not code.startswith("5") or f"{subject}.{detail}" in NOT_THE_ADDRESS:
        return False
    return subject in ADDRESS_SUBJECTS


def _parts(code: str) -> tuple[str, str]:
    _, subject, detail = (*code.split("."), "0", "0", "0")[:3]
    return subject, detail


def passed_on_note(addresses: Iterable[str]) -> str:
    """The line on top of a letter that goes to somebody else than it was written to."""
    return f"Brevet går inte fram till {in_a_row(addresses)}. Därför får ni det."


def in_a_row(words: Iterable[str]) -> str:
    """ "a, b och c"."""
    *most, last = words
    return f"{', '.join(most)} och {last}" if most else last
