"""What staff may do with a requisition: what each button asks, says beforehand, and calls."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from banking import bankgiro
from core.kronor import with_unit
from organisations.admin_base import Press, ReasonForm, Step
from requisitions import actions, queries
from requisitions.models import Requisition
from requisitions.rules import Approvable

__all__ = ["STEPS", "ApproveForm", "ConfirmForm", "words_needed"]

HOW = "Vem du talade med, och på vilket telefonnummer. Använd ett nummer som vi redan hade."


class ApproveForm(forms.Form):
    """Asked for when the requisition came late, or when its account is new."""

    reason = forms.CharField(
        label="Varför godkänns den fast den är sen?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    account_confirmed = forms.CharField(
        label="Hur är bankgirot bekräftat?",
        help_text=HOW,
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.asked = True  # type: ignore[attr-defined]

    def ask_only(self, needed: frozenset[str]) -> None:
        """Leave out what this case does not need, unless something is wrong with it."""
        for name in set(self.fields) - needed - set(self.errors if self.is_bound else ()):
            del self.fields[name]


class ConfirmForm(forms.Form):
    """How an account was confirmed, when the register has changed since the approval."""

    how = forms.CharField(
        label="Hur är bankgirot bekräftat?",
        help_text=HOW,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv vem du talade med och på vilket telefonnummer."},
    )


class ReturnForm(ReasonForm):
    """What the recipient is to correct; the letter quotes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "Vad ska mottagaren rätta?"
        reason.help_text = "Mottagaren får texten i ett brev och ser den i sin rekvisition."
        reason.error_messages["required"] = "Skriv vad som ska rättas."


def words_needed(case: Approvable) -> frozenset[str]:
    """The fields of ApproveForm that a case can't be approved without."""
    needed = {"reason": case.is_late, "account_confirmed": case.has_new_account}
    return frozenset(name for name, is_needed in needed.items() if is_needed)


def _approve(requisition: Requisition, press: Press) -> object:
    return actions.approve_requisition(
        requisition,
        by=press.by,
        roles=press.roles,
        at=press.at,
        reason=press.typed.get("reason", ""),
        account_confirmed=press.typed.get("account_confirmed", ""),
    )


def _with_reason(action: Callable[..., object]) -> Callable[[Requisition, Press], object]:
    def do(requisition: Requisition, press: Press) -> object:
        reason = press.typed["reason"]
        return action(requisition, by=press.by, roles=press.roles, at=press.at, reason=reason)

    return do


def _what_approving_means(requisition: Requisition) -> list[str]:
    if requisition.amount_kr is None:
        return []
    case = queries.approvable(requisition)
    said = [f"{with_unit(case.amount_kr)} planeras för utbetalning."]
    if case.is_late:
        said.append("Rekvisitionen kom in för sent. Skälet till att den godkänns ändå sparas.")
    if case.has_new_account:
        known = queries.known_accounts([requisition.pk])[requisition.pk]
        before = " och ".join(bankgiro.printed(account) for account in sorted(known))
        said.append(
            f"Pengarna skulle gå till bankgiro {bankgiro.printed(requisition.bankgiro)}. "
            f"Det vi känner till är {before}. Ring organisationen på ett nummer som vi redan "
            "hade, och fråga om bytet stämmer."
        )
    return said


def _what_returning_means(requisition: Requisition) -> list[str]:
    return [
        "Mottagaren får ett brev med det du skriver, och kan ändra och skicka in igen.",
        "Tills dess räknas rekvisitionen inte som inskickad.",
    ]


def _what_refusing_means(requisition: Requisition) -> list[str]:
    return ["Inget betalas ut. Mottagaren får ett brev med beslutet och det skäl du skriver."]


def _what_reconsidering_means(requisition: Requisition) -> list[str]:
    return ["Rekvisitionen väntar igen på att godkännas, lämnas tillbaka eller avvisas."]


def _what_undoing_means(requisition: Requisition) -> list[str]:
    return ["Utbetalningen ställs in. Rekvisitionen väntar igen på att godkännas."]


STEPS: Mapping[str, Step] = {
    "approve": Step(
        _approve,
        "Rekvisitionen är godkänd och utbetalningen är planerad.",
        consequence=_what_approving_means,
        form=ApproveForm,
    ),
    "return": Step(
        _with_reason(actions.return_requisition),
        "Rekvisitionen är tillbaka hos mottagaren. Brevet går ut strax.",
        consequence=_what_returning_means,
        form=ReturnForm,
        is_main=False,
    ),
    "refuse": Step(
        _with_reason(actions.refuse_requisition),
        "Rekvisitionen är avvisad. Brevet går ut strax.",
        consequence=_what_refusing_means,
        form=ReasonForm,
        is_main=False,
    ),
    "reconsider": Step(
        _with_reason(actions.reconsider_requisition),
        "Rekvisitionen väntar på beslut igen.",
        consequence=_what_reconsidering_means,
        form=ReasonForm,
    ),
    "undo_approval": Step(
        _with_reason(actions.undo_approval),
        "Godkännandet är ångrat och utbetalningen inställd.",
        consequence=_what_undoing_means,
        form=ReasonForm,
        is_main=False,
    ),
}
