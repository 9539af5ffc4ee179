"""How staff add a round and change one: Django's own form, with the rules of grants."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from core import clock
from core.dates import day_in_words
from grants.actions import add_round, change_round
from grants.admin_base import EditedBehindAButton
from grants.admin_forms import ReadsAsPeopleWrite, RoundForm
from grants.calendar import LABELS, Calendar, days_off
from grants.models import Decision, Round
from grants.states import RoundStatus
from organisations.roles import CASE_STAFF
from repayments.actions import give_steps

__all__ = ["RoundEditing"]

CALENDAR = tuple(Calendar.__dataclass_fields__)
CHANGED_ANY_TIME = ("contact_name", "contact_email")
WHILE_PREPARED = (
    "decision", "amount_kr", *CALENDAR, "last_day_rule", "payment_days", "repayment_days",
    "claim_from_kr", "answer_days", "charges_interest", "max_submissions",
    *CHANGED_ANY_TIME, "conditions", "assumed",
)  # fmt: skip
WHEN_ADDED = ("grant", "recipient_kind", "year", "key", *WHILE_PREPARED)


class RoundEditing(EditedBehindAButton, ReadsAsPeopleWrite):
    """Added and prepared by those who handle cases; once open it is what recipients were told."""

    admin_site: Any
    form: Any = RoundForm
    intro = (
        "Statsbidraget och beslutet ska vara inlagda först. Fördelningen läggs in när omgången är "
        "sparad. Ingen får något brev förrän du öppnar omgången."
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.admin_site.roles(request) & CASE_STAFF)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_open = obj is None or obj.status != RoundStatus.CLOSED
        return is_open and bool(self.admin_site.roles(request) & CASE_STAFF)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return list(WHEN_ADDED)
        return list(WHILE_PREPARED if obj.status == RoundStatus.PREPARED else CHANGED_ANY_TIME)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From a decision's page: its conditions, and the year that it was made in."""
        asked = request.GET.get("decision", "")
        decision = Decision.objects.filter(pk=asked).first() if asked.isdigit() else None
        if decision is None:
            return super().get_changeform_initial_data(request)  # type: ignore[misc,no-any-return]
        year = decision.decided_on.year
        return {
            "decision": decision.pk,
            "conditions": decision.conditions,
            "year": year,
            "use_from": date(year, 1, 1),
            "use_until": date(year, 12, 31),
        }

    def next_steps(self, obj: Round) -> list[str]:
        if obj.status != RoundStatus.PREPARED:
            return []
        return ["Läs igenom det som finns att se över innan du öppnar omgången."]

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        """Days off are told about, not refused: the decision may have named the day."""
        if change:
            change_round(obj, fields={*form.changed_data, *form.moved_by_rule})
        else:
            add_round(obj, at=clock.now())
            give_steps(obj, at=clock.now())
        for name, day in form.moved_by_rule.items():
            moved = f"{LABELS[name]} flyttades till {day_in_words(day)}, enligt omgångens regel."
            messages.info(request, moved)
        if set(CALENDAR) & set(form.changed_data):
            for found in days_off(Calendar.of(obj)):
                messages.warning(request, found.sentence)
