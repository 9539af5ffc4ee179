"""The forms of an allocation key: what must be filled in with what, in the words of staff.

Whether the whole can be followed is the engine's to say, on the key's own page: a key may be
saved half-done.
"""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from allocations.models import (
    AllocationKey,
    AmountKind,
    KeyAdjustment,
    KeyPart,
    KeySplit,
    Measure,
    Rounding,
    ThresholdRule,
)
from core.fields import KronorField
from grants.models import Round
from grants.states import RoundStatus
from organisations.models import Recipient

__all__ = ["AdjustmentForm", "KeyForm", "PartForm", "PartFormSet", "SplitForm"]

if TYPE_CHECKING:
    _KeyForm = forms.ModelForm[AllocationKey]
    _PartForm = forms.ModelForm[KeyPart]
    _SplitForm = forms.ModelForm[KeySplit]
    _AdjustmentForm = forms.ModelForm[KeyAdjustment]
    _PartFormSet = BaseInlineFormSet[KeyPart, AllocationKey, _PartForm]
    _Recipients = forms.ModelChoiceField[Recipient]
else:
    _KeyForm = _PartForm = _SplitForm = _AdjustmentForm = forms.ModelForm
    _PartFormSet = BaseInlineFormSet
    _Recipients = forms.ModelChoiceField

A_NUMBER = re.compile(r"^\d{1,12}([.,]\d{1,4})?$")


