"""What a form says when something is wrong: Django's own short messages as klarspråk.

Messages that a form writes itself are shown as they are. Only the framework's defaults ("Detta
fält måste fyllas i.") are replaced, since a list of such says nothing about which field is meant.
"""

from collections.abc import Callable

from django import forms, template
from django.core.exceptions import ValidationError
from django.core.validators import (
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.forms import BoundField

from core.kronor import grouped

register = template.Library()


@register.filter
def sentences(field: BoundField) -> list[str]:
    """The field's errors, each as a sentence that says what to do."""
    return [text for error in field.errors.as_data() for text in _said(field, error)]


def _said(field: BoundField, error: ValidationError) -> list[str]:
    sentence = SENTENCES.get(error.code or "")
    if sentence is not None and error.message in _defaults(field, error.code or ""):
        return [sentence(field, error)]
    return [str(text) for text in error.messages]


def _defaults(field: BoundField, code: str) -> list[object]:
    """The framework's own messages for a code, on this kind of field."""
    own = [
        vars(parent).get("default_error_messages", {}).get(code)
        for parent in type(field.field).__mro__
    ]
    validators = (EmailValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator)
    return [message for message in [*own, *(v.message for v in validators)] if message]


def _required(field: BoundField, error: ValidationError) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return f"Kryssa i ”{_name(field)}” för att gå vidare."
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return f"Välj minst ett alternativ: {_name(field)}"
    if isinstance(widget, forms.RadioSelect | forms.Select):
        return f"Välj ett alternativ: {_name(field)}"
    if isinstance(widget, forms.FileInput):
        return f"Välj en fil: {_name(field)}"
    return f"Fyll i: {_name(field)}"


def _too_long(field: BoundField, error: ValidationError) -> str:
    params = error.params or {}
    most, now = int(params.get("limit_value", 0)), int(params.get("show_value", 0))
    return f"Skriv högst {grouped(most)} tecken. Texten är nu {grouped(now)} tecken."


def _invalid(field: BoundField, error: ValidationError) -> str:
    if isinstance(field.field, forms.EmailField):
        return "Skriv e-postadressen med @, till exempel namn@kommun.se."
    if isinstance(field.field, forms.DateField):
        return "Skriv datumet som år-månad-dag, till exempel 2025-05-15."
    if isinstance(field.field, forms.IntegerField):
        return "Skriv ett heltal med siffror."
    return " ".join(str(text) for text in error.messages)


def _name(field: BoundField) -> str:
    return str(field.label).rstrip(" :*")


SENTENCES: dict[str, Callable[[BoundField, ValidationError], str]] = {
    "required": _required,
    "max_length": _too_long,
    "invalid": _invalid,
}
