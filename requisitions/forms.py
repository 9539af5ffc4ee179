"""What a huvudman is asked: on the one page of its requisition, and where it sends it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundField

from banking import bankgiro
from core.fields import KronorField
from core.kronor import grouped, with_unit
from requisitions.rules import RequisitionValues

__all__ = ["Answer", "ConditionsForm", "Group", "RequisitionForm"]

GROUPS = (
    ("Konto", ("bankgiro", "payment_reference")),
    ("Faktureringsuppgift", ("invoice_reference",)),
    ("Kontaktperson", ("contact_name", "contact_email", "contact_phone")),
    ("Behörig företrädare", ("approved_by_name", "approved_by_title")),
)


class Answer(models.TextChoices):
    """What a recipient can say about its frame."""

    WHOLE = "whole", "Ja, hela ramen"
    PART = "part", "Ja, en del av ramen"
    DECLINE = "decline", "Nej, vi avstår"


@dataclass(frozen=True)
class Group:
    """Fields under a heading, and where their texts come from when nobody has typed them."""

    heading: str
    source: str
    fields: list[BoundField]


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
    """Everything that the huvudman states. What the fields can't see is in rules.py.

    `frame_kr` is what it may requisition. Who declines is asked for the reason and nothing else.
    """

    answer = forms.ChoiceField(
        label="Vill ni ha bidraget?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages=_required("Välj om ni rekvirerar hela ramen, en del av den, eller avstår."),
    )
    amount_kr = KronorField(
        label="Belopp, om ni rekvirerar en del av ramen",
        help_text="Hela kronor.",
        required=False,
    )
    decline_reason = forms.CharField(
        label="Skäl, om ni avstår",
        help_text="Berätta kort varför, till exempel att ni inte hinner använda pengarna i år.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    bankgiro = BankgiroField(
        label="Bankgiro",
        help_text="Dit vi betalar, till exempel 5050-1055.",
        max_length=12,
        error_messages=_required("Skriv det bankgiro som pengarna ska betalas till."),
    )
    payment_reference = forms.CharField(
        label="Er referens på utbetalningen",
        help_text="Visas på ert kontoutdrag. Högst 35 tecken.",
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
        label="Namn",
        max_length=100,
        error_messages=_required("Skriv vem vi kan kontakta om bidraget."),
    )
    contact_email = forms.EmailField(
        label="E-post",
        max_length=254,
        help_text="Hit skickar vi kvitto och påminnelser.",
        error_messages={
            "required": "Skriv en e-postadress så att ni får kvitto.",
            "invalid": "Skriv e-postadressen med @, till exempel namn@kommun.se.",
        },
    )
    contact_phone = forms.CharField(
        label="Telefon",
        max_length=30,
        error_messages=_required("Skriv ett telefonnummer, till exempel 010-123 45 67."),
    )
    approved_by_name = forms.CharField(
        label="Företrädarens namn",
        help_text="Den som enligt er delegationsordning har godkänt rekvisitionen.",
        max_length=100,
        error_messages=_required("Skriv namnet på den som har godkänt rekvisitionen."),
    )
    approved_by_title = forms.CharField(
        label="Företrädarens befattning",
        max_length=100,
        error_messages=_required("Skriv vilken befattning företrädaren har."),
    )

    def __init__(
        self,
        *args: Any,
        frame_kr: int,
        sources: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.frame_kr = frame_kr
        self.sources = sources or {}
        for name in ("amount_kr", "decline_reason"):
            self.fields[name].asked = True  # type: ignore[attr-defined]

    @property
    def groups(self) -> list[Group]:
        """The fields that only those who want the money fill in."""
        return [
            Group(
                heading,
                " och ".join(dict.fromkeys(filter(None, map(self.sources.get, names)))),
                [self[name] for name in names],
            )
            for heading, names in GROUPS
        ]

    @property
    def declines(self) -> bool:
        """Whether the answer is no; of a bound form."""
        return self.data.get("answer") == Answer.DECLINE

    def clean(self) -> dict[str, Any]:
        """Let the answer decide what else is asked, and what the amount is."""
        match self.cleaned_data.get("answer"):
            case Answer.DECLINE:
                self._ask_for_the_reason_alone()
            case Answer.WHOLE:
                self._take_the_whole_frame()
            case Answer.PART if "amount_kr" not in self.errors:
                if self.cleaned_data.get("amount_kr") is None:
                    example = f"till exempel {grouped(self.frame_kr)}"
                    self.add_error("amount_kr", f"Skriv hur mycket ni vill rekvirera, {example}.")
        return self.cleaned_data

    def typed(self) -> dict[str, str]:
        """What was typed, as it was typed, so that a draft keeps even what is wrong."""
        return {name: self.data.get(name, "").replace("\0", "") for name in self.fields}

    def values(self, *, conditions_accepted: bool) -> RequisitionValues:
        """The checked values; only after is_valid() of a form that doesn't decline."""
        others = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"answer", "decline_reason"}
        }
        return RequisitionValues(**others, conditions_accepted=conditions_accepted)

    def _ask_for_the_reason_alone(self) -> None:
        for name in set(self.errors) - {"decline_reason"}:
            del self.errors[name]
        if not self.errors and not self.cleaned_data["decline_reason"]:
            self.add_error("decline_reason", "Skriv varför ni avstår från bidraget.")

    def _take_the_whole_frame(self) -> None:
        """Without JavaScript an amount may stand beside "hela ramen" and say something else."""
        typed = self.cleaned_data.get("amount_kr")
        if typed not in {None, self.frame_kr}:
            message = (
                f"Ni har valt hela ramen men skrivit {with_unit(typed)}. Välj en del av ramen, "
                "eller ta bort beloppet."
            )
            self.add_error("amount_kr", message)
        self.cleaned_data["amount_kr"] = self.frame_kr


class ConditionsForm(forms.Form):
    """The last tick before a requisition is sent in."""

    conditions_accepted = forms.BooleanField(
        label="Vi godtar villkoren för statsbidraget",
        error_messages=_required(
            "Kryssa i att ni godtar villkoren. Utan det kan vi inte betala ut bidraget."
        ),
    )
