"""Letters filled by real rows: nothing is missing, and each says what has happened.

That text and HTML agree, and can be read aloud, is shown by tests/portal/test_gallery.py.
"""

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Engine

from allocations.actions import adopt_proposal, keep_proposal
from allocations.table_import.known import Row
from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from correspondence.plan import kinds
from organisations.roles import StaffRole
from reporting import actions, signing
from reporting.models import Approval
from requisitions.actions import (
    announce_return,
    decline_requisition,
    refuse_requisition,
    return_requisition,
)
from requisitions.models import Return
from tests import builders
from tests.builders import at
from tests.reporting import handling_builders as handling

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
ELSEWHERE = (
    "repayment", "claim", "payment_demand", "invitation", "requisition_list", "daily_digest",
    "own_letter",
)  # fmt: skip
"""What these letters begin with is rendered in the tests of their own apps."""

MISSING = "⟦%s⟧"
ADDRESS = re.compile(rf"{re.escape(settings.PORTAL_URL)}[^\s\"<]*")


def _returned() -> None:
    actions.return_report(
        builders.make_report(submitted=True),
        submission=1,
        by=builders.make_staff(),
        roles=[StaffRole.HANDLAGGARE],
        at=builders.FEBRUARY,
        reason="Beskriv tjänsterna på fråga 15.",
        remarks={"kostnader": "Lönerna för mars saknas."},
    )


def _raised() -> None:
    actions.raise_submissions(
        builders.make_report(submitted=True),
        extra=2,
        seen=0,
        reason="Formuläret var fel.",
        **handling.as_staff(),
    )


def _corrected() -> None:
    rows = [Row("RSS-12", "RSS Skåne", 1_600_000), Row("RSS-09", "RSS Gotland", 1_011_111)]
    by, roles = builders.make_staff(), [StaffRole.HANDLAGGARE]
    proposal = keep_proposal(
        builders.make_round(),
        rows,
        source="Rättad bilaga",
        stated_total_kr=2_611_111,
        by=by,
        roles=roles,
        at=builders.APRIL,
    )
    adopt_proposal(
        proposal,
        by=by,
        roles=roles,
        at=builders.APRIL,
        seen_sha256=proposal.plan_sha256,
        reason="Två belopp hade bytt plats.",
    )


def _declined() -> Approval:
    approval = builders.lock(builders.make_report(answers=builders.faultless_answers()))
    return actions.decline_report(
        approval, comment="Lönerna stämmer inte.\nSe konto 5010 & 5020.", at=builders.FEBRUARY
    )


def _handed_over() -> None:
    report = builders.make_report(locked=True)
    actions.hand_over(
        report.approvals.get(),
        builders.acting(report.recipient),
        to=actions.Person("Sten Stig", "Ekonomichef", "010-1", "sten.stig@example.se"),
        reason="Karin Ek har semester.",
        at=builders.FEBRUARY,
    )


def _started() -> None:
    report = builders.make_report()
    report.pages = {"kostnader": {}, "insatser": {}}
    report.save(update_fields=["pages"])


def _requisition_returned() -> None:
    return_requisition(builders.make_requisition(), **_staff(), reason="Rätta beloppet.")


def _requisition_refused() -> None:
    late = builders.make_requisition(when=at(2025, 5, 16))
    refuse_requisition(late, **_staff(), reason="Den kom in för sent.")


def _requisition_declined() -> None:
    round_ = builders.make_round()
    who = builders.acting(builders.make_recipient())
    decline_requisition(round_, who, reason="Vi har inget behov i år.", at=builders.APRIL)


def _announced_return() -> None:
    paid = builders.make_requisition(paid=True)
    who = builders.acting(paid.recipient)
    announce_return(paid, who, amount_kr=1_000, reason="Blir över.", at=builders.APRIL)


def _staff() -> dict[str, Any]:
    by = builders.make_staff()
    return {"by": by, "roles": [StaffRole.HANDLAGGARE], "at": builders.APRIL}


