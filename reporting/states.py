"""The life of a report, from draft over the signatory's approval to acceptance."""

from django.db import models

from core.transitions import Table, Transition
from organisations.roles import CASE_STAFF, MAY_SUBMIT

SIGNATORY = "signatory"
"""The role of the person who approves by a personal link; held by nobody else."""


class ChangeClass(models.TextChoices):
    """How much a revision changes for who is filling in the form; the engine's own words."""

    TEXT = "text", "Bara texter"
    ADDITIVE = "additive", "Tillägg"
    BREAKING = "breaking", "Ändrar frågor som kan vara besvarade"


class ReportStatus(models.TextChoices):
    DRAFT = "draft", "Utkast"
    LOCKED = "locked", "Väntar på godkännande"
    SUBMITTED = "submitted", "Inskickad"
    ACCEPTED = "accepted", "Godtagen"


REPORT: Table = {
    (ReportStatus.DRAFT, ReportStatus.LOCKED): Transition(
        "lock", "Skicka till behörig företrädare", MAY_SUBMIT
    ),
    (ReportStatus.LOCKED, ReportStatus.DRAFT): Transition(
        "unlock", "Ta tillbaka och ändra", MAY_SUBMIT | {SIGNATORY}
    ),
    (ReportStatus.LOCKED, ReportStatus.SUBMITTED): Transition(
        "submit", "Godkänn", frozenset({SIGNATORY})
    ),
    (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED): Transition(
        "accept", "Godta återrapporteringen", CASE_STAFF
    ),
    (ReportStatus.SUBMITTED, ReportStatus.DRAFT): Transition(
        "reopen", "Öppna för ändring", MAY_SUBMIT | CASE_STAFF
    ),
}


REOPENING: Table = {
    # A table of its own: only to correct what has had consequences already (reaccepting.py).
    (ReportStatus.ACCEPTED, ReportStatus.DRAFT): Transition(
        "reopen", "Öppna för rättelse", CASE_STAFF, needs_reason=True
    ),
}


class ApprovalStatus(models.TextChoices):
    WAITING = "waiting", "Väntar"
    APPROVED = "approved", "Godkänd"
    DECLINED = "declined", "Avböjd"
    WITHDRAWN = "withdrawn", "Tillbakatagen"
    HANDED_OVER = "handed", "Överlåten till ersättare"


APPROVAL: Table = {
    (ApprovalStatus.WAITING, ApprovalStatus.APPROVED): Transition(
        "approve", "Godkänn", frozenset({SIGNATORY})
    ),
    (ApprovalStatus.WAITING, ApprovalStatus.DECLINED): Transition(
        "decline", "Avböj med kommentar", frozenset({SIGNATORY}), needs_reason=True
    ),
    (ApprovalStatus.WAITING, ApprovalStatus.WITHDRAWN): Transition(
        "withdraw", "Ta tillbaka", MAY_SUBMIT
    ),
    (ApprovalStatus.WAITING, ApprovalStatus.HANDED_OVER): Transition(
        "hand_over", "Låt en ersättare godkänna", MAY_SUBMIT | {SIGNATORY}, needs_reason=True
    ),
}


class ExtensionStatus(models.TextChoices):
    ASKED = "asked", "Begärt"
    GRANTED = "granted", "Beviljat"
    REFUSED = "refused", "Avslaget"
    WITHDRAWN = "withdrawn", "Återtaget"


EXTENSION: Table = {
    (ExtensionStatus.ASKED, ExtensionStatus.GRANTED): Transition(
        "grant_extension", "Bevilja anstånd", CASE_STAFF, needs_reason=True
    ),
    (ExtensionStatus.ASKED, ExtensionStatus.REFUSED): Transition(
        "refuse_extension", "Avslå", CASE_STAFF, needs_reason=True
    ),
    (ExtensionStatus.ASKED, ExtensionStatus.WITHDRAWN): Transition(
        "withdraw_extension", "Ta tillbaka begäran", MAY_SUBMIT
    ),
}


class SupplementStatus(models.TextChoices):
    ASKED = "asked", "Begärd"
    ANSWERED = "answered", "Besvarad"
    CLOSED = "closed", "Klar"
    WITHDRAWN = "withdrawn", "Återtagen"


OPEN_SUPPLEMENTS = (SupplementStatus.ASKED, SupplementStatus.ANSWERED)
"""They wait for the recipient, or for staff to read them; nothing is accepted meanwhile."""

SUPPLEMENT: Table = {
    (SupplementStatus.ASKED, SupplementStatus.ANSWERED): Transition(
        "answer_supplement", "Skicka in kompletteringen", MAY_SUBMIT
    ),
    (SupplementStatus.ASKED, SupplementStatus.WITHDRAWN): Transition(
        "withdraw_supplement", "Ta tillbaka begäran", CASE_STAFF, needs_reason=True
    ),
    (SupplementStatus.ANSWERED, SupplementStatus.CLOSED): Transition(
        "close_supplement", "Kompletteringen räcker", CASE_STAFF
    ),
}
