"""From draft to submission: locking, the signatory's link and code, approval, what comes after."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from core.errors import RuleViolated, StaleState
from grants.models import Round
from grants.states import RoundStatus
from organisations.roles import StaffRole
from reporting import actions, forms_as_data
from reporting.letters.submissions import receipts
from reporting.models import Approval, Report, Submission
from reporting.questionnaire import FormDocument
from reporting.signing import approval_of, check_code, send_code, token_for
from reporting.states import ApprovalStatus, ReportStatus
from tests.builders import (
    FEBRUARY,
    acting,
    at,
    faultless_answers,
    form_document,
    lock,
    make_report,
    make_staff,
    make_submission,
)

pytestmark = pytest.mark.django_db


def change_and_lock(report: Report, used_kr: int) -> Submission:
    """One more submission with other figures."""
    actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    Report.objects.filter(pk=report.pk).update(answers=faultless_answers(used_kr=used_kr))
    return actions.approve_report(lock(report), at=FEBRUARY)


def test_faulty_answers_can_not_be_locked() -> None:
    report = make_report(answers=faultless_answers(used_kr=1_700_000))
    with pytest.raises(RuleViolated):
        lock(report)
    report.refresh_from_db()
    assert report.status == ReportStatus.DRAFT


def test_approval_is_the_submission() -> None:
    submission = make_submission()
    assert submission.number == 1
    assert submission.report.status == ReportStatus.SUBMITTED
    assert submission.answers["godkannande_foretradare"] is True


def test_a_version_is_approved_once() -> None:
    approval = lock(make_report(answers=faultless_answers()))
    actions.approve_report(approval, at=FEBRUARY)
    with pytest.raises(StaleState):
        actions.approve_report(approval, at=FEBRUARY)
    assert Submission.objects.count() == 1


def test_a_declined_version_is_a_draft_again_with_the_comment() -> None:
    approval = lock(make_report(answers=faultless_answers()))
    actions.decline_report(approval, comment="Fel belopp på lönekostnader.", at=FEBRUARY)
    approval.refresh_from_db()
    assert approval.report.status == ReportStatus.DRAFT
    assert approval.comment == "Fel belopp på lönekostnader."


def test_declining_needs_a_comment() -> None:
    with pytest.raises(RuleViolated):
        actions.decline_report(
            lock(make_report(answers=faultless_answers())), comment=" ", at=FEBRUARY
        )


def test_taking_it_back_ends_the_link() -> None:
    report = make_report(locked=True)
    approval = report.approvals.get()
    actions.unlock_report(report, acting(report.recipient), at=FEBRUARY)
    with pytest.raises(StaleState):
        actions.approve_report(approval, at=FEBRUARY)


def test_a_link_that_has_expired_approves_nothing() -> None:
    approval = lock(make_report(answers=faultless_answers()))
    with pytest.raises(StaleState):
        actions.approve_report(approval, at=FEBRUARY + timedelta(days=15))


def test_five_submissions_are_taken_and_the_sixth_is_refused() -> None:
    report = make_report(submitted=True)
    for used_kr in (1_400_001, 1_400_002, 1_400_003, 1_400_004):
        change_and_lock(report, used_kr)
    with pytest.raises(RuleViolated, match="högsta antalet"):
        actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    assert [s.used_kr for s in report.submissions.all()][-1] == 1_400_004


def test_a_submission_more_than_the_round_s_number_is_taken_when_staff_allow_it() -> None:
    report = make_report(submitted=True)
    Round.objects.update(max_submissions=1)
    Report.objects.update(extra_submissions=1)
    assert change_and_lock(report, 1_400_001).number == 2
    with pytest.raises(RuleViolated, match="2 gånger"):
        change_and_lock(report, 1_400_002)


def test_the_receipt_says_which_submission_applies(client: Client) -> None:
    report = make_report(submitted=True)
    change_and_lock(report, 1_400_001)
    client.force_login(acting(report.recipient).user)
    page = client.get(reverse("reporting:receipt", args=[report.round.key, "RSS-12"]))
    said = page.content.decode()
    assert said.index("Denna gäller.") < said.index("Ersatt av nummer 2.")


def test_the_receipt_letter_counts_what_staff_have_added() -> None:
    submission = make_submission()
    Report.objects.update(extra_submissions=2)
    letter = next(receipts(FEBRUARY.date()))
    assert letter.context["submissions_left"] == submission.report.round.max_submissions + 1


def test_an_unchanged_report_is_not_sent_in_again() -> None:
    report = make_report(submitted=True)
    actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    with pytest.raises(RuleViolated, match="inte ändrat något"):
        lock(report)


def test_a_late_report_is_received_and_marked() -> None:
    report = make_report(submitted=True, when=at(2026, 3, 3))
    assert report.is_late
    assert report.submissions.get().is_late


def test_timeliness_follows_the_first_submission() -> None:
    report = make_report(submitted=True, when=at(2026, 3, 2, 23, 59))
    actions.reopen_report(report, acting(report.recipient), at=at(2026, 3, 5))
    Report.objects.filter(pk=report.pk).update(answers=faultless_answers(used_kr=1))
    actions.approve_report(lock(report, when=at(2026, 3, 5)), at=at(2026, 3, 5))
    report.refresh_from_db()
    assert not report.is_late


def test_a_closed_round_takes_no_report() -> None:
    report = make_report(answers=faultless_answers())
    type(report.round).objects.filter(pk=report.round_id).update(status=RoundStatus.CLOSED)
    with pytest.raises(RuleViolated, match="tar inte emot"):
        lock(report)


def test_staff_return_a_report_with_a_reason_and_it_is_a_draft_again() -> None:
    report = make_report(submitted=True)
    returned = actions.return_report(
        report,
        submission=1,
        by=make_staff(),
        roles=[StaffRole.HANDLAGGARE],
        at=FEBRUARY,
        reason="Fråga 15.",
    )
    assert returned.status == ReportStatus.DRAFT


def test_a_submission_can_not_be_changed_by_anybody() -> None:
    submission = make_submission()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(used_kr=0, unused_kr=1_611_111)


def test_an_answered_approval_can_not_be_answered_otherwise() -> None:
    approval = make_submission().approval
    for change in ({"status": ApprovalStatus.DECLINED}, {"comment": "Nej."}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Approval.objects.filter(pk=approval.pk).update(**change)


# --- The signatory's link -------------------------------------------------------------------------


@pytest.fixture
def token() -> str:
    return token_for(lock(make_report(answers=faultless_answers())))


def mailed_code() -> str:
    match = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert match
    return match[0]


def test_the_link_alone_shows_no_answers(client: Client, token: str) -> None:
    page = client.get(reverse("reporting:approve", args=[token])).content.decode()
    assert "karin.ek@example.se" not in page
    assert "Nätverk för socialchefer" not in page
    assert client.get(reverse("reporting:approval_document", args=[token])).status_code == 404


def test_the_right_code_opens_the_version_in_this_browser_only(client: Client, token: str) -> None:
    client.post(reverse("reporting:send_code", args=[token]))
    client.post(reverse("reporting:confirm", args=[token]), {"code": mailed_code()})
    address = reverse("reporting:approve", args=[token])
    assert "Nätverk för socialchefer" in client.get(address).content.decode()
    assert "Nätverk för socialchefer" not in Client().get(address).content.decode()


def test_a_code_works_once(token: str) -> None:
    approval = approval_of(token)
    assert approval
    send_code(approval, at=FEBRUARY)
    code = mailed_code()
    assert check_code(approval, code, at=FEBRUARY) == []
    assert check_code(approval, code, at=FEBRUARY)[0].code == "code_expired"


def test_a_code_is_too_old_after_ten_minutes(token: str) -> None:
    approval = approval_of(token)
    assert approval
    send_code(approval, at=FEBRUARY)
    late = FEBRUARY + timedelta(minutes=10, seconds=1)
    assert check_code(approval, mailed_code(), at=late)[0].code == "code_expired"


def test_guessing_stops_after_five_attempts(token: str) -> None:
    approval = approval_of(token)
    assert approval
    send_code(approval, at=FEBRUARY)
    right = mailed_code()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert check_code(approval, wrong, at=FEBRUARY)[0].code == "wrong_code"
    assert check_code(approval, right, at=FEBRUARY)[0].code == "code_used_up"


def test_approving_without_the_code_does_nothing(client: Client, token: str) -> None:
    client.post(reverse("reporting:approve_confirmed", args=[token]))
    assert Submission.objects.count() == 0


# --- Together and at once -------------------------------------------------------------------------


def page_of(report: Report) -> str:
    return reverse("reporting:page", args=[report.round.key, report.recipient.code, "kostnader"])


def test_the_second_of_two_on_one_page_is_told_and_nothing_is_overwritten(client: Client) -> None:
    report = make_report()
    client.force_login(acting(report.recipient).user)
    first = {"seen": "", "lonekostnader": "1000", "ovriga_kostnader": "0"}
    client.post(page_of(report), first)
    page = client.post(page_of(report), {**first, "lonekostnader": "2000"}).content.decode()
    assert "sparade sidan medan ni skrev" in page
    assert "2\u00a0000" in page or "2000" in page
    report.refresh_from_db()
    assert report.answers["lonekostnader"] == 1000


def test_what_is_typed_after_a_colleague_locked_it_stands_on_the_page(client: Client) -> None:
    report = make_report(locked=True)
    client.force_login(acting(report.recipient).user)
    page = client.post(page_of(report), {"lonekostnader": "777"}).content.decode()
    assert "står kvar här men är inte sparat" in page
    assert "777" in page


def test_staff_accept_only_the_submission_they_saw() -> None:
    report = make_report(submitted=True)
    change_and_lock(report, 1_611_111)
    with pytest.raises(StaleState):
        actions.accept_report(
            report, submission=1, by=make_staff(), roles=[StaffRole.HANDLAGGARE], at=FEBRUARY
        )


def test_no_more_than_ten_codes_are_sent_for_a_link(token: str) -> None:
    approval = approval_of(token)
    assert approval
    for minute in range(0, 20, 2):
        send_code(approval, at=FEBRUARY + timedelta(minutes=minute))
    with pytest.raises(RuleViolated, match="många koder"):
        send_code(approval, at=FEBRUARY + timedelta(minutes=30))


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_approving_and_taking_back_at_once_leave_one_outcome() -> None:
    report = make_report(locked=True)
    approval, who = report.approvals.get(), acting(report.recipient)

    def run(verb: Callable[[], object]) -> bool:
        try:
            verb()
        except StaleState:
            return False
        finally:
            connection.close()
        return True

    verbs = [
        lambda: actions.approve_report(approval, at=FEBRUARY),
        lambda: actions.unlock_report(report, who, at=FEBRUARY),
    ]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run, verbs))
    assert outcomes.count(True) == 1
    assert Submission.objects.count() == int(outcomes[0])


def test_a_form_without_a_key_that_the_portal_reads_is_not_published() -> None:
    document = FormDocument.model_validate(form_document())
    last = document.pages[-1].model_copy(update={"questions": ()})
    unfit = document.model_copy(update={"pages": (*document.pages[:-1], last)})
    with pytest.raises(ValueError, match="saknas: ”foretradare_epost”"):
        forms_as_data._refuse_unfit(unfit)


def test_a_page_is_kept_only_while_the_report_is_a_draft() -> None:
    report = make_report(locked=True)
    who = acting(report.recipient)
    with pytest.raises(StaleState):
        actions.save_page(report, who, page="kostnader", answers={"lonekostnader": 1}, at=FEBRUARY)
    report.refresh_from_db()
    assert report.answers["lonekostnader"] == 1_400_000


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_the_same_page_at_once_one_is_told() -> None:
    report = make_report()
    who = acting(report.recipient)

    def save(used_kr: int) -> str:
        try:
            answers = {"lonekostnader": used_kr}
            mine = Report.objects.get(pk=report.pk)
            actions.save_page(mine, who, page="kostnader", answers=answers, at=FEBRUARY, seen="")
        except RuleViolated:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(4) as crowd:
        outcomes = sorted(crowd.map(save, range(4)))
    assert outcomes == ["saved", "told", "told", "told"]
