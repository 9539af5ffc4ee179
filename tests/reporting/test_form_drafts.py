"""Drafts and revisions: copying, editing, publishing, and what becomes of reports begun."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from core.errors import NotAllowed, RuleViolated, StaleState
from core.transitions import history
from grants.models import Round
from grants.states import RoundStatus
from organisations.roles import StaffRole
from reporting import actions as reporting
from reporting.form_editor import actions, choices, jumps, operations
from reporting.models import Form, FormDraft, FormRevision, Report
from reporting.revisions import changes_since
from tests.builders import (
    APRIL,
    FEBRUARY,
    acting,
    faultless_answers,
    lock,
    make_form,
    make_report,
    make_round,
    make_staff,
)
from tests.reporting.builders import HANDLAGGARE, edit, make_draft, next_round, publish

pytestmark = pytest.mark.django_db

NEW_TEXT = {"label": "Vad har ni använt statsbidraget till?"}


def text_changed(draft: FormDraft) -> FormDraft:
    return edit(draft, operations.edit_question, "insatser", NEW_TEXT)


def broken(draft: FormDraft) -> FormDraft:
    """A change that a recipient's answer may not survive."""
    without = edit(draft, operations.remove_question, "beskriv_samverkan")
    return edit(without, choices.remove_option, "insatser", "samverkan")


def draft_of(report: Report) -> FormDraft:
    return make_draft(Form.objects.get(round=report.round))


def now(report: Report) -> Report:
    return Report.objects.with_case().get(pk=report.pk)


# --- Drafts ---------------------------------------------------------------------------------------


def test_copied_form_is_a_draft_with_the_same_keys() -> None:
    source = make_form(make_round())
    draft = actions.copy_form(source, next_round(), by=make_staff(), roles=HANDLAGGARE, at=APRIL)
    assert draft.document == source.document
    assert not draft.form.revisions.exists()


def test_round_with_a_form_gets_no_second_one() -> None:
    source = make_form(make_round())
    with pytest.raises(RuleViolated, match="redan ett formulär"):
        actions.copy_form(source, source.form.round, by=make_staff(), roles=HANDLAGGARE, at=APRIL)


def test_form_has_one_draft_whoever_begins() -> None:
    draft = make_draft()
    assert make_draft(draft.form) == draft
    with pytest.raises(IntegrityError), transaction.atomic():
        FormDraft.objects.create(
            form=draft.form, based_on=draft.based_on, document={}, sha256="", changed_at=APRIL,
            changed_by=draft.changed_by,
        )  # fmt: skip


def test_each_change_is_an_event_in_words() -> None:
    draft = text_changed(make_draft())
    event = history(draft.form).last()
    assert event is not None
    assert event.reason.startswith("Ändrade frågans text i frågan ”Ange vilka")
    assert event.actor == draft.changed_by


def test_second_editor_is_told_and_overwrites_nothing() -> None:
    draft = make_draft()
    seen = draft.sha256
    text_changed(draft)
    with pytest.raises(RuleViolated, match="medan du arbetade"):
        actions.edit_draft(
            draft, operations.renumber, seen=seen, by=make_staff(), roles=HANDLAGGARE, at=APRIL
        )


def test_change_that_changes_nothing_leaves_no_event() -> None:
    draft = make_draft()
    before = history(draft.form).count()
    edit(draft, operations.move_page, "om_aterrapporteringen", step=-1)
    assert history(draft.form).count() == before


@pytest.mark.parametrize("role", [StaffRole.EKONOM, StaffRole.CONTROLLER, StaffRole.ATTESTANT])
def test_only_handlaggare_and_administrators_write_forms(role: StaffRole) -> None:
    form = make_form(make_round()).form
    with pytest.raises(NotAllowed):
        actions.start_draft(form, by=make_staff(role), roles={role}, at=APRIL)


def test_discarded_draft_leaves_what_is_published() -> None:
    draft = text_changed(make_draft())
    for _ in range(2):
        actions.discard_draft(draft, by=make_staff(), roles=HANDLAGGARE, at=APRIL)
    assert draft.form.revisions.count() == 1
    assert not FormDraft.objects.exists()


def test_discarded_first_draft_takes_its_form_along() -> None:
    source, round_ = make_form(make_round()), next_round()
    draft = actions.copy_form(source, round_, by=make_staff(), roles=HANDLAGGARE, at=APRIL)
    actions.discard_draft(draft, by=make_staff(), roles=HANDLAGGARE, at=APRIL)
    assert not Form.objects.filter(round=round_).exists()


