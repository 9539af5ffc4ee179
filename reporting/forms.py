"""The small forms about signing. The report's own form is data: reporting.questionnaire."""

from django import forms

from reporting.actions import Person

__all__ = ["CodeForm", "DeclineForm", "StandInForm"]


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


class StandInForm(forms.Form):
    """Who approves instead, and why."""

    name = forms.CharField(
        label="Namn", max_length=200, error_messages={"required": "Skriv namnet på ersättaren."}
    )
    title = forms.CharField(
        label="Befattning",
        max_length=200,
        error_messages={"required": "Skriv ersättarens befattning, till exempel förvaltningschef."},
    )
    phone = forms.CharField(
        label="Telefon",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={"required": "Skriv ett telefonnummer till ersättaren."},
    )
    email = forms.EmailField(
        label="E-post",
        help_text="Hit skickar vi den personliga länken.",
        error_messages={
            "required": "Skriv ersättarens e-postadress.",
            "invalid": "Skriv en hel e-postadress, till exempel namn@kommun.se.",
        },
    )
    reason = forms.CharField(
        label="Varför ska någon annan godkänna?",
        help_text="Till exempel semester, eller vad delegationsordningen säger.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv varför någon annan ska godkänna."},
    )

    @property
    def person(self) -> Person:
        """Whom the form names; once it is valid."""
        said = self.cleaned_data
        return Person(said["name"], said["title"], said["phone"], said["email"])
