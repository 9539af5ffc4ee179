"""The letter that carries an invitation's link."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse

from core.dates import day_and_month, day_in_words, day_of
from core.transitions import label_of
from correspondence.models import Letter
from correspondence.plan import Addressee, Due, LetterKind
from organisations.grant_names import grant_names
from organisations.invitations import token_for
from organisations.models import Invitation, Recipient
from organisations.queries import scope_of
from organisations.states import InvitationStatus
from organisations.wording import MAY, role_name, scope_in_words

__all__ = ["KINDS"]


def _invitations(today: date) -> Iterator[Due]:
    waiting = Invitation.objects.filter(
        status=InvitationStatus.WAITING, expires_at__date__gte=today
    ).select_related("organisation", "invited_by")
    recipients, grants = dict(Recipient.objects.values_list("code", "name")), grant_names()
    for invitation in waiting:
        limits = scope_in_words(scope_of(invitation), recipients=recipients, grants=grants)
        yield Due(
            about=_about(invitation),
            case=f"organisation/{invitation.organisation.organisationsnummer}",
            diarienummer="",
            due_on=day_of(invitation.sent_at),
            send_until=day_of(invitation.expires_at),
            to=(Addressee(invitation.email),),
            reply_to=invitation.invited_by.email,
            context=_context(invitation, limits=limits),
        )


def _about(invitation: Invitation) -> str:
    """With the nonce: sent again the same day, it is another letter."""
    return f"{label_of(invitation)}:{invitation.nonce.hex}"


def _context(invitation: Invitation, *, limits: str) -> dict[str, object]:
    organisation, role = invitation.organisation, role_name(invitation.role)
    last_day = day_of(invitation.expires_at)
    return {
        "organisation": organisation,
        "invited_by": Addressee(invitation.invited_by.email, str(invitation.invited_by)),
        "role": role,
        "may": MAY[invitation.role],
        "short_last_day": day_and_month(last_day),
        "last_day": day_in_words(last_day),
        "facts": [
            ("Organisation", organisation.name),
            ("Organisationsnummer", organisation.organisationsnummer_printed),
            ("Roll", role.capitalize()),
            ("Gäller", limits),
            ("Svara senast", day_in_words(last_day)),
        ],
        "path": reverse(
            "organisations:invitation", kwargs={"invitation_token": token_for(invitation)}
        ),
    }


def _unanswered(letter: Letter) -> str | None:
    """Stop condition, checked at the moment of sending."""
    _, pk, nonce = letter.about.split(":")
    invitation = Invitation.objects.get(pk=pk)
    if invitation.status != InvitationStatus.WAITING:
        return f"Inbjudan är {invitation.get_status_display().lower()}."
    return None if invitation.nonce == UUID(nonce) else "Inbjudan är skickad igen med en ny länk."


KINDS = (
    LetterKind(
        "invitation", _invitations, _unanswered, is_personal=True, label="Inbjudan till en roll"
    ),
)
