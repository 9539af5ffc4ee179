"""What a recipient is asked: before a claim is decided, and before its invoice is written."""

from django import forms

__all__ = ["AnswerForm", "DetailsForm"]


class AnswerForm(forms.Form):
    """The answer, in the recipient's own words."""

    answer = forms.CharField(
        label="Ert yttrande",
        help_text="Skriv vad som är fel eller saknas i förslaget.",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={
            "required": "Skriv ert yttrande, eller välj att ni avstår från att yttra er.",
            "max_length": "Skriv högst 10 000 tecken.",
        },
    )

    def typed(self) -> str:
        """What was typed, as it was typed."""
        return str(self.data.get("answer", "")).replace("\0", "").replace("\r\n", "\n")


class DetailsForm(forms.Form):
    """The buyer's data as they are known, to be completed."""

    reference = forms.CharField(
        label="Fakturareferens",
        max_length=200,
        error_messages={"required": "Skriv fakturareferensen."},
    )
    address = forms.CharField(
        label="Fakturaadress", max_length=200, error_messages={"required": "Skriv fakturaadressen."}
    )
    postal_code = forms.CharField(
        label="Postnummer", max_length=20, error_messages={"required": "Skriv postnumret."}
    )
    postal_town = forms.CharField(
        label="Postort", max_length=100, error_messages={"required": "Skriv postorten."}
    )
    electronic_address = forms.CharField(
        label="Elektronisk adress",
        help_text="0007:organisationsnummer eller 0088:GLN. Tomt: organisationsnumret gäller.",
        max_length=60,
        required=False,
    )
    email = forms.EmailField(
        label="E-postadress för fakturor",
        required=False,
        error_messages={"invalid": "Skriv en e-postadress, till exempel faktura@kommun.se."},
    )
