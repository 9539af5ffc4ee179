"""The huvudman's own details: confirmed at the first log-in, changed when they change.

Source: issue on roles, "huvudman confirms its details at first log-in". What a case was sent in
with stays as it was (requisitions copy it).
"""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from banking import bankgiro
from core import transitions
from core.errors import NotAllowed
from organisations.access import ActingMember
from organisations.models import Membership, Organisation
from organisations.queries import scope_of
from organisations.roles import RIGHTS, Right
from organisations.rules import EVERYTHING

__all__ = ["DetailsForm", "confirm_details", "initial_details", "may_confirm_details"]

FIELDS = (
    "postal_address",
    "postal_code",
    "postal_town",
    "registry_email",
    "bankgiro",
    "e_invoice_address",
)


def _required(message: str) -> dict[str, str]:
    return {"required": message}


class DetailsForm(forms.Form):
    """What the agency writes to, pays to and invoices."""

    postal_address = forms.CharField(
        label="Utdelningsadress", max_length=200, error_messages=_required("Skriv adressen.")
    )
    postal_code = forms.CharField(
        label="Postnummer", max_length=6, error_messages=_required("Skriv postnumret, fem siffror.")
    )
    postal_town = forms.CharField(
        label="Postort", max_length=60, error_messages=_required("Skriv postorten.")
    )
    registry_email = forms.EmailField(
        label="Registratorns e-post",
        help_text="Hit skickar vi brev när ingen annan har svarat.",
        max_length=254,
        error_messages={
            "required": "Skriv registratorns e-postadress.",
            "invalid": "Skriv e-postadressen med @, till exempel registrator@kommun.se.",
        },
    )
    bankgiro = forms.CharField(
        label="Bankgiro",
        help_text="Föreslås när ni rekvirerar, till exempel 5050-1055.",
        max_length=12,
        required=False,
    )
    e_invoice_address = forms.CharField(
        label="E-fakturaadress",
        help_text="Peppol-id, GLN eller liknande.",
        max_length=60,
        required=False,
    )

    def clean_postal_code(self) -> str:
        digits = re.sub(r"\s", "", self.cleaned_data["postal_code"])
        if not re.fullmatch(r"[1-9][0-9]{4}", digits):
            raise ValidationError("Skriv postnumret med fem siffror, till exempel 123 45.")
        return f"{digits[:3]} {digits[3:]}"

    def clean_bankgiro(self) -> str:
        typed = self.cleaned_data["bankgiro"]
        try:
            return bankgiro.compact(typed) if typed else ""
        except bankgiro.NotABankgiro as problem:
            raise ValidationError(str(problem), code="not_a_bankgiro") from problem


def initial_details(organisation: Organisation) -> dict[str, Any]:
    """The details as the form shows them."""
    values = {name: getattr(organisation, name) for name in FIELDS}
    account = values["bankgiro"]
    return {**values, "bankgiro": bankgiro.printed(account) if account else ""}


def may_confirm_details(membership: Membership) -> bool:
    """Who may send in, for all of the organisation: account and addresses are everybody's."""
    return Right.SUBMIT in RIGHTS[membership.role] and scope_of(membership) == EVERYTHING


@transaction.atomic
def confirm_details(who: ActingMember, *, details: dict[str, str], at: datetime) -> Organisation:
    """Say that these are right; what differs is changed and logged. Raises NotAllowed."""
    organisation = Organisation.objects.select_for_update().get(pk=who.organisation.pk)
    mine = organisation.memberships.filter(user=who.user).first()
    if mine is None or not may_confirm_details(mine):
        raise NotAllowed(
            "Bara ombud och representanter för hela organisationen får ändra dess uppgifter."
        )
    labels = {name: field.label for name, field in DetailsForm.base_fields.items()}
    changed = [name for name in FIELDS if getattr(organisation, name) != details[name]]
    for name in changed:
        setattr(organisation, name, details[name])
    organisation.confirmed_at, organisation.confirmed_by = at, who.user
    organisation.save(update_fields=[*changed, "confirmed_at", "confirmed_by"])
    said = ", ".join(str(labels[name]).lower() for name in changed)
    transitions.record(
        organisation,
        "details_confirmed",
        actor=who.user,
        at=at,
        reason=f"Ändrade {said}." if said else "Uppgifterna bekräftades.",
    )
    return organisation
