"""What is filled in about people: an offer of a role, a changed role, a name, a confirmation."""

from collections.abc import Mapping
from typing import Any

from django import forms

from organisations.access import ActingMember
from organisations.grant_names import grant_names
from organisations.models import Membership
from organisations.queries import recipients_of, scope_of
from organisations.rules import Scope, manageable_roles
from organisations.wording import MAY

__all__ = ["ChangeRoleForm", "ConfirmForm", "InviteForm", "NameForm", "RoleForm"]

WITHOUT_OMBUD = "Organisationen blir utan ombud. Jag har förstått det"


class RoleForm(forms.Form):
    """A role and its limits, as far as the person who gives it may give."""

    role = forms.ChoiceField(
        label="Roll",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilken roll personen ska ha."},
    )
    recipient_codes = forms.MultipleChoiceField(
        label="Bara för de här mottagarna",
        help_text="Kryssa inte i något om rollen gäller alla organisationens mottagare.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    grant_slugs = forms.MultipleChoiceField(
        label="Bara för de här statsbidragen",
        help_text="Kryssa inte i något om rollen gäller alla statsbidrag.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, who: ActingMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = scope_of(who.membership)
        recipients = {one.code: one.name for one in recipients_of(who.organisation)}
        roles = [
            (role.value, f"{role.label}: {MAY[role]}")
            for role in manageable_roles(who.membership.role)
        ]
        self._offer("role", roles)
        self._limit("recipient_codes", recipients, own.recipient_codes)
        self._limit("grant_slugs", grant_names(), own.grant_slugs)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def _limit(self, name: str, names: Mapping[str, str], own: frozenset[str]) -> None:
        """Offer the codes within one's own limits; a limit of one's own must be passed on."""
        held = self.initial.get(name, [])
        known = {**{code: code for code in held}, **names}
        choices = [(code, said) for code, said in known.items() if not own or code in own]
        if len(choices) < 2 and not own and not held:
            del self.fields[name]
            return
        self._offer(name, choices)
        if own:
            field = self.fields[name]
            field.required = True
            field.help_text = "Din egen roll är begränsad. Välj vad den andra ska komma åt."
            field.error_messages["required"] = "Välj minst en. Din egen roll är begränsad."

    def scope(self) -> Scope:
        """The limits of a valid form."""
        return Scope(
            frozenset(self.cleaned_data.get("recipient_codes", [])),
            frozenset(self.cleaned_data.get("grant_slugs", [])),
        )


class InviteForm(RoleForm):
    """To whom, as what, for what."""

    email = forms.EmailField(
        label="E-postadress",
        max_length=254,
        help_text="Dit skickar vi inbjudan. Personen loggar sedan in med samma adress.",
        error_messages={
            "required": "Skriv e-postadressen till den du vill bjuda in.",
            "invalid": "Skriv e-postadressen med @, till exempel namn@kommun.se.",
        },
    )
    field_order = ["email", "role", "recipient_codes", "grant_slugs"]


class ChangeRoleForm(RoleForm):
    """A person's role as it shall be; asks for a word when the last ombud stops being one."""

    without_ombud = forms.BooleanField(
        label=WITHOUT_OMBUD,
        help_text="Behövs bara om du väljer en annan roll än ombud.",
        required=False,
    )

    def __init__(self, *args: Any, membership: Membership, is_last: bool, **kwargs: Any) -> None:
        initial = {
            "role": membership.role,
            "recipient_codes": membership.recipient_codes,
            "grant_slugs": membership.grant_slugs,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if not is_last:
            del self.fields["without_ombud"]


class ConfirmForm(forms.Form):
    """Yes to what the page says; the last ombud says that she knows that she is the last."""

    without_ombud = forms.BooleanField(label=WITHOUT_OMBUD, required=False)

    def __init__(self, *args: Any, is_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_last:
            del self.fields["without_ombud"]


class NameForm(forms.Form):
    """What somebody who has no account is called."""

    first_name = forms.CharField(
        label="Förnamn",
        max_length=150,
        error_messages={"required": "Skriv ditt förnamn."},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label="Efternamn",
        max_length=150,
        error_messages={"required": "Skriv ditt efternamn."},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
