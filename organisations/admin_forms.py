"""Forms of the staff's pages about people and organisations."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from banking.bankgiro import NotABankgiro, compact
from organisations.models import Organisation, User
from organisations.roles import StaffRole

__all__ = ["OrganisationForm", "UserForm"]

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class UserForm(_ModelForm):
    """A person with her roles at the agency; roles in organisations are rows of their own."""

    staff_roles = forms.MultipleChoiceField(
        label="Roller hos Socialstyrelsen",
        choices=StaffRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Utan roll når personen inte handläggningen.",
    )

    editor_id: int | None = None  # who fills in the form

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "title", "phone", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["staff_roles"] = self._held()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk == self.editor_id and self._changes_rights(cleaned):
            raise ValidationError(
                "Du kan inte ändra dina egna roller eller stänga ditt eget konto. "
                "Be en annan administratör."
            )
        return cleaned

    def _held(self) -> list[str]:
        groups = self.instance.groups.filter(name__in=StaffRole.values)
        return sorted(groups.values_list("name", flat=True))

    def _changes_rights(self, cleaned: dict[str, Any]) -> bool:
        return not cleaned.get("is_active") or sorted(cleaned["staff_roles"]) != self._held()


class OrganisationForm(_ModelForm):
    bankgiro = forms.CharField(
        label="Bankgiro", max_length=20, required=False, help_text="Till exempel 5050-1055."
    )

    class Meta:
        model = Organisation
        fields = "__all__"

    def clean_bankgiro(self) -> str:
        typed = self.cleaned_data["bankgiro"]
        try:
            return compact(typed) if typed else ""
        except NotABankgiro as problem:
            raise ValidationError(str(problem)) from problem
