"""The form of one row of a jump: how an earlier answer is compared, and with what."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from reporting.questionnaire.document import Field
from reporting.questionnaire.kinds import operators_of, options_of
from reporting.questionnaire.wording import OPERATOR_NAMES

__all__ = ["RowForm"]

WITHOUT_VALUE = frozenset({"answered", "unanswered"})
SEVERAL = frozenset({"in", "includes_any"})
OF_DAYS = frozenset({"before", "after", "from", "until"})
OF_NUMBERS = frozenset({"eq", "ne", "gt", "ge", "lt", "le"})


class RowForm(forms.Form):
    """Operators and values as the question's sort allows them; `row` is the condition's test."""

    op = forms.ChoiceField(
        label="Villkor",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj hur svaret ska jämföras."},
    )
    options = forms.MultipleChoiceField(
        label="Alternativ", required=False, widget=forms.CheckboxSelectMultiple
    )
    number = forms.DecimalField(
        label="Tal",
        required=False,
        localize=True,
        max_digits=18,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": "Skriv talet med siffror, till exempel 0 eller 12,5."},
    )
    day = forms.DateField(
        label="Dag",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Skriv dagen som 2026-12-31."},
    )

    def __init__(self, field: Field, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.q = field.key
        allowed = operators_of(field)
        choices = [(option.key, option.label) for option in options_of(field)]
        ordered = sorted(allowed, key=WITHOUT_VALUE.__contains__)
        self.fields["op"].choices = [(op, OPERATOR_NAMES[op]) for op in ordered]  # type: ignore[attr-defined]
        self.fields["options"].choices = choices  # type: ignore[attr-defined]
        wanted = {"op"}
        wanted |= {"options"} if choices else set()
        wanted |= {"number"} if OF_NUMBERS & set(allowed) else set()
        wanted |= {"day"} if OF_DAYS & set(allowed) else set()
        for name in set(self.fields) - wanted:
            del self.fields[name]
        for asked in self.fields.values():
            asked.asked = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        op = cleaned.get("op", "answered")
        if op in WITHOUT_VALUE:
            return cleaned
        if op in OF_NUMBERS:
            self._refuse_missing("number", cleaned, "Skriv talet som svaret jämförs med.")
        elif op in OF_DAYS:
            self._refuse_missing("day", cleaned, "Skriv dagen som svaret jämförs med.")
        elif not cleaned.get("options"):
            self.add_error("options", "Välj det alternativ som svaret jämförs med.")
        elif op not in SEVERAL and len(cleaned["options"]) > 1:
            several = "innehåller något av" if "includes_any" in self._operators else "är något av"
            self.add_error("options", f"Välj ett alternativ, eller jämför med ”{several}”.")
        return cleaned

    @property
    def row(self) -> dict[str, Any]:
        """The comparison as the document writes it."""
        op = self.cleaned_data["op"]
        value = self._value(op)
        return {"q": self.q, "op": op, **({} if value is None else {"value": value})}

    @property
    def _operators(self) -> list[str]:
        return [op for op, _ in self.fields["op"].choices]  # type: ignore[attr-defined]

    def _value(self, op: str) -> object:
        if op in WITHOUT_VALUE:
            return None
        if op in OF_NUMBERS:
            number: Decimal = self.cleaned_data["number"]
            return int(number) if number == number.to_integral_value() else f"{number:f}"
        if op in OF_DAYS:
            day: date = self.cleaned_data["day"]
            return day.isoformat()
        chosen: list[str] = self.cleaned_data["options"]
        return chosen if op in SEVERAL else chosen[0]

    def _refuse_missing(self, name: str, cleaned: dict[str, Any], message: str) -> None:
        if cleaned.get(name) is None and name not in self.errors:
            self.add_error(name, message)
