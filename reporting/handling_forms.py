"""What the recipient writes beside the form: a wish for more time, an answer to staff."""

from typing import Any

from django import forms

__all__ = ["ANSWER_LENGTH", "DayField", "ExtensionForm", "SupplementForm"]

ANSWER_LENGTH = 4000


class DayField(forms.DateField):
    """A day, with the browser's own calendar where it has one."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)
        self.error_messages["invalid"] = "Skriv dagen som år-månad-dag, till exempel 2026-03-16."


class ExtensionForm(forms.Form):
    wished_on = DayField(
        label="Vilken dag kan ni återrapportera senast?",
        error_messages={"required": "Skriv vilken dag som ska bli ny sista dag."},
    )
    why = forms.CharField(
        label="Varför behöver ni mer tid?",
        help_text="Skälen blir allmän handling. Skriv inget om enskilda personers hälsa.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Skriv varför ni behöver mer tid."},
    )


class SupplementForm(forms.Form):
    """Kept as it is typed; what is required is asked for when it is sent in."""

    text = forms.CharField(
        label="Ert svar",
        max_length=ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"max_length": "Skriv högst 4 000 tecken."},
    )

    attached = forms.Field(label="Filer", required=False, widget=forms.FileInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].asked = True  # type: ignore[attr-defined]

    @property
    def typed(self) -> str:
        """As it was sent, right or wrong, with the line ends of the database."""
        return str(self.data.get("text", "")).replace("\r\n", "\n")
