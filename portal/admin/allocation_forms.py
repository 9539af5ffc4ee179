"""Forms of reading in a decided table and of adopting it."""

from typing import TYPE_CHECKING, Any

from django import forms

from allocations.preview import Plan
from core.fields import KronorField
from grants.admin_filters import round_name
from grants.models import Round
from grants.states import RoundStatus

__all__ = ["AdoptForm", "TableForm"]

if TYPE_CHECKING:
    _Rounds = forms.ModelChoiceField[Round]
else:
    _Rounds = forms.ModelChoiceField

LONG = 2000


class RoundField(_Rounds):
    def label_from_instance(self, obj: Round) -> str:
        return round_name(obj)


class TableForm(forms.Form):
    """A table as a file or as pasted text, where it stands, and the total that it states."""

    round = RoundField(
        Round.objects.exclude(status=RoundStatus.CLOSED).select_related("grant"),
        label="Omgång",
        empty_label="Välj omgång",
        error_messages={"required": "Välj vilken omgång tabellen gäller."},
    )
    source = forms.CharField(
        label="Källa",
        max_length=200,
        help_text="Var tabellen står, till exempel Bilaga 1 till regeringsbeslut S2025/00122.",
        error_messages={"required": "Skriv var tabellen står."},
    )
    stated_total_kr = KronorField(
        label="Summa enligt källan",
        required=False,
        help_text="Lämna tomt om summan står i tabellen.",
    )
    file = forms.FileField(
        label="Fil med tabellen",
        required=False,
        help_text="En xlsx- eller csv-fil på högst 5 MB, med kod eller namn och belopp.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    text = forms.CharField(
        label="Eller klistra in tabellen",
        required=False,
        strip=False,
        help_text="Till exempel kopierad ur en PDF. Mellanslag i beloppen gör ingenting.",
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("file", "text"):
            self.fields[name].asked = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        has_file, has_text = bool(typed.get("file")), bool((typed.get("text") or "").strip())
        if not has_file and not has_text:
            self.add_error("file", "Välj en fil eller klistra in tabellen.")
        if has_file and has_text:
            self.add_error("text", "Välj en fil eller klistra in tabellen, inte båda.")
        return typed


class AdoptForm(forms.Form):
    """The reasons that the plan asks for; the action says when one is missing."""

    seen = forms.CharField(widget=forms.HiddenInput)
    deviation_reason = forms.CharField(
        label="Varför raderna inte summerar till den angivna summan",
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label="Varför fördelningen rättas",
        required=False,
        max_length=LONG,
        help_text="Skälet står i brevet till dem som berörs, och på den öppna sidan.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, plan: Plan, data: Any = None) -> None:
        super().__init__(data, initial={"seen": plan.sha256})
        if not plan.deviation_kr:
            del self.fields["deviation_reason"]
        if not plan.is_correction:
            del self.fields["reason"]
        for field in self.fields.values():
            field.asked = True  # type: ignore[attr-defined]
