"""The one page on which a huvudman requisitions its money."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from banking import bankgiro
from core.fields import KronorField
from requisitions.rules import RequisitionValues

__all__ = ["RequisitionForm"]


class BankgiroField(forms.CharField):
    """A bankgiro number as typed; gives its digits, shows its hyphen."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return bankgiro.compact(text)
        except bankgiro.NotABankgiro as problem:
            raise ValidationError(str(problem), code="not_a_bankgiro") from problem


def _required(message: str) -> dict[str, str]:
    return {"required": message}


class RequisitionForm(forms.Form):
    """Everything that the huvudman states. What the fields can't see is in rules.py."""

    amount_kr = KronorField(
        label="Belopp att rekvirera",
        help_text="Hela kronor. Ni kan rekvirera hela ramen eller en del av den.",
        error_messages=_required("Skriv hur mycket ni vill rekvirera, till exempel 1 481 482."),
    )
    bankgiro = BankgiroField(
        label="Bankgiro",
        help_text="Dit vi betalar, till exempel 5050-1055.",
        max_length=12,
        error_messages=_required("Skriv det bankgiro som pengarna ska betalas till."),
    )
    payment_reference = forms.CharField(
        label="Er referens på utbetalningen",
        help_text="Visas på ert kontoutdrag. Valfritt, högst 35 tecken.",
        max_length=35,
        required=False,
    )
    invoice_reference = forms.CharField(
        label="Fakturareferens",
        help_text="Den referens ni vill ha på en faktura om bidrag ska betalas tillbaka.",
        max_length=50,
        error_messages=_required("Skriv er fakturareferens, till exempel en beställarkod."),
    )
    contact_name = forms.CharField(
        label="Kontaktperson",
        max_length=100,
        error_messages=_required("Skriv vem vi kan kontakta om bidraget."),
    )
    contact_email = forms.EmailField(
        label="Kontaktpersonens e-post",
        max_length=254,
        help_text="Hit skickar vi kvitto och påminnelser.",
        error_messages={
            "required": "Skriv en e-postadress så att ni får kvitto.",
            "invalid": "Skriv e-postadressen med @, till exempel namn@kommun.se.",
        },
    )
    contact_phone = forms.CharField(
        label="Kontaktpersonens telefon",
        max_length=30,
        error_messages=_required("Skriv ett telefonnummer, till exempel 010-123 45 67."),
    )
    approved_by_name = forms.CharField(
        label="Behörig företrädare",
        help_text="Den som enligt er delegationsordning har godkänt rekvisitionen.",
        max_length=100,
        error_messages=_required("Skriv namnet på den som har godkänt rekvisitionen."),
    )
    approved_by_title = forms.CharField(
        label="Företrädarens befattning",
        max_length=100,
        error_messages=_required("Skriv vilken befattning företrädaren har."),
    )
    conditions_accepted = forms.BooleanField(
        label="Vi godtar villkoren för statsbidraget",
        error_messages=_required(
            "Kryssa i att ni godtar villkoren. Utan det kan vi inte betala ut bidraget."
        ),
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(
            Fieldset("Belopp och konto", "amount_kr", "bankgiro", "payment_reference"),
            Fieldset("Faktureringsuppgift", "invoice_reference"),
            Fieldset("Kontaktperson", "contact_name", "contact_email", "contact_phone"),
            Fieldset("Godkännande", "approved_by_name", "approved_by_title"),
            Fieldset(
                "Villkor",
                HTML('{% include "requisitions/_conditions.html" %}'),
                "conditions_accepted",
            ),
        )
        return helper

    def typed(self) -> dict[str, str]:
        """What was typed, as it was typed, so that a draft keeps even what is wrong."""
        return {name: self.data.get(name, "").replace("\0", "") for name in self.fields}

    def values(self) -> RequisitionValues:
        """The checked values; only after is_valid()."""
        return RequisitionValues(**self.cleaned_data)