class NumberField(forms.CharField):
    """A number as people type it: "33,3", "1 000 000". At most four decimals, not negative."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        return value

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"\s", "", super().to_python(value) or "")
        if not text:
            return None
        if not A_NUMBER.match(text):
            raise ValidationError("Skriv ett tal, till exempel 33,3 eller 100 000.", code="number")
        return Decimal(text.replace(",", "."))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class CodesField(forms.CharField):
    """Codes with anything between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [code for code in re.split(r"[\s,;]+", super().to_python(value) or "") if code]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class RecipientField(_Recipients):
    """A recipient by name and code, in the order of codes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Recipient.objects.order_by("kind", "code"), **kwargs)

    def label_from_instance(self, obj: Recipient) -> str:
        return f"{obj.name} ({obj.code})"


class KeyForm(_KeyForm):
    total_kr = KronorField(label="Summa att fördela, kr")
    cap_kr = KronorField(
        label="Högst till en mottagare, kr",
        required=False,
        help_text="Lämna tomt om det inte finns något tak.",
    )
    residual_to = RecipientField(label="Resten till", required=False)

    class Meta:
        model = AllocationKey
        fields = (
            "round", "name", "total_kr", "unit_kind", "splits_rounded", "rounding",
            "residual_to", "cap_kr", "note",
        )  # fmt: skip
        help_texts: ClassVar = {
            "name": "Till exempel 70 procent efter folkmängd, 30 procent lika.",
            "unit_kind": "Välj län när länets belopp räknas först och sedan delas på flera.",
            "splits_rounded": "Annars delas länets belopp utan avrundning.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "round" in self.fields:
            rounds = Round.objects.exclude(status=RoundStatus.CLOSED).select_related("grant")
            cast("forms.ModelChoiceField[Round]", self.fields["round"]).queryset = rounds

    def clean_total_kr(self) -> int:
        total_kr: int = self.cleaned_data["total_kr"]
        if total_kr <= 0:
            raise ValidationError("Skriv hur mycket som ska fördelas, mer än 0 kr.")
        return total_kr

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        by_name, to = typed.get("rounding") == Rounding.RESIDUAL, typed.get("residual_to")
        if by_name and to is None:
            self.add_error("residual_to", "Välj vem som får resten när alla andra är avrundade.")
        if not by_name and to is not None:
            self.add_error("residual_to", "Lämna tomt med den här avrundningen.")
        self._refuse_a_second_of_the_same_name(typed)
        return typed

    def _refuse_a_second_of_the_same_name(self, typed: dict[str, Any]) -> None:
        """A second click must not make a second key; whoever comes last waits for the first."""
        round_ = typed.get("round") or (self.instance.pk and self.instance.round)
        if not round_ or "name" not in typed:
            return
        Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
        same = AllocationKey.objects.filter(round=round_, name=typed["name"])
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "Omgången har redan en nyckel med det namnet. Välj ett annat.")


class MeasuredForm:
    """For what is divided equally or by a statistic."""

    cleaned_data: dict[str, Any]
    add_error: Any

    def check_measure(self) -> None:
        measure, statistic = self.cleaned_data.get("measure"), self.cleaned_data.get("statistic")
        if measure == Measure.STATISTIC and statistic is None:
            self.add_error("statistic", "Välj vilken statistik som pengarna fördelas efter.")
        if measure == Measure.EQUAL and statistic is not None:
            self.add_error("statistic", "Lämna tomt när alla får lika mycket.")


class PartForm(MeasuredForm, _PartForm):
    amount = NumberField(
        label="Hur mycket",
        required=False,
        help_text="Kronor eller procent. Lämna tomt när delen får det som är kvar.",
    )
    threshold = NumberField(label="Gränsvärde", required=False)
    only = CodesField(
        label="Bara till",
        required=False,
        help_text="Länskoder, till exempel 01, 12. Lämna tomt om delen gäller alla.",
    )

    class Meta:
        model = KeyPart
        fields = (
            "label", "amount_kind", "amount", "measure", "statistic",
            "threshold_rule", "threshold_statistic", "threshold", "only",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        self.check_measure()
        kind, amount = typed.get("amount_kind"), typed.get("amount")
        if kind == AmountKind.REST and amount is not None:
            self.add_error("amount", "Lämna tomt: delen får det som är kvar.")
        if kind and kind != AmountKind.REST and amount is None and "amount" not in self.errors:
            self.add_error("amount", "Skriv hur många kronor eller procent delen är.")
        if kind == AmountKind.SHARE and amount is not None and amount > 100:
            self.add_error("amount", "Skriv högst 100 procent.")
        self._check_threshold(typed)
        return typed

    def _check_threshold(self, typed: dict[str, Any]) -> None:
        has_rule = typed.get("threshold_rule") != ThresholdRule.NONE
        statistic, value = typed.get("threshold_statistic"), typed.get("threshold")
        if has_rule and statistic is None:
            self.add_error("threshold_statistic", "Välj vilken statistik gränsen gäller.")
        if has_rule and not value and "threshold" not in self.errors:
            self.add_error("threshold", "Skriv gränsen, till exempel 100 000.")
        if not has_rule and (statistic is not None or value is not None):
            self.add_error("threshold_rule", "Välj vad gränsen betyder, eller ta bort den.")


class PartFormSet(_PartFormSet):
    """New parts come after those there are."""

    def save_new(self, form: _PartForm, commit: bool = True) -> KeyPart:
        taken = [part.position for part in self.instance.parts.all()] if self.instance.pk else []
        taken += [one.instance.position or 0 for one in self.forms]
        form.instance.position = max(taken, default=0) + 1
        part: KeyPart = super().save_new(form, commit)
        return part


class SplitForm(MeasuredForm, _SplitForm):
    weight = NumberField(label="Vikt", initial="1")

    class Meta:
        model = KeySplit
        fields = ("lan", "part", "weight", "measure", "statistic")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        self.check_measure()
        if typed.get("weight") == 0:
            self.add_error("weight", "Skriv en vikt som är större än 0.")
        return typed


class AdjustmentForm(_AdjustmentForm):
    recipient = RecipientField(label="Mottagare")
    kr = KronorField(label="Kronor mer eller mindre")

    class Meta:
        model = KeyAdjustment
        fields = ("recipient", "kr", "reason")

    def clean_kr(self) -> int:
        kr: int = self.cleaned_data["kr"]
        if kr == 0:
            raise ValidationError("Skriv hur många kronor, till exempel 1 eller −1.")
        return kr
