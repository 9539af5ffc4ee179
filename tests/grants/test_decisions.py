"""Decisions: what amends them, what freezes them, their originals, and what they have left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core.errors import NotAllowed, RuleViolated
from core.models import Event
from correspondence.models import DiarySeries, Document
from grants.actions import attach_original
from grants.models import Decision
from grants.queries import originals_of, room_kr, to_read
from grants.rules import MAX_ORIGINAL_BYTES, amount_problems, original_problems, suggested_key
from organisations.roles import StaffRole
from tests.builders import APRIL, make_round, make_staff
from tests.grants.builders import OTHER_PDF, PDF, attach, make_amendment, make_decision

pytestmark = pytest.mark.django_db


# --- Amended and corrected ------------------------------------------------------------------------


def test_a_correction_may_have_the_same_diarienummer_on_another_day() -> None:
    decision = make_decision()
    make_amendment(decision, diarienummer=decision.diarienummer)
    assert Decision.objects.filter(diarienummer=decision.diarienummer).count() == 2


def test_the_same_diarienummer_and_day_is_the_same_decision() -> None:
    make_decision()
    with pytest.raises(IntegrityError, match="one_decision_per_diarienummer_and_day"):
        make_decision()


@pytest.mark.parametrize("missing", ["amendment", "amendment_kind"])
def test_an_amendment_says_what_it_changes(missing: str) -> None:
    decision = make_decision()
    with pytest.raises(IntegrityError, match="amendment_says_what_it_changes"):
        make_amendment(decision, **{missing: ""})


def test_a_decision_does_not_amend_itself() -> None:
    amendment = make_amendment(make_decision())
    with pytest.raises(IntegrityError, match="amendment_says_what_it_changes"):
        Decision.objects.filter(pk=amendment.pk).update(amends=amendment)


# --- Frozen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"total_kr": 1}, {"diarienummer": "S2025/1"}, {"conditions": ["Nytt."]}], ids=str
)
def test_what_an_opened_round_rests_on_is_frozen(change: dict[str, Any]) -> None:
    decision = make_round().decision
    with pytest.raises(ProgrammingError, match="it is frozen"):
        Decision.objects.filter(pk=decision.pk).update(**change)


def test_the_agency_s_own_words_are_not() -> None:
    decision = make_round().decision
    Decision.objects.filter(pk=decision.pk).update(assumed="Datumet.", notes="Frågat 3 mars.")


def test_while_the_round_is_prepared_everything_may_change() -> None:
    decision = make_round(opened=False).decision
    assert Decision.objects.filter(pk=decision.pk).update(own_costs_cap_kr=5) == 1


def test_a_duty_of_a_frozen_decision_is_settled_and_not_moved() -> None:
    duties = make_round().decision.report_duties
    duties.create(due_on=date(2026, 9, 30), is_final=True)
    duties.update(settled_on=date(2026, 9, 29), settled_how="Redovisad, dnr 5.7-00009/2026.")
    with pytest.raises(ProgrammingError, match="it is frozen"):
        duties.update(due_on=date(2026, 12, 31))


def test_a_duty_is_not_settled_without_saying_how() -> None:
    duties = make_decision().report_duties
    with pytest.raises(IntegrityError, match="settled_duty_says_how"):
        duties.create(due_on=date(2026, 9, 30), settled_on=date(2026, 9, 29))


# --- The original ---------------------------------------------------------------------------------


def test_an_original_is_filed_with_its_fingerprint() -> None:
    document = attach(make_decision())
    assert document.title == "Regeringsbeslut S2025/00119 (delvis)"
    assert document.filename == "regeringsbeslut-s202500119-delvis.pdf"
    assert document.file.read() == PDF
    assert Event.objects.filter(action="original_attached").count() == 1


def test_a_replaced_original_lies_beside_the_old_one() -> None:
    decision = make_decision()
    first, second = attach(decision), attach(decision, OTHER_PDF)
    assert list(originals_of([decision])) == [first, second]
    assert second.title.endswith("original nummer 2")


def test_the_same_file_twice_is_one_document_with_one_number() -> None:
    decision = make_decision()
    assert attach(decision) == attach(decision)
    assert DiarySeries.objects.get(year=2025).last == 1


def test_an_older_original_can_come_back() -> None:
    decision = make_decision()
    for content in (PDF, OTHER_PDF, PDF):
        attach(decision, content)
    assert originals_of([decision]).count() == 3


def test_an_original_is_never_changed() -> None:
    document = attach(make_decision())
    with pytest.raises(ProgrammingError, match="Cannot update or delete"):
        Document.objects.filter(pk=document.pk).update(title="Annat")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "original_not_pdf"),
        (b"PK\x03\x04 a spreadsheet called beslut.pdf", "original_not_pdf"),
        (b"<html>%PDF-1.7 %%EOF", "original_not_pdf"),
        (PDF[:-8], "original_cut_off"),
        (b"%PDF-" + bytes(MAX_ORIGINAL_BYTES), "original_too_large"),
    ],
    ids=["empty", "zip", "page", "cut off", "large"],
)
def test_what_is_no_whole_pdf_is_refused(content: bytes, code: str) -> None:
    assert [found.code for found in original_problems(content)] == [code]
    with pytest.raises(RuleViolated):
        attach(make_decision(), content)
    assert not Document.objects.exists()


def test_ekonom_attaches_nothing() -> None:
    with pytest.raises(NotAllowed):
        attach_original(
            make_decision(), content=PDF, by=make_staff(), roles=[StaffRole.EKONOM], at=APRIL
        )


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_file_one_document() -> None:
    decision = make_decision()

    def click(_: int) -> str:
        try:
            return str(attach(decision).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(click, range(2)))) == 1


def test_the_newest_original_of_each_is_the_one_to_read() -> None:
    decision = make_decision()
    amendment = make_amendment(decision)
    attach(decision)
    newest = attach(decision, OTHER_PDF)
    assert to_read(amendment) == [(decision, newest), (amendment, None)]


# --- What is left ---------------------------------------------------------------------------------


def test_a_round_takes_from_what_the_decision_has_for_its_year() -> None:
    decision = make_round(amount_kr=23_000_000).decision
    assert room_kr(decision, year=2025) == 1_170_000_000 - 1_500_000 - 23_000_000
    assert room_kr(decision, year=2026) == 1_170_000_000 - 1_500_000


def test_the_amending_decision_says_what_the_amounts_are() -> None:
    decision = make_decision()
    amendment = make_amendment(decision)
    assert room_kr(decision, year=2025) == room_kr(amendment, year=2025) == 90_000_000


def test_a_round_is_not_in_its_own_way() -> None:
    round_ = make_round(amount_kr=23_000_000)
    assert room_kr(round_.decision, year=2025, besides=round_) == 1_168_500_000


@pytest.mark.parametrize(
    ("kr", "codes"), [(0, ["no_amount"]), (100, []), (101, ["amount_beyond_decision"])]
)
def test_an_amount_is_something_and_within_the_decision(kr: int, codes: list[str]) -> None:
    assert [found.code for found in amount_problems(kr, room_kr=100, year=2026)] == codes


def test_a_suggested_key_fits_its_field() -> None:
    assert suggested_key("socialtjanst", "rss", 2026) == "socialtjanst-rss-2026"
    assert len(suggested_key("s" * 60, "kommun", 2026)) == 50


def test_a_rolled_back_attachment_leaves_no_number_behind() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        attach(make_decision())
        raise RuntimeError
    assert not DiarySeries.objects.exists()
