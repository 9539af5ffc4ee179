"""Staff's pages of a report: the dossier, what they ask and note, extensions and supplements."""

from typing import Any

import pytest
from django.urls import reverse

from core.admin_base import admin_url
from grants.models import Round
from grants.states import RoundStatus
from organisations.roles import StaffRole
from reporting import actions
from reporting.models import Extension, Note, Remark, Report, Supplement
from reporting.reaccepting import reopen_accepted
from reporting.states import ReportStatus
from tests.admin.pages import staff_client, step_url, text_of
from tests.builders import FEBRUARY, acting, faultless_answers, lock, make_report
from tests.reporting.handling_builders import answered, as_staff, asked, make_supplement

pytestmark = pytest.mark.django_db


def deed_url(report: Report, deed: str) -> str:
    return reverse("admin:reporting_report_deed", args=[report.pk, deed])


def sent_in_anew(report: Report, **answers: Any) -> None:
    """One more submission of a draft that has been sent in before."""
    Report.objects.filter(pk=report.pk).update(answers=faultless_answers(**answers))
    actions.approve_report(lock(Report.objects.with_case().get(pk=report.pk)), at=FEBRUARY)


# --- Beside the steps -----------------------------------------------------------------------------


def test_staff_give_an_extension() -> None:
    report = make_report()
    values = {"new_last_on": "2026-03-16", "seen_last_on": "2026-03-02", "reason": "Driftstopp."}
    staff_client().post(deed_url(report, "anstand"), values)
    report.refresh_from_db()
    assert report.last_on.isoformat() == "2026-03-16"


def test_the_second_click_says_that_it_is_done() -> None:
    report, client = make_report(), staff_client()
    values = {"new_last_on": "2026-03-16", "seen_last_on": "2026-03-02", "reason": "Driftstopp."}
    client.post(deed_url(report, "anstand"), values)
    page = client.post(deed_url(report, "anstand"), values, follow=True)
    assert "Sista dagen har redan flyttats. Inget ändrades." in page.content.decode()
    assert Extension.objects.count() == 1


def test_a_day_that_is_not_later_is_told_at_its_field() -> None:
    values = {"new_last_on": "2026-03-01", "seen_last_on": "2026-03-02", "reason": "Driftstopp."}
    page = staff_client().post(deed_url(make_report(), "anstand"), values)
    assert "Välj en dag efter den sista dag som gäller" in page.content.decode()


def test_staff_ask_for_a_supplement() -> None:
    report = make_report(submitted=True)
    values = {"question": "Skicka kontoutdraget.", "answer_by": "2026-03-20"}
    staff_client().post(deed_url(report, "komplettering"), values)
    assert Supplement.objects.get().question == "Skicka kontoutdraget."


def test_what_has_not_come_in_has_no_button_for_a_supplement() -> None:
    assert "/gor/komplettering/" not in text_of(staff_client(), admin_url(make_report()))


def test_one_recipient_may_send_in_more_times_with_a_reason() -> None:
    report = make_report(submitted=True)
    values = {"extra": "2", "seen": "0", "reason": "Vårt formulär var fel."}
    client = staff_client()
    client.post(deed_url(report, "fler-inskick"), values)
    client.post(deed_url(report, "fler-inskick"), values)
    assert Report.objects.select_related("round").get().max_submissions == 7


def test_a_note_is_kept_once_and_seen() -> None:
    report, client = make_report(), staff_client()
    for _ in range(2):
        client.post(deed_url(report, "anteckning"), {"text": "Ring Anna i mars."})
    assert Note.objects.count() == 1
    assert "Ring Anna i mars." in text_of(client, admin_url(report))


def test_an_accepted_report_is_opened_for_correction_once() -> None:
    report, client = make_report(accepted=True), staff_client()
    assert deed_url(report, "rattelse") in client.get(admin_url(report)).content.decode()
    values = {"reason": "Lönerna är för höga."}
    client.post(deed_url(report, "rattelse"), values)
    page = client.post(deed_url(report, "rattelse"), values, follow=True)
    assert "Inget ändrades." in page.content.decode()
    assert Report.objects.get().status == ReportStatus.DRAFT