# What has happened, and the moment when the letter about it is due.
SITUATIONS: dict[str, tuple[str, Callable[[], object], datetime]] = {
    "opened for requisition": ("requisition_opening", builders.make_round, builders.APRIL),
    "not requisitioned": ("requisition_reminder", builders.make_round, at(2025, 5, 1)),
    "requisition missing": ("requisition_reminder", builders.make_round, at(2025, 5, 16)),
    "requisitioned": ("requisition_receipt", builders.make_requisition, builders.APRIL),
    "corrected": ("allocation_corrected", _corrected, builders.APRIL),
    "requisition returned": ("requisition_returned", _requisition_returned, builders.APRIL),
    "requisition refused": ("requisition_refused", _requisition_refused, builders.APRIL),
    "requisition declined": ("requisition_declined", _requisition_declined, builders.APRIL),
    "new bankgiro": (
        "bankgiro_changed",
        lambda: builders.make_requisition(bankgiro="9912346"),
        builders.APRIL,
    ),
    "paid": (
        "payment_advice",
        lambda: builders.make_requisition(paid=True),
        builders.APRIL,
    ),
    "money coming back": ("return_announced", _announced_return, builders.APRIL),
    "opened for reporting": ("report_opening", builders.make_report, at(2026, 1, 19)),
    "not begun": ("report_reminder", builders.make_report, at(2026, 2, 16)),
    "begun": ("report_reminder", _started, at(2026, 2, 27)),
    "report missing": ("report_reminder", _started, at(2026, 3, 3)),
    "before a claim": ("report_last_notice", _started, at(2026, 3, 23)),
    "waiting": ("report_reminder", lambda: builders.make_report(locked=True), at(2026, 2, 16)),
    "locked": ("approval_request", lambda: builders.make_report(locked=True), builders.FEBRUARY),
    "signatory silent": (
        "approval_reminder",
        lambda: builders.make_report(locked=True),
        at(2026, 2, 13),
    ),
    "handed over": ("approval_handed_over", _handed_over, builders.FEBRUARY),
    "stand-in asked": ("approval_request", _handed_over, builders.FEBRUARY),
    "declined": ("approval_declined", _declined, builders.FEBRUARY),
    "returned": ("report_returned", _returned, builders.FEBRUARY),
    "extended": ("extension_decided", handling.granted, builders.FEBRUARY),
    "not extended": ("extension_decided", handling.refused, builders.FEBRUARY),
    "supplement asked": ("supplement_asked", handling.make_supplement, builders.FEBRUARY),
    "supplement due": ("supplement_reminder", handling.make_supplement, at(2026, 3, 7)),
    "supplement missing": ("supplement_reminder", handling.make_supplement, at(2026, 3, 11)),
    "supplement sent in": ("supplement_received", handling.answered, builders.FEBRUARY),
    "supplement taken back": ("supplement_withdrawn", handling.taken_back, builders.FEBRUARY),
    "may send in more": ("submissions_raised", _raised, builders.FEBRUARY),
    "submitted": ("report_receipt", builders.make_submission, builders.FEBRUARY),
    "submitted late": (
        "report_receipt",
        lambda: builders.make_submission(when=at(2026, 3, 4)),
        at(2026, 3, 4),
    ),
}


@pytest.fixture(autouse=True)
def _mark_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Engine.get_default(), "string_if_invalid", MISSING)
    yield


def letter_when(situation: str) -> Letter:
    kind, happen, due = SITUATIONS[situation]
    happen()
    queue_due_letters(at=due, only=[kind])
    return Letter.objects.filter(kind=kind, case__endswith="/RSS-12").earliest("pk")


def words_of(letter: Letter) -> str:
    """The HTML as text."""
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"</?(strong|span|a)\b[^>]*>", "", letter.body_html))
    return " ".join(html.unescape(bare).split())


# --- Every letter ---------------------------------------------------------------------------------


def test_every_kind_about_requisitions_and_reports_is_rendered_here() -> None:
    rendered = {kind for kind, _, _ in SITUATIONS.values()}
    assert rendered == {k for k in kinds() if not k.startswith(ELSEWHERE)}


def nothing_is_left_unfilled(letter: Letter) -> None:
    words = f"{letter.subject} {letter.body_text} {letter.body_html}"
    for leftover in (MISSING[0], "{{", "{%", "None", "TemplateSyntax"):
        assert leftover not in words


def the_subject_is_one_short_line_with_grant_and_recipient(letter: Letter) -> None:
    assert len(letter.subject) <= 90
    assert letter.subject.endswith("socialtjänst 2025, RSS Skåne")


def who_to_ask_and_the_diarienummer_are_in_the_letter(letter: Letter) -> None:
    for body in (letter.body_text, letter.body_html):
        assert "statsbidrag@example.se" in body
        assert f"Diarienummer {letter.diarienummer}" in body


