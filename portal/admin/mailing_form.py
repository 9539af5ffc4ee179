"""What staff fill in for a letter of their own: whom it is to, and its words."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from correspondence.mailings.actions import MailingValues
from correspondence.models import Mailing
from correspondence.wording import SUBJECT_LENGTH
from organisations.models import Lan
from portal.mailings.selection import ALL, GROUPS, Standing

__all__ = ["MailingForm", "ReturnForm", "SeenForm"]

LINK = "Öppna bidraget"
ONE_EACH = "Skriv namn eller kod, en på varje rad."


class RecipientsField(forms.CharField):
    """Recipients of the round by name or code, a line each; the value is their codes in order."""

    names: Mapping[str, str] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 3}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(self.names.get(code, code) for code in value)
        return value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = [line.strip() for line in (value or "").splitlines() if line.strip()]
        return sorted({self._code(line) for line in lines})

    def _code(self, line: str) -> str:
        if line.upper() in self.names:
            return line.upper()
        codes = {name.lower(): code for code, name in self.names.items()}
        if line.lower() in codes:
            return codes[line.lower()]
        near = get_close_matches(line.lower(), codes, n=1, cutoff=0.6)
        hint = f"Menade du {self.names[codes[near[0]]]}?" if near else "Skriv namn eller kod."
        raise ValidationError(f"{line} finns inte i omgången. {hint}", code="unknown_recipient")


class MailingForm(forms.Form):
    """A draft: only whom it is to must be chosen, the words may wait."""

    draft_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    chosen = forms.ChoiceField(
        label="Vilka ska få brevet?",
        choices=list(GROUPS.items()),
        widget=forms.RadioSelect,
        initial=ALL,
        error_messages={"required": "Välj vilka som ska få brevet."},
    )
    lan_codes = forms.MultipleChoiceField(
        label="Bara i de här länen",
        help_text="Kryssa inte i något om brevet ska till alla län.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    added = RecipientsField(label="Också till dessa", help_text=ONE_EACH)
    left_out = RecipientsField(label="Men inte till dessa", help_text=ONE_EACH)
    subject = forms.CharField(
        label="Ämne",
        max_length=150,
        required=False,
        help_text=f"Högst {SUBJECT_LENGTH} tecken syns.",
    )
    body = forms.CharField(
        label="Text",
        required=False,
        widget=forms.Textarea({"rows": 14}),
        help_text="Första stycket säger vad mottagaren ska göra. En tom rad skiljer stycken åt. "
        "Börja varje rad i en lista med ”- ”.",
    )
    link_text = forms.CharField(
        label="Text på länken",
        max_length=60,
        required=False,
        initial=LINK,
        help_text="Länken går till mottagarens sida om bidraget.",
    )

    def __init__(self, *args: Any, standings: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("subject", "body", "link_text"):
            self.fields[name].asked = True  # type: ignore[attr-defined]
        names = {one.code: one.name for one in standings}
        for name in ("added", "left_out"):
            field = self.fields[name]
            assert isinstance(field, RecipientsField)  # noqa: S101 - declared above
            field.names = names
        codes = {one.lan_code for one in standings}
        lan = self.fields["lan_codes"]
        assert isinstance(lan, forms.ChoiceField)  # noqa: S101 - declared above
        lan.choices = list(Lan.objects.filter(pk__in=codes).values_list("lanskod", "name"))

    @property
    def values(self) -> MailingValues:
        """What a valid form says."""
        typed = self.cleaned_data
        return MailingValues(
            chosen=typed["chosen"],
            lan_codes=sorted(typed["lan_codes"]),
            added=typed["added"],
            left_out=typed["left_out"],
            subject=typed["subject"],
            body=typed["body"].replace("\r\n", "\n"),
            link_text=typed["link_text"],
        )

    @staticmethod
    def initial_of(mailing: Mailing) -> dict[str, Any]:
        """A draft as it is kept."""
        names = ("draft_key", *MailingValues.__dataclass_fields__)
        shown = {name: getattr(mailing, name) for name in names}
        return {**shown, "seen_at": mailing.written_at.isoformat()}


class SeenForm(forms.Form):
    """What the page showed, so that nothing else is sent, and to nobody else."""

    seen = forms.CharField(widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    """Why a letter goes back to who wrote it."""

    reason = forms.CharField(
        label="Vad ska ändras?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Skriv vad som ska ändras.",
            "max_length": "Skriv högst 2 000 tecken.",
        },
    )
