"""The life of a letter of staff's own: written, perhaps approved by somebody else, sent."""

from django.db import models

from core.transitions import Table, Transition

__all__ = ["ALONE", "MAILING", "STAFF", "MailingStatus"]

ALONE = 20
"""As many letters may go out without a second pair of eyes."""

STAFF = frozenset({"handlaggare", "administrator"})
"""Plain codes of the staff who care for cases; the roles themselves live further up."""


class MailingStatus(models.TextChoices):
    DRAFT = "draft", "Utkast"
    WAITING = "waiting", "Väntar på godkännande"
    SENT = "sent", "Skickat"
    DISCARDED = "discarded", "Borttaget"


MAILING: Table = {
    (MailingStatus.DRAFT, MailingStatus.SENT): Transition("send", "Skicka breven", STAFF),
    (MailingStatus.DRAFT, MailingStatus.WAITING): Transition("ask", "Be om godkännande", STAFF),
    (MailingStatus.DRAFT, MailingStatus.DISCARDED): Transition(
        "discard", "Ta bort utkastet", STAFF
    ),
    (MailingStatus.WAITING, MailingStatus.SENT): Transition("approve", "Godkänn och skicka", STAFF),
    (MailingStatus.WAITING, MailingStatus.DRAFT): Transition(
        "return", "Lämna tillbaka", STAFF, needs_reason=True
    ),
}
