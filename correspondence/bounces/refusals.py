"""Reads what a mail server answers while a letter is handed over. Pure."""

from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused

from correspondence.bounces.dsn import DETAIL_LENGTH, code_of, on_one_line

__all__ = ["Refusal", "refusal"]


@dataclass(frozen=True)
class Refusal:
    """A server's answer about an address or a letter: status code (RFC 3463) and words."""

    code: str
    detail: str


def refusal(fault: Exception) -> Refusal | None:
    """What a fault says of the letter; None where the server refused us, or said nothing.

    Without a status code its answer's first digit stands for one: "550 No such user" is 5.0.0.
    """
    if isinstance(fault, SMTPRecipientsRefused):
        answers: list[tuple[int, bytes | str]] = list(fault.recipients.values())
    elif isinstance(fault, SMTPDataError):
        answers = [(fault.smtp_code, fault.smtp_error)]
    else:
        return None
    number, said = max(answers, key=lambda answer: answer[0])
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    detail = on_one_line(f"{number} {words}")[:DETAIL_LENGTH]
    return Refusal(code_of(words) or f"{number // 100}.0.0", detail)
