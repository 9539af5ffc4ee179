"""What a new requisition begins with: last year's, then the register, then who fills it in."""

from banking import bankgiro
from grants.models import Round
from organisations.access import ActingFor
from organisations.models import Organisation, User
from requisitions.models import RequisitionVersion

__all__ = ["prefill_for", "prefill_sources", "prefilled"]

FROM_LAST_YEAR = (
    "payment_reference",
    "invoice_reference",
    "contact_name",
    "contact_email",
    "contact_phone",
    "approved_by_name",
    "approved_by_title",
)


def prefill_for(round_: Round, acting: ActingFor) -> dict[str, str]:
    """What the form shows before anybody has typed, as typed (one query)."""
    return prefilled(acting.organisation, acting.user, _earlier(round_, acting))


def prefill_sources(round_: Round, acting: ActingFor) -> dict[str, str]:
    """Where prefilled texts come from, by field, as the page says it (one query)."""
    earlier = _earlier(round_, acting)
    sources = {}
    if earlier is not None:
        year = earlier.requisition.round.year
        known = [name for name in ("bankgiro", *FROM_LAST_YEAR) if earlier.content.get(name)]
        sources = dict.fromkeys(known, f"er rekvisition {year}")
    if acting.organisation.bankgiro:
        sources["bankgiro"] = "uppgifterna om er organisation"
    return sources


def _earlier(round_: Round, acting: ActingFor) -> RequisitionVersion | None:
    """What the same huvudman last sent in for the recipient and the grant, in an earlier year."""
    return (
        RequisitionVersion.objects.filter(
            requisition__recipient=acting.recipient,
            requisition__round__grant=round_.grant_id,
            requisition__round__year__lt=round_.year,
            organisation=acting.organisation,
        )
        .select_related("requisition__round")
        .order_by("requisition__round__year", "number")
        .last()
    )


def prefilled(
    organisation: Organisation, user: User, earlier: RequisitionVersion | None
) -> dict[str, str]:
    """The register's account comes first: it is what the organisation has confirmed itself."""
    last = earlier.content if earlier else {}
    account = organisation.bankgiro or last.get("bankgiro", "")
    me = {
        "contact_name": user.get_full_name(),
        "contact_email": user.email,
        "contact_phone": user.phone,
    }
    known = {name: last[name] for name in FROM_LAST_YEAR if last.get(name)}
    return {**me, **known, "bankgiro": bankgiro.printed(account) if account else ""}
