"""Form fields of the staff's pages about grants."""

from typing import Any

from django import forms

__all__ = ["LinesField"]


class LinesField(forms.CharField):
    """A list of sentences, one a line: sentences hold commas, so commas can't part them."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        for name in ("base_field", "max_length"):
            kwargs.pop(name, None)
        kwargs["help_text"] = "Ett villkor på varje rad."
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value) or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))