# --- Publishing -----------------------------------------------------------------------------------


def test_published_draft_is_the_next_revision_and_frozen() -> None:
    revision, _ = publish(text_changed(make_draft()))
    assert (revision.number, revision.change_class) == (2, "text")
    assert any("Fråga 14" in words for words in revision.changes)
    assert not FormDraft.objects.exists()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        FormRevision.objects.filter(pk=revision.pk).update(number=3)


def test_unfit_draft_is_not_published() -> None:
    draft = edit(make_draft(), operations.remove_question, "insatser")
    with pytest.raises(RuleViolated, match="Beskriv insatserna"):
        publish(draft)
    assert FormRevision.objects.count() == 1


def test_draft_without_what_the_portal_reads_is_not_published() -> None:
    draft = edit(make_draft(), operations.remove_question, "behorig_foretradare")
    with pytest.raises(RuleViolated, match="foretradare_epost"):
        publish(draft)


def test_unchanged_draft_is_not_published() -> None:
    with pytest.raises(RuleViolated, match="Inget är ändrat"):
        publish(make_draft())


def test_second_click_publishes_nothing() -> None:
    draft = text_changed(make_draft())
    publish(draft)
    with pytest.raises(StaleState, match="redan publicerat"):
        actions.publish_draft(
            draft, seen=draft.sha256, by=make_staff(), roles=HANDLAGGARE, at=FEBRUARY
        )


def test_closed_round_gets_no_new_form() -> None:
    draft = text_changed(make_draft())
    Round.objects.update(status=RoundStatus.CLOSED)
    with pytest.raises(RuleViolated, match="avslutad"):
        publish(draft)


# --- Reports --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        text_changed,
        lambda draft: edit(draft, jumps.remove_row, "beskriv_kommunikation", 0),
    ],
    ids=["text", "additive"],
)
def test_drafts_follow_with_a_notice(change: Callable[[FormDraft], FormDraft]) -> None:
    report = make_report(answers=faultless_answers())
    revision, moved = publish(change(draft_of(report)))
    report = now(report)
    assert (moved, report.revision, report.answers) == (1, revision, faultless_answers())
    assert changes_since(report) == revision.changes


def test_drafts_stay_behind_a_breaking_change() -> None:
    report = make_report(answers=faultless_answers())
    revision, moved = publish(broken(draft_of(report)))
    assert (revision.change_class, moved) == ("breaking", 0)
    assert now(report).revision.number == 1
    assert changes_since(now(report)) == []


def test_drafts_cross_a_breaking_change_when_told_to_without_what_no_longer_fits() -> None:
    report = make_report(answers=faultless_answers())
    _, moved = publish(broken(draft_of(report)), move_breaking=True)
    report = now(report)
    assert (moved, report.revision.number) == (1, 2)
    assert "samverkan" not in (report.answers.get("insatser") or [])
    assert report.answers["lonekostnader"] == 1_400_000


def test_what_waits_for_the_signatory_keeps_its_form_and_follows_when_it_comes_back() -> None:
    report = make_report(locked=True)
    revision, moved = publish(text_changed(draft_of(report)))
    assert (moved, now(report).revision.number) == (0, 1)
    reporting.unlock_report(report, acting(report.recipient), at=FEBRUARY)
    assert now(report).revision == revision
    assert changes_since(now(report))


def test_declined_report_follows_too() -> None:
    report = make_report(locked=True)
    revision, _ = publish(text_changed(draft_of(report)))
    reporting.decline_report(report.approvals.get(), comment="Fel.", at=FEBRUARY)
    assert now(report).revision == revision


def test_submission_never_moves() -> None:
    report = make_report(submitted=True)
    publish(text_changed(draft_of(report)))
    assert report.submissions.get().revision.number == 1
    reporting.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    assert report.submissions.get().revision.number == 1
    assert now(report).revision.number == 2


def test_notice_goes_when_it_is_sent_in() -> None:
    report = make_report(answers=faultless_answers())
    publish(text_changed(draft_of(report)))
    reporting.approve_report(lock(now(report)), at=FEBRUARY)
    assert changes_since(now(report)) == []


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_revision() -> None:
    draft = text_changed(make_draft())
    done: list[object] = []

    def press() -> None:
        try:
            done.append(publish(draft)[0].number)
        except (StaleState, FormDraft.DoesNotExist) as refused:
            done.append(type(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done.count(2) == 1
    assert FormRevision.objects.count() == 2