def one_page_is_led_to(letter: Letter) -> None:
    assert len(set(ADDRESS.findall(letter.body_text))) == 1


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_letter_is_filled_by_real_rows(situation: str) -> None:
    letter = letter_when(situation)
    nothing_is_left_unfilled(letter)
    the_subject_is_one_short_line_with_grant_and_recipient(letter)
    one_page_is_led_to(letter)
    who_to_ask_and_the_diarienummer_are_in_the_letter(letter)


# --- What single letters say ----------------------------------------------------------------------


def test_the_opening_says_the_frame_the_last_day_and_the_conditions() -> None:
    letter = letter_when("opened for requisition")
    assert letter.subject.startswith("Rekvirera senast 15 maj:")
    assert "1 611 111 kr" in words_of(letter)
    assert "torsdag 15 maj 2025" in letter.body_text
    assert "- Vi använder bidraget bara till ändamålet." in letter.body_text


def test_a_correction_says_before_after_and_why() -> None:
    body = letter_when("corrected").body_text.replace("\N{NO-BREAK SPACE}", " ")
    assert "rättad från 1 611 111 kr till 1 600 000 kr" in body
    assert "Två belopp hade bytt plats." in body


def test_the_receipt_of_a_requisition_says_when_the_money_comes() -> None:
    assert "omkring den 29 april" in letter_when("requisitioned").body_text


@pytest.mark.parametrize(
    ("situation", "stands"),
    [
        ("not begun", "Ni har inte börjat fylla i formuläret."),
        ("begun", "Ert utkast är påbörjat: 2 sidor är sparade."),
        ("waiting", "väntar på att Karin Ek godkänner det"),
    ],
)
def test_a_reminder_says_how_it_stands(situation: str, stands: str) -> None:
    assert stands in letter_when(situation).body_text


@pytest.mark.parametrize("situation", ["requisition missing", "report missing"])
def test_after_the_last_day_other_words_are_used(situation: str) -> None:
    letter = letter_when(situation)
    assert "Sista dagen var" in letter.body_text
    assert "Ni kan fortfarande skicka in" in letter.body_text
    assert "saknas sedan" in letter.subject


def test_the_warning_of_a_new_bankgiro_names_it_and_goes_to_the_ombud() -> None:
    letter = letter_when("new bankgiro")
    assert "Kontrollera att 991-2346 är ert bankgiro." in letter.body_text
    assert letter.to_email != "anna.lind@example.se"  # whom the requisition itself names


def test_the_advice_says_how_much_when_and_where() -> None:
    letter = letter_when("paid")
    assert "1 611 111 kr betalades ut tisdag 15 april 2025." in words_of(letter)
    assert "5050-1055" in letter.body_text


def test_a_returned_requisition_carries_the_comment() -> None:
    assert "Rätta beloppet." in letter_when("requisition returned").body_text


def test_money_back_is_paid_with_its_reference() -> None:
    letter = letter_when("money coming back")
    (one,) = Return.objects.all()
    assert one.ocr in letter.body_text


def test_the_signatory_gets_the_link_but_never_a_code() -> None:
    letter = letter_when("locked")
    assert letter.to_email == "karin.ek@example.se"
    assert "/godkann/" in letter.body_text
    assert "exakt den version" in letter.body_text
    assert not re.search(r"\b\d{6}\b", letter.body_text)


def test_a_declined_report_carries_the_comment() -> None:
    letter = letter_when("declined")
    assert "Se konto 5010 & 5020." in letter.body_text
    assert "Se konto 5010 &amp; 5020." in letter.body_html


def test_the_receipt_says_submitted_which_time_and_what_happens_with_unused_money() -> None:
    letter = letter_when("submitted")
    assert "Inskickad, nummer 1 av högst 5" in letter.body_text
    assert "faktura" in letter.body_text
    assert "märkt som sen" not in letter.body_text


def test_the_receipt_of_a_late_report_says_so() -> None:
    assert "märkt som sen" in letter_when("submitted late").body_text


# --- The code -------------------------------------------------------------------------------------


def test_the_code_comes_alone_and_says_how_long_it_works(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    approval = builders.lock(builders.make_report(answers=builders.faultless_answers()))
    signing.send_code(approval, at=builders.FEBRUARY)
    (mail,) = mailoutbox
    code = mail.subject.removeprefix("Er kod: ")
    for body in (str(mail.body), str(mail.alternatives[0][0])):
        assert code in body
        assert "10 minuter" in body
        assert "http" not in re.sub(r"<style.*?</style>", "", body)


def test_a_returned_report_s_letter_lists_what_to_mend_on_each_page() -> None:
    assert "Sidan Kostnader:\nLönerna för mars saknas." in letter_when("returned").body_text
