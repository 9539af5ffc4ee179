"""What a recipient is asked before a claim is decided, and what staff say about a claim."""

from django import forms

__all__ = ["AnswerForm"]


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
