"""Forms of the staff's pages about grants, and the fields that they share."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst

from core.errors import RuleViolated, Violation
from core.fields import KronorField, show_violations
from grants import rules
from grants.calendar import LAST_DAYS, Calendar, last_day
from grants.models import WORDS_OF_OUR_OWN, Decision, GovernmentReportDuty, Round
from grants.queries import is_rested_on, room_kr

__all__ = [
    "DecisionForm", "DutyForm", "LinesField", "OriginalForm", "ReadsAsPeopleWrite", "RoundForm",
]  # fmt: skip

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class ReadsAsPeopleWrite:
    """An admin whose amounts are written "1 481 482", and whose lists are one item a line."""

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        said = {
            "label": capfirst(str(db_field.verbose_name)),
            "help_text": db_field.help_text,
            "required": not db_field.blank,
        }
        if isinstance(db_field, models.BigIntegerField):
            return KronorField(**said)
        if isinstance(db_field, ArrayField):
            return LinesField(**said)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class LinesField(forms.CharField):
    """A list of sentences, one a line: sentences hold commas, so commas can't part them."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "help_text": "Ett villkor på varje rad."})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value) or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class DecisionForm(_ModelForm):
    """A decision; once an opened round rests on it only the agency's own words may change."""

    class Meta:
        model = Decision
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        found = []
        if "amends" in self.fields:
            found += rules.amendment_problems(
                amends=bool(self.data.get("amends")),
                kind=cleaned.get("amendment_kind", ""),
                words=cleaned.get("amendment", ""),
            )
        if self.instance.pk and is_rested_on(self.instance):
            found += rules.frozen_problems(self.changed_data, free=WORDS_OF_OUR_OWN)
        show_violations(self, RuleViolated(*found))
        return cleaned


class DutyForm(_ModelForm):
    """A date to report to the government by, and when and how that was settled."""

    class Meta:
        model = GovernmentReportDuty
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        found = rules.duty_problems(
            settled=bool(cleaned.get("settled_on")), how=cleaned.get("settled_how", "")
        )
        show_violations(self, RuleViolated(*found))
        return cleaned


class RoundForm(_ModelForm):
    """A round that is being prepared: its days in order, its amount within the decision's.

    What a form of some of the fields does not ask for is as the round has it.
    """

    class Meta:
        model = Round
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moved_by_rule: dict[str, date] = {}
        if not self.instance.pk:
            self._ask_less()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk:
            self._fill_in(cleaned)
        if not self.errors and {"year", "amount_kr"} & set(self.fields):
            self._follow_the_rule(cleaned)
            show_violations(self, RuleViolated(*self._problems()))
        return cleaned

    def _ask_less(self) -> None:
        """What has an answer of its own may be left empty."""
        self.fields["key"].required = False
        self.fields["key"].label = "Adress"
        self.fields[
            "key"
        ].help_text = (
            "Omgångens adress. Lämna tomt, så blir den till exempel socialtjanst-rss-2026."
        )
        self.fields["conditions"].required = False
        self.fields["conditions"].help_text += " Lämna tomt för att hämta dem från beslutet."

    def _fill_in(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("key") and {"grant", "recipient_kind", "year"} <= cleaned.keys():
            grant, kind = cleaned["grant"], cleaned["recipient_kind"]
            cleaned["key"] = rules.suggested_key(grant.slug, kind, cleaned["year"])
        if cleaned.get("conditions") or "decision" not in cleaned:
            return
        cleaned["conditions"] = cleaned["decision"].conditions
        if not cleaned["conditions"]:
            self.add_error("conditions", ValidationError("Skriv minst ett villkor."))

    def _follow_the_rule(self, cleaned: dict[str, Any]) -> None:
        """Last days on days off go where the round's rule puts them."""
        for name in LAST_DAYS:
            day = last_day(cleaned[name], rule=cleaned["last_day_rule"])
            if day != cleaned[name]:
                self.moved_by_rule[name] = cleaned[name] = day

    def _problems(self) -> list[Violation]:
        now = {**vars(self.instance), **self.cleaned_data}
        decision: Decision = now.get("decision") or self.instance.decision
        year: int = now["year"]
        room = room_kr(decision, year=year, besides=self.instance if self.instance.pk else None)
        calendar = Calendar(**{name: now[name] for name in Calendar.__dataclass_fields__})
        return [
            *rules.calendar_problems(calendar, year=year),
            *rules.amount_problems(now["amount_kr"], room_kr=room, year=year),
        ]


class OriginalForm(forms.Form):
    """The decision as a file; what is in it is for the action to judge."""

    original = forms.FileField(
        label="Beslutet som PDF",
        help_text=f"En PDF på högst {rules.MAX_ORIGINAL_MB} MB.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"required": "Välj en fil.", "invalid": "Välj en fil."},
    )

    def clean_original(self) -> Any:
        """Asked before anything of the file is read."""
        file = self.cleaned_data["original"]
        if (file.size or 0) > rules.MAX_ORIGINAL_BYTES:
            raise ValidationError(rules.too_large())
        return file
