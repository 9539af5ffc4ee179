"""Next year: what is copied, what is not, what must be looked over, and the second click."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.urls import reverse

from allocations.models import (
    Allocation,
    AllocationKey,
    AmountKind,
    KeyAdjustment,
    KeyPart,
    KeySplit,
    Measure,
    Statistic,
)
from core.admin_base import admin_url
from core.errors import NotAllowed, RuleViolated
from core.models import Event
from core.transitions import history
from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from grants.calendar import LABELS
from grants.models import Round
from grants.states import RoundStatus
from organisations.models import RecipientKind
from organisations.roles import StaffRole
from portal import next_year
from portal.next_year import make_next_year, suggestion
from portal.round_review import to_review
from tests.admin.pages import staff_client, text_of
from tests.builders import APRIL, at, make_form, make_recipient, make_round, make_staff
from tests.grants.builders import make_decision

pytestmark = pytest.mark.django_db

HANDLAGGARE = [StaffRole.HANDLAGGARE]


def next_year_of(round_: Round, **changes: Any) -> Round:
    """The round of the year after as it is suggested, with changes."""
    chosen = replace(suggestion(round_), **changes)
    new, _ = make_next_year(round_, chosen, by=make_staff(), roles=HANDLAGGARE, at=APRIL)
    return new


def make_key(round_: Round) -> AllocationKey:
    """Half to all alike, the rest by population, with a split of its own and one row put right."""
    skane = make_recipient("RSS-12")
    statistic = Statistic.objects.create(
        name="Folkmängd",
        unit="invånare",
        recipient_kind=RecipientKind.RSS,
        measured_on=date(2024, 12, 31),
        source="SCB",
        adopted_at=APRIL,
    )
    key = AllocationKey.objects.create(
        round=round_, number=1, name="Hälften lika", total_kr=round_.amount_kr
    )
    alike = KeyPart.objects.create(
        key=key,
        position=1,
        label="Lika",
        measure=Measure.EQUAL,
        amount_kind=AmountKind.SHARE,
        amount=50,
    )
    KeyPart.objects.create(
        key=key,
        position=2,
        label="Efter folkmängd",
        measure=Measure.STATISTIC,
        statistic=statistic,
        amount_kind=AmountKind.REST,
    )
    KeySplit.objects.create(
        key=key, lan=skane.lan, part=alike, weight=Decimal("0.5"), measure=Measure.EQUAL
    )
    KeyAdjustment.objects.create(key=key, recipient=skane, kr=1, reason="Avrundning.")
    return key


# --- What is copied -------------------------------------------------------------------------------


def test_the_new_round_is_prepared_a_year_later_with_the_same_terms() -> None:
    last = make_round(payment_days=20, repayment_days=45, max_submissions=3)
    new = next_year_of(last)
    assert (new.key, new.year, new.status) == ("socialtjanst-rss-2025-rss-2026", 2026, "prepared")
    assert (new.payment_days, new.repayment_days, new.max_submissions) == (20, 45, 3)
    assert (new.contact_name, new.contact_email) == (last.contact_name, last.contact_email)
    assert new.copied_from == last


@pytest.mark.parametrize(
    ("model", "copied", "chosen_or_new"),
    [
        (
            Round,
            {*next_year.CARRIED_OVER, "conditions", *LABELS},
            {
                "id", "key", "year", "decision", "amount_kr", "copied_from", "assumed",
                "status", "opened_on", "reporting_opened_on",
            },
        ),
        (AllocationKey, next_year.KEY, {"id", "round", "number", "total_kr", "adopted_at"}),
        (KeyPart, next_year.PART, {"id", "key"}),
        (KeySplit, {*next_year.SPLIT, "part"}, {"id", "key"}),
    ],
)  # fmt: skip
def test_each_field_is_copied_or_left_behind_on_purpose(
    model: type[Model], copied: Collection[str], chosen_or_new: set[str]
) -> None:
    names = [field.name for field in model._meta.concrete_fields]
    assert sorted(names) == sorted([*copied, *chosen_or_new])


def test_days_are_moved_a_year_and_to_workdays() -> None:
    new = next_year_of(make_round(requisition_last_on=date(2025, 5, 16)))
    assert (new.use_from, new.use_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert new.requisition_last_on == date(2026, 5, 18)


def test_years_in_the_conditions_are_moved() -> None:
    told = ["Kostnader under perioden 1 januari–31 december 2025.", "Beslut S2025/00122."]
    assert next_year_of(make_round(conditions=told)).conditions == [
        "Kostnader under perioden 1 januari–31 december 2026.",
        "Beslut S2025/00122.",
    ]


def test_the_key_comes_without_last_year_s_adjustments() -> None:
    last = make_round()
    make_key(last)
    copy = AllocationKey.objects.get(round=next_year_of(last, amount_kr=3_000_000))
    assert copy.total_kr == 3_000_000
    assert [part.label for part in copy.parts.all()] == ["Lika", "Efter folkmängd"]
    assert [split.part for split in copy.splits.all()] == [copy.parts.get(label="Lika")]
    assert not copy.adjustments.exists()


def test_the_form_is_last_year_s_latest_revision_as_a_draft_to_review() -> None:
    last = make_round()
    revision = make_form(last)
    form = next_year_of(last).form
    assert (form.draft.based_on, form.draft.document) == (revision, revision.document)
    assert not form.revisions.exists()


def test_the_allocation_is_not_copied_and_nobody_gets_a_letter() -> None:
    new = next_year_of(make_round())
    assert not Allocation.objects.filter(round=new).exists()
    queue_due_letters(at=at(2026, 3, 3))
    assert not Letter.objects.filter(case__startswith=new.key).exists()


def test_the_decision_may_be_another() -> None:
    decision = make_decision(decided_on=date(2026, 1, 22))
    assert next_year_of(make_round(), decision=decision).decision == decision


def test_the_round_copied_from_stays_as_it_is() -> None:
    last = make_round()
    before = Round.objects.filter(pk=last.pk).values().get()
    next_year_of(last)
    assert Round.objects.filter(pk=last.pk).values().get() == before


# --- What must be looked over ---------------------------------------------------------------------


def test_what_to_look_over_is_said_and_kept() -> None:
    last = make_round()
    make_key(last)
    make_form(last)
    new = next_year_of(last)
    said = "\n".join(to_review(new))
    for piece in (
        "Byt till beslutet om 2026",
        "Folkmängd 31 december 2024. Läs in nyare statistik",
        "Formuläret är förra årets, revision 1.",
        "Ingen fördelning är fastställd än.",
        "Brevplanen har 15 steg.",
    ):
        assert piece in said
    assert said in history(new).get().reason


def test_what_is_assumed_in_the_decision_is_said() -> None:
    decision = make_decision(decided_on=date(2026, 1, 22), assumed="Datumet.")
    new = next_year_of(make_round(), decision=decision)
    assert "Något i beslutet är antaget: Datumet." in to_review(new)


def test_recipients_without_a_huvudman_are_counted_when_a_round_concerns_them() -> None:
    gotland = make_recipient("REG-09", name="Region Gotland", kind=RecipientKind.REGION)
    gotland.huvudman_periods.all().delete()
    assert "saknar huvudman" not in "".join(to_review(next_year_of(make_round())))
    concerned = make_round("region-2025", recipient_kind=RecipientKind.REGION, opened=False)
    assert any("1 mottagare saknar huvudman" in said for said in to_review(concerned))


def test_an_opened_round_is_not_looked_over() -> None:
    assert to_review(make_round()) == []


# --- Refused, twice, by two at once ---------------------------------------------------------------


def test_an_amount_beyond_the_decision_is_refused() -> None:
    with pytest.raises(RuleViolated, match="Beslutet räcker till"):
        next_year_of(make_round(), amount_kr=2_000_000_000)
    assert Round.objects.count() == 1


def test_days_in_the_wrong_order_are_refused() -> None:
    last = make_round()
    calendar = replace(suggestion(last).calendar, report_last_on=date(2026, 1, 2))
    with pytest.raises(RuleViolated, match="kan inte komma före"):
        next_year_of(last, calendar=calendar)


def test_ekonom_prepares_no_year() -> None:
    last = make_round()
    with pytest.raises(NotAllowed):
        make_next_year(last, suggestion(last), by=make_staff(), roles=[StaffRole.EKONOM], at=APRIL)


def test_what_there_is_already_is_returned_as_it_is() -> None:
    last = make_round()
    first = next_year_of(last)
    assert next_year_of(last, amount_kr=1) == first
    assert Event.objects.filter(action="copied").count() == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_round() -> None:
    last = make_round()
    make_key(last)

    def click(_: int) -> int:
        try:
            return next_year_of(last).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(click, range(2)))) == 1
    assert AllocationKey.objects.count() == 2


# --- The page -------------------------------------------------------------------------------------


def page_of(round_: Round) -> str:
    return reverse("admin:grants_round_next_year", args=[round_.pk])


def typed(round_: Round, **changes: Any) -> dict[str, Any]:
    """What the page suggests, sent in as it is but for the changes."""
    first = suggestion(round_)
    chosen = {"decision": first.decision.pk, "amount_kr": first.amount_kr}
    return {**chosen, **first.calendar.days(), **changes}


def test_the_page_suggests_the_days_and_says_which_were_moved() -> None:
    page = text_of(staff_client(), page_of(make_round(requisition_last_on=date(2025, 5, 16))))
    assert 'value="2026-05-18"' in page
    assert "lördag 16 maj 2026, är ingen arbetsdag" in page


def test_the_click_leads_to_the_new_round_with_what_to_look_over() -> None:
    last = make_round()
    answer = staff_client().post(page_of(last), typed(last), follow=True)
    new = Round.objects.get(year=2026)
    assert answer.redirect_chain[-1][0] == admin_url(new)
    page = answer.content.decode()
    assert "Socialtjänst 2026, RSS är upplagd" in page
    assert "Att se över" in page


def test_the_second_click_shows_the_first_one_s_round() -> None:
    last, client = make_round(), staff_client()
    client.post(page_of(last), typed(last))
    answer = client.post(page_of(last), typed(last, amount_kr="1"), follow=True)
    assert "Socialtjänst 2026, RSS finns redan. Inget ändrades." in answer.content.decode()
    assert Round.objects.count() == 2


def test_a_day_that_will_not_do_is_said_at_the_field() -> None:
    last = make_round()
    answer = staff_client().post(page_of(last), typed(last, report_last_on="2026-01-01"))
    assert "Sista dag för återrapportering" in answer.content.decode()
    assert "kan inte komma före" in answer.content.decode()


@pytest.mark.parametrize("role", [StaffRole.EKONOM, StaffRole.CONTROLLER])
def test_others_find_no_button_and_no_page(role: StaffRole) -> None:
    last, client = make_round(), staff_client(role)
    assert "Förbered 2026" not in text_of(client, admin_url(last))
    assert client.get(page_of(last)).status_code == 403


def test_the_round_of_next_year_is_reached_from_this_one_s() -> None:
    last = make_round()
    new = next_year_of(last)
    assert f'<a href="{admin_url(new)}">Omgången för 2026</a>' in text_of(
        staff_client(), admin_url(last)
    )
    assert new.status == RoundStatus.PREPARED