def test_the_timeline_tells_three_ways_to_open_a_report_apart() -> None:
    report = make_report(submitted=True)
    actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    sent_in_anew(report, used_kr=1_300_000)
    actions.return_report(report, submission=2, reason="Fel.", **as_staff())
    sent_in_anew(report, used_kr=1_200_000)
    actions.accept_report(report, submission=3, **as_staff())
    reopen_accepted(report, reason="Fel igen.", **as_staff())
    page = text_of(staff_client(), admin_url(report))
    for said in ("Öppnades för ändring", "Återlämnades för rättelse", "efter att ha godtagits"):
        assert page.count(said) == 1


def test_nothing_is_opened_for_correction_in_a_closed_round() -> None:
    report = make_report(accepted=True)
    Round.objects.filter(pk=report.round_id).update(status=RoundStatus.CLOSED)
    page = staff_client().post(deed_url(report, "rattelse"), {"reason": "Lönerna är för höga."})
    assert "Omgången tar inte emot återrapporteringar." in page.content.decode()


def test_what_is_not_accepted_has_no_button_for_correction() -> None:
    page = staff_client().get(admin_url(make_report(submitted=True)))
    assert "/gor/rattelse/" not in page.content.decode()


@pytest.mark.parametrize(
    "deed", ["anstand", "komplettering", "fler-inskick", "rattelse", "anteckning"]
)
def test_others_than_those_with_cases_may_not(deed: str) -> None:
    client = staff_client(StaffRole.CONTROLLER)
    assert client.get(deed_url(make_report(submitted=True), deed)).status_code == 403


# --- Returned page by page ------------------------------------------------------------------------


def test_a_return_needs_a_reason_or_a_remark() -> None:
    report = make_report(submitted=True)
    page = staff_client().post(step_url(report, "reopen"), {"submission": 1, "reason": " "})
    assert "Skriv vad som ska rättas" in page.content.decode()


def test_a_remark_on_a_page_is_enough() -> None:
    report = make_report(submitted=True)
    values = {"submission": 1, "reason": "", "remark_kostnader": "Lönerna saknas."}
    staff_client().post(step_url(report, "reopen"), values)
    report.refresh_from_db()
    assert report.status == ReportStatus.DRAFT
    assert Remark.objects.get().text == "Lönerna saknas."


def test_what_was_sent_in_anew_meanwhile_is_not_returned() -> None:
    report = make_report(submitted=True)
    values = {"submission": 0, "reason": "Fel."}
    page = staff_client().post(step_url(report, "reopen"), values, follow=True)
    assert "Mottagaren har skickat in på nytt" in page.content.decode()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"used_kr": 1_300_000}, "Sidan är ändrad"),
        ({"faktura_referens": "NY1"}, "Sidan är inte ändrad"),
    ],
)
def test_the_dossier_says_whether_the_page_was_changed(answers: dict[str, Any], said: str) -> None:
    report = make_report(submitted=True)
    remarks = {"kostnader": "Lönerna saknas."}
    actions.return_report(report, submission=1, remarks=remarks, **as_staff())
    sent_in_anew(report, **answers)
    assert said in text_of(staff_client(), admin_url(report))


# --- Pages of their own ---------------------------------------------------------------------------


def test_an_extension_is_granted_on_its_page() -> None:
    extension = asked()
    values = {"new_last_on": "2026-03-09", "reason": "Till dess går det."}
    staff_client().post(step_url(extension, "grant_extension"), values)
    extension.refresh_from_db()
    assert str(extension.new_last_on) == "2026-03-09"


def test_a_refusal_without_a_reason_is_asked_again() -> None:
    extension = asked()
    page = staff_client().post(step_url(extension, "refuse_extension"), {"reason": ""})
    assert "Skriv ett skäl." in page.content.decode()


def test_a_supplement_is_closed_with_one_press() -> None:
    supplement = answered()
    staff_client().post(step_url(supplement, "close_supplement"))
    supplement.refresh_from_db()
    assert supplement.status == "closed"


def test_acceptance_is_refused_in_words_while_a_supplement_is_open() -> None:
    supplement = make_supplement()
    page = staff_client().post(step_url(supplement.report, "accept"), {"submission": 1})
    assert "En komplettering är inte besvarad." in page.content.decode()


def test_a_list_answers_who_has_an_extension() -> None:
    extension = asked()
    url = reverse("admin:reporting_report_changelist")
    client = staff_client()
    assert "1 återrapportering" in text_of(client, f"{url}?bredvid=begart")
    actions.withdraw_extension(extension, acting(extension.report.recipient), at=FEBRUARY)
    assert "0 återrapporteringar" in text_of(client, f"{url}?bredvid=begart")
