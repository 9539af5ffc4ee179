"""What the portal's own pages ask."""

from django import forms

from core.fields import KronorField

__all__ = ["ReturnForm"]


class ReturnForm(forms.Form):
    """How much of the money comes back early, and why. How much may, is in requisitions.rules."""

    amount_kr = KronorField(
        label="Belopp att betala tillbaka",
        help_text="Hela kronor.",
        error_messages={"required": "Skriv hur mycket ni betalar tillbaka, till exempel 50 000."},
    )
    reason = forms.CharField(
        label="Varför betalar ni tillbaka?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv varför ni betalar tillbaka."},
    )
