"""What staff may do with a claim: what each button asks, says beforehand, and calls."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from core.dates import day_in_words, next_workday
from core.fields import KronorField
from core.kronor import with_unit
from organisations.admin_base import Press, ReasonForm, Step
from repayments import actions
from repayments.models import Claim, Ground, Outcome

__all__ = ["STEPS"]

DECIDED = (Outcome.FULL, Outcome.REDUCED)


class TellForm(forms.Form):
    """The last day to answer."""

    answer_by = forms.DateField(
        label="Sista dag att yttra sig",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": "Välj en dag.",
            "invalid": "Skriv dagen som år-månad-dag, till exempel 2026-04-07.",
        },
    )


class DecideForm(forms.Form):
    """In full, or less; dropped has a button of its own."""

    outcome = forms.ChoiceField(
        label="Beslut",
        choices=[(one.value, one.label) for one in DECIDED],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om hela beloppet ska betalas, eller mindre."},
    )
    amount_kr = KronorField(
        label="Belopp, om det är nedsatt",
        help_text="Hela kronor, mindre än det föreslagna beloppet.",
        required=False,
    )
    reasons = forms.CharField(
        label="Skäl för beslutet",
        help_text="Står i beslutet. Bemöt det som mottagaren har sagt.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Skriv skälen för beslutet (FL 32 §)."},
    )

    def clean(self) -> dict[str, Any]:
        is_reduced = self.cleaned_data.get("outcome") == Outcome.REDUCED
        lacks_amount = self.cleaned_data.get("amount_kr") is None and not self.errors
        if is_reduced and lacks_amount:
            self.add_error("amount_kr", "Skriv det nedsatta beloppet i hela kronor.")
        return self.cleaned_data


class DropForm(ReasonForm):
    """Why nothing is claimed; the letter quotes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Varför läggs återkravet ner?"
        self.fields["reason"].help_text = "Mottagaren får läsa skälet i beslutet."


def _tell(claim: Claim, press: Press) -> object:
    return actions.communicate_claim(
        claim, answer_by=press.typed["answer_by"], by=press.by, roles=press.roles, at=press.at
    )


def _decide(claim: Claim, press: Press) -> object:
    outcome = Outcome(press.typed["outcome"])
    amount_kr = claim.amount_kr if outcome == Outcome.FULL else press.typed["amount_kr"]
    return actions.decide_claim(
        claim,
        outcome=outcome,
        amount_kr=amount_kr,
        reasons=press.typed["reasons"],
        by=press.by,
        roles=press.roles,
        at=press.at,
    )


def _drop(claim: Claim, press: Press) -> object:
    return actions.decide_claim(
        claim,
        outcome=Outcome.DROPPED,
        amount_kr=0,
        reasons=press.typed["reason"],
        by=press.by,
        roles=press.roles,
        at=press.at,
    )


def _what_telling_means(claim: Claim) -> list[str]:
    return [
        f"{claim.organisation.name} får ett brev med förslaget, {with_unit(claim.amount_kr)}, och "
        "skälen. Det går inte att ändra sedan.",
        "Mottagaren svarar i portalen. Beslutet kan fattas när svaret har kommit eller dagen "
        "har gått (FL 25 §).",
    ]


def _what_deciding_means(claim: Claim) -> list[str]:
    said = [
        f"Förslaget är {with_unit(claim.amount_kr)}. Mottagaren får beslutet i ett brev, och "
        "portalen skickar en faktura.",
    ]
    hearing = getattr(claim, "hearing", None)
    if hearing is not None and hearing.answered_at is None:
        said.append(f"Inget yttrande har kommit. Sista dag är {day_in_words(hearing.answer_by)}.")
    return said


def _what_dropping_means(claim: Claim) -> list[str]:
    return [
        f"{with_unit(claim.amount_kr)} krävs inte tillbaka. Mottagaren får veta det i ett brev."
    ]


def _time_to_answer(claim: Claim, today: date) -> dict[str, Any]:
    return {"answer_by": next_workday(today + timedelta(days=claim.round.answer_days))}


def _in_full(claim: Claim, _today: date) -> dict[str, Any]:
    own = "Beloppet är er egen uppgift i den rättade återrapporteringen."
    reasons = own if claim.ground == Ground.UNUSED else ""
    return {"outcome": Outcome.FULL, "reasons": reasons}


STEPS: Mapping[str, Step] = {
    "communicate": Step(
        _tell,
        "Mottagaren får förslaget i ett brev, som går ut strax.",
        consequence=_what_telling_means,
        form=TellForm,
        initial=_time_to_answer,
    ),
    "decide": Step(
        _decide,
        "Beslutet är fattat. Brevet går ut strax och portalen skriver fakturan.",
        consequence=_what_deciding_means,
        form=DecideForm,
        initial=_in_full,
    ),
    "drop": Step(
        _drop,
        "Återkravet är nedlagt. Brevet går ut strax.",
        consequence=_what_dropping_means,
        form=DropForm,
        is_main=False,
    ),
}
