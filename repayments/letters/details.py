"""The letter that asks for the invoice data without which a claim can't be invoiced."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from core.dates import day_of
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Letter
from correspondence.plan import Due, LetterKind
from grants.wording import short_name
from organisations.roles import MAY_EDIT
from repayments.letters.addressees import with_people
from repayments.models import Claim
from repayments.queries import asked_details, claims_to_invoice

__all__ = ["KINDS"]

DETAILS_LETTER = "claim_details"


@dataclass(frozen=True)
class Stuck:
    """A decided claim, and the labels of what its invoice lacks."""

    claim: Claim
    lacking: list[str]


def _stuck(today: date) -> Iterator[Due]:
    """One letter for each claim; its page says what is still missing."""
    found = [
        Stuck(claim, lacking) for claim in claims_to_invoice() if (lacking := asked_details(claim))
    ]
    for stuck, to in with_people(found, roles=MAY_EDIT):
        claim = stuck.claim
        yield Due(
            about=label_of(claim),
            case=claim.case,
            diarienummer=claim.diarienummer,
            due_on=day_of(claim.decision.decided_at),
            to=to,
            reply_to=claim.round.contact_email,
            context=_context(stuck),
        )


def _context(stuck: Stuck) -> dict[str, object]:
    claim = stuck.claim
    grant = {"round_key": claim.round.key, "recipient_code": claim.recipient.code}
    return {
        "round": claim.round,
        "short_name": short_name(claim.round),
        "recipient": claim.recipient,
        "amount": with_unit(claim.decision.amount_kr),
        "facts": [
            ("Bidrag", f"{claim.round.grant.name}, {claim.round.year}"),
            ("Bidragsmottagare", claim.recipient.name),
            ("Faktureras", claim.organisation.name),
            ("Saknas eller är fel", ", ".join(stuck.lacking)),
        ],
        "path": reverse("repayments:details", kwargs={**grant, "claim_id": claim.pk}),
    }


def _still_lacking(letter: Letter) -> str | None:
    claim = Claim.objects.with_case().get(pk=letter.about.rpartition(":")[2])
    return None if asked_details(claim) else "Fakturauppgifterna är redan ifyllda."


KINDS = (LetterKind(DETAILS_LETTER, _stuck, _still_lacking, label="Fakturauppgifter saknas"),)
