"""The signatory's two small forms. The report's own form is data: reporting.questionnaire."""

from django import forms

__all__ = ["CodeForm", "DeclineForm"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Kod",
        help_text="Sex siffror ur mejlet. Koden gäller i tio minuter.",
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Skriv de sex siffrorna ur mejlet."},
    )


class DeclineForm(forms.Form):
    comment = forms.CharField(
        label="Vad behöver ändras?",
        help_text="Kommentaren skickas till den som fyllde i formuläret.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Skriv varför ni avböjer, så att den som fyllde i vet vad som ska ändras."
        },
    )
