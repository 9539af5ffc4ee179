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
    (ReportStatus.SUBMITTED, ReportStatus.DRAFT): Transition(
        "reopen", "Öppna för ändring", MAY_SUBMIT | CASE_STAFF
    ),
    (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED): Transition(
        "accept", "Godta återrapporteringen", CASE_STAFF
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
}
