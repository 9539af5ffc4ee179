"""The recipient's pages beside the report: anstånd and komplettering."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from correspondence.models import Document, Upload
from organisations.roles import OrganisationRole
from reporting.models import Extension, Report, Supplement
from reporting.states import SupplementStatus
from tests.admin.pages import client_of, text_of
from tests.builders import acting, at, make_report
from tests.reporting.handling_builders import answered, granted, make_supplement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_february(settings: object) -> None:
    settings.PORTAL_TODAY = at(2026, 2, 10).date()  # type: ignore[attr-defined]


def page_url(name: str, report: Report, **more: object) -> str:
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return reverse(f"reporting:{name}", kwargs={**case, **more})


def member(report: Report, role: OrganisationRole = OrganisationRole.OMBUD) -> Client:
    return client_of(acting(report.recipient, role).user)


def supplement_url(supplement: Supplement, name: str = "supplement") -> str:
    return page_url(name, supplement.report, supplement_id=supplement.pk)


# --- Anstånd --------------------------------------------------------------------------------------


def test_an_extension_is_asked_for_once_however_often_one_clicks() -> None:
    report = make_report()
    client, values = member(report), {"wished_on": "2026-03-16", "why": "Sjukdom."}
    for _ in range(2):
        page = client.post(page_url("extension", report), values, follow=True)
    assert "Vi prövar er begäran om anstånd" in page.content.decode()
    assert Extension.objects.count() == 1


def test_a_day_that_is_not_later_is_told_at_its_field() -> None:
    report = make_report()
    values = {"wished_on": "2026-03-02", "why": "Sjukdom."}
    page = member(report).post(page_url("extension", report), values)
    assert "Välj en dag efter den sista dag som gäller" in page.content.decode()


def test_the_task_list_says_that_there_is_an_extension() -> None:
    report = granted().report
    assert "Ni har anstånd" in text_of(member(report), page_url("tasks", report))


def test_the_grant_s_page_says_that_there_is_an_extension() -> None:
    report = granted().report
    address = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    page = text_of(member(report), reverse("portal:grant", kwargs=address))
    assert "Ni har anstånd med återrapporteringen till måndag 16 mars 2026." in page


# --- Komplettering --------------------------------------------------------------------------------


def test_a_supplement_stands_among_the_tasks() -> None:
    report = make_supplement().report
    page = text_of(member(report), reverse("portal:tasks"))
    assert "Komplettera återrapporteringen" in page


def test_what_is_typed_is_saved_by_itself_and_not_over_somebody_else_s() -> None:
    supplement = make_supplement()
    client, url = member(supplement.report), supplement_url(supplement, "supplement_autosave")
    values = {"text": "Vi letar.", "seen": supplement.draft_sha256}
    assert client.post(url, values).status_code == 200
    assert client.post(url, {**values, "text": "Annat."}).status_code == 409


def test_both_texts_are_shown_when_two_have_written() -> None:
    supplement = make_supplement()
    Supplement.objects.filter(pk=supplement.pk).update(draft="Evas text.")
    values = {"text": "Min text.", "seen": supplement.draft_sha256, "save": ""}
    page = member(supplement.report).post(supplement_url(supplement), values).content.decode()
    assert "Evas text." in page
    assert "Min text." in page


def test_text_and_files_are_sent_in_together_and_registered() -> None:
    supplement = make_supplement()
    file = SimpleUploadedFile("konto.txt", b"Saldo 100 kr")
    values = {"text": "Se filen.", "seen": supplement.draft_sha256, "send": "", "files": file}
    member(supplement.report).post(supplement_url(supplement), values)
    supplement.refresh_from_db()
    assert supplement.status == SupplementStatus.ANSWERED
    assert Document.objects.get(kind="attachment").filename == "konto.txt"


def test_a_refused_file_leaves_the_text() -> None:
    supplement = make_supplement()
    file = SimpleUploadedFile("virus.exe", b"MZ\x90\x00")
    values = {"text": "Se filen.", "seen": supplement.draft_sha256, "send": "", "files": file}
    page = member(supplement.report).post(supplement_url(supplement), values)
    supplement.refresh_from_db()
    assert "Se filen." in page.content.decode()
    assert (supplement.status, Upload.objects.count()) == (SupplementStatus.ASKED, 0)


def test_a_file_that_nobody_has_handed_in_is_not_taken_away() -> None:
    supplement = make_supplement()
    values = {"text": "", "seen": supplement.draft_sha256, "save": "", "remove_file": "x"}
    assert member(supplement.report).post(supplement_url(supplement), values).status_code == 302


def test_an_uppgiftssamordnare_is_refused_when_sending_in() -> None:
    supplement = make_supplement()
    client = member(supplement.report, OrganisationRole.UPPGIFTSSAMORDNARE)
    values = {"text": "Svar.", "seen": supplement.draft_sha256, "send": ""}
    assert client.post(supplement_url(supplement), values).status_code == 403


def test_the_second_click_shows_what_was_sent_in() -> None:
    supplement = answered()
    url = supplement_url(supplement)
    page = member(supplement.report).post(url, {"text": "Ett till.", "send": ""})
    assert "Inskickad" in page.content.decode()
    assert "Här är kontoutdraget." in page.content.decode()
