"""Form fields that every app uses, reading what people type as they type it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.errors import RuleViolated
from core.kronor import NotWholeKronor, grouped, parse_kronor

__all__ = ["KronorField", "show_violations"]


class KronorField(forms.CharField):
    """Whole kronor: "1 481 482" becomes 1481482; shown again with its groups."""

    suffix = "kr"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "maxlength": 30})

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_kronor(text)
        except NotWholeKronor as problem:
            raise ValidationError(str(problem), code="not_whole_kronor") from problem


def show_violations(form: forms.BaseForm, refused: RuleViolated) -> None:
    """Put the messages of broken rules at their fields."""
    for violation in refused.violations:
        field = violation.field if violation.field in form.fields else None
        form.add_error(field, ValidationError(violation.message, code=violation.code))
