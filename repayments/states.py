"""The life of a claim, from proposal to invoice. What is paid is rows of their own."""

from django.db import models

from core.transitions import Table, Transition
from organisations.roles import CASE_STAFF

PORTAL = "portal"
"""The portal itself, where it may decide: held by nobody."""


class ClaimStatus(models.TextChoices):
    PROPOSED = "proposed", "Föreslaget"
    COMMUNICATED = "communicated", "Kommunicerat"
    DECIDED = "decided", "Beslutat"
    INVOICED = "invoiced", "Fakturerat"
    DROPPED = "dropped", "Nedlagt"


CLAIM: Table = {
    (ClaimStatus.PROPOSED, ClaimStatus.COMMUNICATED): Transition(
        "communicate", "Kommunicera med mottagaren", CASE_STAFF
    ),
    # Without a hearing only for unused money, the recipient's own figure (rules.py); that one the
    # portal decides by itself.
    (ClaimStatus.PROPOSED, ClaimStatus.DECIDED): Transition(
        "decide", "Besluta", CASE_STAFF | {PORTAL}
    ),
    (ClaimStatus.PROPOSED, ClaimStatus.DROPPED): Transition(
        "drop", "Lägg ner", CASE_STAFF | {PORTAL}, needs_reason=True
    ),
    (ClaimStatus.COMMUNICATED, ClaimStatus.DECIDED): Transition(
        "decide", "Besluta", CASE_STAFF, needs_reason=True
    ),
    (ClaimStatus.COMMUNICATED, ClaimStatus.DROPPED): Transition(
        "drop", "Lägg ner", CASE_STAFF, needs_reason=True
    ),
    # No roles: what is decided is invoiced by the portal itself.
    (ClaimStatus.DECIDED, ClaimStatus.INVOICED): Transition("issue_invoice", "Fakturera"),
}
