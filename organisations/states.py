"""The life of an invitation."""

from django.db import models

from core.transitions import Table, Transition
from organisations.roles import OrganisationRole, StaffRole

INVITED = "invited"
"""The role of the person who follows the link; held by nobody else."""

INVITERS = frozenset(
    {OrganisationRole.OMBUD, OrganisationRole.REPRESENTANT, StaffRole.ADMINISTRATOR}
)


class InvitationStatus(models.TextChoices):
    WAITING = "waiting", "Väntar på svar"
    ACCEPTED = "accepted", "Antagen"
    DECLINED = "declined", "Avböjd"
    WITHDRAWN = "withdrawn", "Tillbakatagen"


INVITATION: Table = {
    (InvitationStatus.WAITING, InvitationStatus.ACCEPTED): Transition(
        "accept", "Tacka ja", frozenset({INVITED})
    ),
    (InvitationStatus.WAITING, InvitationStatus.DECLINED): Transition(
        "decline", "Tacka nej", frozenset({INVITED})
    ),
    (InvitationStatus.WAITING, InvitationStatus.WITHDRAWN): Transition(
        "withdraw", "Ta tillbaka", INVITERS
    ),
}
