"""Whom letters about claims and invoices reach: never silently nobody."""

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol, TypeVar

from correspondence.plan import Addressee
from organisations.queries import Person, people_by_organisation, readers
from organisations.roles import MAY_SUBMIT
from repayments.models import Claim, Invoice

__all__ = ["own_addressees", "with_addressees", "with_people"]


class AboutClaim(Protocol):
    """A hearing, or a decision."""

    @property
    def claim(self) -> Claim: ...


OfClaim = TypeVar("OfClaim", bound=AboutClaim)


def with_people(
    rows: Iterable[OfClaim], *, roles: Collection[str] = MAY_SUBMIT
) -> Iterator[tuple[OfClaim, tuple[Addressee, ...]]]:
    """Each row with those of its huvudman who have the roles, and the requisition's contact person.

    The registrator is among them (organisations.queries), so that a huvudman without people in
    the portal is reached too. Two queries, however many the rows are.
    """
    rows = list(rows)
    people = people_by_organisation({row.claim.organisation for row in rows}, roles=roles)
    for row in rows:
        requisition = row.claim.report.requisition
        contact = Addressee(requisition.contact_email, requisition.contact_name)
        yield row, _each_once([contact, *_following(row.claim, people)])


def with_addressees(invoices: Iterable[Invoice]) -> Iterator[tuple[Invoice, tuple[Addressee, ...]]]:
    """Each invoice with whom it is sent to; two queries more when somebody has no address."""
    rows = [(invoice, own_addressees(invoice)) for invoice in invoices]
    silent = [invoice.claim for invoice, own in rows if not own]
    people = people_by_organisation({claim.organisation for claim in silent}, roles=MAY_SUBMIT)
    for invoice, own in rows:
        yield invoice, own or _each_once(_following(invoice.claim, people))


def own_addressees(invoice: Invoice) -> tuple[Addressee, ...]:
    """The invoice address of question 6 if given, and the report's contact person (question 5)."""
    submission, buyer = invoice.claim.submission, invoice.snapshot["buyer"]
    answers = submission.answers if submission else {}
    return _each_once(
        [
            Addressee(buyer["email"], buyer["name"]),
            Addressee(
                str(answers.get("kontaktperson_epost") or "").strip(),
                str(answers.get("kontaktperson_namn") or "").strip(),
            ),
        ]
    )


def _following(claim: Claim, people: dict[int, list[Person]]) -> Iterator[Addressee]:
    recipient, grant = claim.recipient.code, claim.round.grant.slug
    for one in readers(people.get(claim.organisation_id, []), recipient=recipient, grant=grant):
        yield Addressee(one.email, one.name)


def _each_once(wanted: Iterable[Addressee]) -> tuple[Addressee, ...]:
    """Without those that have no address; the first of the same address is kept."""
    by_address: dict[str, Addressee] = {}
    for to in wanted:
        if to.email:
            by_address.setdefault(to.email.lower(), to)
    return tuple(by_address.values())
