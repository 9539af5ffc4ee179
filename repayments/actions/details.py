"""Verbs that fill in the invoice data that a claim lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from core import transitions
from core.errors import NotAllowed, RuleViolated, StaleState
from organisations.access import ActingFor
from organisations.models import User
from organisations.roles import CASE_STAFF, MAY_EDIT, MONEY_STAFF
from repayments import rules
from repayments.models import Claim, InvoiceDetail
from repayments.snapshot import buyer_of
from repayments.states import ClaimStatus

__all__ = ["fill_in_invoice_details", "tell_invoice_details"]

LOCKED = (ClaimStatus.INVOICED, ClaimStatus.DROPPED)


@transaction.atomic
def fill_in_invoice_details(
    claim: Claim, details: Mapping[str, str], *, by: User, roles: Iterable[str], at: datetime
) -> Claim:
    """Note what the huvudman has told staff; the invoice is written by the next sweep.

    `details` are fields of rules.Buyer; only those that change become rows, and an emptied
    electronic address becomes 0007 and the organisationsnummer. Raises NotAllowed, StaleState
    once the claim is invoiced or dropped, RuleViolated for what is wrong or missing.
    """
    if not (CASE_STAFF | MONEY_STAFF) & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    return _note(claim, details, by=by, at=at)


@transaction.atomic
def tell_invoice_details(
    claim: Claim, acting: ActingFor, details: Mapping[str, str], *, at: datetime
) -> Claim:
    """Note what the huvudman says itself, while its decided claim waits for it.

    The same as `fill_in_invoice_details`; StaleState also once nothing is missing any longer, so
    that what staff or a colleague have filled in meanwhile isn't written over.
    """
    if not acting.roles & MAY_EDIT or acting.organisation.pk != claim.organisation_id:
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    return _note(claim, details, by=acting.user, at=at, only_lacking=True)


def _note(
    claim: Claim,
    details: Mapping[str, str],
    *,
    by: User,
    at: datetime,
    only_lacking: bool = False,
) -> Claim:
    Claim.objects.select_for_update().get(pk=claim.pk)
    claim = Claim.objects.with_case().get(pk=claim.pk)
    known = buyer_of(claim)
    is_over = only_lacking and not rules.askable(rules.buyer_problems(known))
    if claim.status in LOCKED or is_over:
        raise StaleState("Återkravet väntar inte längre på fakturauppgifter.")
    given = {name: value.strip() for name, value in details.items() if name in rules.LABELS}
    broken = rules.buyer_problems(replace(known, **given))
    if only_lacking:
        broken = rules.askable(broken)
    if broken:
        raise RuleViolated(*broken)
    if not given.get("electronic_address", "-"):
        given["electronic_address"] = f"0007:{known.organisationsnummer}"
    changed = {
        name: value for name, value in given.items() if value and value != getattr(known, name)
    }
    InvoiceDetail.objects.bulk_create(
        InvoiceDetail(claim=claim, field=name, value=value, at=at, by=by)
        for name, value in changed.items()
    )
    if changed:
        labels = ", ".join(rules.LABELS[name] for name in changed)
        transitions.record(
            claim, "fill_in", actor=by, at=at, after=claim.status, reason=labels.capitalize()
        )
    return claim
